from importlib import import_module

from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "coso.meetings"
    label = "meetings"

    def ready(self) -> None:
        import_module("coso.meetings.operations")  # declares what phones may send
