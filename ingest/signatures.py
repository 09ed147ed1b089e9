"""Digital signatures of a PDF: who, when, and whether the signed bytes are still intact. Never a legal finding."""

from __future__ import annotations

import logging
from datetime import datetime
from pathlib import Path
from typing import Any

from ingest.records import Signature

logger = logging.getLogger(__name__)

#: Signatures looked at in one file; a document passes a handful of hands.
_MAX_SIGNATURES = 20


def read(path: Path) -> tuple[Signature, ...]:
    """The signatures in the order they were made; one that cannot be checked is reported as such.

    Integrity is judged offline: the digest of the signed bytes and the signature value, no trust in the signer.
    """
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.pdf_utils.reader import PdfFileReader

    found: list[Signature] = []
    try:
        with path.open("rb") as stream:
            reader = PdfFileReader(stream, strict=False)
            found.extend(map(_signature, list(reader.embedded_signatures)[:_MAX_SIGNATURES]))
    except (PdfError, ValueError, KeyError, TypeError, AttributeError, OSError) as error:
        logger.warning("signatures of %s cannot be read: %s", path.name, error)
        if not found:
            found.append(Signature(None, None, None, "không kiểm tra được"))
    return tuple(found)


def _signature(embedded: Any) -> Signature:
    signer, organisation = _names(embedded)
    return Signature(signer, organisation, _time(embedded), _integrity(embedded))


def _names(embedded: Any) -> tuple[str | None, str | None]:
    try:
        subject = embedded.signer_cert.subject.native
    except (ValueError, KeyError, TypeError, AttributeError):
        return None, None
    name = _text(subject.get("common_name")) or _text(embedded.sig_object.get("/Name"))
    organisation = _text(subject.get("organization_name")) or _text(subject.get("organizational_unit_name"))
    return name, organisation


def _text(value: Any) -> str | None:
    if isinstance(value, list):  # several units: the certificate lists them from outer to inner
        value = ", ".join(str(part) for part in value)
    return str(value).strip() or None if value else None


def _time(embedded: Any) -> datetime | None:
    try:
        stamp = embedded.self_reported_timestamp
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    return stamp if isinstance(stamp, datetime) else None


def _integrity(embedded: Any) -> Any:
    from pyhanko.sign.validation.generic_cms import validate_sig_integrity

    try:
        digest = embedded.compute_digest()
        intact, valid = validate_sig_integrity(
            embedded.signer_info, embedded.signer_cert, expected_content_type="data", actual_digest=digest
        )
    except Exception as error:  # noqa: BLE001 - pyHanko raises many kinds on odd certificates; the finding is "not checkable"
        logger.info("signature cannot be checked: %s", error)
        return "không kiểm tra được"
    return "hợp lệ" if intact and valid else "bị sửa đổi"
