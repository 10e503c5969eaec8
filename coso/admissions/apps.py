from django.apps import AppConfig


class AdmissionsConfig(AppConfig):
    name = "coso.admissions"
    label = "admissions"
