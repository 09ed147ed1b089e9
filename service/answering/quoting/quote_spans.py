"""Spans of a passage that may be quoted: its sentences, and the unit around one that an official would cite."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.records import Hit
from ingest.text.sentences import quotable_spans, stripped_span

Span = tuple[int, int]
#: A passage of at most this many characters is quoted whole: a point of a regulation is the unit that officials cite.
WHOLE_PASSAGE = 420
#: A longer one is quoted by sentences around the best, up to this many characters.
LONGEST_QUOTE = 700
#: "Trên đây là Kế hoạch ...": the formula that ends a document. It is a passage of its own
#: (``ingest.structure.conclusion``), but in a document without numbered units, or where the reader joined it, it stands
#: with what is before it.
_CLOSING = re.compile(
    r"^(?:Trên đây là|Trong quá trình (?:tổ chức |triển khai )?thực hiện,? nếu"
    r"|(?:Đề nghị|Yêu cầu) (?:Thủ trưởng|các (?:cơ quan|đơn vị|sở))[^.]{0,300}(?:nghiêm túc|khẩn trương))"
)


_ADDRESSING = re.compile(
    r"^(?:Kính gửi\b|Nơi nhận\b|Vậy,? (?:xin |kính )?(?:thông báo|báo cáo|đề nghị|yêu cầu|trình)\b)"
)


def spans_of(hit: Hit) -> list[Span]:
    """The sentences of a passage, without lines in capitals; a row of a table is one span."""
    text = hit.passage.text
    if hit.passage.cells:
        return [(0, len(text))]
    spans = quotable_spans(text, LONGEST_QUOTE)
    return [span for span in spans if not _is_heading(text[span[0] : span[1]])]


def is_closing(sentence: str) -> bool:
    """True for the formula that ends a document."""
    return _CLOSING.match(sentence) is not None


def is_addressing(sentence: str) -> bool:
    """True for a line that says to whom a document is sent, or sends it: it answers nothing."""
    return _ADDRESSING.match(sentence) is not None


def widen_quote(text: str, spans: Sequence[Span], best: Span) -> Span:
    """The whole of a short text; of a longer one the sentences around the best one. The closing formula is left out."""
    closing = next((span for span in spans if is_closing(text[span[0] : span[1]])), None)
    last = len(text)
    if closing is not None and best[0] < closing[0]:
        last = closing[0]
    if last <= WHOLE_PASSAGE:
        return stripped_span(text, 0, last)
    start, end = best
    index = list(spans).index(best)
    after, before = index + 1, index - 1
    while after < len(spans) and spans[after][1] <= last and spans[after][1] - start <= WHOLE_PASSAGE:
        end = spans[after][1]
        after += 1
    while before >= 0 and end - spans[before][0] <= WHOLE_PASSAGE:
        start = spans[before][0]
        before -= 1
    return start, end


def _is_heading(sentence: str) -> bool:
    """A line in capitals names what follows; it answers nothing."""
    first = sentence.partition("\n")[0]
    return first == sentence and first.isupper()
