"""Property lines of a legal portal's page (`Số hiệu`, `Loại văn bản`, `Ngày ban hành`): not the document's own text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.grammar import document_numbers, document_types, issuers
from ingest.metadata import signature_block
from ingest.reading import Paragraph, Table
from ingest.records import Metadata
from ingest.text import dates
from ingest.text.normalize import fold

#: Labels as portals print them, folded; the longer first. The value follows, often without a space.
_LABELS = {
    "so hieu": "number", "so ky hieu": "number", "loai van ban": "type", "co quan ban hanh": "issuer",
    "noi ban hanh": "issuer", "ngay ban hanh": "issued", "ngay ky xac thuc": "issued", "ngay ky": "issued",
    "ngay co hieu luc": "effective", "ngay hieu luc": "effective", "ngay het hieu luc": "",
    "ngay cap nhat": "", "ngay dang cong bao": "", "so cong bao": "", "nguoi ky": "signer", "chuc danh": "",
    "trich yeu": "subject", "linh vuc": "", "nganh": "", "tinh trang hieu luc": "", "tinh trang": "", "pham vi": "",
    "nguon thu thap": "", "thong tin ap dung": "",
}  # fmt: skip
_ORDER = "|".join(re.escape(label) for label in sorted(_LABELS, key=len, reverse=True))
_LINE = re.compile(rf"^\W*(?P<label>{_ORDER})\s*:?\s*(?P<value>.*)$", re.DOTALL)
#: Buttons and tabs beside the properties, and the portal's own address at the page's end.
_CHROME = re.compile(
    r"^\W*(?:tai ve|thuoc tinh|luoc do|van ban goc|noi dung|con hieu luc|het hieu luc.{0,20}|chua co hieu luc|muc luc"
    r"|co so du lieu quoc gia ve phap luat|don vi chu quan:?|dien thoai:.{0,40}|fax:.{0,30}|dia chi:?|tom tat"
    r"|ban pdf|van ban lien quan|lich su|xem them|in van ban|chia se)\W*$"
)
#: So many labelled lines make a page of properties; fewer may be a letter's own words.
_FEWEST_LABELS = 3
#: Properties and buttons stand within so many blocks of the page's top and bottom.
_EDGE = 60


def take_properties(blocks: Sequence[Paragraph | Table]) -> tuple[dict[str, str], set[int]]:
    """Properties with their printed values, and the blocks (with the buttons around them) that leave the body.

    >>> texts = ("Số hiệu9107/QĐ-UBND", "Loại văn bảnQuyết định", "Người ký--")
    >>> take_properties([Paragraph(text) for text in texts])[0]
    {'number': '9107/QĐ-UBND', 'type': 'Quyết định'}
    """
    values: dict[str, str] = {}
    used: set[int] = set()
    labelled = 0
    for index, block in enumerate(blocks):
        if _EDGE <= index < len(blocks) - _EDGE or isinstance(block, Table) or len(block.text) > 300:
            continue
        folded = fold(block.text)
        match = _LINE.match(folded) if len(folded) == len(block.text) else None
        if match is None or not _is_value(match["label"], block.text[match.start("value") :]):
            if _CHROME.match(folded):
                used.add(index)
            continue
        labelled += 1
        used.add(index)
        value = block.text[match.start("value") :].strip()
        name = _LABELS[match["label"]]
        if name and value.strip("- "):
            values.setdefault(name, value)
    if labelled < _FEWEST_LABELS:
        return {}, set()
    titles = {
        i
        for i, block in enumerate(blocks[:20])
        if isinstance(block, Paragraph) and _is_page_heading(block.text, values)
    }
    return values, used | titles


def _is_page_heading(text: str, values: dict[str, str]) -> bool:
    """The page's heading `Quyết định số 9107/QĐ-UBND Về việc ...` repeats the properties; it gives the subject."""
    before, number, after = text.partition(values.get("number") or "\n")
    if not number or not fold(before).startswith(fold(values.get("type", "?"))):
        return False
    if after.strip():
        values.setdefault("subject", after.strip())
    return True


def _is_value(label: str, value: str) -> bool:
    """True for a date after a date's label; after the others for a short value that starts with a capital or digit."""
    if label.startswith("ngay"):
        return bool(re.match(r"\s*(?:\d{1,2}/\d{1,2}/\d{4}|-*)\s*$", value))
    return len(value) < 200 and not value.strip()[:1].islower()


def with_properties(metadata: Metadata, properties: dict[str, str]) -> Metadata:
    """The metadata, filled from a portal's property lines where the document itself is silent."""
    number = document_numbers.first_number(properties.get("number", ""))
    kind = document_types.SYMBOLS_BY_NAME.get(fold(properties.get("type", "")).strip())
    changes: dict[str, object] = {}
    if number and metadata.number is None:
        changes |= {"number": number.text, "canonical_key": number.canonical_key}
        kind = number.type or kind
    if kind and metadata.type is None:
        changes |= {"type": kind, "type_name": document_types.TYPE_NAMES.get(kind)}
    if metadata.issued_date is None and (day := dates.first_date(properties.get("issued", ""))):
        changes["issued_date"] = day
    if metadata.effective_date is None and (day := dates.first_date(properties.get("effective", ""))):
        changes["effective_date"] = day
    if metadata.issuer is None and properties.get("issuer"):
        changes["issuer"] = issuers.cited_form(properties["issuer"])
    if metadata.subject is None and properties.get("subject"):
        changes["subject"] = properties["subject"]
    if metadata.signer is None and signature_block.is_name(properties.get("signer", "")):
        changes["signer"] = properties["signer"]
    sources = {**metadata.sources, **dict.fromkeys(changes, "portal")}
    return replace(metadata, **changes, sources=sources)  # type: ignore[arg-type]
