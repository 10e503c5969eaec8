from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "coso.notices"
    label = "notices"
