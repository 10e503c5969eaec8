from django.apps import AppConfig


class GeneratorConfig(AppConfig):
    name = "coso.generator"
    label = "generator"
