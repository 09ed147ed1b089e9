"""Long questions: a pasted letter with a question somewhere in it, cut down to what it asks."""

from __future__ import annotations

import re

from index.query.number_mentions import find_number_mentions
from ingest.text.normalize import fold

#: A longer text is a letter with a question in it.
LONGEST_PLAIN = 400
_SENTENCE_END = re.compile(r"(?<=[.?!;])\s+")
_ASKS = re.compile(
    r"\b(?:ai|nao|bao nhieu|khi nao|bao gio|bao lau|the nao|ra sao|la gi|nhung gi|lam gi|o dau|hay khong|duoc khong"
    r"|co phai|hoi)\b"
)


def essential_question(text: str) -> str:
    """What a long text asks: its sentences with a question mark, else those with words that ask, the last ones first.

    The document named last elsewhere in the text is said behind them when they name none. A short text, and one in
    which nothing is asked, stays as it is.

    >>> essential_question("Xã tôi mới sáp nhập. " * 25 + "Theo Kế hoạch 516 hạn báo cáo khi nào? Xin cảm ơn.")
    'Theo Kế hoạch 516 hạn báo cáo khi nào?'
    """
    if len(text) <= LONGEST_PLAIN:
        return text
    sentences = _SENTENCE_END.split(text)
    asking = [sentence for sentence in sentences if sentence.rstrip().endswith("?")]
    asking = asking or [sentence for sentence in sentences if _ASKS.search(fold(sentence))]
    kept: list[str] = []
    for sentence in reversed(asking):
        if kept and len(" ".join((sentence, *kept))) > LONGEST_PLAIN:
            break
        kept.insert(0, sentence)
    if not kept:
        return text
    question = " ".join(dict.fromkeys(kept))
    named = find_number_mentions(text)
    if named and not find_number_mentions(question):
        return f"{question} ({_as_typed(text, named[-1].start, named[-1].end)})"
    return question


def _as_typed(text: str, start: int, end: int) -> str:
    """The number as typed, with the type before it."""
    before = re.search(r"(?:[^\W\d_]+\s+){1,2}(?:số\s+)?$", text[:start])
    return (before.group() if before else "") + text[start:end].strip()
