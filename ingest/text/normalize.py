"""Unicode repair and comparison keys for Vietnamese text.

``repair`` makes the text that is shown and quoted: exact, NFC, look-alikes and stray marks put right.
``fold`` and ``tone_key`` make keys for comparing; nothing made by them is ever shown.
"""

from __future__ import annotations

import re
import unicodedata

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_SHAPES = "\u0302\u0306\u031b"

# Letters that PDF producers and old converters put in place of Vietnamese ones.
_LOOKALIKES = str.maketrans(
    {
        "\u00d0": "Đ",  # Icelandic Eth, drawn like Đ
        "\u00f0": "đ",
        "\u0189": "Đ",
        "\u0256": "đ",
        "\u01a3": "ư",  # gha: `Hƣớng dẫn` from a wrong glyph table
        "\u01a2": "Ư",
        "\ufb00": "ff",
        "\ufb01": "fi",
        "\ufb02": "fl",
        "\ufb03": "ffi",
        "\ufb04": "ffl",
        "\u0340": "\u0300",  # deprecated tone marks of old code pages
        "\u0341": "\u0301",
    }
)
# Cyrillic and Greek letters drawn like Latin ones; replaced only inside words that also hold Latin letters.
_FOREIGN = str.maketrans("аеорсхуіАВЕКМНОРСТХІΑΒΕΖΗΙΚΜΝΟΡΤΥΧο", "aeopcxyiABEKMHOPCTXIABEZHIKMNOPTYXo")
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f"))
_SPACES = re.compile(r"[\u00a0\u2000-\u200a\u202f\u205f\u3000\t\v\f\r]")
_TONE_BEFORE_SHAPE = re.compile(rf"([aeouAEOU])([{_TONES}])([{_SHAPES}])")
# A tone typed after the final consonant (`châṃ` for `chậm`): Word lets it stand there, and it looks right in print.
_TONE_AFTER_END = re.compile(rf"([aeiouyAEIOUY][{_SHAPES}]?)(ch|ng|nh|[cmnpt]|CH|NG|NH|[CMNPT])([{_TONES}])")
_SPACE_BEFORE_MARK = re.compile(rf"(?<=[^\W\d_]|[{_TONES}{_SHAPES}]) +(?=[{_TONES}{_SHAPES}])")
# A spacing acute or grave after a vowel is a mark that lost its letter (`e ´`); elsewhere it is a quotation mark.
_SPACING_MARK = re.compile(r"([aeiouyâêôăơưAEIOUYÂÊÔĂƠƯ]) ?([\u00b4\u02cb\u02c6\u02dc\u0060])(?=[a-zà-ỹ]|\s|$)")
_COMBINING = {"\u00b4": "\u0301", "\u02cb": "\u0300", "\u0060": "\u0300", "\u02c6": "\u0302", "\u02dc": "\u0303"}
_HAS_FOREIGN = re.compile(r"[\u0370-\u03ff\u0400-\u04ff]")
_WORD = re.compile(r"[^\W\d_]+")
_LATIN = re.compile(r"[a-zA-ZÀ-ỹ]")
_PLAIN = re.compile(r"[\x20-\x7e\n]*\Z")
# Composed letters of Vietnamese and the usual signs: text of these alone has no mark left to put right.
_USUAL = re.compile(r"[\x00-\xd0\xd2-\xf0\xf2-\xffĂăĐđĨĩŨũƠơƯưẠ-ỹ\u2010-\u22ff]*\Z")
# Nothing to put right: plain signs, composed letters of Vietnamese and Latin-1, dashes, quotes, arrows, signs of sums.
# Left out: blanks other than a space, soft hyphens, spacing accents, Eth, and what normalisation changes.
_CLEAN_SIGNS = (
    r"\n\x20-\x5f\x61-\x7e\xa1-\xac\xae-\xb3\xb5-\xcf\xd1-\xef\xf1-\xff"
    r"ĂăĐđĨĩŨũƠơƯưẠ-ỹ\u2010-\u2027\u2030-\u205e\u2190-\u22ff"
)
_CLEAN = re.compile(rf"[{_CLEAN_SIGNS}]*\Z")
# And what is put right by itself, whatever stands before or behind it: blanks, invisible signs, Eth, letters of fonts.
_BY_WORDS = re.compile(
    rf"[{_CLEAN_SIGNS}\x00-\x1f\x7f-\xa0\xad\xd0\xf0\u2000-\u200f\u202f\u205f\u2060\ufeff\ufffd\ufffe\ue000-\uf8ff]*\Z"
)


def _latinise(match: re.Match[str]) -> str:
    word = match.group()
    if _HAS_FOREIGN.search(word) and _LATIN.search(word):
        return word.translate(_FOREIGN)
    return word


def nfc(text: str) -> str:
    """Composed form, also when the tone mark was written before the circumflex, breve or horn.

    >>> nfc("viê\u0323t"), nfc("tha\u0301\u0302t"), nfc("châm\u0323")
    ('việt', 'thất', 'chậm')
    """
    if _PLAIN.match(text):
        return text
    composed = unicodedata.normalize("NFC", text)
    if _USUAL.match(composed):
        return composed
    decomposed = unicodedata.normalize("NFD", text)
    decomposed = _TONE_BEFORE_SHAPE.sub(r"\1\3\2", decomposed)
    return unicodedata.normalize("NFC", _TONE_AFTER_END.sub(r"\1\3\2", decomposed))


