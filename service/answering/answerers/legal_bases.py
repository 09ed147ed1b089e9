"""The legal bases of a document ("căn cứ"), all of them: the part of that name, or an opening sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from index.records import Hit
from ingest.grammar.citations import paper_of
from ingest.text.normalize import fold
from service.answering import wording
from service.answering.case import Case, Quotation, build_answer, quote_whole_passage
from service.answering.document_names import full_name
from service.answering.quoting.confidence import is_confident
from service.answering.quoting.slots import SLOTS
from service.records import Answer

LONGEST_BASES = 4000
#: Share of a line's words that are the subject's: the line is the title, which may itself begin with "Triển khai".
TITLE_SHARE = 0.8
_FOLLOWS = (
    r"(?:(?:de|nham|tiep tuc|trien khai|to chuc)\s+)*"
    r"(?:can cu|thuc hien|trien khai|thi hanh|chap hanh|theo|tiep theo|tren co so|xet)\b"
)
#: What an opening line says of the bases, the surest first: it follows a document of a number ("Thực hiện Kết luận số
#: ..., Chủ tịch chỉ thị:"), it names one, it follows something.
_OPENINGS = tuple(map(re.compile, (rf"^{_FOLLOWS}.*\bso\b", r"\bso:?\s*\d+\s*[/-]", rf"^{_FOLLOWS}.{{20}}")))
#: Lines of an opening that are no sentence: the matter of a letter, addressees, stamps and rules.
_NO_SENTENCE = re.compile(r"^(?:v/v|\(|so:|kinh gui|-)")
LEAST_WORDS = 6


def legal_bases(case: Case) -> Answer | None:
    """The bases of the document meant; None when another thing is asked for, or the document is unsure.

    Where nothing is named as a base the opening is shown as what it is: perhaps an answer.
    """
    if case.question.intent != "basis" or case.understood.path is not None:
        return None
    if not is_confident(case) or not case.asked.asks_bases:
        return None
    hits = [
        hit
        for hit in case.passages(case.document)
        if not paper_of(case.document.metadata, hit.passage.citation.component)  # another paper in the same file
    ]
    subject = case.document.metadata.subject or ""
    lines = [(hit, line) for hit in hits if hit.passage.kind == "mo_dau" for line in _sentences(hit, subject)]
    if quoted := _named_bases(hits, lines):
        return build_answer(case, "complete", wording.FOUND.format(document=full_name(case.document)), quoted=quoted)
    if not lines:
        return None
    message = wording.DOUBTFUL.format(document=full_name(case.document))
    return build_answer(case, "partial", message, quoted=[Quotation(*lines[0])])


def _named_bases(hits: Sequence[Hit], lines: Sequence[tuple[Hit, str]]) -> list[Quotation]:
    """The part of the bases, and the surest of the opening lines."""
    label = SLOTS["basis"].label
    bases = [hit for hit in hits if hit.passage.kind == "can_cu"]
    quoted = [Quotation(hit, quote_whole_passage(hit, LONGEST_BASES), None, label) for hit in bases]
    for opening in _OPENINGS[:1] if quoted else _OPENINGS:
        found = [Quotation(hit, line, None, label) for hit, line in lines if opening.search(fold(line))]
        if found:
            return [*quoted, *found]
    return quoted


def _sentences(hit: Hit, subject: str) -> Iterator[str]:
    """The lines of an opening that are sentences, not the document's title or its addressees."""
    title = frozenset(fold(subject).split())
    for line in hit.passage.text.split("\n"):
        folded = fold(line)
        words = folded.split()
        if len(words) < LEAST_WORDS or line.isupper() or _NO_SENTENCE.match(folded):
            continue
        if sum(word in title for word in words) < TITLE_SHARE * len(words):
            yield line
