"""The encoding of a web page: by its mark, by what its bytes can only be, by what it declares, by its syllables."""

from __future__ import annotations

import codecs
import html
import re

from ingest.read.plain_kind import utf16_of
from ingest.read.plain_text import decode_bytes
from ingest.text import legacy_encodings
from ingest.text.normalize import nfc
from ingest.text.syllables import syllable_rate

_DECLARED = re.compile(
    rb"<meta\b[^>]*?charset\s*=\s*[\"']?\s*([\w.:\-]+)|<\?xml\b[^>]*?encoding\s*=\s*[\"']([\w.:\-]+)", re.I
)
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_UNSEEN = re.compile(r"<(script|style)\b.*?</\1\s*>|<[^<>]*>", re.IGNORECASE | re.DOTALL)
_ENTITY = re.compile(r"&(?:#\d{2,7}|#[xX][0-9a-fA-F]{2,6}|[A-Za-z]{2,8});")
_HEAD = 8192
_SAMPLE = 200_000
#: Latin-1 and its like are declared by habit; a page in them has Vietnamese letters of no kind.
_BY_HABIT = ("iso8859-1", "cp1252", "ascii", "latin-1")
#: Lost bytes in a page that is UTF-8 otherwise.
_FEW = 0.02


def page_text(data: bytes) -> tuple[str, bool]:
    """The source of a page as text, and whether its old encoding is in doubt.

    >>> page_text('<meta charset="windows-1258"><p>đường</p>'.encode("utf-8"))[0]
    '<meta charset="windows-1258"><p>đường</p>'
    """
    text = _decoded(data)
    probe = _UNSEEN.sub(" ", text[:_SAMPLE])
    verdict = legacy_encodings.guess_encoding(_with_old_letters(probe))
    if verdict.encoding is not None:
        text = legacy_encodings.decode(_with_old_letters(text), verdict.encoding)
    # lxml refuses str with an XML encoding declaration.
    return _XML_DECLARATION.sub("", text.replace("\x00", "")), verdict.unsure


def _decoded(data: bytes) -> str:
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (b"\xff\xfe\x00\x00", "utf-32"),
        (b"\x00\x00\xfe\xff", "utf-32"),
    ):
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    paired = utf16_of(data)
    if paired is not None:
        return data.decode(paired, "replace").lstrip("\ufeff")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    declared = _declared_encoding(data)
    if declared == "utf-8":
        text = data.decode("utf-8", "replace")
        if text.count("\ufffd") <= _FEW * sum(not char.isascii() for char in text):
            return text
    return _best_guess(data, declared)


def _declared_encoding(data: bytes) -> str | None:
    """The codec that the page names, None for an unknown or impossible one."""
    for match in _DECLARED.finditer(data[:_HEAD]):
        name = (match[1] or match[2]).decode("ascii", "ignore")
        try:
            codec = codecs.lookup(name).name
        except LookupError:
            continue
        if codec not in ("utf-16", "utf-16-le", "utf-16-be", "utf-32"):
            return codec
    return None


def _best_guess(data: bytes, declared: str | None) -> str:
    """One-byte pages: as declared, unless that is Latin-1 by habit and another reading is better Vietnamese."""
    if declared is not None and declared not in (*_BY_HABIT, "utf-8"):
        try:
            return data.decode(declared)
        except UnicodeDecodeError:
            pass
    readings = [data.decode("cp1252", "replace"), nfc(data.decode("cp1258", "replace")), decode_bytes(data)[0]]
    # Judged by what is shown: tags are letters of no language.
    plain = data.decode("latin-1")
    old = legacy_encodings.guess_encoding(_UNSEEN.sub(" ", plain[:_SAMPLE])).encoding
    if old is not None:
        readings.append(legacy_encodings.decode(plain, old))
    rates = [syllable_rate(_UNSEEN.sub(" ", text[:_SAMPLE]))[0] for text in readings]
    return readings[rates.index(max(rates))]


def _with_old_letters(text: str) -> str:
    """The text with entities of letters that old encodings use as bytes (`&Oslash;`) as these letters."""
    return _ENTITY.sub(lambda match: _old_letter(match[0]), text)


def _old_letter(entity: str) -> str:
    letter = html.unescape(entity)
    return letter if len(letter) == 1 and ord(letter) > 0x7F else entity
