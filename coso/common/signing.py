"""The organisation's certificate, and PDF files signed with it (PAdES).

The certificate and its key are one PKCS#12 file named in the environment, its passphrase stands in a file of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.serialization.pkcs12 import load_key_and_certificates
from cryptography.x509.oid import NameOID
from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from coso.common import vietnamese
from coso.common.errors import RuleBroken

# By name, when something is signed: the library behind takes a second and 60 MB, which no other process needs.
SEALS = "coso.common.pdf_seal.sealed"


@dataclass(frozen=True)
class Certificate:
    """Who signs as it says, from when to when it is good; archive and passphrase are what the key lies in."""

    name: str
    issuer: str
    valid_from: datetime
    valid_to: datetime
    archive: bytes
    passphrase: bytes | None


def is_set_up() -> bool:
    """Whether this installation names a certificate at all."""
    return bool(settings.COSO_SIGNING_CERTIFICATE)


def certificate() -> Certificate:
    """The one that is set up; RuleBroken where it is not, cannot be read, or holds no key."""
    if not is_set_up():
        raise RuleBroken(_("No certificate is set up here to sign papers with. Nothing was signed. The administrator names it in the settings (COSO_SIGNING_CERTIFICATE, docs/running.md)."))
    try:
        archive = Path(settings.COSO_SIGNING_CERTIFICATE).read_bytes()
        passphrase = Path(settings.COSO_SIGNING_PASSPHRASE).read_bytes().strip() if settings.COSO_SIGNING_PASSPHRASE else None
        key, found, _others = load_key_and_certificates(archive, passphrase)
    except (OSError, ValueError) as problem:
        raise RuleBroken(_("The certificate cannot be opened: its file or its passphrase is not what it should be. Nothing was signed. Ask the administrator to look at COSO_SIGNING_CERTIFICATE.")) from problem
    if key is None or found is None:
        raise RuleBroken(_("The file of the certificate holds no key to sign with. Nothing was signed. Ask the administrator for the whole PKCS#12 file."))
    return Certificate(_name(found.subject), _name(found.issuer), found.not_valid_before_utc, found.not_valid_after_utc, archive, passphrase)


def _name(of: object) -> str:
    """The common name in a subject or issuer, else all of it."""
    names = of.get_attributes_for_oid(NameOID.COMMON_NAME)  # type: ignore[attr-defined] # a Name of cryptography
    return str(names[0].value) if names else of.rfc4514_string()  # type: ignore[attr-defined] # as above


def check_good(one: Certificate, now: datetime) -> None:
    """A certificate signs from its first moment to its last."""
    if now > one.valid_to:
        raise RuleBroken(_("The certificate “%(name)s” expired on %(day)s. Nothing was signed. Ask the administrator to set up the new one.") % {"name": one.name, "day": _day(one.valid_to)})
    if now < one.valid_from:
        raise RuleBroken(_("The certificate “%(name)s” is good only from %(day)s on. Nothing was signed. Wait for that day, or ask the administrator.") % {"name": one.name, "day": _day(one.valid_from)})


def _day(moment: datetime) -> str:
    return vietnamese.date(timezone.localtime(moment).date())


def signed(content: bytes, one: Certificate) -> bytes:
    """The PDF with a signature over the whole of it, readable by any viewer."""
    seal: Callable[[bytes, Certificate], bytes] = import_string(SEALS)
    return seal(content, one)
