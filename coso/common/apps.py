from importlib import import_module

from django.apps import AppConfig
from django.contrib.staticfiles.apps import StaticFilesConfig


class CommonConfig(AppConfig):
    name = "coso.common"
    label = "common"

    def ready(self) -> None:
        import_module("coso.common.checks")  # registers the system checks


class StaticFiles(StaticFilesConfig):
    """Of the packages npm brings, only what the pages use is served."""

    ignore_patterns = [
        *StaticFilesConfig.ignore_patterns,
        "tabler-*", "tabler.css*", "tabler.js*", "tabler.rtl*", "tabler.esm*", "libs", "img", "types", "ext", "htm*-4*",
        "*.d.ts", "index.cjs", "async-iterators*", "database-extras*", "qrcode_*", "*.mjs",
    ]
