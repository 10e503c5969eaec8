from importlib import import_module

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class ProceduresConfig(AppConfig):
    name = "coso.procedures"
    label = "procedures"

    def ready(self) -> None:
        autodiscover_modules("procedures")  # each app declares its own
        import_module("coso.procedures.checks")  # registers the start-up check
