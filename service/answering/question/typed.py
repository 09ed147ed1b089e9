"""The question as typed, put back into the answer to the question as it is meant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from index.query.document_references import ContradictedTime
from index.records import StoredDocument
from ingest.text.dates import format_date
from service.answering import wording
from service.answering.document_names import short_name
from service.records import Answer


def with_typed_question(
    answer: Answer,
    typed: str,
    bare: str,
    slips: tuple[tuple[str, str], ...],
    times: Sequence[ContradictedTime] = (),
) -> Answer:
    """The answer with the question as typed, and the slips of the keyboard that were put right in it.

    A question that was understood as it stands, but for a greeting around it (``bare`` is the question without), is not
    shown as understood in other words. ``times`` are those that the documents of the numbers named do not bear.
    """
    answer = _with_contradicted_times(answer, times)
    understood = replace(answer.understood, corrections=slips) if slips else answer.understood
    resolved = typed if answer.resolved_question == bare else answer.resolved_question
    return replace(answer, question=typed, resolved_question=resolved, understood=understood)


def _with_contradicted_times(answer: Answer, times: Sequence[ContradictedTime]) -> Answer:
    """The answer with doubt where the question names a day or year that the document of its number does not bear."""
    if not times:
        return answer
    doubts = "".join(
        wording.OTHER_TIME.format(
            typed=time.typed, documents="; ".join(_dated_name(document) for document in time.documents)
        )
        for time in times
    )
    status = "partial" if answer.status == "complete" else answer.status
    return replace(answer, status=status, message=doubts + answer.message)


def _dated_name(document: StoredDocument) -> str:
    issued, issuer = document.metadata.issued_date, document.metadata.issuer
    day = f" ngày {format_date(issued)}" if issued else ""
    return f"{short_name(document)}{day}{f' của {issuer}' if issuer else ''}"
