"""The text of a file by a naive extraction, independent of its reader: archives are unzipped, tags are cut off.

PDF pages and scans are reported by their reader, which has the page in hand; so are containers, whose parts are files.
"""

from __future__ import annotations

import email
import html
import io
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path

from lxml import etree
from lxml import html as lxml_html

from ingest.reading import FileKind, OwnText
from ingest.text import legacy_encodings

_WORD_PARAGRAPH = re.compile(r"</(?:\w+:)?p>|</(?:\w+:)?tc>|<(?:\w+:)?(?:tab|br|cr)\b")
_WORD_TEXT = re.compile(r"<(?:\w+:)?t(?:\s[^>]*)?>([^<]*)<")
_WORD_PARTS = {
    "document": ("thân văn bản", ""),
    "footnotes": ("chú thích cuối trang", ""),
    "endnotes": ("chú thích cuối văn bản", ""),
    "header": ("đầu trang", "running_head"),
    "footer": ("chân trang", "running_head"),
    "comments": ("bình luận", "comment"),
    "data": ("sơ đồ", ""),
    "chart": ("biểu đồ", ""),
}
_WORD_PART = re.compile(r"word/(?:diagrams/|charts/)?(?P<name>[a-z]+)\d*\.xml")
_EMBEDDED_PAGE = re.compile(r"\.(?:x?html?|txt)$", re.IGNORECASE)
_EMBEDDED_SHEET = re.compile(r"\.xlsx$", re.IGNORECASE)
_TAG = re.compile(r"<(?:style|script)\b.*?</(?:style|script)>|<[^>]*>", re.IGNORECASE | re.DOTALL)
_SOFT_HYPHEN = re.compile(r"<(?:\w+:)?softHyphen\s*/>")
#: A few soft hyphens are typed on purpose; a text in an old font has one in every line.
_FEWEST_HYPHENS = 5
_SHEET_TEXT = re.compile(r"<(?:\w+:)?(?:t|v)(?:\s[^>]*)?>([^<]*)<")
_SHEET_NOTE = re.compile(r"<(?:\w+:)?(?:rPh|phoneticPr)\b.*?</(?:\w+:)?rPh>", re.DOTALL)
_OPEN_ASIDE = re.compile(
    r"<(text:tracked-changes|office:annotation|office:binary-data|math:math|text:drop-down)\b.*?</\1>", re.DOTALL
)
_OPEN_END = re.compile(r"</(?:text:(?:p|h)|draw:frame)>|<text:(?:s|tab|line-break|note-body)\b[^>]*>")
#: Parts above this are not looked at: their reader has limits of its own.
_MOST_BYTES = 64 << 20
#: Elements of a page that no reader shows as text of the document.
_UNSEEN = frozenset(("script", "style", "noscript", "template", "head", "title", "svg", "iframe", "object", "math"))
_NAVIGATION = frozenset(("nav", "footer", "a", "button", "select", "option", "aside", "header", "label"))
_DECLARED = re.compile(rb"charset\s*=\s*[\"']?\s*([\w\-]+)", re.IGNORECASE)


def own_texts(path: Path, kind: FileKind) -> tuple[OwnText, ...]:
    """The texts of a file of this kind; none where the extraction fails or the reader reports them itself."""
    extract = _EXTRACTIONS.get(kind)
    if extract is None:
        return ()
    try:
        return tuple(text for text in extract(path) if text.text.strip())
    except (OSError, ValueError, KeyError, LookupError, zipfile.BadZipFile, etree.LxmlError, RuntimeError):
        return ()


def word_texts(path: Path) -> Iterator[OwnText]:
    """The parts of a Word file that hold text: all text runs, deleted ones excepted."""
    with zipfile.ZipFile(path) as archive:
        for info in archive.infolist():
            if info.file_size > _MOST_BYTES:
                continue
            match = _WORD_PART.fullmatch(info.filename)
            if match is not None and match["name"] in _WORD_PARTS:
                part, reason = _WORD_PARTS[match["name"]]
                yield OwnText(part, _word_text(_decoded_xml(archive.read(info))), reason)
            elif _EMBEDDED_PAGE.search(info.filename):
                yield OwnText("phần nhúng", _TAG.sub("\n", html.unescape(_decoded_page(archive.read(info)))))
            elif _EMBEDDED_SHEET.search(info.filename):
                yield from _sheet_texts(io.BytesIO(archive.read(info)), "bảng tính nhúng")


def _word_text(xml: str) -> str:
    if len(_SOFT_HYPHEN.findall(xml)) >= _FEWEST_HYPHENS:  # ư of TCVN3 fonts has the code of a soft hyphen
        xml = _SOFT_HYPHEN.sub("<t>ư<", xml)
    paragraphs = ("".join(_WORD_TEXT.findall(piece)) for piece in _WORD_PARAGRAPH.split(xml))
    return _without_old_encoding(html.unescape("\n".join(text for text in paragraphs if text)))


def _decoded_xml(data: bytes) -> str:
    return data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8", "replace")


