"""Numbers of lists that only the markup gives (`<ol type="a" start="3">`): what the page prints before each item."""

from __future__ import annotations

import re

from lxml import etree

from ingest.read.html.page_styles import PageStyles, declared

_TYPES = {"1": "decimal", "a": "lower-alpha", "A": "upper-alpha", "i": "lower-roman", "I": "upper-roman"}
_STYLES = re.compile(
    r"\b(none|decimal-leading-zero|decimal|lower-alpha|lower-latin|upper-alpha|upper-latin|lower-roman|upper-roman"
    r"|disc|circle|square)\b"
)
_ROMAN = ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"),
          (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))  # fmt: skip
_WHOLE = re.compile(r"\s*(-?\d{1,6})\b")
#: An item whose own text begins with such a mark was numbered by hand.
_TYPED = re.compile(r"\s*(?:\d{1,3}(?:\.\d{1,3})*|[a-zđ]|[IVX]{1,6})[.)](?=\s|$)|\s*(?:Điều|Khoản|Chương|Mục)\s+\w+")


def list_labels(root: etree._Element, styles: PageStyles) -> dict[etree._Element, str]:
    """The printed number of each item of an ordered list, without those that are numbered by hand."""
    labels: dict[etree._Element, str] = {}
    for ordered in root.iter("ol"):
        items = [child for child in ordered if child.tag == "li"]
        step = -1 if ordered.get("reversed") is not None else 1
        value = _whole(ordered.get("start"), len(items) if step < 0 else 1)
        kind = _kind(ordered, styles)
        for item in items:
            value = _whole(item.get("value"), value)
            own = _kind(item, styles) or kind or "decimal"
            if own not in ("none", "disc", "circle", "square") and not _TYPED.match(_first_text(item)):
                labels[item] = f"{printed_number(value, own)}."
            value += step
    return labels


def printed_number(value: int, kind: str) -> str:
    """A number in the style of a list.

    >>> [printed_number(4, kind) for kind in ("decimal", "lower-alpha", "upper-roman", "decimal-leading-zero")]
    ['4', 'd', 'IV', '04']
    """
    if kind == "decimal-leading-zero":
        return f"{value:02d}"
    if value > 0 and kind.endswith(("alpha", "latin")):
        letters = ""
        while value:
            value, rest = divmod(value - 1, 26)
            letters = chr(ord("a") + rest) + letters
        return letters.upper() if kind.startswith("upper") else letters
    if 0 < value < 4000 and kind.endswith("roman"):
        roman = ""
        for worth, sign in _ROMAN:
            count, value = divmod(value, worth)
            roman += sign * count
        return roman if kind.startswith("upper") else roman.lower()
    return str(value)


def _kind(element: etree._Element, styles: PageStyles) -> str:
    """The style of a list or item by its styles, else by its attribute; "" where nothing says it."""
    look = styles.of(element)
    named = _STYLES.search(f"{declared(look, 'list-style')} {declared(look, 'list-style-type')}")
    if named is not None:
        return named[1]
    return _TYPES.get((element.get("type") or "").strip(), "")


def _whole(text: str | None, default: int) -> int:
    match = _WHOLE.match(text or "")
    return int(match[1]) if match else default


def _first_text(item: etree._Element) -> str:
    """The beginning of an item's own text; a list inside it has numbers of its own."""
    for part in item.iter():
        if part is not item and part.tag in ("ol", "ul"):
            return ""
        if isinstance(part.tag, str) and (part.text or "").strip():
            return str(part.text)
        if part is not item and (part.tail or "").strip():
            return str(part.tail)
    return ""
