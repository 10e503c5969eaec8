from django.apps import AppConfig


class BallotsConfig(AppConfig):
    name = "coso.ballots"
    label = "ballots"
