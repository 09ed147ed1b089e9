"""Parts of a page whose text is not in its markup: frames, pictures, and what only a script would show."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from urllib.parse import unquote, urlsplit

from lxml import etree
from lxml import html as lxml_html

from ingest.text.normalize import fold
from ingest.text.syllables import syllable_rate

FRAMES = "Trang nhúng tệp hoặc trang khác chưa được đọc: {names}; hãy nạp riêng nếu đó là nội dung của văn bản."
PICTURES = "Trang có {count} hình chưa được đọc chữ ({names}); nếu hình chứa nội dung văn bản, hãy nạp riêng hình đó."
SCRIPTS = "Trang có chữ do chương trình của trang hiện ra, chưa được đọc: “{text} …”; vui lòng xem bản gốc."
#: Frames of maps, videos, counters: no documents.
_NO_DOCUMENT = re.compile(r"youtube|youtu\.be|google|facebook|fb\.com|zalo|doubleclick|analytics|addthis|twitter|vimeo")
_ICON = re.compile(r"logo|icon|avatar|banner|sprite|spacer|blank|loading|pixel|arrow|button|btn|emoji|quoc-?huy", re.I)
_NUMBER = re.compile(r"\s*(\d+)(?:px)?\s*$")
#: Smaller pictures (pixels) and inline ones (letters of base64) are signs of the page, not text.
_LEAST_WIDTH, _LEAST_HEIGHT, _LEAST_DATA = 150, 60, 6_000
#: Strings of a script that are text: so many syllables, mostly of Vietnamese, and new to the page.
_STRING = re.compile(r"\"((?:[^\"\\]|\\.){40,})\"|'((?:[^'\\]|\\.){40,})'|`((?:[^`\\]|\\.){40,})`", re.DOTALL)
_TAG, _CODE = re.compile(r"<[^>]*>"), re.compile(r"\\u([0-9a-fA-F]{4})")
_LEAST_SYLLABLES, _VIETNAMESE, _KNOWN = 12, 0.7, 0.5
#: Words that are looked for together on the page.
_PIECE = 4
_MOST_SCRIPT, _SHOWN_NAMES, _SHOWN_WORDS = 400_000, 3, 12


def open_inner_pages(root: etree._Element) -> None:
    """Put the pages that frames hold in themselves (`srcdoc`) into their places."""
    for frame in list(root.iter("iframe")):
        source = frame.get("srcdoc")
        if source:
            inner = lxml_html.fragment_fromstring(source, create_parent="div")
            inner.tail = frame.tail
            parent = frame.getparent()
            if parent is not None:
                parent.replace(frame, inner)


def frame_warnings(root: etree._Element) -> Iterator[str]:
    """A warning that names the frames of a page; looked for before they are taken out."""
    names: list[str] = []
    for frame in root.iter("iframe", "frame", "object", "embed"):
        source = frame.get("src") or frame.get("data") or frame.get("data-src") or ""
        if not source or _NO_DOCUMENT.search(source.lower()) or source.startswith(("about:", "javascript:")):
            continue
        if _size(frame, "width", 99) > 3 and _size(frame, "height", 99) > 3:
            names.append(_name(source))
    if names:
        yield FRAMES.format(names=", ".join(dict.fromkeys(names[:_SHOWN_NAMES])))


def picture_warnings(content: etree._Element) -> Iterator[str]:
    """A warning that counts the pictures of the content that are large enough to hold text."""
    found = [image for image in content.iter("img") if _may_hold_text(image)]
    if found:
        names = [image.get("alt", "").strip() or _name(_source(image)) for image in found[:_SHOWN_NAMES]]
        yield PICTURES.format(count=len(found), names="; ".join(dict.fromkeys(names)))


def _may_hold_text(image: etree._Element) -> bool:
    source = _source(image)
    names = f"{image.get('class') or ''} {image.get('id') or ''} {'' if source.startswith('data:') else source}"
    if not source or _ICON.search(names):
        return False
    if source.startswith("data:") and len(source) < _LEAST_DATA:
        return False
    return (
        _size(image, "width", _LEAST_WIDTH) >= _LEAST_WIDTH and _size(image, "height", _LEAST_HEIGHT) >= _LEAST_HEIGHT
    )


def _source(image: etree._Element) -> str:
    return image.get("src") or image.get("data-src") or image.get("data-original") or ""


def _size(element: etree._Element, name: str, default: int) -> int:
    match = _NUMBER.match(element.get(name) or "")
    return int(match[1]) if match else default


def _name(source: str) -> str:
    if source.startswith("data:"):
        return "hình trong trang"
    return unquote(posixpath.basename(urlsplit(source).path)) or source[:60]


def script_texts(root: etree._Element) -> list[str]:
    """The Vietnamese texts that stand in scripts; looked for before they are taken out."""
    return [text for script in root.iter("script") for text in _texts_of(str(script.text or "")[:_MOST_SCRIPT])]


def _texts_of(source: str) -> Iterator[str]:
    for match in _STRING.finditer(source):
        text = next(group for group in match.groups() if group is not None)
        text = _CODE.sub(lambda code: chr(int(code[1], 16)), text).replace("\\n", " ").replace("\\/", "/")
        text = " ".join(_TAG.sub(" ", text.replace('\\"', '"')).split())
        rate, count = syllable_rate(text)
        if count >= _LEAST_SYLLABLES and rate >= _VIETNAMESE and not text.isascii():
            yield text


def script_warnings(texts: Iterable[str], shown: str) -> Iterator[str]:
    """A warning about the first script text that the page does not show (data for search engines repeats it)."""
    page = " ".join(fold(shown).split())
    for text in texts:
        own = fold(text).split()
        pieces = [" ".join(own[place : place + _PIECE]) for place in range(0, len(own), _PIECE)]
        if sum(piece in page for piece in pieces) < _KNOWN * len(pieces):
            yield SCRIPTS.format(text=" ".join(text.split()[:_SHOWN_WORDS]))
            return
