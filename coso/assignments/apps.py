from django.apps import AppConfig


class AssignmentsConfig(AppConfig):
    name = "coso.assignments"
    label = "assignments"
