"""Old Vietnamese encodings -> Unicode: TCVN3 (ABC), VNI-Windows, VISCII, Windows-1258, double-encoded UTF-8.

By font name first, run by run, because one file mixes fonts; by statistics second. Text here is what extractors
give: one character per old byte (Latin-1 or Windows-1252).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from ingest.text.syllables import is_syllable, syllable_rate

Encoding = Literal["tcvn3", "tcvn3_upper", "vni", "viscii", "cp1258", "double_utf8"]

# Byte -> letter, from the TCVN 5712:1993 table (VN3). 0xAD is ư, not a soft hyphen.
_TCVN3_ROWS = {
    0xA1: "ĂÂÊÔƠƯĐăâêôơưđ",
    0xB5: "àảãáạ",
    0xBB: "ằẳẵắ",
    0xC6: "ặầẩẫấ",
    0xCB: "ậè",
    0xCE: "ẻẽéẹềểễếệìỉ",
    0xDC: "ĩíịò",
    0xE1: "ỏõóọồổỗốộờởỡớợù",
    0xF1: "ủũúụừửữứựỳỷỹýỵ",
}
_TCVN3 = {code + i: letter for code, letters in _TCVN3_ROWS.items() for i, letter in enumerate(letters)}

_VISCII_LOW = {0x02: "Ẳ", 0x05: "Ẵ", 0x06: "Ẫ", 0x14: "Ỷ", 0x19: "Ỹ", 0x1E: "Ỵ"}
_VISCII_ROWS = (
    "ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐ"
    "ỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲ"
    "Õắằặấầẩậẽẹếềểễệố"
    "ồổỗỠƠộờởịỰỨỪỬơớƯ"
    "ÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳ"
    "ĐứÒÓÔạỷừửÙÚỹỵÝỡư"
    "àáâãảăữẫèéêẻìíĩỉ"
    "đựòóôõỏọụùúũủýợỮ"
)
_VISCII = _VISCII_LOW | {0x80 + i: letter for i, letter in enumerate(_VISCII_ROWS)}

# VNI: a base letter followed by a mark byte.
_ACUTE, _GRAVE, _TILDE, _HOOK, _DOT, _HAT, _BREVE, _HORN = (
    "\u0301", "\u0300", "\u0303", "\u0309", "\u0323", "\u0302", "\u0306", "\u031b",
)  # fmt: skip
_VNI_MARKS = {
    "ù": _ACUTE, "ø": _GRAVE, "û": _HOOK, "õ": _TILDE, "ï": _DOT,
    "â": _HAT, "á": _HAT + _ACUTE, "à": _HAT + _GRAVE, "å": _HAT + _HOOK, "ã": _HAT + _TILDE, "ä": _HAT + _DOT,
    "ê": _BREVE, "é": _BREVE + _ACUTE, "è": _BREVE + _GRAVE, "ú": _BREVE + _HOOK, "ü": _BREVE + _TILDE,
    "ë": _BREVE + _DOT,
}  # fmt: skip
_VNI_SINGLES = {"ô": "ơ", "ö": "ư", "í": "í", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ", "ñ": "đ"}
_VNI_MARKS |= {mark.upper(): value for mark, value in _VNI_MARKS.items()}
_VNI_SINGLES |= {byte.upper(): letter.upper() for byte, letter in _VNI_SINGLES.items()}
_VNI_MARK_CLASS = "".join(_VNI_MARKS)
_VNI_PAIR = re.compile(f"([aeouyôöAEOUYÔÖ])([{_VNI_MARK_CLASS}])")

_VNI_DECODE = {base + mark: "" for base in "aeouyôöAEOUYÔÖ" for mark in _VNI_MARKS}
for _pair in _VNI_DECODE:
    _base = _VNI_SINGLES.get(_pair[0], _pair[0])
    _VNI_DECODE[_pair] = unicodedata.normalize("NFC", _base + _VNI_MARKS[_pair[1]])
_VNI_TOKEN = re.compile(f"[aeouyôöAEOUYÔÖ][{_VNI_MARK_CLASS}]|[{''.join(_VNI_SINGLES)}]")

_FONT = re.compile(r"(?:[A-Z]{6}\+)?\s*(?P<name>.*)", re.DOTALL)
_TCVN3_FONT = re.compile(r"\.?\s?vn[a-z]", re.IGNORECASE)
_TCVN3_UPPER = re.compile(r"\.?vn[a-z ]*h(?:[ ,\-].*)?\Z", re.IGNORECASE)
_HYPHEN_FOR_U = re.compile(r"[^\W\d_]*-[^\W\d_]+")

#: Shown on the document when the repair is doubtful.
UNSURE_WARNING = "Bảng mã chữ cũ chưa xác định chắc chắn; vui lòng đối chiếu với tệp gốc."
#: Below this share of hits a conversion is not believed ("Old encodings" in docs/documents.md).
_BELIEVED_RATE = 0.8
#: Letters needed before statistics say anything.
_ENOUGH_LETTERS = 60
_TCVN3_SIGNS = frozenset("¡¢§¨©ª«¬\u00ad®µ¶·¸¹»¼½¾")
_PROPER = re.compile("[\u0102-\u01b0\u1ea0-\u1ef9]")
_DOUBLE = re.compile(r"[ÃÄÂÆá][\u0080-\u00bf\u2013-\u203a\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u20ac\u2122]")


@dataclass(frozen=True, slots=True)
class EncodingVerdict:
    """The old encoding of a text by its statistics (None: Unicode or not Vietnamese), and whether that is in doubt."""

    encoding: Encoding | None = None
    unsure: bool = False


def encoding_of_font(name: str | None) -> Encoding | None:
    """The encoding that a font's name gives away, subset prefixes (``ABCDEF+``) allowed.

    >>> encoding_of_font(".VnTimeH"), encoding_of_font("ABCDEF+VNI-Times"), encoding_of_font("Times New Roman")
    ('tcvn3_upper', 'vni', None)
    """
    if not name:
        return None
    match = _FONT.match(name)
    bare = match.group("name") if match else name
    if bare.upper().startswith("VNI-"):
        return "vni"
    if bare.upper().startswith(("VISCII", "VI ")):
        return "viscii"
    if bare.startswith(".Vn") or bare.upper().startswith(".VN"):
        return "tcvn3_upper" if _TCVN3_UPPER.match(bare) else "tcvn3"
    # Subset names drop the leading dot: `VnTime`, `VnTimeH`; a capital V and lower n keeps `Vnu...` words out.
    if re.match(
        r"Vn(?:Time|Arial|Helv|Book|Avant|Century|Cour|Swiss|Univers|Black|Clarendon|Teknical|3D|Mono|Bahama)", bare
    ):
        return "tcvn3_upper" if _TCVN3_UPPER.match(bare) else "tcvn3"
    return None


def decode(text: str, encoding: Encoding) -> str:
    """The text in Unicode NFC. Characters above Latin-1 that are no old bytes stay as they are.

    >>> decode("Uû ban nh©n d©n tØnh Gia Lai", "tcvn3")
    'Uỷ ban nhân dân tỉnh Gia Lai'
    >>> decode("UÛy ban nhaân daân tænh, ñöôøng loái", "vni")
    'Ủy ban nhân dân tỉnh, đường lối'
    """
    if encoding == "double_utf8":
        return _repair_double_utf8(text)
    if encoding == "cp1258":
        return unicodedata.normalize("NFC", _to_latin1(text).encode("latin-1", "replace").decode("cp1258", "replace"))
    text = _to_latin1(text)
    if encoding == "vni":
        return _VNI_TOKEN.sub(lambda m: _VNI_DECODE.get(m.group()) or _VNI_SINGLES[m.group()], text)
    if encoding == "viscii":
        return text.translate(_VISCII)
    decoded = _HYPHEN_FOR_U.sub(_restore_u, text.translate(_TCVN3))
    return decoded.upper() if encoding == "tcvn3_upper" else decoded


def _to_latin1(text: str) -> str:
    """Windows-1252 punctuation back to the byte it came from (``–`` is 0x96), other characters untouched."""
    if text.isascii():
        return text
    return "".join(_CP1252.get(char, char) for char in text)


_CP1252 = {
    bytes([code]).decode("cp1252", "ignore"): chr(code)
    for code in range(0x80, 0xA0)
    # TCVN3 and VNI hold nothing in these places, and real quotation marks, dashes and dots must survive:
    if chr(code) not in "\x81\x8d\x8f\x90\x9d" and bytes([code]).decode("cp1252", "ignore") not in "–—‘’“”…•"
}


def _restore_u(match: re.Match[str]) -> str:
    """Extractors turn TCVN3's ư (a soft hyphen) into a hyphen: back where a syllable results (`tr-êng`)."""
    word = match.group()
    left, right = word.split("-", 1)
    restored = f"{left}ư{right}"
    both_words = is_syllable(left) and is_syllable(right) if left else False
    return restored if is_syllable(restored) and not both_words else word


