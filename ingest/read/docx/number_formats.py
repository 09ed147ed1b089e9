"""Number formats of Word's lists: Roman, letters, 01, 001, ①, words."""

from __future__ import annotations

_ROMAN = ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"),
          (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))  # fmt: skip
_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_CHICAGO = "*†‡§"
#: A list that counts further is damaged: letters would fill the page.
_MOST_REPEATED = 20


def roman_numeral(number: int) -> str:
    """Roman numeral, capitals.

    >>> roman_numeral(14)
    'XIV'
    """
    parts = []
    for value, letters in _ROMAN:
        count, number = divmod(number, value)
        parts.append(letters * min(count, _MOST_REPEATED))
    return "".join(parts)


def formatted_number(number: int, form: str) -> str:
    """A number in one of Word's formats. ``lowerLetter`` runs a, b ... z, aa, bb as in Word (with f, j, w); a format
    of the user's own is written as its first numbers (``001, 002, 003, ...``).

    >>> [formatted_number(27, form) for form in ("upperRoman", "lowerLetter", "decimalZero", "001, 002, ...")]
    ['XXVII', 'aa', '27', '027']
    >>> formatted_number(21, "vietnameseCounting"), formatted_number(3, "decimalEnclosedCircle")
    ('hai mươi mốt', '③')
    """
    if form in ("upperRoman", "lowerRoman"):
        letters = roman_numeral(number)
        return letters if form == "upperRoman" else letters.lower()
    if form in ("lowerLetter", "upperLetter"):
        return _letters(number, "a" if form == "lowerLetter" else "A")
    if "," in form:
        return f"{number:0{len(form.split(',')[0].strip())}d}"
    if form == "vietnameseCounting":
        return _words(number)
    if form == "decimalEnclosedCircle" and 1 <= number <= 20:
        return chr(ord("①") + number - 1)
    if form == "chicago":
        return _CHICAGO[(number - 1) % 4] * min((number - 1) // 4 + 1, _MOST_REPEATED)
    return _PATTERNS.get(form, "{}").format(number)


_PATTERNS = {"decimalZero": "{:02d}", "decimalEnclosedParen": "({})", "decimalEnclosedFullstop": "{}.",
             "numberInDash": "- {} -", "hex": "{:X}", "none": ""}  # fmt: skip


def _letters(number: int, first: str) -> str:
    count, index = divmod(max(0, number - 1), 26)
    return chr(ord(first) + index) * min(count + 1, _MOST_REPEATED)


def _words(number: int) -> str:
    """The number in Vietnamese words, up to 99."""
    if not 0 <= number <= 99:
        return str(number)
    tens, ones = divmod(number, 10)
    if tens == 0:
        return _DIGITS[ones]
    last = "lăm" if ones == 5 else "mốt" if ones == 1 and tens > 1 else "" if ones == 0 else _DIGITS[ones]
    return f"{'mười' if tens == 1 else f'{_DIGITS[tens]} mươi'} {last}".strip()
