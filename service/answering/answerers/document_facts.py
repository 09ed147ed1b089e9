"""Questions about a document as such: what it is, its number, its day, who signed it, who receives it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.records import Hit, QueryInterpretation, StoredDocument
from ingest.text.normalize import fold
from service.answering import wording
from service.answering.case import Case, Quotation, build_answer, quote_whole_passage
from service.answering.document_names import full_name
from service.answering.notices import written
from service.answering.question.question_words import telling_words
from service.answering.renditions import distinct_documents
from service.records import Answer

LONGEST_OPENING = 500
#: Share of the words said of a document that its own name must hold before facts of it are given.
NAME_SHARE = 0.6
#: Words that a bare look-up consists of, besides the number itself (folded).
_LOOKUP_WORDS = re.compile(
    r"\b(?:ke hoach|quyet dinh|chi thi|cong van|nghi quyet|nghi dinh|thong tu|bao cao|to trinh|van ban|ket luan|luat"
    r"|quy che|kh|qd|ct|cv|nq|nd|tt|bc|ttr|so|ve viec|noi|gi|la|nao|cua|nam|ngay|toan van|xem|cho|toi|noi dung|ai ky|ky"
    r"|so may|ve|co|tim|mo|hoi|ubnd|tinh|quy dinh)\b"
)
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


def words_beside_number(question: str, understood: QueryInterpretation) -> list[str]:
    """What a question says beside the numbers and the words of a look-up."""
    rest = fold(question)
    for number in understood.numbers:
        for part in re.split(r"[\s/\-–]+", fold(number)):
            rest = re.sub(rf"\b{re.escape(part)}\b", " ", rest)
    return re.findall(r"\w+", _LOOKUP_WORDS.sub(" ", re.sub(r"\d+", " ", rest)))


def is_bare_lookup(question: str, understood: QueryInterpretation) -> bool:
    """Tell "kế hoạch 516" from a question about what plan 516 says."""
    return bool(understood.numbers) and not understood.path and not words_beside_number(question, understood)


def document_overview(case: Case, documents: Sequence[StoredDocument]) -> Answer:
    """A document asked for by its number: what it is, and its opening; several: the choice between them."""
    named = distinct_documents(documents)
    if len(named) > 1:
        number = case.result.understood.numbers[0]
        message = wording.SEVERAL.format(count=len(named), number=number)
        return build_answer(case, "ambiguous", message, candidates=named)
    return _shown(case, named[0])


def _shown(case: Case, document: StoredDocument, message: str = "") -> Answer:
    hits = case.passages(document)
    opening = [hit for hit in hits if hit.passage.kind == "mo_dau"] or hits
    message = message or wording.LOOKED_UP.format(document=full_name(document))
    quoted = [Quotation(hit, quote_whole_passage(hit, LONGEST_OPENING)) for hit in opening[:1]]
    return build_answer(
        case, "complete", message, quoted=quoted, shown=hits[: case.question.limit], candidates=(document,)
    )


def facts_asked(question: str) -> tuple[str, ...]:
    """Which facts of a document's head a question asks for."""
    folded = fold(question)
    return tuple(name for name, cue in _FACTS if cue.search(folded))


def asks_single_document(question: str) -> bool:
    """Say whether facts are asked that only one document can give: who signed it, or the facts of a law.

    A law is named by its name and a signature stands on one document, so it is held by that name or not at all.
    """
    asked = facts_asked(question)
    named = re.search(r"\b(?:luat|bo luat|phap lenh|hien phap)\s+\w+", fold(question))
    return "signer" in asked or (named is not None and bool(asked))


def document_facts(case: Case, known: StoredDocument | None) -> Answer | None:
    """The facts asked for; None when the question asks for none or is about no document found.

    ``known`` is the document when the question or the conversation says which one; else it is told by its name.
    """
    question = case.question.searched
    asked = facts_asked(question)
    if not asked or _OTHER_DOCUMENT.search(fold(question)):
        return None
    words = _FACT_WORDS.sub(" ", fold(question))
    document = known or max(
        distinct_documents(hit.document for hit in case.result.hits),
        key=lambda one: name_share(words, one),
        default=None,
    )
    if document is None or (known is None and name_share(words, document) < NAME_SHARE):
        return None
    values = [(wording.FACTS[name], value) for name in asked if (value := _fact(document, name))]
    missing = [wording.FACTS[name].lower() for name in asked if not _fact(document, name)]
    hits = case.passages(document)
    opening = [hit for hit in hits if hit.passage.kind == "mo_dau"] or hits
    if not values and known is None:
        return None
    if not values:
        message = wording.SLOT_MISSING.format(slot=", ".join(missing)) + wording.NEAREST.format(
            document=full_name(document)
        )
        return build_answer(case, "none", message, shown=opening[:1])
    message = wording.LOOKED_UP.format(document=full_name(document))
    if missing:
        message += " " + wording.SLOT_MISSING.format(slot=", ".join(missing))
    quote = quote_whole_passage(opening[0], LONGEST_OPENING)
    quoted = [Quotation(opening[0], quote, value, name) for name, value in values]
    return build_answer(case, "partial" if missing else "complete", message, quoted=quoted, candidates=(document,))


def _fact(document: StoredDocument, name: str) -> str | None:
    known = document.metadata
    if name == "signer" and known.signer:
        return ", ".join(part for part in (known.signer, known.signer_title) if part)
    if name == "recipients":
        return "; ".join(known.recipients) or None
    if name == "number" and known.number:
        return known.number + (f" ngày {written(known.issued_date)}" if known.issued_date else "")
    if name == "date" and known.issued_date:
        return written(known.issued_date)
    return None


def name_share(words: str, document: StoredDocument) -> float:
    """Share of the words that stand in a document's type, number, issuer, place and subject."""
    known = document.metadata
    parts = (known.type_name, known.number, known.issuer, known.issuer_parent, known.place, known.subject)
    held = set(re.findall(r"\w+", fold(" ".join(part for part in parts if part))))
    if known.issued_date:
        held |= {str(known.issued_date.year)}
    asked = telling_words(words)
    return sum(word in held for word in asked) / len(asked) if asked else 0.0


def document_by_title(question: str, hits: Sequence[Hit]) -> StoredDocument | None:
    """The document that a question without a verb names by its type and subject ("Kế hoạch chuyển đổi số 2024?")."""
    folded = fold(question)
    if not _OPENS_WITH_TYPE.match(folded) or _ASKS.search(folded):
        return None
    named = distinct_documents(hit.document for hit in hits)
    best = max(named, key=lambda document: name_share(question, document), default=None)
    return best if best is not None and name_share(question, best) >= TITLE_SHARE else None


#: A title alone must hold nearly all that is said.
TITLE_SHARE = 0.8
_OPENS_WITH_TYPE = re.compile(
    r"(?:ke hoach|quyet dinh|chi thi|cong van|nghi quyet|nghi dinh|thong tu|bao cao|to trinh|quy che|chuong trinh"
    r"|de an)\b"
)
_ASKS = re.compile(
    r"\b(?:gi|nao|ai|sao|bao nhieu|bao gio|may|dau|khong|chua|thi|phai|noi|quy dinh|kinh phi|muc tieu|chi tieu"
    r"|thoi han|han"
    r"|bao cao ve|chu tri|phoi hop|can cu|hieu luc)\b"
)
