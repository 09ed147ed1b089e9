"""Places that a question names ("điểm b khoản 2 Điều 5", "mục II.1.a"), and the passages that stand there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.records import StoredPassage
from ingest.grammar.citations import FORM_NAMES, path_label
from ingest.grammar.paths import PathMention, find_paths
from ingest.records import Step
from ingest.text.normalize import fold

#: People say "khoản 8 điểm d" of a directive whose points are numbered 8. d), and "mục" or "phần" of any
#: section; kinds of one class are not told apart.
_CLASSES = {
    **dict.fromkeys(FORM_NAMES, "m"), "khoan": "n", "n1": "n", "n2": "n", "n3": "n", "muc": "s",
    "roman": "s", "letter": "s", "phan": "s",
}  # fmt: skip
#: Attached texts that a question names, and words that say the document itself is meant and not they.
_COMPONENT = re.compile(r"\b(?:quy che|dieu le|quy dinh(?= kem| ban hanh kem))\b")
_NOT_COMPONENT = re.compile(r"\b(?:khong phai|chu khong phai|ngoai)\s+(?:la\s+)?(?:quy che|dieu le|quy dinh)\b")

#: Numbers as words, folded, and Roman numerals, which documents print for no article.
_DIGITS = {
    "mot": 1, "hai": 2, "ba": 3, "bon": 4, "tu": 4, "nam": 5, "lam": 5, "sau": 6, "bay": 7, "tam": 8, "chin": 9,
}  # fmt: skip
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv", "xvi", "xvii")
_ONE_DIGIT = "|".join(_DIGITS)
#: A spelt number counts only before the end, another place or the name of a document: "điều hai bên" is none.
_SPELLED = re.compile(
    r"\b(?:khoan|dieu)(?:\s+(?:thu|so))?\s+"
    rf"(?P<no>(?:(?:{_ONE_DIGIT})\s+)?muoi(?:\s+(?:{_ONE_DIGIT}))?|{_ONE_DIGIT}|{'|'.join(_ROMAN)})"
    r"(?=\s*(?:$|[,;.?!)])|\s+(?:dieu|khoan|diem|cua|trong|tai|quyet dinh|quy che|nghi quyet|nghi dinh|luat|bo luat"
    r"|thong tu|ke hoach|chi thi|chuong|muc|phan|noi|quy dinh|ghi|la gi|qd|nd|tt)\b)"
)


@dataclass(frozen=True, slots=True)
class PlaceReference:
    """A place asked for: its label as we write it, the path named, and the question's text without it.

    ``component`` is the attached text that the place is in; ``excludes_attachments`` says that the question speaks of
    the document and no attached text. ``accentless`` says that the question has no accents: then "điểm d" may also be
    "điểm đ".
    """

    label: str
    mention: PathMention
    remaining_text: str
    component: str = ""
    accentless: bool = False
    excludes_attachments: bool = False


def find_place_reference(text: str, folded: str) -> PlaceReference | None:
    """The first place that a question, given as typed and folded, names with its number."""
    text = with_digits(text)
    for mention in find_paths(text):
        is_named = mention.steps and not mention.relative and all(step.number for step in mention.steps)
        if is_named and not _is_row_by_chance(mention):
            remaining = f"{text[: mention.start]} {text[mention.end :]}"
            attached = _COMPONENT.search(_NOT_COMPONENT.sub(" ", folded))
            component = fold(mention.component) or (attached.group() if attached else "")
            return PlaceReference(
                path_label(mention.steps), mention, remaining, component, text.isascii(), not component
            )
    return None


def _is_row_by_chance(mention: PathMention) -> bool:
    """True if no number stands there: "Lâm Đồng tự chấm" folds to "dòng tư", and names no row."""
    return mention.steps[-1].kind == "stt" and re.search(r"\d", mention.text) is None


def with_digits(text: str) -> str:
    """A question with the places that it spells out in digits ("khoản hai Điều năm", "Điều V").

    >>> with_digits("Khoản hai Điều năm Quyết định 901"), with_digits("năm điều tư vấn")
    ('Khoản 2 Điều 5 Quyết định 901', 'năm điều tư vấn')
    """
    folded = fold(text)
    if len(folded) != len(text):
        return text
    for match in reversed(list(_SPELLED.finditer(folded))):
        text = f"{text[: match.start('no')]}{_spelled_number(match['no'])}{text[match.end('no') :]}"
    return text


def _spelled_number(word: str) -> int:
    """The number that words or a Roman numeral stand for."""
    if word in _ROMAN:
        return _ROMAN.index(word) + 1
    tens, ten, ones = word.rpartition("muoi")
    if not ten:
        return _DIGITS[word]
    return (_DIGITS[tens.strip()] if tens else 1) * 10 + (_DIGITS[ones.strip()] if ones else 0)


def passages_at_place(place: PlaceReference, passages: Sequence[StoredPassage]) -> list[StoredPassage]:
    """The passages at or below the place, those exactly there first; else the joined one that holds it."""
    wanted = place.mention.steps
    found = [passage for passage in passages if _contains_steps(passage.citation.path, wanted, loose=place.accentless)]
    if not found:
        found = [passage for passage in passages if _holds_point_mark(passage, wanted)]
    found = _in_component(_in_part(found, wanted), place)
    return sorted(found, key=lambda passage: (len(passage.citation.path), passage.ordinal))


def _in_part(passages: list[StoredPassage], wanted: Sequence[Step]) -> list[StoredPassage]:
    """Those in the part named: "Phần II khoản 7" is not "mục II.7 Phần I" where the document has parts."""
    parts = {(step.kind, step.number.casefold()) for step in wanted if step.kind == "phan"}
    inside = [one for one in passages if parts <= {(step.kind, step.number.casefold()) for step in one.citation.path}]
    return inside or passages


def _in_component(passages: list[StoredPassage], place: PlaceReference) -> list[StoredPassage]:
    """Those in the attached text named, or in none where the question speaks of the document itself."""
    inside = [one for one in passages if place.component and place.component in fold(one.citation.component)]
    if not inside and place.excludes_attachments:
        inside = [one for one in passages if not one.citation.component]
    return inside or passages


def _contains_steps(path: Sequence[Step], wanted: Sequence[Step], *, loose: bool) -> bool:
    """True if the wanted steps occur in the path in this order."""
    matched = 0
    for step in path:
        if matched < len(wanted) and _is_same_step(step, wanted[matched], loose=loose):
            matched += 1
    return matched == len(wanted)


def _holds_point_mark(passage: StoredPassage, wanted: Sequence[Step]) -> bool:
    """True if the passage of the unit above holds the mark of the point: small points are joined into one passage."""
    path, last = passage.citation.path, wanted[-1]
    if len(wanted) < 2 or not path or not _contains_steps(path, wanted[:-1], loose=False):
        return False
    mark = rf"(?mi)^\s*{re.escape(last.number)}\s*[.)]"
    return _is_same_step(path[-1], wanted[-2], loose=False) and re.search(mark, passage.text) is not None


def _is_same_step(step: Step, wanted: Step, *, loose: bool) -> bool:
    if _CLASSES.get(step.kind, step.kind) != _CLASSES.get(wanted.kind, wanted.kind):
        return False
    number, asked = step.number.rstrip(".").casefold(), wanted.number.rstrip(".").casefold()
    return number == asked or (loose and fold(number) == fold(asked))
