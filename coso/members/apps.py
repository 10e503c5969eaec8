from importlib import import_module

from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "coso.members"
    label = "members"

    def ready(self) -> None:
        import_module("coso.members.operations")  # declares what phones may send
