from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class FiguresConfig(AppConfig):
    name = "coso.figures"
    label = "figures"

    def ready(self) -> None:
        """Every app's indicators are declared once all models are known."""
        autodiscover_modules("indicators")
