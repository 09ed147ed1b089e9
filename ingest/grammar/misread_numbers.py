"""Numbers of units that were misread: how probable it is that a printed `VIII` was read as `VIll`.

OCR and typists confuse what looks alike (`l`, `1` and `I`; `H` and `II`; `đ` and `d`). A number is not put right here:
its possible readings are given with their costs, and the outline of the whole document chooses.
"""

from __future__ import annotations

import re
from functools import lru_cache

from ingest.grammar.numbering_marks import POINTS, NumberingMark, roman_numeral
from ingest.records import StepKind
from ingest.text.normalize import fold

#: The cost of any slip (a negative logarithm), and of the dearest one that is still considered.
_SLIP, _LIMIT = 0.7, 2.4
#: Letters and digits that look alike, whatever stands for which.
_ALIKE = (
    ("Il1|!iTLtJj][/fí", 0.4), ("0OoQDU", 0.6), ("5SsŠš§", 0.5), ("8B§ßaä", 0.6), ("6Gb", 0.6), ("9gqọ", 0.6),
    ("2Zz", 0.5), ("VYvyU", 0.5), ("XKx×", 0.5), ("ceéèêoC", 0.6), ("dđĐDÐ", 0.4), ("hbn", 0.8), ("17", 1.0),
    ("38", 1.2), ("uv", 0.8), ("4A", 1.0), ("ilI1", 0.4), ("tr", 1.2), ("mn", 1.0), ("pP", 0.3), ("sS", 0.3),
    ("gG", 0.4), ("IH", 0.8),
)  # fmt: skip
#: Strokes that run together: what is read for what is printed.
_MERGED = {"H": ("II", 0.5), "N": ("II", 1.0), "U": ("II", 1.2), "n": ("II", 1.2), "M": ("III", 1.2), "W": ("VI", 1.2)}
_UNLIKE, _LOST = 2.5, 1.7
#: A recogniser may take several strokes of one letter for fewer (`I` for `III`).
_STROKE_LOST = 0.5
#: A Roman number whose sign was lost, before a heading in capitals; perhaps the blank too (`IMỤC ĐÍCH`). A vowel behind
#: it would make a name of the Highlands (`IA GRAI`).
_BARE = re.compile(
    r"^\W{0,2}(?:(?P<no>[IVXLHl|]{1,5})\s+|(?P<glued>I{1,3})(?=[BCDĐGHKLMNPQRSTVX]))(?P<t>\w+\s+\S.*)$", re.S
)
_NO_SIGN, _NO_BLANK = 0.9, 1.5
#: The same before a short heading in small letters; no Vietnamese word is spelt so.
_BARE_SMALL = re.compile(r"^\W{0,2}(?P<no>I{1,3}|IV|VI{0,3}|IX|X)\s+(?P<t>[A-ZÀ-ỸĐ][^\W\d_]+\s+\S.*)$", re.S)
_SMALL, _SMALL_HEADING, _LONGEST_SMALL = 1.2, 0.8, 160
#: A token with its sign at a line's start, perhaps behind a speck.
_TOKEN = re.compile(
    r"^\s*(?:[^\w\s(]{1,2}\s*|[l|I]\s(?=\d))?(?P<no>[^\s.,;:()/–-]{1,5})\s?(?P<sign>[.,):;/])\s*(?P<t>\S.*)$", re.S
)
_SPECK = re.compile(r"^\s*(?:[^\w\s(\"“”'‘’.+*•●▪–—-]{1,2}\s*|[l|I]\s(?=\d))")
_WORD = re.compile(
    r"^\W{0,2}(?P<word>PHẦN|Phần|CHƯƠNG|Chương|MỤC|Mục|ĐIỀU|Điều)\s+(?P<no>[^\s.,;:()]{1,5})\s*[.,:;]?\s*(?P<t>.*)$",
    re.S,
)
_KINDS: dict[str, StepKind] = {"phần": "phan", "chương": "chuong", "mục": "muc", "điều": "dieu"}
_ROMANS = tuple((roman_numeral(value), value) for value in range(1, 21))
_DIGITS = tuple((str(value), value) for value in range(1, 61))
_POINT_LETTERS = tuple((letter, place) for place, letter in enumerate(POINTS, start=1))


def misread_marks(text: str) -> list[tuple[NumberingMark, float]]:
    """The marks that may have been printed at the start of a text, each with the cost of having been read so.

    >>> [(mark.number, cost) for mark, cost in misread_marks("H. Nội dung") if mark.kind == "roman"]
    [('I', 1.5), ('II', 1.2)]
    """
    match = _TOKEN.match(text)
    found = _misread_list_marks(match) if match else _bare_romans(text)
    match = _WORD.match(text)
    return found + (_misread_word_marks(match) if match else [])


