from django.apps import AppConfig


class SurveysConfig(AppConfig):
    name = "coso.surveys"
    label = "surveys"
