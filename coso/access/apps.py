from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "coso.access"
    label = "access"
