from django.apps import AppConfig


class TargetsConfig(AppConfig):
    name = "coso.targets"
    label = "targets"
