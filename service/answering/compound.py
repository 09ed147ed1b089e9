"""Questions that ask two things at once ("do ai chủ trì, hạn báo cáo khi nào?"): cut, answered one by one, joined."""

from __future__ import annotations

import re
from dataclasses import replace

from service.answering.intent import classify
from service.records import Answer, Intent

#: What may be asked beside another thing; wider intents ("content") are how one question is worded, not a second one.
_SLOTS: frozenset[Intent] = frozenset(("lead", "coordinate", "deadline", "money", "reporting"))
_CUT = re.compile(r"\s*[,;?]\s+(?:và\s+|va\s+)?|\s+(?:và|va)\s+(?=(?:hạn|han|kinh phí|kinh phi|khi nào|khi nao|ai)\b)")


def parts(question: str) -> tuple[str, ...]:
    """The questions in a question, when every one of them asks for another slot; else the question alone.

    >>> parts("ke hoach 516 do ai chu tri, han bao cao khi nao?")
    ('ke hoach 516 do ai chu tri', 'han bao cao khi nao?')
    >>> parts("Sở Văn hóa, Thể thao và Du lịch chủ trì việc gì?")
    ('Sở Văn hóa, Thể thao và Du lịch chủ trì việc gì?',)
    """
    found = tuple(part for part in _CUT.split(question) if part and part.strip())
    intents = [classify(part) for part in found]
    if len(found) > 1 and len(set(intents)) == len(intents) and set(intents) <= _SLOTS:
        return found
    return (question,)


def joined(first: Answer, second: Answer, question: str) -> Answer:
    """Both answers as one: complete only when both parts are; a part that is not answered says so in a notice."""
    if not second.statements or second.status not in ("complete", "partial"):
        notices = tuple(dict.fromkeys((*first.notices, second.message)))
        return replace(first, question=question, resolved_question=question, status="partial", notices=notices)
    offset = len(first.sources)
    return replace(
        first,
        question=question,
        resolved_question=question,
        status="complete" if first.status == second.status == "complete" else "partial",
        statements=(
            *first.statements,
            *(replace(one, source=one.source + offset) for one in second.statements),
        ),
        sources=(
            *first.sources,
            *(replace(one, id=f"s{offset + place}") for place, one in enumerate(second.sources, start=1)),
        ),
        notices=tuple(dict.fromkeys((*first.notices, *second.notices))),
        confidence=min(first.confidence, second.confidence),
        took_ms=first.took_ms + second.took_ms,
    )
