"""Certificates made for a test: of an invented party organisation, with their keys, as PKCS#12."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption
from cryptography.hazmat.primitives.serialization.pkcs12 import serialize_key_and_certificates
from cryptography.x509.oid import NameOID

NAME, PASSPHRASE = "Đảng ủy xã thử nghiệm", b"chi-de-thu"


def make_certificate(good_for: timedelta = timedelta(days=365), begun: timedelta = timedelta(days=1)) -> tuple[bytes, x509.Certificate]:
    """A certificate that vouches for itself, as archive and as what a reader trusts. begun: how long ago it began to be good."""
    key, name, now = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)]), datetime.now(UTC)
    usage = x509.KeyUsage(digital_signature=True, content_commitment=True, **dict.fromkeys(["key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign", "crl_sign", "encipher_only", "decipher_only"], False))
    begins = now - begun
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), begins, begins + good_for).add_extension(usage, critical=True).sign(key, hashes.SHA256())
    return serialize_key_and_certificates(b"coso", key, made, None, BestAvailableEncryption(PASSPHRASE)), made


def set_up(settings: Any, folder: Path, archive: bytes, passphrase: bytes = PASSPHRASE) -> None:
    """As the administrator does it: two files, named in the settings."""
    (folder / "dang-uy.p12").write_bytes(archive)
    (folder / "mat-khau").write_bytes(passphrase + b"\n")
    settings.COSO_SIGNING_CERTIFICATE, settings.COSO_SIGNING_PASSPHRASE = str(folder / "dang-uy.p12"), str(folder / "mat-khau")
