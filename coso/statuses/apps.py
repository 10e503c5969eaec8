from django.apps import AppConfig


class StatusesConfig(AppConfig):
    name = "coso.statuses"
    label = "statuses"
