from django.apps import AppConfig


class HandbookConfig(AppConfig):
    name = "coso.handbook"
    label = "handbook"
