"""Digital signatures of a PDF: who, when, and whether the signed bytes are still in the file. Never a legal finding.

Three findings, by evidence in the file alone (no trust in the signer, no network):

* ``hợp lệ``: the signed bytes have the signed digest, the signature value fits, and no page changed afterwards.
* ``bị sửa đổi``: the signed bytes differ from their digest, or a later part of the file changed a page's content.
* ``không kiểm tra được``: the signed bytes are not in the file any more (a program saved it anew, as some incoming
  stamps do), something was drawn over a page later, or the signature is of a kind that cannot be read.
"""

from __future__ import annotations

import hashlib
import logging
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from ingest.reading import Signature

logger = logging.getLogger(__name__)

Integrity = Literal["hợp lệ", "không kiểm tra được", "bị sửa đổi"]
#: Signatures looked at in one file; a document passes a handful of hands.
_MAX_SIGNATURES = 20
#: Signature formats whose digest is of the file's bytes; older ones (``adbe.pkcs7.sha1``) wrap a second digest.
_DETACHED = ("/adbe.pkcs7.detached", "/ETSI.CAdES.detached")
#: Pages compared between the signed state and the file as it is.
_MAX_PAGES = 5000
#: What pyHanko, asn1crypto and cryptography raise on signatures that are damaged or of an unknown kind.
_UNREADABLE = (
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
    IndexError,
    NotImplementedError,
    OSError,
    RecursionError,
)

CHANGED = "Nội dung tệp đã thay đổi sau khi ký số; vui lòng đối chiếu bản gốc."


def read_signatures(path: Path) -> tuple[Signature, ...]:
    """The signatures in the order they were made; one that cannot be checked is reported as such."""
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.pdf_utils.reader import PdfFileReader

    found: list[Signature] = []
    try:
        with path.open("rb") as stream:
            reader = PdfFileReader(stream, strict=False)
            embedded = list(reader.embedded_regular_signatures)[:_MAX_SIGNATURES]
            sealed = any(_seals_file(signature, reader) for signature in embedded)
            found.extend(_describe_signature(signature, reader, sealed) for signature in embedded)
    except (PdfError, *_UNREADABLE) as error:
        logger.warning("signatures of %s cannot be read: %s", path.name, error)
        if not found:
            found.append(Signature(None, None, None, "không kiểm tra được"))
    return tuple(found)


def _describe_signature(embedded: Any, reader: Any, sealed: bool) -> Signature:
    signer, organisation = _signer_names(embedded)
    reason = _certificate_text(embedded.sig_object.get("/Reason"))
    return Signature(signer, organisation, _signing_time(embedded), _check_integrity(embedded, reader, sealed), reason)


def _signer_names(embedded: Any) -> tuple[str | None, str | None]:
    try:
        subject = embedded.signer_cert.subject.native
    except _UNREADABLE:
        return None, None
    name = _certificate_text(subject.get("common_name")) or _certificate_text(embedded.sig_object.get("/Name"))
    organisation = _certificate_text(subject.get("organization_name")) or _certificate_text(
        subject.get("organizational_unit_name")
    )
    return name, organisation


def _certificate_text(value: Any) -> str | None:
    if isinstance(value, list):  # several units: the certificate lists them from outer to inner
        value = ", ".join(str(part) for part in value)
    return str(value).strip() or None if value else None


def _signing_time(embedded: Any) -> datetime | None:
    try:
        stamp = embedded.self_reported_timestamp
    except _UNREADABLE:
        return None
    return stamp if isinstance(stamp, datetime) else None


def _check_integrity(embedded: Any, reader: Any, sealed: bool) -> Integrity:
    """``sealed``: an intact signature covers the file to its last byte, so that nothing was added after it."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.sign.validation.errors import SignatureValidationError

    try:
        if embedded.sig_object.get("/SubFilter") not in _DETACHED or not _is_framed(embedded, reader):
            return "không kiểm tra được"
        if not _is_intact(embedded):
            return "bị sửa đổi"
        if _ends_file(embedded, reader):
            return "hợp lệ"
        signed, current = reader.get_historical_root(embedded.signed_revision), reader.root
        if _content_digests(signed) != _content_digests(current):
            return "bị sửa đổi"
        return (
            "hợp lệ" if sealed or _annotation_counts(signed) == _annotation_counts(current) else "không kiểm tra được"
        )
    except (PdfError, SignatureValidationError, UnsupportedAlgorithm, *_UNREADABLE) as error:
        logger.info("signature cannot be checked: %s", error)
        return "không kiểm tra được"


def _is_framed(embedded: Any, reader: Any) -> bool:
    """True if the gap in the signed bytes is the signature itself.

    A program that saves the file anew moves everything: then the range holds other bytes than those that were signed,
    and their digest says nothing about the text.
    """
    start, length, resume, rest = (int(value) for value in embedded.byte_range)
    if start != 0 or length <= 0 or resume <= length or rest < 0:
        return False
    stream = reader.stream
    stream.seek(length)
    gap = stream.read(resume - length).strip()
    if not (gap.startswith(b"<") and gap.endswith(b">")):
        return False
    return bytes.fromhex(gap[1:-1].decode("ascii")) == bytes(embedded.pkcs7_content)


def _is_intact(embedded: Any) -> bool:
    from pyhanko.sign.validation.generic_cms import validate_sig_integrity

    digest = embedded.compute_digest()
    intact, valid = validate_sig_integrity(
        embedded.signer_info, embedded.signer_cert, expected_content_type="data", actual_digest=digest
    )
    return bool(intact and valid)


def _ends_file(embedded: Any, reader: Any) -> bool:
    """True if the signed bytes reach the end of the file."""
    _, _, resume, rest = (int(value) for value in embedded.byte_range)
    reader.stream.seek(0, 2)
    return bool(resume + rest >= reader.stream.tell())


def _seals_file(embedded: Any, reader: Any) -> bool:
    return _ends_file(embedded, reader) and _check_integrity(embedded, reader, sealed=True) == "hợp lệ"


def _content_digests(root: Any) -> list[str]:
    """One digest a page over its content streams, as stored."""
    found = []
    for page in _page_objects(root):
        digest = hashlib.sha256()
        contents = page.get("/Contents", ())
        for part in contents if isinstance(contents, list) else (contents,):
            stream = part.get_object() if hasattr(part, "get_object") else part
            digest.update(getattr(stream, "encoded_data", b"") or b"")
        found.append(digest.hexdigest())
    return found


def _annotation_counts(root: Any) -> list[int]:
    return [len(page["/Annots"]) if "/Annots" in page else 0 for page in _page_objects(root)]


def _page_objects(root: Any) -> list[Any]:
    """The page tree's leaves in order."""
    found: list[Any] = []
    waiting: list[Any] = [root["/Pages"]]
    while waiting and len(found) < _MAX_PAGES:
        node = waiting.pop()
        node = node.get_object() if hasattr(node, "get_object") else node
        if "/Kids" in node:
            waiting.extend(reversed(list(node["/Kids"])))
        else:
            found.append(node)
    return found
