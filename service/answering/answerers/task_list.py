"""Lists over a whole document: what a body has to do, which rows of a table are its own. Each item is cited."""

from __future__ import annotations

import re
from collections.abc import Iterable

from index.query.expansions import expand
from index.query.place_references import find_place_reference, passages_at_place
from index.records import Hit, StoredDocument
from ingest.text.normalize import fold
from service.answering import wording
from service.answering.answerers.validity import with_amendment_notes
from service.answering.case import Case, Quotation, build_answer, quote_whole_passage
from service.answering.document_names import full_name
from service.answering.quoting.slot_values import body_in_headings, cell_for
from service.records import Answer

#: More items are not read by anybody in an answer; the document is there for the rest.
MOST_ITEMS = 20
LONGEST_ITEM = 700
_ASKS_TASKS = re.compile(
    r"\b(?:lam (?:gi|nhung gi|nhung viec gi|viec gi)|nhiem vu|trach nhiem|viec gi|nhung viec|thi sao|giao)\b"
)
#: "sở nào", "giao ai": the body is what is asked for, so it cannot be looked up.
_ASKS_WHO = re.compile(r"\b(?:(?:so|bo|ban|phong|vu|cuc|don vi|co quan|nganh) nao|ai)\b")
_BODY = re.compile(
    r"\b(?:so|bo|ubnd|uy ban nhan dan|cong an|phong|ban quan ly|ban to chuc|van phong|chi cuc|cuc|trung tam"
    r"|(?<!nhiem )(?<!chuc )(?<!dich )vu|thanh tra|hoi|bao|dai|truong)\s+"
    r"(?:(?!(?:giao|phai|lam|co|thi|duoc|trong|theo|thuc|gi|chu|phoi|o|la|trach|nhung|the|can|nay|do|cua)\b)[\w&]+\s*){1,8}"
)
#: Words that many bodies share; they do not tell one from another.
_COMMON = frozenset(
    re.findall(
        r"\w+",
        "so bo ban phong cuc vu ubnd uy nhan dan tinh huyen xa cac va hoi cap thanh pho thi",
    )
)


def body_asked(question: str, expansions: Iterable[tuple[str, str]] = ()) -> frozenset[str]:
    """The telling words of the body whose tasks are asked for; empty when the question asks for none.

    >>> sorted(body_asked("Chỉ thị này giao Sở Ngoại vụ làm gì?"))
    ['ngoai', 'vu']
    """
    # "sở tt&tt": the mark between the letters says that it is a short form, however it is typed.
    joined = re.findall(r"\w+(?:&\w+)+", question)
    expansions = [
        *((one.found, one.other) for short in joined for one in expand(short.upper(), folded=False)),
        *expansions,
    ]
    folded = re.sub(r"\S*\d\S*|&", " ", fold(question))
    folded = re.sub(r"\s+", " ", folded)
    if not _ASKS_TASKS.search(folded) or _ASKS_WHO.search(folded):
        return frozenset()
    for found, other in expansions:
        if len(other) > len(found):
            folded = re.sub(rf"(?<!\w){re.escape(fold(found))}(?!\w)", fold(other), folded)
    named = _BODY.findall(folded)
    if not named:
        return frozenset()
    words = re.findall(r"\w+", named[-1])
    telling = [word for word in words if word not in _COMMON]
    if words[0] == "so" and "vu" in words:  # Sở Nội vụ, Sở Ngoại vụ
        telling.append("vu")
    return frozenset(telling)


def task_list(case: Case, document: StoredDocument) -> Answer | None:
    """Everything that a document gives the body asked for; None when the question or the document names none."""
    expansions = case.result.understood.expansions
    hits = case.passages(document)
    place = find_place_reference(case.question.searched)
    if place is not None:
        there = {passage.id for passage in passages_at_place(place, [hit.passage for hit in hits])}
        hits = [hit for hit in hits if hit.passage.id in there]
    # The name as asked first; that of the body it was before or became only where the document has no such body.
    for known in ([one for one in expansions if not _renamed(*one)], expansions):
        words = body_asked(case.question.searched, known)
        items = [hit for hit in hits if _belongs(hit, words)] if words else []
        if items:
            break
    else:
        return None
    label = wording.SLOT_LABELS.get("task")
    quoted = [
        Quotation(hit, quote_whole_passage(hit, LONGEST_ITEM), _task(hit), label if _task(hit) else None)
        for hit in items[:MOST_ITEMS]
    ]
    message = wording.FOUND.format(document=full_name(document))
    return build_answer(
        case, "complete" if len(items) <= MOST_ITEMS else "partial", message, quoted=with_amendment_notes(case, quoted)
    )


def _renamed(found: str, other: str) -> bool:
    """Whether two names are of a body before and after a reorganisation: not a short form and what it stands for."""
    first = fold(found).split()
    return len(first) > 1 and first[0] == fold(other).split()[0]


def _task(hit: Hit) -> str | None:
    return cell_for(hit.passage.cells, "content") if hit.passage.cells else None


def _belongs(hit: Hit, words: frozenset[str]) -> bool:
    """Whether a passage stands under the body's heading, begins with its name, or is its row of a table."""
    passage = hit.passage
    if passage.kind == "table_row":
        return _names(cell_for(passage.cells, "lead") or "", words)
    if passage.kind != "body":
        return False
    titles = [title for title in passage.headings if body_in_headings([title])]
    if titles and any(_names(title, words) for title in titles):
        return "\n" in passage.text.strip() or passage.text.strip() not in titles
    opening = re.match(r"(?:[\w.]{1,5}[.)]\s+|[-–+]\s+)?(?:Giao |Yêu cầu |Đề nghị )?([^.;:\n]{0,90})", passage.text)
    head = opening.group(1) if opening else ""
    named = " ".join(head.split()[:10])
    return _names(named, words) and (body_in_headings([head]) is not None or _opens_misread(named, words))


def _opens_misread(head: str, words: frozenset[str]) -> bool:
    """Whether a line begins with the body's own words after one short word: "Sở" that a scan was read wrongly from."""
    tokens = re.findall(r"\w+", fold(head))
    return len(tokens) > len(words) and len(tokens[0]) <= 3 and head[:1].isupper() and tokens[1] in words


def _names(text: str, words: frozenset[str]) -> bool:
    return words <= set(re.findall(r"\w+", fold(text)))
