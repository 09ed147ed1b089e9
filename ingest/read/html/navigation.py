"""Parts of a page that lead elsewhere: menus, banners, searches; and the part that holds the content."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from lxml import etree

from ingest.read.html.visibility import remove_element
from ingest.read.main_content import holds_official_mark, is_official_document

_NEVER_SHOWN = (
    "script", "style", "noscript", "iframe", "svg", "template", "object", "head", "link", "meta", "video", "audio",
    "canvas", "map", "embed", "datalist", "title",
)  # fmt: skip
#: Names of the parts around the content, in English and Vietnamese.
_AROUND = re.compile(
    r"(?:^|[\s_-])(?:menu|nav|navbar|breadcrumbs?|sidebar|side-bar|related|lien-?quan|social|share|sharing|comments?"
    r"|banner|footer|copyright|tags?|toolbar|pagination|search|login|advert|ads|quang-?cao|topbar|top-bar|widget)(?:$|[\s_-])",
    re.IGNORECASE,
)
_SEARCH = re.compile(r"search|tim-?kiem|login|dang-?nhap|newsletter|subscribe|comment|binh-?luan", re.IGNORECASE)
_SHOWN_INPUTS = frozenset(("", "text", "number", "date", "email", "tel", "url", "month", "time", "datetime-local"))
_OPENER = re.compile(r"accordion|collaps|toggle|tab", re.IGNORECASE)
_UNIT = re.compile(r"^\s*(?:Điều|Chương|Mục|Phần|Khoản|Phụ lục)\s+\w+|^\s*(?:[IVX]{1,6}|\d{1,2})[.)]\s", re.MULTILINE)
#: A form of less text is a box of the page; a part whose text is links to this share leads elsewhere.
_SMALL_FORM, _LINKED, _LEAST_LINKS = 150, 0.6, 3
#: A part of the page with this share of its text that is no link is where the content is.
_MAIN_SHARE = 0.85
_SHORT = 60
#: A menu's cell stands beside so many times its text; links to documents name their numbers.
_BESIDE_TEXT, _NUMBERED = 3, re.compile(r"\d+\s*/")
#: The labels of a toolbar (`Thuộc tính`, `Lược đồ`, `Tải về`) have so many letters together.
_FEW_LABELS, _LONGEST_TITLE = 250, 400
_LABEL = re.compile(r"(?:Điều|Khoản|Điểm|Mục|Chương|Phần|Phụ lục|Tiểu mục)\s+\S{1,6}", re.IGNORECASE)
_INLINE_OR_LIST = frozenset(("p", "table", "tr", "tbody", "li", "ul", "ol", "pre", "dl"))


def clear_page(root: etree._Element) -> list[str]:
    """Take menus and controls out of the page, show what its fields hold; the texts of what was taken out."""
    for element in list(root.iter(*_NEVER_SHOWN, etree.Comment, etree.ProcessingInstruction)):
        remove_element(element)
    taken: list[str] = []
    for element in list(root.iter("nav", "header", "footer", "aside", "form", "dialog", "button", "deleted")):
        if element.getparent() is not None and _leads_elsewhere(element):
            taken.append(_plain(element))
            remove_element(element)
    for element in list(root.iter("input", "textarea", "select")):
        _show_field(element)
    return [text for text in taken if text]


def _leads_elsewhere(element: etree._Element) -> bool:
    tag = element.tag
    if tag in ("nav", "button", "dialog"):
        kept = {"nav": False, "button": _opens_part(element), "dialog": element.get("open") is not None}
        return not kept[tag]
    text = _plain(element)
    if tag == "form":
        return len(text) < _SMALL_FORM and not holds_official_mark(text) and _is_search(element)
    if _is_linked(element):
        return True
    inside = any(above.tag in ("article", "main") or above.get("role") == "main" for above in element.iterancestors())
    if inside or _holds_unit(text):
        return False
    return not (tag == "header" and element.find(".//h1") is not None and element.find(".//a") is None)


def _is_search(form: etree._Element) -> bool:
    """True for a form that looks for pages or lets a person in."""
    fields = {(field.get("type") or "").lower() for field in form.iter("input")}
    return bool(fields & {"password", "search"} or _SEARCH.search(_names(form)))


def _opens_part(button: etree._Element) -> bool:
    """True for the heading of a part that unfolds."""
    return button.get("aria-expanded") is not None or bool(_OPENER.search(_names(button)))


def _names(element: etree._Element) -> str:
    return " ".join(str(element.get(name) or "") for name in ("class", "id", "role", "action", "name"))


def _plain(element: etree._Element) -> str:
    return " ".join(" ".join(map(str, element.itertext())).split())


def _show_field(field: etree._Element) -> None:
    """Put what a field shows in its place: the value of a line, the chosen entry, the tick of a box."""
    kind = (field.get("type") or "").lower()
    text = ""
    if field.tag == "textarea":
        text = field.text or ""
    elif field.tag == "select":
        chosen = [option for option in field.iter("option") if option.get("selected") is not None]
        text = "; ".join(_plain(option) for option in chosen)
    elif kind in ("checkbox", "radio"):
        text = "☑ " if field.get("checked") is not None else "☐ "
    elif kind in _SHOWN_INPUTS:
        text = f" {field.get('value') or ''} "
    tail = field.tail
    field.clear()
    field.tag, field.text, field.tail = "span", text, tail


def main_element(body: etree._Element) -> etree._Element:
    """The deepest element that still holds nearly all text; what stands beside it leads elsewhere or repeats it."""
    current = body
    while (best := _main_part(current)) is not None:
        current = best
    for part in list(current):
        if isinstance(part.tag, str) and part.tag not in _INLINE_OR_LIST and _is_marked_around(part, _plain(part)):
            remove_element(part)
    return current


def take_link_cells(content: etree._Element) -> list[str]:
    """Take out the menus of a table that places the page: cells of short links beside the cell with the text."""
    taken: list[str] = []
    for cell in list(content.iter("td")):
        row = cell.getparent()
        if row is None or not _is_linked(cell):
            continue
        text = _plain(cell)
        labels = [_plain(link) for link in cell.iter("a")]
        beside = max((_prose_length(other) for other in row if other is not cell), default=0)
        short = all(len(label) < _SHORT and not _NUMBERED.search(label) for label in labels)
        if short and beside > _BESIDE_TEXT * len(text) and not _holds_unit(text):
            taken.append(text)
            remove_element(cell)
    return taken


def _main_part(current: etree._Element) -> etree._Element | None:
    """The part that holds all that an element says, None where there is none."""
    parts = [child for child in current if isinstance(child.tag, str)]
    best = max(parts, key=_prose_length, default=None)
    if best is None or best.tag in _INLINE_OR_LIST or _prose_length(best) < _MAIN_SHARE * _prose_length(current):
        return None
    loose = [current.text, *(part.tail for part in parts)]
    if any(len((text or "").strip()) >= _SHORT for text in loose):
        return None
    content = _letters(_plain(best))
    whole = is_official_document("\n".join(map(str, best.itertext())))
    around = all(_is_around(part, content, whole=whole) for part in parts if part is not best)
    return best if around else None


def _is_around(part: etree._Element, content: str, *, whole: bool) -> bool:
    """True for a part beside the content that says nothing new: links, labels of buttons, a list of its headings.

    Beside a ``whole`` document, with a head of its own, that is also the portal's title of it.
    """
    if part.tag == "table":
        return False
    lines = [" ".join(str(piece).split()) for piece in part.itertext()]
    new = [line for line in lines if line and _letters(line) not in content and not _LABEL.fullmatch(line)]
    text = "\n".join(new)
    return (
        not new
        or _is_marked_around(part, text)
        or (_is_scant(new, _LONGEST_TITLE if whole else _SHORT) and not _holds_unit(text))
    )


def _letters(text: str) -> str:
    return re.sub(r"\W+", "", text)


def _is_marked_around(part: etree._Element, text: str) -> bool:
    """True for a part of links, or one that its name sets beside the content."""
    return not _holds_unit(text) and bool(text) and (_is_linked(part) or bool(_AROUND.search(_names(part))))


def _holds_unit(text: str) -> bool:
    return holds_official_mark(text) or bool(_UNIT.search(text))


def _is_scant(lines: Sequence[str], longest: int) -> bool:
    """True for labels: a few short lines, no sentence and no line of a head or signature among them."""
    if sum(map(len, lines)) > _FEW_LABELS + longest:
        return False
    return all(len(line) < longest and line[-1] not in ".;" and not _is_capitals(line) for line in lines)


def _is_capitals(line: str) -> bool:
    return line.isupper() and len(line.split()) > 1


def _is_linked(part: etree._Element) -> bool:
    links = [link for link in part.iter("a") if link.get("href")]
    linked = _length(links)
    return len(links) >= _LEAST_LINKS and linked >= _LINKED * max(1, _length([part]))


def _length(elements: Iterable[etree._Element]) -> int:
    return sum(len(piece.strip()) for element in elements for piece in map(str, element.itertext()))


def _prose_length(element: etree._Element) -> int:
    return _length([element]) - _length(element.iter("a"))
