"""Questions that ask two things at once ("do ai chủ trì, hạn báo cáo khi nào?"): cut, answered one by one, joined."""

from __future__ import annotations

import re
from dataclasses import replace

from index.query.number_mentions import find_number_mentions
from index.records import Intent
from ingest.text.normalize import fold
from service.answering import wording
from service.answering.question.intent import classify
from service.records import Answer

#: What may be asked beside another thing; wider intents ("content") are how one question is worded, not a second one.
_SLOTS: frozenset[Intent] = frozenset(("lead", "coordinate", "deadline", "money", "reporting"))
_CUT = re.compile(r"\s*[,;?]\s+(?:và\s+|va\s+)?|\s+(?:và|va)\s+(?=(?:hạn|han|kinh phí|kinh phi|khi nào|khi nao|ai)\b)")


def split_question(question: str) -> tuple[str, ...]:
    """The questions in a question, when every one of them asks for another slot; else the question alone.

    >>> split_question("ke hoach 516 do ai chu tri, han bao cao khi nao?")
    ('ke hoach 516 do ai chu tri', 'han bao cao khi nao?')
    >>> split_question("Sở Văn hóa, Thể thao và Du lịch chủ trì việc gì?")
    ('Sở Văn hóa, Thể thao và Du lịch chủ trì việc gì?',)
    """
    found = tuple(part for part in _CUT.split(question) if part and part.strip())
    intents = [classify(part) for part in found]
    if len(found) > 1 and len(set(intents)) == len(intents) and set(intents) <= _SLOTS:
        return found
    return (question,)


def shared_topic(question: str) -> str:
    """What the first of several questions is about, beside the document's number; the others ask it of the same thing.

    >>> shared_topic("Cổng thông tin song ngữ do đơn vị nào chủ trì"), shared_topic("ke hoach 516 do ai chu tri")
    ('Cổng thông tin song ngữ', '')
    """
    rest = question
    for mention in reversed(find_number_mentions(question)):
        rest = rest[: mention.start] + " " + rest[mention.end :]
    folded = fold(rest)
    if len(folded) != len(rest):
        return ""
    for match in reversed(list(_ASKING.finditer(folded))):
        rest = rest[: match.start()] + " " + rest[match.end() :]
    words = rest.split()
    return " ".join(words) if len(words) >= LEAST_TOPIC else ""


#: Fewer words left of a question are no topic.
LEAST_TOPIC = 2
_ASKING = re.compile(
    r"\b(?:(?:do )?(?:don vi|co quan|so|bo|phong|ban|nganh) nao|do ai|ai|chu tri|dau moi|phu trach|phoi hop(?: voi)?"
    r"|chiu trach nhiem|thuc hien|(?:trong|theo|cua) (?:ke hoach|quyet dinh|chi thi|van ban)(?: nay)?|han|thoi han"
    r"|ke hoach|quyet dinh|chi thi|nghi quyet|cong van|kinh phi|bao nhieu|khi nao|bao gio|la|thi|theo|trong)\b"
)


def join_answers(first: Answer, second: Answer, question: str, asked: tuple[str, ...]) -> Answer:
    """Both answers as one: complete only when both parts are; a part that is not answered says so in a notice.

    ``asked`` are all questions in the question; each statement says which it answers.
    """
    part = 1 + max((one.part for one in first.statements), default=0)
    if not second.statements or second.status not in ("complete", "partial"):
        said = wording.PART_UNANSWERED.format(question=second.question.strip(" ?."), message=second.message)
        notices = tuple(dict.fromkeys((said, *first.notices)))
        return replace(
            first, question=question, resolved_question=question, status="partial", notices=notices, parts=asked
        )
    held = {source.hit.passage.id: place for place, source in enumerate(first.sources)}
    sources = list(first.sources)
    places = []
    for source in second.sources:
        if source.hit.passage.id not in held:
            held[source.hit.passage.id] = len(sources)
            sources.append(replace(source, id=f"s{len(sources) + 1}"))
        places.append(held[source.hit.passage.id])
    statements = (
        *first.statements,
        *(replace(one, source=places[one.source], part=part) for one in second.statements),
    )
    # What is quoted stands first, in the order of the quotes.
    order = list(dict.fromkeys([*(one.source for one in statements), *range(len(sources))]))
    return replace(
        first,
        question=question,
        resolved_question=question,
        status="complete" if first.status == second.status == "complete" else "partial",
        statements=tuple(replace(one, source=order.index(one.source)) for one in statements),
        sources=tuple(replace(sources[old], id=f"s{new}") for new, old in enumerate(order, start=1)),
        notices=tuple(dict.fromkeys((*first.notices, *second.notices))),
        confidence=min(first.confidence, second.confidence),
        took_ms=first.took_ms + second.took_ms,
        parts=asked,
    )
