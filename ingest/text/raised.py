"""Raised and lowered characters as plain text that keeps their meaning (`10³`, `m²`, `CO₂`); a note's mark is [1].

A mark glued to a number would be another number (`100/2019` with the mark 1 is not `100/20191`), and so would an
exponent (`10` with 3 above is not `103`).
"""

from __future__ import annotations

import re

_RAISED = str.maketrans("0123456789+-−–=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻⁼⁽⁾ⁿⁱ")
_LOWERED = str.maketrans("0123456789+-−–=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₋₌₍₎")
_HAS_RAISED_FORM = re.compile(r"[0-9+\-−–=()ni]+")
_HAS_LOWERED_FORM = re.compile(r"[0-9+\-−–=()]+")
_MARKS = re.compile(r"[0-9]{1,3}(?:\s*[,;]\s*[0-9]{1,3})*")
_NUMBER = re.compile(r"[0-9]+")
_IN_BRACKETS = re.compile(r"\([^()]*\)")
#: Units that are squared and cubed.
_UNIT = re.compile(r"(?:[kdcmµn]|da|h)?m|s|in|ft|h|ha|mét|km/h", re.IGNORECASE)
_UNIT_POWERS = ("2", "3", "4")
_DEGREE = ("o", "O", "0", "º", "°")
#: The last written token; a name of one letter is a variable.
_TOKEN = re.compile(r"[^\s,;:“”\"]+$")
_NAMED = re.compile(
    r"(?:điều|khoản|điểm|mục|số|năm|ngày|tháng|quý|phụ lục|chương|phần|mẫu|biểu|luật|bảng|cột)\s+$", re.IGNORECASE
)
#: A number by itself, or the last factor of a product.
_BASE = re.compile(r"(?:^|[(=x×*·])([0-9]+)$")
_WORD = re.compile(r"[^\W\d_]{2,}")
_LATIN_LETTER = re.compile(r"[A-Za-zα-ωΑ-Ω]")
#: Longer texts are raised or lowered for the look of a line only.
_LONGEST = 12


def raised_text(before: str, raised: str, after: str = "", mark: str = "[{}]") -> str:
    """What a raised text between two others is in plain text; ``mark`` is the form of a note's mark.

    The note itself begins with its number: there it stays raised, for it is no unit's number either.

    >>> raised_text("giới hạn 5 x 10", "3"), raised_text("25 m", "2"), raised_text("số 100/2019", "1")
    ('³', '²', '[1]')
    >>> raised_text("của Chính phủ", "2"), raised_text("", "1", " Nghị định"), raised_text("28", "o", "C")
    ('[2]', '¹', '°')
    >>> raised_text("5x10", "3"), raised_text("Ghi chú", "(1)"), raised_text("5%", "2")
    ('³', '(1)', '[2]')
    >>> raised_text("1", "st"), raised_text("10", "-3"), raised_text("(1+r)", "n"), raised_text("a", "k")
    ('st', '⁻³', 'ⁿ', '^k')
    """
    core = raised.strip()
    if not core or len(core) > _LONGEST:
        return raised
    return raised.replace(core, _raised_form(before, core, after, mark), 1)


def _raised_form(before: str, core: str, after: str, mark: str) -> str:
    if core in _DEGREE and before[-1:].isdigit() and _is_degree(core, after.strip()):
        return "°"
    if not before.strip():
        return core.translate(_RAISED) if _NUMBER.fullmatch(core) else core
    if _MARKS.fullmatch(core) and (not _NUMBER.fullmatch(core) or is_note_mark(before, core)):
        return "".join(mark.format(number) for number in _NUMBER.findall(core))
    return core if before[-1:].isspace() or _IN_BRACKETS.fullmatch(core) else _exponent(before, core)


def _exponent(before: str, core: str) -> str:
    if _HAS_RAISED_FORM.fullmatch(core) and (not core.isalpha() or _is_base(before)):
        return core.translate(_RAISED)
    return f"^{core}" if len(core) == 1 and core.isalpha() and _is_base(before) else core


def _is_degree(core: str, after: str) -> bool:
    """True for a raised ring, or a raised nought before a unit of temperature."""
    return core != "0" or after[:1] in ("C", "F", "K")


def is_note_mark(before: str, number: str) -> bool:
    """True if a raised number behind this text is the mark of a note, not an exponent."""
    token = _TOKEN.search(before)
    if token is None:
        return True
    text = token.group()
    last = re.split(r"[/.·*×]", text)[-1] if not _NUMBER.fullmatch(text) else text
    if _UNIT.fullmatch(last):
        return number not in _UNIT_POWERS
    base = _BASE.search(text)
    if base is not None:
        named = bool(_NAMED.search(before[: token.start()]))
        return named or (int(base[1]) != 10 and (len(base[1]) > 2 or number == "1"))
    if text[-1] in ")]":
        opening = before.rfind("(" if text[-1] == ")" else "[")
        return opening < 0 or bool(_WORD.search(before[opening:]))
    if "/" in text and re.search(r"\d", text):
        return True
    trail = re.search(r"[^\W\d_]+$", text)
    return trail is None or len(trail.group()) > 1 or not _LATIN_LETTER.fullmatch(trail.group())


def _is_base(before: str) -> bool:
    """True behind a variable, a power's base or a closing bracket: what is raised there is an exponent."""
    return bool(re.search(r"(?:(?<![^\W\d_])[A-Za-zα-ωΑ-Ω]|(?<!\d)(?:10|2)|[)\]])$", before))


def lowered_text(before: str, lowered: str) -> str:
    """What a lowered text behind another one is in plain text.

    >>> lowered_text("CO", "2"), lowered_text("PM", "2.5"), lowered_text("K", "đc"), lowered_text("T", "1")
    ('₂', '₂.₅', '_đc', '₁')
    """
    core = lowered.strip()
    if not core or len(core) > _LONGEST or not before or before[-1:].isspace():
        return lowered
    if _HAS_LOWERED_FORM.fullmatch(re.sub(r"(?<=\d)[.,](?=\d)", "", core)):
        return lowered.replace(core, core.translate(_LOWERED), 1)
    return lowered.replace(core, f"_{core}", 1)