def _repair_double_utf8(text: str) -> str:
    import ftfy

    return unicodedata.normalize("NFC", ftfy.fix_encoding(text))


def guess_encoding(text: str) -> EncodingVerdict:
    """The old encoding of running text, judged by letter statistics and by syllables gained.

    A conversion is believed only when it makes the text Vietnamese; ``unsure`` marks text that looks
    converted wrongly either way.
    """
    letters = sum(map(str.isalpha, text))
    if letters < _ENOUGH_LETTERS or text.isascii():
        return EncodingVerdict()
    proper = len(_PROPER.findall(text))
    doubled = len(_DOUBLE.findall(text))
    if doubled > 0.05 * letters and doubled > 5:
        return _judge_candidates(text, ("double_utf8",))
    if proper > 0.05 * letters:
        return EncodingVerdict()
    signs = sum(char in _TCVN3_SIGNS for char in text)
    pairs = len(_VNI_PAIR.findall(text))
    high = sum("\x80" <= char <= "\xff" for char in text)
    if high < 0.05 * letters:
        return EncodingVerdict()
    candidates: list[Encoding] = []
    if signs > 0.03 * letters:
        candidates.append("tcvn3")
    if pairs > 0.05 * letters:
        candidates.append("vni")
    candidates.extend(rest for rest in ("tcvn3", "vni", "viscii", "cp1258") if rest not in candidates)
    return _judge_candidates(text, tuple(candidates))


def _judge_candidates(text: str, candidates: tuple[Encoding, ...]) -> EncodingVerdict:
    sample = text[:20_000]
    before, _ = syllable_rate(sample)
    rates = [(syllable_rate(decode(sample, encoding))[0], encoding) for encoding in candidates]
    best, encoding = max(rates, key=lambda pair: pair[0])
    if best >= _BELIEVED_RATE and best > before + 0.05:
        return EncodingVerdict(encoding)
    return EncodingVerdict(None, unsure=before < 0.6 and best > before + 0.1)


def encode(text: str, encoding: Literal["tcvn3", "vni", "viscii"]) -> str:
    """The reverse of ``decode``, one Latin-1 character per byte: for tests and for making samples."""
    if encoding == "viscii":
        return text.translate({ord(letter): chr(code) for code, letter in _VISCII.items()})
    if encoding == "tcvn3":
        return text.translate({ord(letter): chr(code) for code, letter in _TCVN3.items()})
    reverse = {letter: byte for byte, letter in _VNI_SINGLES.items()}
    for pair, letter in _VNI_DECODE.items():
        if pair[0].isupper() == pair[1].isupper():
            reverse.setdefault(letter, pair)
    return "".join(reverse.get(letter, letter) for letter in text)
