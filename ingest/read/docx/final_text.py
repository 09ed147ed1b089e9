"""A DOCX part as it is printed: one branch of alternatives, tracked changes accepted, codes of fields taken out."""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree

from ingest.read.docx.equation_fields import print_equation_fields
from ingest.read.docx.ooxml import MC, W, is_on, whole_number, word_attribute

_ALTERNATIVES = f"{MC}AlternateContent"
#: Prefixes of namespaces that this reader or a picture's text needs; a branch that needs others is not taken.
_KNOWN = frozenset(("wps", "wpg", "wpc", "wpi", "w14", "w15", "w16", "a14", "v", "o", "c14", "am3d", "aink", "wp14"))
_TEXT = (f"{W}t", f"{W}delText")
_CELL_DELETED = f"{W}cellDel"


def settle_part(root: etree._Element) -> list[str]:
    """Bring the tree into its printed form; the texts that tracked changes have deleted."""
    choose_alternatives(root)
    deleted = _accept_changes(root)
    _join_hidden_marks(root)
    _drop_field_codes(root)
    print_equation_fields(root)
    return deleted


def choose_alternatives(root: etree._Element) -> None:
    """Word writes a text box twice: as a shape of today, and as one of Office 2003 for programs that need it."""
    for choice in list(root.iter(_ALTERNATIVES)):
        parent = choice.getparent()
        if parent is None:
            continue
        branches = [branch for branch in choice if branch.tag == f"{MC}Choice"]
        taken = next((branch for branch in branches if _is_known(branch.get("Requires") or "")), None)
        if taken is None:
            taken = next((branch for branch in choice if branch.tag == f"{MC}Fallback"), None)
        place = parent.index(choice)
        parent.remove(choice)
        chosen = taken if taken is not None else next(iter(branches), None)
        for offset, child in enumerate(list(chosen) if chosen is not None else ()):
            parent.insert(place + offset, child)


def _is_known(requires: str) -> bool:
    return all(prefix[:3] == "w16" or prefix in _KNOWN for prefix in requires.split())


def _accept_changes(root: etree._Element) -> list[str]:
    """Take out what was deleted or moved away; a paragraph whose mark was deleted goes on in the next one."""
    deleted: list[str] = []
    marks: list[etree._Element] = []
    for change in list(root.iter(f"{W}del", f"{W}moveFrom", _CELL_DELETED)):
        parent = change.getparent()
        if parent is None:
            continue
        if parent.tag == f"{W}rPr":
            properties = parent.getparent()
            paragraph = properties.getparent() if properties is not None else None
            if paragraph is not None and paragraph.tag == f"{W}p":
                marks.append(paragraph)
        elif parent.tag in (f"{W}trPr", f"{W}tcPr"):
            deleted += _remove(parent.getparent())
        elif parent.tag != f"{W}numPr":
            deleted += _remove(change)
    for paragraph in marks:
        _join_with_next(paragraph)
    return [text for text in deleted if text.strip()]


def _remove(element: etree._Element | None) -> list[str]:
    """Take the element out; its text. A table without rows goes too."""
    parent = element.getparent() if element is not None else None
    if element is None or parent is None:
        return []
    parent.remove(element)
    above = parent.getparent()
    if parent.tag == f"{W}tbl" and above is not None and next(parent.iter(f"{W}tr"), None) is None:
        above.remove(parent)
    return ["".join(text.text or "" for text in element.iter(*_TEXT))]


def _join_with_next(paragraph: etree._Element) -> None:
    """The next paragraph's mark survives, and with it that paragraph's number and style."""
    parent = paragraph.getparent()
    if parent is None or paragraph.find(f"{W}pPr/{W}sectPr") is not None:
        return
    content = [child for child in paragraph if child.tag != f"{W}pPr"]
    following = _next_block(paragraph)
    if following is not None and following.tag == f"{W}p":
        place = 1 if len(following) and following[0].tag == f"{W}pPr" else 0
        for offset, child in enumerate(content):
            following.insert(place + offset, child)
        parent.remove(paragraph)
    elif not any(child.tag == f"{W}r" or len(child) for child in content):
        parent.remove(paragraph)


def _next_block(paragraph: etree._Element) -> etree._Element | None:
    following = paragraph.getnext()
    while following is not None and following.tag not in (f"{W}p", f"{W}tbl", f"{W}sdt"):
        following = following.getnext()
    return following


def _join_hidden_marks(root: etree._Element) -> None:
    """A style separator is a hidden paragraph mark: what follows it stands on the same line."""
    for mark in list(root.iter(f"{W}specVanish")):
        paragraph = next(mark.iterancestors(f"{W}p"), None)
        following = _next_block(paragraph) if paragraph is not None else None
        if paragraph is None or following is None or following.tag != f"{W}p" or not is_on(mark):
            continue
        paragraph.extend(child for child in list(following) if child.tag != f"{W}pPr")
        parent = following.getparent()
        if parent is not None:
            parent.remove(following)
        mark_look = mark.getparent()
        if mark_look is not None:
            mark_look.clear()


def _drop_field_codes(root: etree._Element) -> None:
    """Results of fields inside another field's code (``IF { MERGEFIELD x } = 1``) are not printed."""
    open_fields: list[bool] = []
    unprinted: list[etree._Element] = []
    for element in root.iter(f"{W}fldChar", f"{W}t"):
        if element.tag == f"{W}t":
            if any(open_fields):
                unprinted.append(element)
            continue
        kind = word_attribute(element, "fldCharType")
        if kind == "begin":
            open_fields.append(True)
        elif open_fields and kind == "separate":
            open_fields[-1] = False
        elif open_fields and kind == "end":
            open_fields.pop()
    if open_fields:  # a field that never ends would take the rest of the document with it
        return
    for element in unprinted:
        parent = element.getparent()
        if parent is not None:
            parent.remove(element)


def form_field_text(field: etree._Element) -> str:
    """What a form field shows that stores no text: a ticked box, the chosen entry of a list."""
    data = field.find(f"{W}ffData")
    if data is None:
        return ""
    box = data.find(f"{W}checkBox")
    if box is not None:
        state = box.find(f"{W}checked")
        return "☑" if is_on(state if state is not None else box.find(f"{W}default")) else "☐"
    entries = data.find(f"{W}ddList")
    if entries is None:
        return ""
    names = [word_attribute(entry, "val") or "" for entry in entries.iterfind(f"{W}listEntry")]
    chosen = _first_value((entries.find(f"{W}result"), entries.find(f"{W}default")))
    return names[chosen] if 0 <= chosen < len(names) else ""


def _first_value(elements: Iterable[etree._Element | None]) -> int:
    found = next((element for element in elements if element is not None), None)
    return whole_number(word_attribute(found, "val"), 0) if found is not None else 0
