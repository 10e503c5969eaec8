from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "coso.plans"
    label = "plans"
