"""Settings: everything a deployment may change comes from the environment, with a safe default."""

import os
import secrets
from contextlib import suppress
from datetime import time

import pghistory
from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from config.database import BASE, VAR, database_settings

BASE_DIR = BASE
VAR_DIR = VAR


def secret_key() -> str:
    """The key from the environment, or one made once and kept beside the data."""
    if key := os.environ.get("COSO_SECRET_KEY"):
        return key
    path = VAR_DIR / "secret_key"
    if not path.exists():
        VAR_DIR.mkdir(parents=True, exist_ok=True)
        made = VAR_DIR / f"secret_key.{os.getpid()}"
        made.touch(mode=0o600)
        made.write_text(secrets.token_urlsafe(50))
        with suppress(FileExistsError):  # another command was first; its key holds
            os.link(made, path)
        made.unlink()
    return path.read_text()


DEBUG = os.environ.get("COSO_DEBUG") == "1"
DEMO = os.environ.get("COSO_DEMO") == "1"
SECRET_KEY = secret_key()
ALLOWED_HOSTS = os.environ.get("COSO_HOSTS", "127.0.0.1,localhost,testserver").split(",")
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("COSO_ORIGINS", "").split(",") if o]

DATABASES = database_settings()
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "access.User"

INSTALLED_APPS = [
    "coso.common",
    "coso.rulebook",
    "coso.org",
    "coso.access",
    "coso.figures",
    "coso.members",
    "coso.notices",
    "coso.committees",
    "coso.ballots",
    "coso.procedures",
    "coso.documents",
    "coso.assignments",
    "coso.admissions",
    "coso.restructuring",
    "coso.transfers",
    "coso.statuses",
    "coso.meetings",
    "coso.dialogue",
    "coso.surveys",
    "coso.plans",
    "coso.targets",
    "coso.reports",
    "coso.home",
    "coso.handbook",
    "coso.generator",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "coso.common.apps.StaticFiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "csp",
    "django_cotton",
    "django_htmx",
    "pgtrigger",
    "pghistory",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "coso.common.middleware.ShortPagesMiddleware",
    "coso.common.middleware.ForEverybodyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "coso.common.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "coso.access.middleware.SessionLimitsMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "coso.access.middleware.SecondFactorMiddleware",
    "coso.access.middleware.ScopeMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": False,
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": ["django_cotton.templatetags.cotton", "django.templatetags.i18n"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "coso.home.context_processors.shell",
            ],
        },
    }
]

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Vietnamese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [
    ("tabler", BASE_DIR / "node_modules" / "@tabler" / "core" / "dist"),
    ("idb", BASE_DIR / "node_modules" / "idb" / "build"),
    ("qrcode", BASE_DIR / "node_modules" / "qrcode-generator" / "dist"),
]
MEDIA_ROOT = VAR_DIR / "files"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "coso.common.styles.Storage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ["png", "jpg", "webp", "gz", "br", "woff", "woff2", "map"]

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [NONCE, SELF],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# Served by https (a proxy in front ends it and says so): cookies bound to this host, and browsers told to stay with https.
HTTPS = os.environ.get("COSO_HTTPS") == "1"
PROXIES = int(os.environ.get("COSO_PROXIES", "1" if HTTPS else "0"))
PREFIX = "__Host-" if HTTPS else ""
if HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{PREFIX}coso_session", f"{PREFIX}coso_csrf"
COSO_DEVICE_COOKIE, COSO_SEEN_COOKIE, COSO_PIN_COOKIE = f"{PREFIX}coso_device", f"{PREFIX}coso_seen", f"{PREFIX}coso_pin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
COSO_IDLE_SECONDS = 30 * 60
SECRET_KEY_FALLBACKS = [key for key in os.environ.get("COSO_OLD_SECRET_KEYS", "").split(",") if key]

# One count of tries for all processes: the cache is a table.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "coso_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

PASSWORD_HASHERS = ["coso.access.hashers.CosoArgon2"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator", "OPTIONS": {"user_attributes": ["username", "full_name"]}},
]

COSO_SIGN_IN_PATH = "/accounts/"
ALLAUTH_TRUSTED_PROXY_COUNT = PROXIES
ACCOUNT_ADAPTER = "coso.access.sign_in.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False  # this session goes on under a new key, all others end
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60  # for sensitive acts, and before factors are changed
# A whole office may stand behind one address; an account's own tries are few.
ACCOUNT_RATE_LIMITS = {"login": "300/m/ip", "login_failed": "100/m/ip,5/5m/key", "activate": "30/m/ip"}

MFA_ADAPTER = "coso.access.sign_in.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
MFA_TOTP_ISSUER = "Coso"
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODES_SHOW_ONCE = True

