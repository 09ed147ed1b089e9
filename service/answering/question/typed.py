"""The question as typed, put back into the answer to the question as it is meant."""

from __future__ import annotations

from dataclasses import replace

from service.records import Answer


def with_typed_question(answer: Answer, typed: str, bare: str, slips: tuple[tuple[str, str], ...]) -> Answer:
    """The answer with the question as typed, and the slips of the keyboard that were put right in it.

    A question that was understood as it stands, but for a greeting around it (``bare`` is the question without), is not
    shown as understood in other words.
    """
    understood = replace(answer.understood, corrections=slips) if slips else answer.understood
    resolved = typed if answer.resolved_question == bare else answer.resolved_question
    return replace(answer, question=typed, resolved_question=resolved, understood=understood)
