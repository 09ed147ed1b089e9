"""Facts of a document's head: its number, its day, who signed it, who receives it."""

from __future__ import annotations

import re

from index.records import StoredDocument
from ingest.text.dates import format_date
from ingest.text.normalize import fold
from service.answering import wording
from service.answering.case import Case, Quotation, build_answer, quote_whole_passage
from service.answering.document_meant import closest_by_name, name_share
from service.answering.document_names import full_name
from service.records import Answer

LONGEST_OPENING = 500
#: Share of the words said of a document that its own name must hold before facts of it are given.
NAME_SHARE = 0.6
_FACTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("signer", re.compile(r"\b(?:ai|nguoi) ky\b|\bky boi ai\b")),
    ("recipients", re.compile(r"\b(?:gui (?:cho )?(?:ai|nhung ai|noi nao)|noi nhan)\b")),
    ("number", re.compile(r"\bso (?:may|bao nhieu|hieu)(?! (?:ngay(?! nao)|thang|lan|tien|nguoi))\b|\bso van ban\b")),
    ("date", re.compile(r"\b(?:ban hanh|ky)(?: (?:vao )?)(?:ngay nao|khi nao|bao gio)\b")),
)
#: "cùng thời gian với kế hoạch nào, số mấy": the number asked for is not this document's.
_OTHER_DOCUMENT = re.compile(
    r"\b(?:ke hoach|quyet dinh|chi thi|cong van|nghi quyet|nghi dinh|thong tu|bao cao|to trinh|luat)\s+nao\b"
)
_FACT_WORDS = re.compile(
    r"\b(?:ai ky|nguoi ky|ky boi ai|gui (?:cho )?ai|noi nhan|so may|so bao nhieu|so hieu|so van ban|ngay nao|ban hanh"
    r"|khi nao|ho ten|chuc vu|la ai|la gi|la|va|cua|ve|theo|nguoi)\b"
)


def facts_asked(question: str) -> tuple[str, ...]:
    """The facts of a document's head that a question asks for."""
    folded = fold(question)
    return tuple(name for name, cue in _FACTS if cue.search(folded))


def asks_single_document(question: str) -> bool:
    """True if facts are asked that only one document can give: who signed it, or the facts of a law.

    A law is named by its name and a signature stands on one document, so it is held by that name or not at all.
    """
    asked = facts_asked(question)
    names_law = re.search(r"\b(?:luat|bo luat|phap lenh|hien phap)\s+\w+", fold(question)) is not None
    return "signer" in asked or (names_law and bool(asked))


def document_facts(case: Case) -> Answer | None:
    """The facts asked for of the document meant; where that is unsure, of the one whose name the question gives."""
    if case.meant.is_certain:
        return facts_of(case, case.document, is_certain=True)
    if not facts_asked(case.question.searched):
        return None
    words = _FACT_WORDS.sub(" ", fold(case.question.searched))
    document = closest_by_name(words, case.hits)
    if document is None or name_share(words, document) < NAME_SHARE:
        return None
    return facts_of(case, document, is_certain=False)


def facts_of(case: Case, document: StoredDocument, *, is_certain: bool) -> Answer | None:
    """The facts asked for of a document; None when none is asked for.

    That the document's head does not give them is only said where it ``is_certain`` that this document is meant.
    """
    question = case.question.searched
    asked = facts_asked(question)
    if not asked or _OTHER_DOCUMENT.search(fold(question)):
        return None
    facts = {wording.FACTS[name]: _fact(document, name) for name in asked}
    values = [(name, value) for name, value in facts.items() if value]
    lacking = ", ".join(name.lower() for name, value in facts.items() if not value)
    hits = case.passages(document)
    opening = ([hit for hit in hits if hit.passage.kind == "mo_dau"] or hits)[:1]
    if not values:
        if not is_certain:
            return None
        message = wording.SLOT_MISSING.format(slot=lacking) + wording.NEAREST.format(document=full_name(document))
        return build_answer(case, "none", message, shown=opening)
    message = wording.LOOKED_UP.format(document=full_name(document))
    if lacking:
        message += " " + wording.SLOT_MISSING.format(slot=lacking)
    quote = quote_whole_passage(opening[0], LONGEST_OPENING)
    quoted = [Quotation(opening[0], quote, value, name) for name, value in values]
    return build_answer(case, "partial" if lacking else "complete", message, quoted=quoted, candidates=(document,))


def _fact(document: StoredDocument, name: str) -> str | None:
    metadata = document.metadata
    if name == "signer" and metadata.signer:
        return ", ".join(part for part in (metadata.signer, metadata.signer_title) if part)
    if name == "recipients":
        return "; ".join(metadata.recipients) or None
    if name == "number" and metadata.number:
        return metadata.number + (f" ngày {format_date(metadata.issued_date)}" if metadata.issued_date else "")
    if name == "date" and metadata.issued_date:
        return format_date(metadata.issued_date)
    return None
