from django.apps import AppConfig


class TransfersConfig(AppConfig):
    name = "coso.transfers"
    label = "transfers"
