"""What a PDF holds besides the content of its pages: form values that are not drawn, XFA, attachments, layers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pypdf
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject

#: Nodes of the name and field trees looked at: enough for any real file, an end for loops.
_MOST_NODES = 20_000
_MOST_NAMES = 50


#: Boxes and round buttons of a form, whatever sign they draw.
TICKED, UNTICKED = "☑", "☐"


@dataclass(frozen=True, slots=True)
class FieldValue:
    """A form field's value whose appearance the file does not draw, and its place (left, bottom, right, top)."""

    text: str
    rect: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class FileFacts:
    """Properties of the file as a whole. ``fields`` maps a page's index to the values that it does not draw."""

    may_be_signed: bool = False
    has_layers_off: bool = False
    is_portfolio: bool = False
    attachments: tuple[str, ...] = ()
    fields: dict[int, list[FieldValue]] = field(default_factory=dict)
    #: The parts of an XFA form as XML, by name.
    xfa: dict[str, bytes] = field(default_factory=dict)


def file_facts(reader: pypdf.PdfReader, root: Any, *, may_be_signed: bool) -> FileFacts:
    """The facts of an opened file; ``root`` is its catalogue."""
    if not isinstance(root, DictionaryObject):
        return FileFacts(may_be_signed=may_be_signed)
    form = _dictionary(root, "/AcroForm")
    return FileFacts(
        may_be_signed=may_be_signed,
        has_layers_off=_has_layers_off(_dictionary(root, "/OCProperties")),
        is_portfolio="/Collection" in root,
        attachments=tuple(_attachment_names(_dictionary(_dictionary(root, "/Names"), "/EmbeddedFiles"))),
        fields=_undrawn_fields(reader, form),
        xfa=_xfa_parts(form),
    )


def _dictionary(parent: DictionaryObject, key: str) -> DictionaryObject:
    value = parent.get(key)
    value = value.get_object() if value is not None else None
    return value if isinstance(value, DictionaryObject) else DictionaryObject()


def _has_layers_off(properties: DictionaryObject) -> bool:
    default = _dictionary(properties, "/D")
    return bool(default.get("/OFF")) or default.get("/BaseState") == "/OFF"


def _attachment_names(tree: DictionaryObject) -> Iterator[str]:
    """File names in the tree of embedded files."""
    queue: list[Any] = [tree]
    visited = found = 0
    while queue and visited < _MOST_NODES and found < _MOST_NAMES:
        node = queue.pop(0).get_object()
        visited += 1
        if not isinstance(node, DictionaryObject):
            continue
        queue.extend(node.get("/Kids", ()))
        for entry in list(node.get("/Names", ()))[1::2]:
            specification = entry.get_object()
            if isinstance(specification, DictionaryObject):
                found += 1
                yield str(specification.get("/UF") or specification.get("/F") or "không tên")


def _undrawn_fields(reader: pypdf.PdfReader, form: DictionaryObject) -> dict[int, list[FieldValue]]:
    """Values of text and choice fields without an appearance, by the page that their widget stands on."""
    values = dict(_field_values(form))
    found: dict[int, list[FieldValue]] = {}
    if not values:
        return found
    for index, page in enumerate(reader.pages):
        annotations: Any = page.get("/Annots", ArrayObject()).get_object()
        for reference in annotations if isinstance(annotations, ArrayObject) else ():
            text = values.get(reference.idnum) if isinstance(reference, IndirectObject) else None
            widget = reference.get_object()
            if text is None or not isinstance(widget, DictionaryObject) or int(widget.get("/F", 0)) & 0b100010:
                continue
            corners: Any = widget["/Rect"]
            x0, y0, x1, y1 = (float(value) for value in corners)
            rect = min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)
            found.setdefault(index, []).append(FieldValue(text, rect))
    return found


def _field_values(form: DictionaryObject) -> Iterator[tuple[int, str]]:
    """Object numbers of the widgets that show nothing, with the values that they should show."""
    queue: list[tuple[Any, Any, Any]] = [(reference, None, None) for reference in form.get("/Fields", ())]
    visited = 0
    while queue and visited < _MOST_NODES:
        reference, kind, value = queue.pop()
        visited += 1
        node = reference.get_object()
        if not isinstance(node, DictionaryObject):
            continue
        kind, value = node.get("/FT", kind), node.get("/V", value)
        kids = node.get("/Kids")
        if kids and "/AS" not in node:
            queue.extend((kid, kind, value) for kid in kids)
            continue
        text = _value_to_show(node, kind, value)
        if text and isinstance(reference, IndirectObject):
            yield reference.idnum, text


def _value_to_show(node: DictionaryObject, kind: Any, value: Any) -> str:
    """The sign of a box or round button, or the text that a widget should show and does not; "" for none."""
    if kind == "/Btn":
        if "/AS" not in node:
            return ""
        return UNTICKED if str(node["/AS"]) == "/Off" else TICKED
    if kind not in ("/Tx", "/Ch") or value is None:  # a signature's value is long, and no text
        return ""
    text = value.get_object()
    if not isinstance(text, str) or _draws_text(_dictionary(node, "/AP").get("/N")):
        return ""
    return text.strip()


def _draws_text(appearance: Any) -> bool:
    stream = appearance.get_object() if appearance is not None else None
    if not isinstance(stream, StreamObject):
        return False
    data = stream.get_data()
    return any(operator in data for operator in (b"Tj", b"TJ", b" Do", b"'", b'"'))


def _xfa_parts(form: DictionaryObject) -> dict[str, bytes]:
    xfa = form.get("/XFA")
    xfa = xfa.get_object() if xfa is not None else None
    if isinstance(xfa, StreamObject):
        return {"xdp": xfa.get_data()}
    if not isinstance(xfa, ArrayObject):
        return {}
    parts: dict[str, bytes] = {}
    for name, stream in zip(xfa[::2], xfa[1::2], strict=False):
        part = stream.get_object()
        if isinstance(part, StreamObject):
            parts[str(name)] = part.get_data()
    return parts