def _bare_romans(text: str) -> list[tuple[NumberingMark, float]]:
    """The Roman numbers that a heading in capitals may begin with where their sign was lost."""
    match = _BARE.match(text)
    if match is None or not match["t"].isupper():
        return _bare_before_small(text)
    missing = _NO_SIGN if match["no"] else _NO_BLANK
    return [
        (NumberingMark(kind, kind, number, value, match["t"].strip()), cost + missing)
        for kind, number, value, cost in _possible_numbers(match["no"] or match["glued"], bracket=False)
        if kind == "roman"
    ]


def _bare_before_small(text: str) -> list[tuple[NumberingMark, float]]:
    match = _BARE_SMALL.match(text)
    if match is None or len(text) > _LONGEST_SMALL:
        return []
    missing = _SMALL if text.rstrip().endswith((".", ";", ",")) else _SMALL_HEADING
    return [
        (NumberingMark(kind, kind, number, value, match["t"].strip()), cost + missing)
        for kind, number, value, cost in _possible_numbers(match["no"], bracket=False)
        if kind == "roman"
    ]


def _misread_list_marks(match: re.Match[str]) -> list[tuple[NumberingMark, float]]:
    token, title = match["no"], match["t"].strip()
    speck = 0.5 if _SPECK.match(match.string) else 0.0
    bracket = match["sign"] == ")"
    found = []
    for kind, number, value, cost in _possible_numbers(token, bracket):
        style = kind if kind in ("roman", "diem") else "n1)" if bracket else "n1."
        if cost + speck > 0:
            found.append((NumberingMark(kind, style, number, value, title), cost + speck))
    return found


@lru_cache(maxsize=4096)
def _possible_numbers(token: str, bracket: bool) -> tuple[tuple[StepKind, str, int, float], ...]:
    """Kind, number, value and cost of every number that the token may be."""
    forms: list[tuple[StepKind, tuple[tuple[str, int], ...]]] = [("n1", _DIGITS)]
    forms.append(("diem", _POINT_LETTERS) if bracket else ("roman", _ROMANS))
    return tuple(
        (kind, number, value, cost)
        for kind, numbers in forms
        for number, value in numbers
        if (cost := misread_cost(token, number)) <= _LIMIT
    )


def _misread_word_marks(match: re.Match[str]) -> list[tuple[NumberingMark, float]]:
    kind = _KINDS[match["word"].lower()]
    numbers = _DIGITS if kind in ("muc", "dieu") else _ROMANS
    title = match["t"].strip()
    return [
        (NumberingMark(kind, kind, number, value, title), cost)
        for number, value in numbers
        if 0 < (cost := misread_cost(match["no"], number)) <= _LIMIT
    ]


def misread_cost(token: str, number: str) -> float:
    """The cost of reading ``number`` as ``token``; 0 for the same, above every limit for what looks unlike.

    >>> misread_cost("VIll", "VIII") < misread_cost("VIll", "VII") < misread_cost("X", "V")
    True
    """
    if token == number:
        return 0.0
    if abs(len(token) - len(number)) > (0 if token.isdigit() and number.isdigit() else 3):
        return 9.0
    return round(_SLIP + _distance(token, number), 2)


def _distance(token: str, number: str) -> float:
    """Edit distance in which look-alikes and strokes that ran together cost little."""
    costs = [[_LOST * column for column in range(len(number) + 1)]]
    lost_strokes = "I" in token  # in `1` and `l` nothing tells that there were several
    for row, read in enumerate(token, start=1):
        line = [costs[row - 1][0] + _LOST]
        for column, printed in enumerate(number, start=1):
            best = min(
                costs[row - 1][column - 1] + _unlikeness(read, printed),
                costs[row - 1][column] + _LOST,
                line[column - 1] + (_STROKE_LOST if lost_strokes and number[column - 2 : column] == "II" else _LOST),
            )
            merged = _MERGED.get(read)
            if merged and number[:column].endswith(merged[0]):
                best = min(best, costs[row - 1][column - len(merged[0])] + merged[1])
            line.append(best)
        costs.append(line)
    return costs[-1][-1]


@lru_cache(maxsize=4096)
def _unlikeness(read: str, printed: str) -> float:
    if read == printed:
        return 0.0
    plain = fold(read)
    if len(plain) == 1 and plain == printed.lower():
        return 0.2 if read.isascii() else 0.4
    pairs = [cost for letters, cost in _ALIKE if read in letters and printed in letters]
    pairs += [
        cost + 0.2 for letters, cost in _ALIKE if len(plain) == 1 and plain.upper() in letters and printed in letters
    ]
    return min(pairs, default=_UNLIKE)