# An OpenID Connect provider of the province, if it has one; accounts are joined to it by their owners.
SOCIALACCOUNT_ADAPTER = "coso.access.sign_in.ProviderAdapter"
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "oidc",
                "name": os.environ.get("COSO_OIDC_NAME", "OpenID Connect"),
                "client_id": os.environ["COSO_OIDC_CLIENT"],
                "secret": os.environ.get("COSO_OIDC_SECRET", ""),
                "settings": {"server_url": os.environ["COSO_OIDC_SERVER"]},
            }
        ]
        if os.environ.get("COSO_OIDC_SERVER")
        else [],
    }
}


# Who and where stand in each history row itself: no shared context table to contend for.
PGHISTORY_CONTEXT_FIELD = pghistory.ContextJSONField()
PGHISTORY_CONTEXT_ID_FIELD = pghistory.ContextUUIDField()

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"

COSO_REACTIONS = "coso.reactions.REACTIONS"
COSO_PERSON_PARTS = ["coso.procedures.views.person.part", "coso.statuses.views.part", "coso.handbook.views.copy.part", "coso.handbook.views.accounts.part"]  # what apps above members put on a person's page

# Made in the database by `coso setup_database`: exclusion constraints over periods, search inside words.
COSO_EXTENSIONS = ["btree_gist", "pg_trgm"]
# Functions `load(using=)` that bring the first data; each may be run again.
COSO_LOADERS: list[str] = ["coso.org.areas.load"]

# What phones sent is kept this long; that it was sent is kept for good. Never below 400: a phone may sleep for a year.
COSO_OPERATION_DAYS = max(400, int(os.environ.get("COSO_OPERATION_DAYS", "730")))

# What apps above add to the page that works without network: static files, each a script that shows one kind of pack.
COSO_OFFLINE_ASSETS = ["meetings/meeting.js", "handbook/handbook.js", "documents/shelf.js"]

# The organisation's certificate with its key (PKCS#12), and the file that holds its passphrase; without one no paper is signed here.
COSO_SIGNING_CERTIFICATE = os.environ.get("COSO_SIGNING_CERTIFICATE", "")
COSO_SIGNING_PASSPHRASE = os.environ.get("COSO_SIGNING_PASSPHRASE", "")

# Notices go out of the app at no hour between these two, unless a member chose others; a day's notices together at the third.
COSO_QUIET_FROM, COSO_QUIET_TO = (time.fromisoformat(hour) for hour in os.environ.get("COSO_QUIET_HOURS", "21:00-06:00").split("-"))
COSO_DIGEST_AT = time.fromisoformat(os.environ.get("COSO_DIGEST_AT", "07:00"))
# Notices on phones: nothing is sent before `coso make_push_key`, and only ever to these hosts, the push services of browsers.
COSO_PUSH_KEY_FILE = os.environ.get("COSO_PUSH_KEY_FILE", str(VAR_DIR / "push_key.pem"))
COSO_PUSH_HOSTS = os.environ.get("COSO_PUSH_HOSTS", "fcm.googleapis.com,updates.push.services.mozilla.com,*.push.apple.com,*.notify.windows.com").split(",")
COSO_PUSH_CONTACT = os.environ.get("COSO_PUSH_CONTACT", os.environ.get("COSO_MAIL_FROM", "coso@localhost"))
# Text messages: the class that hands them to a gateway (see docs/notices.md); none, and none is sent.
COSO_GATEWAY = os.environ.get("COSO_GATEWAY", "")
COSO_GATEWAY_FILE = os.environ.get("COSO_GATEWAY_FILE", str(VAR_DIR / "gateway.jsonl"))
COSO_PHONE_COOKIE = f"{PREFIX}coso_phone"
COSO_AT_SIGN_OUT = ["coso.notices.views.phone_signs_out"]  # what apps above accounts do when somebody signs out: each is given the request

# Where videos that guides link to may lie; hosts below them count too. A link opens there, nothing of it is shown in a page of Coso.
COSO_VIDEO_HOSTS = [host for host in os.environ.get("COSO_VIDEO_HOSTS", "youtube.com,youtu.be").lower().split(",") if host]

# The mail server of the morning mail; without one the letters are written to a folder and nobody gets them.
COSO_SITE = os.environ.get("COSO_SITE", "http://127.0.0.1:8000/")
COSO_MAIL_FROM_HOUR = 7
DEFAULT_FROM_EMAIL = os.environ.get("COSO_MAIL_FROM", "coso@localhost")
EMAIL_HOST = os.environ.get("COSO_MAIL_HOST", "")
EMAIL_PORT = int(os.environ.get("COSO_MAIL_PORT", "587"))
EMAIL_HOST_USER = os.environ.get("COSO_MAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("COSO_MAIL_PASSWORD", "")
EMAIL_USE_TLS = bool(EMAIL_HOST)
EMAIL_TIMEOUT = 20
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'filebased'}.EmailBackend"
EMAIL_FILE_PATH = VAR_DIR / "mail"
