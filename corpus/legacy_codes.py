"""Writes Vietnamese in the one-byte codes of the 1990s: TCVN3 (ABC) and VNI-Windows, as Latin-1 characters."""

import re
import unicodedata

# the letters in the order of their TCVN3 byte, and the bytes they take
_TCVN3_LETTERS = "ĂÂÊÔƠƯĐăâêôơưđàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ"
_TCVN3_BYTES = bytes.fromhex(
    "A1A2A3A4A5A6A7A8A9AAABACADAEB5B6B7B8B9BBBCBDBEC6C7C8C9CACBCCCECFD0D1D2D3D4D5D6D7D8DCDDDE"
    "DFE1E2E3E4E5E6E7E8E9EAEBECEDEEEFF1F2F3F4F5F6F7F8F9FAFBFCFDFE"
)
TCVN3 = dict(zip(_TCVN3_LETTERS, _TCVN3_BYTES.decode("latin-1"), strict=True))
LOWER_FONT = ".VnTime"
CAPITAL_FONT = ".VnTimeH"  # draws the codes of small letters as capitals; TCVN3 has no others with a tone


def tcvn3_runs(text: str) -> list[tuple[str, str]]:
    """Runs of (characters, font); lines and words with capitals that TCVN3 lacks are set in the capital font."""
    composed = unicodedata.normalize("NFC", text)
    if _lacks_capital(composed) and composed.upper() == composed:
        return [(_tcvn3(composed.lower()), CAPITAL_FONT)]
    runs: list[tuple[str, str]] = []
    for piece in re.findall(r"\S+\s*|\s+", composed):
        runs += _tcvn3_word(piece) if _lacks_capital(piece) else [(_tcvn3(piece), LOWER_FONT)]
    return _joined(runs)


def vni(text: str) -> str:
    return "".join(_vni_letter(letter) for letter in unicodedata.normalize("NFC", text))


def _tcvn3(text: str) -> str:
    return "".join(TCVN3.get(letter, letter) for letter in text)


def _lacks_capital(text: str) -> bool:
    return any(letter.isupper() and not letter.isascii() and letter not in TCVN3 for letter in text)


def _tcvn3_word(word: str) -> list[tuple[str, str]]:
    if word.upper() == word:
        return [(_tcvn3(word.lower()), CAPITAL_FONT)]
    return [
        (_tcvn3(letter.lower()), CAPITAL_FONT) if _lacks_capital(letter) else (_tcvn3(letter), LOWER_FONT)
        for letter in word
    ]


def _joined(runs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    joined: list[tuple[str, str]] = []
    for characters, font in runs:
        if joined and joined[-1][1] == font:
            joined[-1] = (joined[-1][0] + characters, font)
        else:
            joined.append((characters, font))
    return joined


_VNI_SINGLE = dict(zip("íìỉĩịỵđ", "íìæóòîñ", strict=True))
_ACUTE, _GRAVE, _HOOK, _TILDE, _DOT, _CIRCUMFLEX, _BREVE, _HORN = "\u0301\u0300\u0309\u0303\u0323\u0302\u0306\u031b"
_VNI_PLAIN = {_ACUTE: "ù", _GRAVE: "ø", _HOOK: "û", _TILDE: "õ", _DOT: "ï"}
_VNI_CIRCUMFLEX = {_ACUTE: "á", _GRAVE: "à", _HOOK: "å", _TILDE: "ã", _DOT: "ä", "": "â"}
_VNI_BREVE = {_ACUTE: "é", _GRAVE: "è", _HOOK: "ú", _TILDE: "ü", _DOT: "ë", "": "ê"}
_VNI_HORNED = {"o": "ô", "u": "ö"}


def _vni_letter(letter: str) -> str:
    if letter.isascii() or not letter.isalpha():
        return letter
    small = letter.lower()
    if small in _VNI_SINGLE:
        written = _VNI_SINGLE[small]
    else:
        base, *marks = unicodedata.normalize("NFD", small)
        tone = next((mark for mark in marks if mark in _VNI_PLAIN), "")
        if _CIRCUMFLEX in marks:
            written = base + _VNI_CIRCUMFLEX[tone]
        elif _BREVE in marks:
            written = base + _VNI_BREVE[tone]
        else:
            written = (_VNI_HORNED[base] if _HORN in marks else base) + _VNI_PLAIN.get(tone, "")
    return written.upper() if letter.isupper() else written
