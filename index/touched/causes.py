"""Causes for which an answer is looked at again. Pure: cited passages, the document as it is and its edges in,
touches out.

What an answer could already know is no cause: its notices said it. An edge counts from the change with which a
document that states it first came in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date

from index.touched.records import CitedPassage, Touch, TouchKind
from index.validity.provision_changes import provision_changes
from index.validity.records import EffectEdge, StoredEdge
from index.validity.status import CHANGING_TYPES
from index.validity.wording import ENDED_BY, FROM_DAY
from ingest.text.dates import format_date

_WITHDRAWN = "Văn bản này không còn trong kho (đã rút{reason}); hãy kiểm tra lại trước khi dùng."
_TEXT_GONE = "Đoạn đã trích không còn như cũ trong bản hiện có của văn bản này; hãy hỏi lại."
_ENDED = "Văn bản này đã {ended_by} {source}{since}."
_SUSPENDED = "Văn bản này bị ngưng hiệu lực theo {source}{since}."
_CHANGED = "Nội dung này đã được sửa đổi, bổ sung bởi {source}{since}."
_CORRECTED = "Nội dung này đã được đính chính bởi {source}."
_REPEALED = "Nội dung này đã bị bãi bỏ bởi {source}{since}."
_CHANGED_SOMEWHERE = "Văn bản này đã được sửa đổi một phần bởi {source}{since}; hãy xem phần đã trích có bị sửa không."

#: First change of the library in which an edge was known.
KnownSince = Callable[[StoredEdge], int]


def document_touches(
    document_id: str, passages: Iterable[CitedPassage], *, withdrawn: str | None, words: str, version: int
) -> Iterator[Touch]:
    """Touches by the document itself: it was withdrawn (``withdrawn``: the reason given, "" for none), or another
    ``version`` answers, in whose ``words`` (as one line) a passage no longer stands."""
    for cited in passages:
        if withdrawn is not None:
            why = f": {withdrawn}" if withdrawn else ""
            yield Touch(cited.answer_id, document_id, "withdrawn", _WITHDRAWN.format(reason=why))
        elif cited.version_id != version and one_line(cited.text) not in words:
            yield Touch(cited.answer_id, document_id, "text", _TEXT_GONE)


def edge_touches(
    document_id: str, passages: Sequence[CitedPassage], edges: Sequence[StoredEdge], known_since: KnownSince
) -> Iterator[Touch]:
    """Touches by other documents that end the document or change the provision that was quoted."""
    live = [edge for edge in edges if edge.review != "reject"]
    precise = {edge.source_id for edge in live if edge.relation.target_path}
    for edge in live:
        known = known_since(edge)
        for cited in passages:
            found = _reason(edge.effect, cited, precise=edge.source_id in precise) if known > cited.change else None
            if found:
                kind: TouchKind = "ended" if _ends(edge.effect) else "changed"
                yield Touch(cited.answer_id, document_id, kind, found, edge.source_id, edge.relation.effective)


def one_line(text: str) -> str:
    """The text with single blanks: how a passage is cut into lines does not change what it says."""
    return " ".join(text.split())


def _ends(edge: EffectEdge) -> bool:
    return not edge.path and (edge.type in ENDED_BY or edge.type == "suspends")


def _reason(edge: EffectEdge, cited: CitedPassage, *, precise: bool) -> str | None:
    since = FROM_DAY.format(day=format_date(edge.effective)) if edge.effective else ""
    if _ends(edge):
        sentence = _SUSPENDED if edge.type == "suspends" else _ENDED
        return sentence.format(ended_by=ENDED_BY.get(edge.type, ""), source=edge.source, since=since)
    if edge.type not in CHANGING_TYPES:
        return None
    if not edge.path:
        return None if precise else _CHANGED_SOMEWHERE.format(source=edge.source, since=since)
    changes = provision_changes([edge], cited.component, cited.path, edge.effective or date.max)
    if not cited.path or not changes:
        return None
    source = f"{edge.place} {edge.source}".strip()
    if changes[0].repealed:
        return _REPEALED.format(source=source, since=since)
    return (_CORRECTED if edge.type == "corrects" else _CHANGED).format(source=source, since=since)
