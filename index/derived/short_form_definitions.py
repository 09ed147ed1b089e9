"""Short forms that a document defines for itself: "thông tin đối ngoại (TTĐN)", "(sau đây gọi tắt là CNTT)".

A short form is taken only when its letters are the initials of the words before it. So "sau đây gọi tắt là Quy chế",
which abbreviates nothing, is left out.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from ingest.text.normalize import fold

_BRACKET = re.compile(
    r"\((?:[^()]{0,30}?(?:gọi|viết|gọi tắt|viết tắt|gọi chung)\s+(?:tắt\s+)?là:?\s*)?[\"'“”‘’]?"
    r"([A-ZĐƯ][A-ZĐƯ&-]{1,11})[\"'“”‘’]?\)"
)
_WORD = re.compile(r"[^\W\d_]+")
#: Words whose initial a short form may leave out.
_SKIPPED = frozenset({"và", "của", "về", "các", "cho", "trong"})
#: Characters before the bracket in which the full form is sought.
_REACH = 120
#: Full forms remembered of one short form.
MAX_FULL_FORMS = 4


def find_short_forms(text: str) -> Iterator[tuple[str, str]]:
    """Pairs of short form and full form that a text defines.

    >>> list(find_short_forms("công tác thông tin đối ngoại (TTĐN) và công nghệ thông tin (sau đây gọi tắt là CNTT)"))
    [('TTĐN', 'thông tin đối ngoại'), ('CNTT', 'công nghệ thông tin')]
    >>> list(find_short_forms("Ủy ban nhân dân tỉnh (sau đây gọi tắt là UBND tỉnh) ban hành Quy chế (Quy chế)"))
    []
    """
    for match in _BRACKET.finditer(text):
        letters = re.sub(r"[&-]", "", match[1])
        before = text[max(0, match.start() - _REACH) : match.start()]
        full = _full_form(letters, before)
        if full is not None:
            yield letters, full


def _full_form(letters: str, before: str) -> str | None:
    """The last words of a text whose initials are the letters; None where they are not."""
    words = list(_WORD.finditer(re.split(r"[.;:()\n]", before)[-1]))
    place = len(words)
    for letter in reversed(letters):
        place -= 1
        while (
            place >= 0 and words[place].group().lower() in _SKIPPED and not _begins_with(words[place].group(), letter)
        ):
            place -= 1
        if place < 0 or not _begins_with(words[place].group(), letter):
            return None
    full = words[place].string[words[place].start() :].strip(" \"'“”‘’,")
    return full if len(letters) > 1 else None


def _begins_with(word: str, letter: str) -> bool:
    initial = word[0].upper()
    return initial == letter or (letter != "Đ" and initial != "Đ" and fold(initial) == fold(letter))


def add_definitions(known: dict[str, list[tuple[str, str]]], document_id: str, text: str) -> None:
    """Add the short forms that a text of a document defines to those known of each document."""
    for pair in find_short_forms(text):
        forms = known.setdefault(document_id, [])
        if pair not in forms:
            forms.append(pair)


def full_forms(definitions: dict[str, list[tuple[str, str]]], documents: Collection[str]) -> dict[str, list[str]]:
    """The full forms of each short form that some documents define."""
    found: dict[str, list[str]] = {}
    # Copied first: a later state of the columns shares this table and may be adding to it.
    for document_id, forms in list(definitions.items()):
        for short, full in forms if document_id in documents else ():
            if full not in (known := found.setdefault(short, [])) and len(known) < MAX_FULL_FORMS:
                known.append(full)
    return found


def definitions_from_json(stored: dict[str, list[list[str]]]) -> dict[str, list[tuple[str, str]]]:
    """The short forms that each document defines, as they were stored."""
    return {document_id: [(short, full) for short, full in forms] for document_id, forms in stored.items()}
