"""XFA: forms whose content is XML inside the PDF; the pages themselves only ask for another program."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from lxml import etree

from ingest.reading import Line
from ingest.text.normalize import repair

#: What the pages of such a file say instead of the form.
PLACEHOLDER = re.compile(r"please wait|adobe reader|acrobat|trình xem pdf|vui lòng (?:chờ|đợi)", re.IGNORECASE)
_MOST_BYTES = 16 << 20
_HIDDEN = ("hidden", "invisible")


def xfa_lines(parts: Mapping[str, bytes]) -> list[Line]:
    """The form's fixed texts, captions and values, in the order of its template."""
    template = _element(parts, "template")
    if template is None:
        return []
    values = _values(_element(parts, "datasets"))
    texts = (" ".join(text.split()) for text in _texts(template, values))
    return [Line(repair(text), whole=True) for text in texts if text]


def _element(parts: Mapping[str, bytes], name: str) -> etree._Element | None:
    """The part of this name, on its own or inside the whole form."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, recover=True)
    for key in (name, "xdp"):
        data = parts.get(key, b"")
        if not data or len(data) > _MOST_BYTES:
            continue
        root = etree.fromstring(data, parser)
        if root is None:
            continue
        if _local_name(root) == name:
            return root
        inner = next((element for element in root.iter() if _local_name(element) == name), None)
        if inner is not None:
            return inner
    return None


def _values(datasets: etree._Element | None) -> dict[str, list[str]]:
    """The form's data: values of the leaves, by their names."""
    values: dict[str, list[str]] = {}
    for element in () if datasets is None else datasets.iter():
        if isinstance(element.tag, str) and len(element) == 0 and element.text and element.text.strip():
            values.setdefault(_local_name(element), []).append(element.text.strip())
    return values


def _texts(element: etree._Element, values: dict[str, list[str]]) -> Iterator[str]:
    if not isinstance(element.tag, str) or element.get("presence") in _HIDDEN:
        return
    kind = _local_name(element)
    if kind == "draw":
        yield _content(element, "value")
    elif kind == "field":
        filled = values.get(element.get("name", ""), [])
        value = filled.pop(0) if filled else _content(element, "value")
        yield f"{_content(element, 'caption')} {value}"
    elif kind not in ("script", "event", "proto", "pageSet", "connectionSet"):
        for child in element:
            yield from _texts(child, values)
    elif kind == "pageSet":
        for child in element.iter():
            if isinstance(child.tag, str) and _local_name(child) == "draw":
                yield from _texts(child, values)


def _content(element: etree._Element, name: str) -> str:
    """The text inside the child of this name."""
    child = next((part for part in element if isinstance(part.tag, str) and _local_name(part) == name), None)
    return " ".join(child.itertext()) if child is not None else ""  # type: ignore[arg-type]


def _local_name(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""
