"""Doubts of a document's head in words, for the clerk who compares it with the original."""

from __future__ import annotations

from index.store.head_doubts import DoubtKind, head_doubts, read_doubts
from ingest.records import Metadata
from service.schemas.desk import DoubtOut

#: Field -> its name in a sentence.
DOUBTED_NAMES = {
    "number": "số hiệu",
    "issued_date": "ngày ban hành",
    "issuer": "cơ quan ban hành",
    "type": "loại văn bản",
}
_SENTENCES: dict[DoubtKind, str] = {
    "missing": "không thấy {} trong tệp",
    "unread": "không đọc được {}",
    "scanned": "{} nhận dạng từ bản quét",
    "choice": "chưa chắc {}: có giá trị để chọn",
    "unsure": "{} chưa chắc đúng",
}


def doubts_out(column: str) -> tuple[DoubtOut, ...]:
    """The doubts of a row of the table."""
    return tuple(DoubtOut(field=field, kind=kind, label=sentence(field, kind)) for field, kind in read_doubts(column))


def reasons(metadata: Metadata) -> tuple[str, ...]:
    """The reasons to compare a head with the original.

    >>> reasons(Metadata(number="9107/QĐ-UBND", type="QĐ", issuer="UBND tỉnh", sources={"number": "ocr"}))
    ('số hiệu nhận dạng từ bản quét', 'không đọc được ngày ban hành')
    """
    return tuple(sentence(doubt.field, doubt.kind) for doubt in head_doubts(metadata))


def sentence(field: str, kind: DoubtKind) -> str:
    """One doubt as the clerk reads it."""
    return _SENTENCES[kind].format(DOUBTED_NAMES.get(field, field))
