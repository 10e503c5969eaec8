"""Web push: to the phones that asked for it, sealed for each (RFC 8291), signed with the installation's own key (RFC 8292)."""

from __future__ import annotations

import json
import os
from base64 import urlsafe_b64encode
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from django.conf import settings
from requests import RequestException
from webpush import WebPush, WebPushSubscription

from coso.notices.channels.letters import Letter, Outcome
from coso.notices.channels.outgoing import is_listed, session

TIMEOUT = (5, 10)  # seconds to reach the service, and to wait for its answer
KEPT_BY_SERVICE = 3 * 24 * 3600  # a phone that is off for three days is told in the app
GONE = (404, 410)
WELL = range(200, 300)


def secret_key() -> str:
    """The installation's key as PEM; empty where none was made, and then nothing is pushed."""
    with suppress(FileNotFoundError):
        return Path(settings.COSO_PUSH_KEY_FILE).read_text()
    return ""


def make_key(path: Path) -> bool:
    """A new key in a file that only its owner reads; False where there is one already, which is kept."""
    pem = ec.generate_private_key(ec.SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.parent.mkdir(parents=True, exist_ok=True)
    with suppress(FileExistsError):
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(pem)
        return True
    return False


def browser_key() -> str:
    """The public half as a browser wants it; empty where nothing is pushed."""
    pem = secret_key()
    return _browser_key(pem) if pem else ""


@lru_cache(maxsize=4)
def _browser_key(pem: str) -> str:
    point = load_pem_private_key(pem.encode(), None).public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return urlsafe_b64encode(point).decode().rstrip("=")


def _sealer(pem: str) -> WebPush:
    public = load_pem_private_key(pem.encode(), None).public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return WebPush(private_key=pem.encode(), public_key=public, subscriber=settings.COSO_PUSH_CONTACT, ttl=KEPT_BY_SERVICE)


def send(letter: Letter, *, endpoint: str, p256dh: str, auth: str) -> Outcome:
    """Hand one letter to the phone's push service. A place that is listed no more is not asked."""
    pem = secret_key()
    if not pem or not is_listed(endpoint, settings.COSO_PUSH_HOSTS):
        return Outcome.AGAIN
    told = json.dumps({"title": letter.title, "text": letter.text, "href": letter.href, "key": letter.key}, ensure_ascii=False)
    sealed = _sealer(pem).get(told, WebPushSubscription.model_validate({"endpoint": endpoint, "keys": {"p256dh": p256dh, "auth": auth}}))
    try:
        with session() as ours, ours.post(endpoint, data=sealed.encrypted, headers=dict(sealed.headers), timeout=TIMEOUT, allow_redirects=False, stream=True) as answer:
            code = answer.status_code
    except RequestException:
        return Outcome.AGAIN
    if code in GONE:
        return Outcome.ENDED
    return Outcome.ARRIVED if code in WELL else Outcome.AGAIN
