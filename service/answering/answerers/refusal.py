"""Refusals: an opinion is asked for, or classified papers."""

from __future__ import annotations

from service.answering import wording
from service.answering.case import Case, build_answer
from service.records import Answer

_MESSAGES = {"secret": wording.CLASSIFIED, "opinion": wording.OPINION}
#: Intents of questions that are refused whatever the library holds; nothing is searched for them.
REFUSED_INTENTS = frozenset(_MESSAGES)


def refusal(case: Case) -> Answer | None:
    """The refusal of a question that asks for an opinion or for classified papers."""
    message = _MESSAGES.get(case.question.intent)
    return None if message is None else build_answer(case, "refused", message)
