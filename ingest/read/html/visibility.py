"""Hidden parts of a page: what a style hides is not the document's; a pane that a reader can open is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from ingest.read.html.page_styles import PageStyles, declared

_CLOSED = re.compile(
    r"tab|pane|panel|collaps|accordion|toggle|expand|slide|content|detail|full-?text|toan-?van|noi-?dung|read-?more|spoiler",
    re.IGNORECASE,
)
_CONTROL = re.compile(
    r"modal|popup|pop-up|dropdown|menu|navbar|login|tooltip|cookie|search|loading|toast|overlay|lightbox|backdrop"
    r"|sr-only|visually-hidden|screen-reader|print-only|skip-link",
    re.IGNORECASE,
)
_SIZE = re.compile(r"(-?\d*\.?\d+)\s*(px|pt|em|rem|%|mm|cm|in)?")
_RGB = re.compile(r"rgba?\(\s*(\d+)[\s,]+(\d+)[\s,]+(\d+)(?:[\s,/]+([\d.]+%?))?")
_FAR = re.compile(r"-\s*\d{3,}\s*(?:px|pt|em|%)")
#: Letters below one pixel are seen by nobody.
_LEAST_SIZE = {"px": 1.0, "pt": 1.0, "em": 0.1, "rem": 0.1, "%": 8.0, "mm": 0.3, "cm": 0.03, "in": 0.02}
_CLIPPED = re.compile(r"rect\(\s*(?:[01](?:px)?[\s,]*){4}\)|inset\(\s*(?:50|100)%")
_WHITE_SUM = 750
#: Names that the usual style sheets hide by; with others of the second form only on some screens.
_HIDING = frozenset((
    "d-none", "hidden", "hide", "invisible", "visually-hidden", "sr-only", "ng-hide", "is-hidden", "u-hidden",
    "display-none", "uk-hidden", "hide-content",
))  # fmt: skip
_SHOWN_SOMEWHERE = re.compile(r"^(?:d-(?:sm|md|lg|xl|xxl|print)-|(?:sm|md|lg|xl):|visible|show$|active$|in$|hidden-)")
_INHERITED = ("visibility", "font-size", "color", "opacity", "mso-hide")


def take_hidden(root: etree._Element, styles: PageStyles) -> list[str]:
    """Remove what nobody sees; the texts of it, those of menus and windows of the page left out."""
    openers = _openers(root)
    unknown = (
        next((link for link in root.iter("link") if "stylesheet" in (link.get("rel") or "").lower()), None) is not None
    )
    texts: list[str] = []
    gone: set[etree._Element] = set()
    for element in list(root.iter(etree.Element)):
        parent = element.getparent()
        if parent is None:
            continue
        if parent in gone:
            gone.add(element)
            continue
        look = styles.of(element)
        by_name = unknown and _is_hidden_by_name(element) and not _can_be_opened(element, openers)
        if not by_name and not ((look or "hidden" in element.attrib) and _is_hidden(element, look, styles, openers)):
            continue
        text = " ".join(" ".join(map(str, element.itertext())).split())
        names = _names(element)
        if text and not _CONTROL.search(names):
            texts.append(text)
        gone.add(element)
        remove_element(element)
    return texts


def _is_hidden_by_name(element: etree._Element) -> bool:
    """True for an element with a class that means hidden, where the style sheet that says so is another file."""
    classes = (element.get("class") or "").lower().split()
    return not _HIDING.isdisjoint(classes) and not any(map(_SHOWN_SOMEWHERE.match, classes))


def remove_element(element: etree._Element) -> None:
    """Take an element out of the page, not the text behind it."""
    parent = element.getparent()
    if parent is None:
        return
    previous = element.getprevious()
    if element.tail:
        if previous is not None:
            previous.tail = (previous.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def _is_hidden(element: etree._Element, look: str, styles: PageStyles, openers: str) -> bool:
    if _is_closed(element, look):
        return not _can_be_opened(element, openers)
    for name in _INHERITED:
        if name in look and _hides(name, declared(look, name)):
            # What is inside may be shown again.
            inner = (declared(styles.of(child), name) for child in element.iterdescendants(etree.Element))
            if not any(inner) and not (name == "color" and _has_ground(element, styles)):
                return True
    if _CLIPPED.match(declared(look, "clip")) or _CLIPPED.match(declared(look, "clip-path")):
        return True
    off_page = declared(look, "position") in ("absolute", "fixed") and any(
        _FAR.match(declared(look, side)) for side in ("left", "top")
    )
    return off_page or bool(_FAR.match(declared(look, "text-indent")))


def _is_closed(element: etree._Element, look: str) -> bool:
    """True for an element that takes no room: `display: none`, the attribute `hidden`, a height of nothing."""
    if element.get("hidden") is not None and (element.get("hidden") or "").lower() != "until-found":
        return True
    if declared(look, "display") == "none":
        return True
    flat = any(re.fullmatch(r"0(?:px|pt|em|%)?", declared(look, name)) for name in ("height", "max-height"))
    return flat and declared(look, "overflow") in ("hidden", "clip")


def _hides(name: str, value: str) -> bool:
    if name == "visibility":
        return value in ("hidden", "collapse")
    if name == "opacity":
        return bool(re.fullmatch(r"0(?:\.0+)?%?", value))
    if name == "mso-hide":
        return value == "all"
    if name == "color":
        return is_white(value) or value == "transparent"
    size = _SIZE.fullmatch(value)
    if size is None:
        return False
    number = float(size[1])
    return number <= 0 if size[2] is None else number < _LEAST_SIZE[size[2]]


def is_white(color: str) -> bool:
    """True for white and what cannot be told from it.

    >>> [is_white(color) for color in ("#FFF", "white", "rgb(254, 254, 254)", "#c00", "rgba(0,0,0,0)")]
    [True, True, True, False, True]
    """
    color = color.strip().lower()
    if color == "white" or re.fullmatch(r"#f{3,4}|#f{6}|#f{8}", color):
        return True
    parts = _RGB.match(color)
    if parts is not None:
        clear = parts[4] is not None and float(parts[4].rstrip("%")) == 0
        return clear or sum(int(parts[i]) for i in (1, 2, 3)) >= _WHITE_SUM
    hexed = re.fullmatch(r"#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})", color)
    return hexed is not None and sum(int(hexed[i], 16) for i in (1, 2, 3)) >= _WHITE_SUM


def _has_ground(element: etree._Element, styles: PageStyles) -> bool:
    """True if the element or one around it is painted in another colour than white."""
    for around in (element, *element.iterancestors()):
        look = styles.of(around)
        grounds = [
            declared(look, "background-color"),
            declared(look, "background"),
            (around.get("bgcolor") or "").lower(),
        ]
        for ground in grounds:
            if ground and ground not in ("none", "transparent", "inherit", "initial"):
                return "url(" in ground or not any(
                    is_white(word) for word in re.findall(r"rgba?\([^)]*\)|[#\w]+", ground)[:1]
                )
        if around.get("background"):
            return True
    return False


def _names(element: etree._Element) -> str:
    return " ".join(filter(None, (element.get("class"), element.get("id"), element.get("role"))))


def _can_be_opened(element: etree._Element, openers: str) -> bool:
    """True for a pane that a click opens: by its name, by a link to it, or by a script that speaks of it."""
    names = _names(element)
    if _CONTROL.search(names):
        return False
    if _CLOSED.search(names):
        return True
    identity = element.get("id") or ""
    return bool(identity) and re.search(rf"[\"'#.\s(]{re.escape(identity)}[\"'\s),;]", openers) is not None


def _openers(root: etree._Element) -> str:
    """The scripts of a page and the attributes by which its elements point at others."""
    return "\n".join(_pointers(root))


def _pointers(root: etree._Element) -> Iterator[str]:
    for element in root.iter(etree.Element):
        if element.tag == "script":
            yield str(element.text or "")
        for name, value in element.attrib.items():
            key = str(name)
            if key.startswith(("on", "data-")) or key in ("href", "aria-controls", "for"):
                text = str(value)
                if key != "href" or text.startswith(("#", "javascript")):
                    yield f' "{text}" '
