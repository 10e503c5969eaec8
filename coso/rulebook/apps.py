from importlib import import_module

from django.apps import AppConfig


class RulebookConfig(AppConfig):
    name = "coso.rulebook"
    label = "rulebook"

    def ready(self) -> None:
        import_module("coso.rulebook.checks")  # registers the start-up check
