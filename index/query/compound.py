"""Questions that ask two things at once ("do ai chủ trì, hạn báo cáo khi nào?"): their parts and what they share."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.query.asking_words import find_slot_requests
from index.query.document_facts import facts_asked
from index.query.intent import classify_intent
from index.query.number_mentions import NumberMention
from index.records import Intent
from ingest.text.normalize import fold

#: What may be asked beside another thing; wider intents ("content") are how one question is worded, not a second one.
_SLOTS: frozenset[Intent] = frozenset(("lead", "coordinate", "deadline", "money", "reporting", "validity"))
#: More words than this ask for more than where money comes from.
_LONGEST_SOURCE = 6
_CUT = re.compile(
    r"\s*[,;?]\s+(?:và\s+|va\s+)?|\s+(?:và|va)\s+"
    r"(?=(?:hạn|han|kinh phí|kinh phi|khi nào|khi nao|ai|do ai|còn hiệu lực|con hieu luc|có hiệu lực|co hieu luc"
    r"|nguồn|nguon|gửi|gui|ở đâu|o dau|tại đâu|tai dau)\b)"
)
#: A part that is nothing but a place asked for, beside the time of the same thing ("họp lúc nào, ở đâu?").
_BARE_PLACE = re.compile(r"^(?:o|tai) (?:dau|noi nao|cho nao|dia diem nao)\W*$")
#: Where money comes from is asked beside how much it is.
_SOURCE = re.compile(r"\b(?:nguon|lay)\b.*\b(?:dau|nao)\b")
#: A document named in brackets behind the last question is that of the first.
_NAMED_BEHIND = re.compile(r"\?\s*(\([^()]+\))\W*$")
_COUNTED = re.compile(
    r"(?i)^\W*(?:(?:thứ|thu) (?:nhất|nhat|hai|ba|tư|tu)|(?:một|mot|hai|ba) (?:là|la)|(?:câu|cau|ý|y) \d|và|va|còn|con"
    r"|ngoài ra|ngoai ra|đồng thời|dong thoi|tiếp theo|tiep theo)\b[\s,:]*"
)
_LEAST_QUESTION = 3
_MOST_QUESTIONS = 3
#: Fewer words left of a question are no topic.
LEAST_TOPIC = 2


def split_question(text: str) -> tuple[str, ...]:
    """The questions in a question: its sentences with a question mark, or parts that each ask for another slot.

    A question that asks one thing stays alone.

    >>> split_question("ke hoach 516 do ai chu tri, han bao cao khi nao?")
    ('ke hoach 516 do ai chu tri', 'han bao cao khi nao?')
    >>> split_question("Nghị quyết 940 có hiệu lực từ khi nào và ai ký?")
    ('Nghị quyết 940 có hiệu lực từ khi nào', 'ai ký?')
    >>> split_question("hội nghị tổng kết họp lúc nào, ở đâu?")
    ('hội nghị tổng kết họp lúc nào', 'ở đâu?')
    >>> split_question("Kế hoạch 516 ai ký, ban hành ngày nào?")
    ('Kế hoạch 516 ai ký, ban hành ngày nào?',)
    >>> split_question("Sở Văn hóa, Thể thao và Du lịch chủ trì việc gì?")
    ('Sở Văn hóa, Thể thao và Du lịch chủ trì việc gì?',)
    """
    sentences = _questions(text)
    if sentences:
        return sentences
    parts = tuple(part for part in _CUT.split(text) if part and part.strip())
    if len(parts) < 2:
        return (text,)
    asked = [_thing_asked(part) for part in parts]
    if "place" in asked and asked != ["deadline", "place"]:
        return (text,)
    is_several = len(set(asked)) == len(asked) and "" not in asked
    return parts if is_several and set(asked) != {"facts"} else (text,)


def _thing_asked(part: str) -> str:
    """What a part asks for by itself; empty where it is only words of another part."""
    folded = fold(part)
    if _BARE_PLACE.match(folded):
        return "place"
    if facts_asked(folded):
        return "facts"
    if _SOURCE.search(folded) and len(part.split()) <= _LONGEST_SOURCE:
        return "source"
    intent = classify_intent(part, folded)
    return intent if intent in _SLOTS else ""


def _questions(text: str) -> tuple[str, ...]:
    """The questions of a text that asks two or three of them in sentences of their own; none for another text.

    >>> _questions("Thứ nhất, ai chủ trì việc này? Thứ hai, kinh phí lấy từ đâu? (Kế hoạch 516)")
    ('ai chủ trì việc này? (Kế hoạch 516)', 'kinh phí lấy từ đâu?')
    """
    # Cut by hand: a pattern for sentences that end with "?" took 0.8 s for 2,000 letters without one.
    sentences = [f"{part}?" for part in text.split("?")[:-1] if re.search(r"\w", part)]
    found = [_COUNTED.sub("", sentence).strip() for sentence in sentences]
    if not 2 <= len(found) <= _MOST_QUESTIONS or any(len(one.split()) < _LEAST_QUESTION for one in found):
        return ()
    behind = _NAMED_BEHIND.search(text)
    rest = text[text.rindex("?") + 1 :]
    if behind is None and re.search(r"\w", rest):
        return ()
    first = f"{found[0]} {behind[1]}" if behind else found[0]
    return (first, *found[1:])


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
