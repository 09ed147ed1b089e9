"""The head printed again above an attached regulation, an appendix or a form: it repeats what page one says."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.grammar import document_numbers, issuers
from ingest.metadata.header_lines import is_issuer_line, is_rule, without_motto
from ingest.reading import Paragraph, Table
from ingest.text.normalize import fold

#: Superior body, issuer and its territory stand in so many lines beside the national title.
_LINES = 3
_SHORT = 40


def without_repeated_headers(blocks: Sequence[Paragraph | Table]) -> list[Paragraph | Table]:
    """The blocks without national titles and the bodies named directly above them.

    >>> texts = ["Sở Y tế thi hành.", "ỦY BAN NHÂN DÂN", "TỈNH GIA LAI", "Độc lập - Tự do - Hạnh phúc", "QUY CHẾ"]
    >>> [block.text for block in without_repeated_headers([Paragraph(text) for text in texts])]
    ['Sở Y tế thi hành.', 'QUY CHẾ']
    """
    kept: list[Paragraph | Table] = []
    below = 0
    for block in blocks:
        if isinstance(block, Table) or not _is_motto(block.text):
            below -= 1
            if below < 0 or isinstance(block, Table) or not _is_number(block.text):
                kept.append(block)
            continue
        below = _LINES
        size = _count_body_lines(kept)
        if size:
            del kept[-size:]
    return kept


def _is_motto(text: str) -> bool:
    rest = without_motto(text.strip())
    return rest != text.strip() and (not rest or is_rule(rest))


def _is_number(text: str) -> bool:
    """`Số: 77/2025/QĐ-UBND` alone; a form's blank number (`Số: .../BC-...`) is part of the form."""
    return (
        len(text) < _SHORT and fold(text.strip()).startswith("so") and document_numbers.first_number(text) is not None
    )


def _count_body_lines(blocks: Sequence[Paragraph | Table]) -> int:
    """The number of lines in capitals at the end of ``blocks`` that name bodies; the first opens a body's name."""
    size = 0
    for above, block in enumerate(reversed(blocks[-_LINES:]), start=1):
        if isinstance(block, Table) or not (is_issuer_line(block.text) or is_rule(block.text)):
            break
        if issuers.opens_body_name(block.text):
            size = above
    return size
