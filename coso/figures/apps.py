from django.apps import AppConfig


class FiguresConfig(AppConfig):
    name = "coso.figures"
    label = "figures"