def is_repaired_by_words(text: str) -> bool:
    """True if ``repair`` gives the same word by word: no mark stands apart from its letter."""
    return _BY_WORDS.match(text) is not None


def repair(text: str) -> str:
    """The text as it should have been stored: NFC, Vietnamese letters for look-alikes, marks joined to letters.

    Line breaks stay; soft hyphens and zero-width characters go (after legacy decoding, where U+00AD is a letter).

    >>> repair("Hƣớng dẫn ti \u0301ch cực Ðắk")
    'Hướng dẫn tích cực Đắk'
    """
    if _PLAIN.match(text) or _CLEAN.match(text):  # most texts; the walk below takes fifty times as long
        return text
    text = text.translate(_LOOKALIKES).translate(_INVISIBLE)
    text = _SPACES.sub(" ", text)
    text = _SPACE_BEFORE_MARK.sub("", text)
    text = nfc(text)
    if _HAS_FOREIGN.search(text):
        text = _WORD.sub(_latinise, text)
    if any(mark in text for mark in _COMBINING):
        text = _SPACING_MARK.sub(lambda m: nfc(m.group(1) + _COMBINING[m.group(2)]), text)
    return text


def tidy(text: str) -> str:
    """``repair`` plus single spaces and no space at the ends of lines.

    >>> tidy("  Kế   hoạch \u00a0 số 5 ")
    'Kế hoạch số 5'
    """
    text = repair(text)
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return "\n".join(lines).strip()


#: The combining marks of Latin letters: the block without U+034F, which joins and combines with nothing.
_MARKS = re.compile("[\u0300-\u034e\u0350-\u036f]+")


def fold(text: str) -> str:
    """Lower case without accents, đ as d: the key for comparing without marks.

    >>> fold("ĐẾN Số: Ủy ban")
    'den so: uy ban'
    """
    lower = text.lower()
    if lower.isascii():
        return lower
    decomposed = unicodedata.normalize("NFD", lower)
    kept = _MARKS.sub("", decomposed).replace("đ", "d")
    if kept.isascii():  # Vietnamese: a third of the time that looking at each character takes
        return kept
    if any(map(unicodedata.combining, kept)):
        kept = "".join(char for char in kept if not unicodedata.combining(char))
    return unicodedata.normalize("NFC", kept)


_OPEN_OA = re.compile(rf"(?i)(?<![qQ])(o)([ae])([{_TONES}])(?![a-z{_SHAPES}])")
#: What the two patterns need, on composed letters: few syllables have it.
_MAY_BE_OPEN = re.compile(r"[oO][àáãảạèéẽẻẹÀÁÃẢẠÈÉẼẺẸ]|[uU][ýỳỹỷỵÝỲỸỶỴ]")
_OPEN_UY = re.compile(rf"(?i)(?<![qQ])(u)(y)([{_TONES}])(?![a-z{_SHAPES}])")


def tone_key(text: str) -> str:
    """Old-style tone placement, so that `hoà` equals `hòa` and `uỷ` equals `ủy`.

    >>> tone_key("hoà thuỷ hoàn quý")
    'hòa thủy hoàn quý'
    """
    composed = unicodedata.normalize("NFC", text)
    if _MAY_BE_OPEN.search(composed) is None:
        return composed
    decomposed = unicodedata.normalize("NFD", text)
    decomposed = _OPEN_OA.sub(r"\1\3\2", decomposed)
    decomposed = _OPEN_UY.sub(r"\1\3\2", decomposed)
    return unicodedata.normalize("NFC", decomposed)


_IY = re.compile(r"\b(h|k|l|m|s|t|qu)(y|ý|ỳ|ỷ|ỹ|ỵ)\b")
_TO_I = str.maketrans("yýỳỷỹỵ", "iíìỉĩị")


def iy_key(text: str) -> str:
    """`kỹ` = `kĩ`, `quý` = `quí`: only where the whole syllable differs in i/y alone. Expects lower case.

    >>> iy_key("tỷ lệ, công ty, tay, quý")
    'tỉ lệ, công ti, tay, quí'
    """
    return _IY.sub(lambda m: m.group(1) + m.group(2).translate(_TO_I), text)


_OLD_OA = re.compile(r"(?<!q)([óòỏõọ])([ae])(?![a-z])")
_OLD_UY = re.compile(r"(?<!q)([úùủũụ])(y)(?![a-z])")


def new_tone_place(key: str) -> str:
    """New-style tone placement of a syllable in small letters: the inverse of ``tone_key``.

    >>> new_tone_place("hòa"), new_tone_place("thủy"), new_tone_place("hoàn")
    ('hoà', 'thuỷ', 'hoàn')
    """
    for pattern in (_OLD_OA, _OLD_UY):
        key = pattern.sub(_tone_moved, key)
    return key


def _tone_moved(match: re.Match[str]) -> str:
    decomposed = unicodedata.normalize("NFD", match.group(1))
    return decomposed[:1] + unicodedata.normalize("NFC", match.group(2) + decomposed[1:])


_WITH_I = re.compile(r"\b(h|k|l|m|s|t|qu)([iíìỉĩị])\b")
_TO_Y = str.maketrans("iíìỉĩị", "yýỳỷỹỵ")


def written_with_y(key: str) -> str:
    """A syllable in small letters with y for i where both are written: the inverse of ``iy_key``.

    >>> written_with_y("kĩ"), written_with_y("quí"), written_with_y("tin")
    ('kỹ', 'quý', 'tin')
    """
    return _WITH_I.sub(lambda m: m.group(1) + m.group(2).translate(_TO_Y), key)
