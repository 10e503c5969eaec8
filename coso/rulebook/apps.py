from django.apps import AppConfig


class RulebookConfig(AppConfig):
    name = "coso.rulebook"
    label = "rulebook"