def _sheet_texts(path: Path | io.BytesIO, part: str = "bảng tính") -> Iterator[OwnText]:
    """Texts of a workbook: shared and inline strings. Numbers are shown in formats of their own, and not compared."""
    with zipfile.ZipFile(path) as archive:
        for info in archive.infolist():
            name = info.filename
            if info.file_size > _MOST_BYTES or not name.endswith(".xml"):
                continue
            if name == "xl/sharedStrings.xml":
                texts = _SHEET_TEXT.findall(_SHEET_NOTE.sub("", _decoded_xml(archive.read(info))))
                yield OwnText(part, html.unescape("\n".join(texts)))
            elif name.startswith("xl/worksheets/sheet"):
                xml = _decoded_xml(archive.read(info))
                texts = re.findall(r"<(?:\w+:)?is>.*?</(?:\w+:)?is>", xml, re.DOTALL)
                inline = [piece for text in texts for piece in _SHEET_TEXT.findall(text)]
                yield OwnText(part, html.unescape("\n".join(inline)))


def _page_texts(path: Path) -> Iterator[OwnText]:
    """Text nodes of a web page; links, menus and buttons may be left out."""
    yield from _markup_texts(_decoded_page(path.read_bytes()))


def _markup_texts(source: str) -> Iterator[OwnText]:
    root = lxml_html.document_fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", source))
    texts: dict[str, list[str]] = {"": [], "navigation": []}
    #: Of every open element: the reason for which its text may be missing, None for text that is never shown.
    reasons: list[str | None] = [""]
    for event, element in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        if event == "start":
            reasons.append(_reason_of(element, reasons[-1]))
        elif event == "end":
            reasons.pop()
        text, reason = element.text if event == "start" else element.tail, reasons[-1]
        if text and reason is not None and not text.isspace():
            texts[reason].append(text)
    for reason, found in texts.items():
        yield OwnText("trang web", "\n".join(found), reason)


def _reason_of(element: etree._Element, above: str | None) -> str | None:
    if above is None or element.tag in _UNSEEN:
        return None
    return "navigation" if element.tag in _NAVIGATION else above


def _decoded_page(data: bytes) -> str:
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    declared = _DECLARED.search(data[:4096])
    return data.decode(declared.group(1).decode("ascii"), "replace") if declared else _decoded_text(data)


def _decoded_text(data: bytes) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    return _without_old_encoding(text)


def _without_old_encoding(text: str) -> str:
    verdict = legacy_encodings.guess_encoding(text)
    return legacy_encodings.decode(text, verdict.encoding) if verdict.encoding else text


def _plain_texts(path: Path) -> Iterator[OwnText]:
    yield OwnText("tệp", _decoded_text(path.read_bytes()))


def _archive_texts(path: Path, parts: Mapping[str, str]) -> Iterator[OwnText]:
    """The text between the tags of an archive's parts; ``parts`` maps the pattern of their names to what is shown."""
    with zipfile.ZipFile(path) as archive:
        for info in archive.infolist():
            for pattern, part in parts.items():
                match = re.fullmatch(pattern, info.filename)
                if match is not None and info.file_size <= _MOST_BYTES:
                    text = _TAG.sub("\n", _decoded_xml(archive.read(info)))
                    yield OwnText(" ".join((part, *match.groups())), html.unescape(text))


def _word_xml_texts(path: Path) -> Iterator[OwnText]:
    yield OwnText("thân văn bản", _word_text(_decoded_xml(path.read_bytes())))


def _web_archive_texts(path: Path) -> Iterator[OwnText]:
    message = email.message_from_bytes(path.read_bytes())
    for part in message.walk():
        data = part.get_payload(decode=True)
        if part.get_content_type() == "text/html" and isinstance(data, bytes):
            charset = part.get_content_charset()
            yield from _markup_texts(data.decode(charset, "replace") if charset else _decoded_page(data))


def _open_texts(path: Path) -> Iterator[OwnText]:
    """Paragraphs of an ODT, packed or flat, without what tracked changes deleted and comments."""
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            data = archive.read("content.xml") if archive.getinfo("content.xml").file_size <= _MOST_BYTES else b""
    else:
        data = path.read_bytes()
    _, _, body = _OPEN_ASIDE.sub("", _decoded_xml(data)).partition("<office:text")
    text = _TAG.sub("", _OPEN_END.sub("\n", body.partition(">")[2]))
    yield OwnText("thân văn bản", _without_old_encoding(html.unescape(text)))


_EXTRACTIONS: dict[FileKind, Callable[[Path], Iterator[OwnText]]] = {
    "docx": word_texts,
    "wordxml": _word_xml_texts,
    "odt": _open_texts,
    "xlsx": _sheet_texts,
    "ods": partial(_archive_texts, parts={r"content\.xml": "bảng tính"}),
    "pptx": partial(_archive_texts, parts={r"ppt/slides/slide(\d+)\.xml": "trang chiếu"}),
    "html": _page_texts,
    "mhtml": _web_archive_texts,
    "text": _plain_texts,
    "csv": _plain_texts,
}
