"""The type by which a document calls itself (`Quyết định này có hiệu lực ...`), where its head is lost."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from ingest.grammar.document_types import SYMBOLS_BY_NAME, folded_name_pattern
from ingest.metadata.document_header import DocumentHeader
from ingest.reading import Paragraph, Table
from ingest.text.normalize import fold

_NAMES = folded_name_pattern("law", "normative", "KH", "CT", "QC", "QyĐ", "HD", "CTr", "ĐA", without=("Lệnh",))
#: With its capital, at the start of a sentence: `của Luật này` may speak of a law that is quoted.
_SELF = re.compile(rf"(?:^|[.;:]\s+)(?P<name>{_NAMES}) nay (?:co hieu luc|quy dinh|ap dung)")
_AGAIN = re.compile(rf"\b(?P<name>{_NAMES}) nay\b")
_LEAST = 2


def own_type(blocks: Sequence[Paragraph | Table], head: DocumentHeader) -> str | None:
    """The type that the document gives itself in a sentence on its effect or scope, if it never calls itself else.

    >>> texts = ["Quyết định này có hiệu lực từ ngày ký.", "Các sở chịu trách nhiệm thi hành Quyết định này./."]
    >>> own_type([Paragraph(text) for text in texts], DocumentHeader())
    'QĐ'
    """
    if head.addressees:
        return None
    mentions: Counter[str] = Counter()
    stated: set[str] = set()
    for block in blocks:
        if isinstance(block, Paragraph) and not block.text.lstrip().startswith(("“", '"')):
            text = fold(block.text)
            text = re.sub(r"^(?:dieu \d+|\d+)\s*[.:]\s*", "", text)
            stated.update(match["name"] for match in _SELF.finditer(text))
            mentions.update(match["name"] for match in _AGAIN.finditer(text))
    if len(stated) != 1 or mentions.most_common(1)[0][0] not in stated or mentions.most_common(1)[0][1] < _LEAST:
        return None
    return SYMBOLS_BY_NAME[stated.pop()]
