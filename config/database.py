"""Where the database is, as Django settings: two logins to the same database.

`owner` owns the tables and is used to migrate, to load areas and to generate data in bulk.
`default` is what every page, job and command runs as; it owns nothing and row-level security binds it.
"""

import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from config.embedded import Server

BASE = Path(__file__).resolve().parent.parent
# PostgreSQL would compile each of the long questions of a figures page anew: two seconds for what takes a fifth of one.
NO_JIT = "-c jit=off"
VAR = Path(os.environ.get("COSO_VAR", BASE / "var")).absolute()


def database_settings() -> dict[str, dict[str, object]]:
    """DATABASES for Django. COSO_DATABASE_URL names the owner's login, COSO_APP_DATABASE_URL the app's."""
    owner = from_url(os.environ.get("COSO_DATABASE_URL") or Server(VAR).url)
    app = os.environ.get("COSO_APP_DATABASE_URL")
    default = from_url(app) if app else {**owner, "USER": "coso_app", "PASSWORD": app_password()}
    return {"default": default, "owner": owner}


def from_url(url: str) -> dict[str, object]:
    """`postgresql://user:password@host:port/name?host=/socket&sslmode=…` as Django's settings."""
    parts = urlsplit(url)
    options: dict[str, object] = {"options": NO_JIT, **dict(parse_qsl(parts.query))}
    host = options.pop("host", None) or parts.hostname or ""
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "coso",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(options.pop("port", "") or parts.port or ""),
        "OPTIONS": options,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def app_password() -> str:
    return os.environ.get("COSO_APP_PASSWORD", "")


def uses_embedded() -> bool:
    return not os.environ.get("COSO_DATABASE_URL")
