from importlib import import_module

from django.apps import AppConfig


class DialogueConfig(AppConfig):
    name = "coso.dialogue"
    label = "dialogue"

    def ready(self) -> None:
        import_module("coso.dialogue.operations")  # declares what phones may send
