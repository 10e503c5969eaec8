from importlib import import_module

from django.apps import AppConfig


class HandbookConfig(AppConfig):
    name = "coso.handbook"
    label = "handbook"

    def ready(self) -> None:
        import_module("coso.handbook.tasks")  # declares the long work
