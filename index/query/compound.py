"""Questions that ask two things at once ("do ai chủ trì, hạn báo cáo khi nào?"): their parts and what they share."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.query.asking_words import find_slot_requests
from index.query.intent import classify_intent
from index.query.number_mentions import NumberMention
from index.records import Intent
from ingest.text.normalize import fold

#: What may be asked beside another thing; wider intents ("content") are how one question is worded, not a second one.
_SLOTS: frozenset[Intent] = frozenset(("lead", "coordinate", "deadline", "money", "reporting"))
_CUT = re.compile(r"\s*[,;?]\s+(?:và\s+|va\s+)?|\s+(?:và|va)\s+(?=(?:hạn|han|kinh phí|kinh phi|khi nào|khi nao|ai)\b)")
#: Fewer words left of a question are no topic.
LEAST_TOPIC = 2


def split_question(text: str) -> tuple[str, ...]:
    """The questions in a question, when every one of them asks for another slot; else the question alone.

    >>> split_question("ke hoach 516 do ai chu tri, han bao cao khi nao?")
    ('ke hoach 516 do ai chu tri', 'han bao cao khi nao?')
    >>> split_question("Sở Văn hóa, Thể thao và Du lịch chủ trì việc gì?")
    ('Sở Văn hóa, Thể thao và Du lịch chủ trì việc gì?',)
    """
    parts = tuple(part for part in _CUT.split(text) if part and part.strip())
    if len(parts) < 2:
        return (text,)
    intents = [classify_intent(part, fold(part)) for part in parts]
    return parts if len(set(intents)) == len(intents) and set(intents) <= _SLOTS else (text,)


def shared_topic(text: str, mentions: Sequence[NumberMention]) -> str:
    """The topic of the first of several questions, beside the documents' numbers; the others ask it of the same thing.

    >>> shared_topic("Cổng thông tin song ngữ do đơn vị nào chủ trì", ())
    'Cổng thông tin song ngữ'
    """
    rest = text
    for mention in reversed(mentions):
        rest = rest[: mention.start] + " " + rest[mention.end :]
    folded = fold(rest)
    if len(folded) != len(rest):
        return ""
    for match in reversed(list(find_slot_requests(folded))):
        rest = rest[: match.start()] + " " + rest[match.end() :]
    words = rest.split()
    return " ".join(words) if len(words) >= LEAST_TOPIC else ""
