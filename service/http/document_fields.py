"""A document's fields as a clerk corrects them: values, candidates, who gave what, the strip of the page."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date

from index.library.library import Library
from index.records import StoredDocument, StoredPassage
from index.store.clerk_values import CLERK_FIELDS, SOURCE, ClerkField
from index.store.head_doubts import head_doubts
from index.validity.reviews import Review, standing_reviews
from ingest.records import Metadata
from service.answering.document_names import short_name
from service.http.candidates import choices
from service.http.doubts import sentence
from service.schemas.documents import CandidateOut
from service.schemas.fields import DocumentFieldOut, DocumentFieldsOut

FIELD_LABELS: dict[ClerkField, str] = {
    "number": "Số, ký hiệu",
    "issued_date": "Ngày ban hành",
    "type": "Loại văn bản",
    "issuer": "Cơ quan ban hành",
    "subject": "Trích yếu",
    "signer": "Người ký",
    "period_from": "Thời kỳ từ ngày",
    "period_to": "Thời kỳ đến ngày",
    "effective_date": "Ngày có hiệu lực",
}
#: The strip of the first page that holds a head, where nothing tells how far it goes; and its least and greatest part.
_HEAD_END, _LEAST_HEAD, _MOST_HEAD = 0.42, 0.2, 0.6
#: The least height of another strip.
_LEAST_STRIP = 0.25
_MARGIN = 0.03


def fields_out(library: Library, document: StoredDocument) -> DocumentFieldsOut:
    """All fields of a document."""
    read = library.metadata_as_read(document.version_id)
    reviews = library.reviews.document_reviews(document.id)
    doubts = {doubt.field: sentence(doubt.field, doubt.kind) for doubt in head_doubts(document.metadata)}
    return DocumentFieldsOut(
        document_id=document.id,
        name=short_name(document),
        canonical_key=document.metadata.canonical_key,
        fields=tuple(_field_out(document, field, read, reviews, doubts.get(field)) for field in CLERK_FIELDS),
    )


def _field_out(
    document: StoredDocument, field: ClerkField, read: Metadata, reviews: tuple[Review, ...], doubt: str | None
) -> DocumentFieldOut:
    given = standing_reviews(reviews, field)
    by_clerk = given[-1] if given and document.metadata.sources.get(field) == SOURCE else None
    return DocumentFieldOut(
        field=field, label=FIELD_LABELS[field], value=_text(document.metadata, field), read=_text(read, field),
        source=document.metadata.sources.get(field), who=by_clerk.who if by_clerk else None,
        at=by_clerk.at if by_clerk else None, note=by_clerk.note if by_clerk else "", doubt=doubt,
        candidates=tuple(CandidateOut(**asdict(one)) for one in choices(read) if one.field == field),
        page=1 if document.page_count else None,
    )  # fmt: skip


def _text(metadata: Metadata, field: ClerkField) -> str | None:
    value = getattr(metadata, field)
    return value.isoformat() if isinstance(value, date) else value


def page_strip(library: Library, document: StoredDocument, field: ClerkField) -> tuple[int, tuple[float, float]]:
    """The page on which a field stands, and the strip of it, in fractions of its height.

    The head ends where the first passage begins; the signature stands below the last passage of the main text; the day
    of effect in the passage that speaks of it.
    """
    passages = [passage for passage in library.version_passages(document.version_id) if passage.citation.boxes]
    if field == "signer":
        return _below(_last_of_main_text(passages), document.page_count)
    if field == "effective_date" and (found := _of_effect(passages)) is not None:
        return _around(found)
    first = passages[0].citation.boxes[0] if passages else None
    end = first.y0 + 2 * _MARGIN if first is not None and first.page == 1 else _HEAD_END
    return 1, (0.0, min(max(end, _LEAST_HEAD), _MOST_HEAD))


def _last_of_main_text(passages: list[StoredPassage]) -> StoredPassage | None:
    own = [passage for passage in passages if not passage.citation.component and passage.kind != "footnote"]
    main = [passage for passage in own if not any(step.kind == "phuluc" for step in passage.citation.path)]
    return main[-1] if main else None


def _of_effect(passages: list[StoredPassage]) -> StoredPassage | None:
    speaking = [passage for passage in passages if "có hiệu lực" in passage.text.lower()]
    return speaking[-1] if speaking else None


def _around(passage: StoredPassage) -> tuple[int, tuple[float, float]]:
    page = passage.citation.boxes[0].page
    boxes = [box for box in passage.citation.boxes if box.page == page]
    top = max(0.0, min(box.y0 for box in boxes) - _MARGIN)
    bottom = min(1.0, max(box.y1 for box in boxes) + _MARGIN)
    return page, (min(top, 1 - _LEAST_STRIP), max(bottom, min(top, 1 - _LEAST_STRIP) + _LEAST_STRIP))


def _below(passage: StoredPassage | None, pages: int) -> tuple[int, tuple[float, float]]:
    """What stands below a passage: the rest of its page, or the top of the next where it ends at the foot."""
    if passage is None:
        return pages, (0.5, 1.0)
    last = max(passage.citation.boxes, key=lambda box: (box.page, box.y1))
    if last.y1 > 1 - _LEAST_STRIP / 2 and last.page < pages:
        return last.page + 1, (0.0, 0.5)
    top = min(max(0.0, last.y1 - _MARGIN), 1 - _LEAST_STRIP)
    return last.page, (top, min(1.0, top + 0.45))
