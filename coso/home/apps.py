from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "coso.home"
    label = "home"
