"""Text told from what is not, and the kinds of markup told apart by what stands at their beginning."""

from __future__ import annotations

import re
import string
from pathlib import Path

from ingest.read.refusals import UNSUPPORTED
from ingest.reading import FileKind, RefusedFile

_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|div|table|meta|p|span|article)\b", re.IGNORECASE)
_XML = re.compile(rb"\s*<\?xml\b")
#: A name in the first bytes of an XML file that tells what it is.
_NAMESPACES: tuple[tuple[bytes, FileKind], ...] = (
    (b"http://www.mic.gov.vn/TBT/QCVN_102_2016", "edxml"),
    (b"http://www.go.vn/eDoc", "edxml"),
    (b"http://schemas.microsoft.com/office/word/2003/wordml", "wordxml"),
    (b"http://schemas.microsoft.com/office/2006/xmlPackage", "wordxml"),
)
_FLAT_ODF = re.compile(rb"<office:document\b")
_FLAT_SHEET = re.compile(rb"office:mimetype\s*=\s*[\"']application/vnd\.oasis\.opendocument\.spreadsheet")
_SAMPLE = 64 << 10
#: Control characters that are letters of VISCII (Ẳ Ẵ Ẫ Ỷ Ỹ Ỵ): rare ones.
_VISCII_CONTROLS = frozenset(b"\x02\x05\x06\x14\x19\x1e")
_BLANKS = frozenset(b"\t\n\r\x0b\x0c\x1a\x1b")
_MOST_CONTROLS = 0.01
#: Running text has a blank now and then; encoded data has none. A web address in a list is shorter.
_LONG_WORD, _MOST_IN_LONG_WORDS = 400, 0.5
#: In one-byte Vietnamese three letters of four are plain ones; in random bytes one of three.
_PLAIN, _LEAST_PLAIN = frozenset(string.ascii_letters.encode() + string.digits.encode() + b" \t\r\n.,;:-/()"), 0.5


def kind_by_markup(head: bytes) -> FileKind | None:
    """The kind of a file of markup by its first bytes, None for anything else.

    :raises RefusedFile: XML of an unknown kind; its tags are no text.
    """
    head = _as_utf8(head)
    if head.lstrip().startswith(b"<"):
        found = next((kind for name, kind in _NAMESPACES if name in head), None)
        if found is not None:
            return found
        if _FLAT_ODF.search(head):
            return "ods" if _FLAT_SHEET.search(head) else "odt"
    if _HTML.search(head):
        return "html"
    if _XML.match(head):
        raise RefusedFile("unsupported", UNSUPPORTED)
    return None


def _as_utf8(head: bytes) -> bytes:
    """The same without UTF-16, so that one pattern fits."""
    encoding = utf16_of(head)
    if encoding is None:
        return head.removeprefix(b"\xef\xbb\xbf")
    return head.decode(encoding, "ignore").lstrip("\ufeff").encode()


def utf16_of(data: bytes) -> str | None:
    """Which UTF-16 the bytes are, by their mark or by where their zero bytes stand; None for none."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    sample = data[:_SAMPLE]
    half = len(sample) // 2
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    # Letters with one accent have a zero byte, those with two have none.
    if half and odd > 0.3 * half and even < 0.02 * half:
        return "utf-16-le"
    return "utf-16-be" if half and even > 0.3 * half and odd < 0.02 * half else None


def holds_zero_bytes(path: Path) -> bool:
    """Whether the file's beginning or end holds a zero byte."""
    return b"\x00" in _sample(path)


def is_binary(path: Path) -> bool:
    """Whether many bytes are control characters: such a file is no markup, whatever letters stand in it by chance."""
    sample = _sample(path)
    return utf16_of(sample) is None and _holds_many_controls(sample)


def is_text(path: Path) -> bool:
    """Whether the file is text in some encoding: few control characters, words with blanks between them."""
    sample = _sample(path)
    encoding = utf16_of(sample)
    if encoding is not None:
        text = sample.decode(encoding, "ignore")
        return sum(map(_is_odd, text)) <= _MOST_CONTROLS * len(text) and _has_words(text)
    if b"\x00" in sample or _holds_many_controls(sample):
        return False
    try:
        return _has_words(_trimmed(sample).decode("utf-8"))
    except UnicodeDecodeError:
        plain = sum(byte in _PLAIN for byte in sample)
        return plain >= _LEAST_PLAIN * len(sample) and _has_words(sample.decode("latin-1"))


def _is_odd(char: str) -> bool:
    """A control character or one for private use."""
    return (ord(char) < 32 and ord(char) not in _BLANKS) or "\ue000" <= char <= "\uf8ff"


def _holds_many_controls(sample: bytes) -> bool:
    controls = [byte for byte in sample if (byte < 32 and byte not in _BLANKS) or byte == 127]
    unusual = sum(byte not in _VISCII_CONTROLS for byte in controls)
    return unusual > _MOST_CONTROLS * len(sample) or len(controls) > 2 * _MOST_CONTROLS * len(sample)


def _has_words(text: str) -> bool:
    longest = sum(len(word) for word in text.split() if len(word) > _LONG_WORD)
    return longest <= _MOST_IN_LONG_WORDS * len(text)


def _sample(path: Path) -> bytes:
    """The file's beginning and end."""
    with path.open("rb") as stream:
        first = stream.read(_SAMPLE)
        size = stream.seek(0, 2)
        if size <= _SAMPLE:
            return first
        # UTF-16 goes by pairs of bytes.
        stream.seek(max(_SAMPLE, (size - _SAMPLE) // 2 * 2))
        return first + stream.read(_SAMPLE)


def _trimmed(sample: bytes) -> bytes:
    """Without letters that the cuts of the sample tore apart: at its end and in its middle."""
    if len(sample) <= _SAMPLE:
        return _without_torn_end(sample)
    first, rest = sample[:_SAMPLE], sample[_SAMPLE:]
    while rest and 0x80 <= rest[0] < 0xC0:
        rest = rest[1:]
    return _without_torn_end(first) + rest


def _without_torn_end(data: bytes) -> bytes:
    for length in range(1, min(4, len(data)) + 1):
        byte = data[-length]
        if byte >= 0xC0:
            return data[:-length] if length < (2 if byte < 0xE0 else 3 if byte < 0xF0 else 4) else data
        if byte < 0x80:
            break
    return data
