"""Digits set high or low as characters of their own: `10³` stays a power, `CO₂` a formula, in any format."""

from __future__ import annotations

_RAISED = str.maketrans("0123456789+-−=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ")
_LOWERED = str.maketrans("0123456789+-−=()n", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₙ")
#: An exponent or an index is short; longer text that is set high is text.
_LONGEST = 6


def raised(text: str) -> str:
    """The text as superscript characters; as it is where one of its letters has none.

    >>> "10" + raised("3"), "m" + raised("2"), raised("(1)"), raised("Đ")
    ('10³', 'm²', '⁽¹⁾', 'Đ')
    """
    return _translated(text, _RAISED)


def lowered(text: str) -> str:
    """The text as subscript characters; as it is where one of its letters has none.

    >>> "CO" + lowered("2")
    'CO₂'
    """
    return _translated(text, _LOWERED)


def _translated(text: str, table: dict[int, int]) -> str:
    letters = text.strip()
    if not letters or len(letters) > _LONGEST or any(ord(char) not in table for char in letters):
        return text
    return text.translate(table)
