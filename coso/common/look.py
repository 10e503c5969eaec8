"""How a person likes Coso to look: colours and letter size, kept in one small cookie."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

COOKIE = "coso_look"
KEPT_SECONDS = 2 * 365 * 24 * 3600


@dataclass(frozen=True)
class Look:
    """A theme and a letter size; anything unknown becomes the default."""

    theme: str = "light"
    size: str = "1"

    themes: ClassVar[list[tuple[str, str | Promise]]] = [
        ("light", _("Light")),
        ("dark", _("Dark")),
        ("contrast", _("High contrast")),
    ]
    sizes: ClassVar[list[tuple[str, str | Promise]]] = [
        ("1", _("Normal")),
        ("2", _("Large")),
        ("3", _("Largest")),
    ]

    @property
    def base(self) -> str:
        """Tabler knows two themes only; high contrast stands on the light one."""
        return "dark" if self.theme == "dark" else "light"

    def as_cookie(self) -> str:
        return f"{self.theme}-{self.size}"

    def changed(self, *, theme: str | None, size: str | None) -> Look:
        return Look.of(theme or self.theme, size or self.size)

    @classmethod
    def of(cls, theme: str, size: str) -> Look:
        known = theme in dict(cls.themes) and size in dict(cls.sizes)
        return cls(theme, size) if known else cls()

    @classmethod
    def from_cookie(cls, value: str) -> Look:
        theme, _dash, size = value.partition("-")
        return cls.of(theme, size)
