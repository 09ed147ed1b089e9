"""edXML packets, in which offices send documents to each other: what the envelope says, and the attached files.

Two dialects are in use: that of QCVN 102:2016 (attachments behind the envelope, named in its manifest by their ids) and
that of the national axis (``http://www.go.vn/eDoc``: attachments in the manifest itself). Names of elements tell what
they are in both; prefixes and letter case differ from program to program.
"""

from __future__ import annotations

import base64
import binascii
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

from lxml import etree

from ingest.read.containers.member import Budget, Member
from ingest.read.pdf import safety
from ingest.read.refusals import DAMAGED
from ingest.reading import Envelope, RefusedFile

STATUS = "Gói edXML chỉ báo trạng thái gửi nhận, không kèm văn bản nào; hãy gửi gói có tệp văn bản."
#: Where an attachment's bytes, name and id stand.
_CONTENTS = ("contenttransferencoded", "content", "attachmentcontent", "filecontent", "data", "base64")
_NAMES = ("attachmentname", "filename", "name", "description")
_ATTACHMENTS = ("attachment", "reference")
_FAILURES: tuple[type[Exception], ...] = (*safety.PARSER_FAILURES, RuntimeError, NotImplementedError)
_DATE = re.compile(r"(?:(\d{4})[/\-.](\d{1,2})[/\-.](\d{1,2})|(\d{1,2})[/\-.](\d{1,2})[/\-.](\d{4}))")
#: What programs write where they know nothing.
_NOTHING = re.compile(r"\W*(?:n/?a|null|none|không có|khong co)?\W*", re.IGNORECASE)
_PARTY_SYMBOL = re.compile(r"[^/\-]+/(?:TU|HU|ĐU|TW)\b")
_NO_NUMBER = re.compile(r"\W*0*\W*")


def read_edxml(path: Path, budget: Budget) -> list[Member]:
    """The attached files, each with its envelope; the first is the document itself, others are its annexes.

    :raises RefusedFile: damaged packets, those that only report a status, more than a container may hold.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    try:
        root = etree.parse(path, parser).getroot()
    except (etree.XMLSyntaxError, OSError) as error:
        raise RefusedFile("damaged", DAMAGED) from error
    envelope = read_envelope(root)
    members: list[Member] = []
    for name, data in _attachments(root, budget):
        members.append(Member(name, data, replace(envelope, is_main=not members)))
    if members:
        return members
    text = _text(_header(root), "content") or envelope.subject
    if not text or (envelope.number is None and next(_named(root, "statuscode"), None) is not None):
        raise RefusedFile("no_text", STATUS)
    return [Member("Nội dung.txt", text.encode("utf-8-sig"), envelope)]


def read_envelope(root: etree._Element) -> Envelope:
    """What the head of a packet says of the document; what is blank or a placeholder stays unknown."""
    head = _header(root)
    sender = next(_named(head, "from"), None)
    kind = next(_named(head, "documenttype"), None)
    signer = next(_named(head, "signerinfo", "author"), None)
    promulgation = next(_named(head, "promulgationinfo"), None)
    issuer = _text(sender, "organname") or _text(promulgation, "promulgator")
    parent = _text(sender, "organizationincharge")
    return Envelope(
        number=_number(_text(head, "codenumber"), _text(head, "codenotation")),
        issued_date=_date(_text(promulgation, "promulgationdate") or _text(head, "promulgationdate")),
        issuer=issuer,
        issuer_parent=parent if parent != issuer else None,
        place=_text(promulgation, "place"),
        type_name=_text(kind, "typename") or (_clean(kind.text) if kind is not None and not len(kind) else None),
        subject=_text(head, "subject"),
        signer=_text(signer, "fullname", "signer"),
        signer_title=_text(signer, "position"),
    )


def _header(root: etree._Element) -> etree._Element:
    return next(_named(root, "messageheader"), root)


def _number(digits: str | None, symbol: str | None) -> str | None:
    """``12`` and ``QĐ-UBND`` are one number; some programs write the whole into either place."""
    for whole in (symbol, digits):
        if whole and re.match(r"\s*\d+\w?\s*[/-]", whole):
            return whole
    if not digits or not symbol or _NO_NUMBER.fullmatch(digits):
        return None
    # The Party writes a hyphen before the type: `31-QĐ/TU`.
    joint = (
        ""
        if symbol.startswith(("/", "-"))
        else "-"
        if re.match(r"[^/\-]+/TU\b|[^/\-]+/(?:HU|TWĐTN|ĐU)", symbol)
        else "/"
    )
    return f"{digits}{joint}{symbol}"


def _date(text: str | None) -> date | None:
    match = _DATE.search(text or "")
    if match is None:
        return None
    year, month, day = (match[1], match[2], match[3]) if match[1] else (match[6], match[5], match[4])
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _local(element: etree._Element) -> str:
    return etree.QName(element).localname.lower() if isinstance(element.tag, str) else ""


def _named(parent: etree._Element | None, *names: str) -> Iterator[etree._Element]:
    """The elements of these names below ``parent``; the first name's first."""
    if parent is not None:
        for name in names:
            yield from (one for one in parent.iter() if _local(one) == name)


def _text(parent: etree._Element | None, *names: str) -> str | None:
    return next((text for one in _named(parent, *names) if (text := _clean(one.text))), None)


def _clean(text: str | None) -> str | None:
    shown = " ".join((text or "").split())
    return None if _NOTHING.fullmatch(shown) else shown


def _attachments(root: etree._Element, budget: Budget) -> Iterator[tuple[str, bytes]]:
    """Names and bytes in the order of the packet; the manifest's name for an id goes before the attachment's own."""
    manifest = {
        _bare_id(_text(reference, "contentid") or _link(reference)): name
        for reference in _named(root, "reference")
        if (name := _text(reference, *_NAMES))
    }
    count = 0
    for attachment in _named(root, *_ATTACHMENTS):
        content = next((one for one in attachment if _local(one) in _CONTENTS and (one.text or "").strip()), None)
        if content is None:
            continue
        data = _decoded(content.text or "")
        if data is None:
            continue
        count += 1
        budget.take(len(data))
        identifier = _bare_id(_text(attachment, "contentid") or _link(attachment))
        name = manifest.get(identifier) if identifier else None
        name = name or _text(attachment, *_NAMES) or f"tep-{count}"
        yield name, _unzipped(name, data, budget)


def _link(element: etree._Element) -> str:
    return next((str(value) for key, value in element.attrib.items() if str(key).endswith("href")), "")


def _bare_id(identifier: str) -> str:
    return identifier.strip().removeprefix("cid:").strip("<>")


def _decoded(text: str) -> bytes | None:
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        return None


def _unzipped(name: str, data: bytes, budget: Budget) -> bytes:
    """Many programs zip each attachment and keep its name: the one file inside is the attachment."""
    if not data.startswith(b"PK\x03\x04") or name.lower().endswith(".zip"):
        return data
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            files = [info for info in archive.infolist() if not info.is_dir()]
            if len(files) != 1 or files[0].filename in ("[Content_Types].xml", "mimetype"):
                return data  # an office file is such an archive itself, and holds more
            budget.take(files[0].file_size)
            return archive.read(files[0])
    except _FAILURES:
        return data
