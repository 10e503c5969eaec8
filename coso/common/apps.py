from importlib import import_module

from django.apps import AppConfig


class CommonConfig(AppConfig):
    name = "coso.common"
    label = "common"

    def ready(self) -> None:
        import_module("coso.common.checks")  # registers the system checks
