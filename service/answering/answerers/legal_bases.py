"""The legal bases of a document ("căn cứ"), all of them."""

from __future__ import annotations

import re

from ingest.grammar.citations import paper_of
from service.answering import wording
from service.answering.case import Case, Quotation, build_answer, quote_whole_passage
from service.answering.document_names import full_name
from service.answering.quoting.confidence import is_confident
from service.answering.quoting.slots import SLOTS
from service.records import Answer

LONGEST_BASES = 4000
#: "Thực hiện Kết luận số ..., Chủ tịch chỉ thị:" names a base in the lead sentence.
_NAMES_BASE = re.compile(r"(?m)^(?:Căn cứ|Thực hiện|Triển khai|Theo) [^\n]*\bsố\b[^\n]*$")


def legal_bases(case: Case) -> Answer | None:
    """The bases of the document meant; None when another thing is asked for, or the document is unsure."""
    if case.question.intent != "basis" or case.understood.path is not None:
        return None
    if not is_confident(case) or not case.asked.asks_bases:
        return None
    label = SLOTS["basis"].label
    quoted = []
    for hit in case.passages(case.document):
        if paper_of(case.document.metadata, hit.passage.citation.component):
            continue  # the bases of another paper in the same file
        if hit.passage.kind == "can_cu":
            quoted.append(Quotation(hit, quote_whole_passage(hit, LONGEST_BASES), None, label))
        elif hit.passage.kind == "mo_dau":
            quoted += [Quotation(hit, line.group(), None, label) for line in _NAMES_BASE.finditer(hit.passage.text)]
    if not quoted:
        return None
    return build_answer(case, "complete", wording.FOUND.format(document=full_name(case.document)), quoted=quoted)
