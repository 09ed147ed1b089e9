"""Atom feed of touched answers: what a person asked, and what has happened to its evidence since."""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree

from index.store.database import now
from index.touched.touch_pages import TouchedAnswer
from service.exports.xml_text import xml_text

ATOM = "application/atom+xml"
_SPACE = "http://www.w3.org/2005/Atom"
_TITLE = "Hỏi Văn Bản – câu trả lời cần xem lại"


def touched_atom(items: Sequence[TouchedAnswer], base: str) -> bytes:
    """The feed; ``base`` is the address of the service, with a slash at its end."""
    feed = etree.Element(f"{{{_SPACE}}}feed", nsmap={None: _SPACE})  # type: ignore[dict-item] # lxml takes None for the default space
    _add(feed, "title", _TITLE)
    _add(feed, "id", f"{base}api/v1/answers/touched")
    _add(feed, "updated", items[0].touch.at if items else now())
    for item in items:
        entry = etree.SubElement(feed, f"{{{_SPACE}}}entry")
        _add(entry, "title", item.question)
        _add(entry, "id", f"{base}api/v1/answers/{item.touch.answer_id}#{item.touch.id}")
        _add(entry, "updated", item.touch.at)
        _add(entry, "summary", item.touch.reason)
        _add(entry, "link", "", href=f"{base}api/v1/answers/{item.touch.answer_id}")
    return etree.tostring(feed, encoding="utf-8", xml_declaration=True)


def _add(parent: etree._Element, name: str, text: str, **attributes: str) -> None:
    child = etree.SubElement(parent, f"{{{_SPACE}}}{name}", attributes)
    child.text = xml_text(text)
