"""VIQR: Vietnamese in plain ASCII with marks behind their letters (`Uy? ban nha^n da^n ti?nh`), as old mail has it."""

from __future__ import annotations

import re
import unicodedata

from ingest.text.syllables import syllable_rate

_SHAPES = {"^": "\u0302", "(": "\u0306", "+": "\u031b", "*": "\u031b"}
_TONES = {"'": "\u0301", "`": "\u0300", "?": "\u0309", "~": "\u0303", ".": "\u0323"}
_LETTER = re.compile(
    r"(?P<d>[dD])[dD]|(?P<vowel>[aeiouyAEIOUY])(?P<shape>[\^(+*])?(?P<tone>['`?~.])?|\\(?P<plain>[^\w\s])"
)
#: What a full stop at a word's end is followed by, where it ends a sentence; and a question mark, which is rarer.
_AFTER_SENTENCE = {
    ".": re.compile(r"[\")\]]*(?:\s*\Z|\s*\n|\s+[A-Z0-9(\"]|[.?])"),
    "?": re.compile(r"[\")\]]*(?:\s*\Z|\s*\n)"),
}
_MARKED = re.compile(r"[aeouAEOU][\^(+]|[aeiouyAEIOUY]['`?~.][a-z]|\bdd|\bDD|\bDd")
#: Of the text's words, those with marks; and the share of syllables that makes the reading believed.
_LEAST, _LEAST_SHARE, _BELIEVED = 8, 0.2, 0.85
_SAMPLE = 20_000


def is_viqr(text: str) -> bool:
    """True for running text in VIQR: marks behind many letters, and syllables where they are read so.

    >>> is_viqr("Uy? ban nha^n da^n ti?nh Gia Lai tri^?n khai ke^' hoa.ch na(m ho.c mo+'i cho ca'c tru+o+`ng")
    True
    >>> is_viqr("The plan (new) is due. Is it? Yes, it is.")
    False
    """
    if not text.isascii():
        return False
    sample = text[:_SAMPLE]
    marks = len(_MARKED.findall(sample))
    if marks < _LEAST or marks < _LEAST_SHARE * len(sample.split()):
        return False
    rate, _ = syllable_rate(decode_viqr(sample))
    return rate >= _BELIEVED


def decode_viqr(text: str) -> str:
    """The text with its letters whole.

    >>> decode_viqr("Quye^'t ddi.nh na`y co' hie^.u lu+.c tu+` nga`y ky'. So+? Y te^'.")
    'Quyết định này có hiệu lực từ ngày ký. Sở Y tế.'
    """

    def letter(match: re.Match[str]) -> str:
        if match["plain"]:
            return match["plain"]
        if match["d"]:
            return "đ" if match["d"] == "d" else "Đ"
        vowel, shape, tone = match["vowel"], match["shape"] or "", match["tone"] or ""
        if shape == "(" and vowel not in "aA":
            return match[0]
        kept = ""
        if tone in _AFTER_SENTENCE and _AFTER_SENTENCE[tone].match(text, match.end()):
            tone, kept = "", tone
        marked = vowel + _SHAPES.get(shape, "") + _TONES.get(tone, "")
        return unicodedata.normalize("NFC", marked) + kept

    return _LETTER.sub(letter, text)
