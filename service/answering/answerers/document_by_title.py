"""A document called by its title and nothing else ("Kế hoạch chuyển đổi số 2024?"): what it is, and its opening."""

from __future__ import annotations

from service.answering.answerers.document_by_number import document_overview
from service.answering.case import Case
from service.records import Answer


def document_by_title(case: Case) -> Answer | None:
    """The overview of the document whose title is the whole question."""
    return None if case.meant.titled is None else document_overview(case, case.meant.titled)
