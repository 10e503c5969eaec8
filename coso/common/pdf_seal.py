"""Puts a signature on a PDF; loaded only when something is signed (see `signing`)."""

from __future__ import annotations

import io

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers

from coso.common.signing import Certificate

FIELD = "Signature"


def sealed(content: bytes, one: Certificate) -> bytes:
    """The file as it was, with the signature (PAdES-B) added behind it."""
    signer = signers.SimpleSigner.load_pkcs12_data(one.archive, [], one.passphrase)
    told = signers.PdfSignatureMetadata(field_name=FIELD, md_algorithm="sha256", subfilter=fields.SigSeedSubFilter.PADES, name=one.name)
    made = signers.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(content)), told, signer=signer)
    return bytes(made.getvalue())
