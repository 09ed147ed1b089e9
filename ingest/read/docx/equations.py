"""Equations of Word (OMML) written in one line: `T = G×H×K/12`, `x²`, `√(a + b)`, `∑_(i=1)^n x_i`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from lxml import etree

from ingest.read.docx.ooxml import M, W
from ingest.text.raised import lowered_text

_RELATIONS = re.compile(r"\s*([=≤≥≠≈≡<>])\s*")
_SUPERSCRIPTS = str.maketrans("0123456789+-−n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻ⁿ")
_POWER = re.compile(r"[+\-−]?[0-9]+|n")
#: A sum needs brackets under a fraction bar, a product over it does not.
_SUM = re.compile(r"[+\-−±=<>≤≥]|\S\s+\S")
_PRODUCT = re.compile(r"[+\-−±=<>≤≥×·⋅*/:÷]|\S\s+\S")
_PRIMES = {"̅": "̅", "¯": "̅", "^": "̂", "~": "̃", "→": "⃗", "̂": "̂", "̃": "̃", "⃗": "⃗"}


def equation_text(element: etree._Element) -> str:
    """The text of an ``m:oMath`` or ``m:oMathPara``; the equations of a paragraph one a line."""
    if element.tag == f"{M}oMathPara":
        return "\n".join(equation_text(child) for child in element.iterfind(f"{M}oMath"))
    return _RELATIONS.sub(r" \1 ", _inner_text(element)).strip()


def _inner_text(element: etree._Element | None) -> str:
    """The text of an element's children, in a row."""
    return "" if element is None else "".join(_text(child) for child in element)


def _text(element: etree._Element) -> str:
    if element.tag in (f"{M}t", f"{W}t"):
        return element.text or ""
    if element.tag == f"{W}br":
        return "\n"
    form = _FORMS.get(element.tag)
    if form is not None:
        return form(element)
    if str(element.tag).endswith(("Pr", "}del", "}moveFrom")):
        return ""
    return _inner_text(element)


def _fraction(element: etree._Element) -> str:
    over, under = _part(element, "num"), _part(element, "den")
    if _property(element, "fPr", "type") == "noBar":
        return f"({over}; {under})"
    return f"{_bracketed(over, _SUM)}/{_bracketed(under, _PRODUCT)}"


def _power(element: etree._Element) -> str:
    return _bracketed(_part(element, "e"), _PRODUCT) + _raised(_part(element, "sup"))


def _index(element: etree._Element) -> str:
    base = _part(element, "e")
    return base + _lowered(base, _part(element, "sub"))


def _index_and_power(element: etree._Element) -> str:
    base = _part(element, "e")
    return base + _lowered(base, _part(element, "sub")) + _raised(_part(element, "sup"))


def _indices_before(element: etree._Element) -> str:
    base = _part(element, "e")
    return f"{_raised(_part(element, 'sup'))}{_lowered('x', _part(element, 'sub'))}{base}"


def _root(element: etree._Element) -> str:
    degree, inner = _part(element, "deg"), _part(element, "e")
    sign = {"": "√", "2": "√", "3": "∛", "4": "∜"}.get(degree, f"√[{degree}]")
    return sign + (inner if re.fullmatch(r"\w+", inner) else f"({inner})")


def _sum(element: etree._Element) -> str:
    sign = _property(element, "naryPr", "chr") or "∫"
    lower, upper = _part(element, "sub"), _part(element, "sup")
    below = f"_({lower})" if lower else ""
    above = f"^{upper}" if re.fullmatch(r"\w+", upper) else f"^({upper})" if upper else ""
    return f"{sign}{below}{above} {_part(element, 'e')}"


def _brackets(element: etree._Element) -> str:
    opening = _property(element, "dPr", "begChr", "(")
    closing = _property(element, "dPr", "endChr", ")")
    between = _property(element, "dPr", "sepChr", "|")
    return f"{opening}{between.join(_inner_text(part) for part in element.iterfind(f'{M}e'))}{closing}"


def _function(element: etree._Element) -> str:
    inner = _part(element, "e")
    return f"{_part(element, 'fName')} {inner}" if not inner.startswith("(") else f"{_part(element, 'fName')}{inner}"


def _limit(element: etree._Element) -> str:
    sign = "_" if element.tag == f"{M}limLow" else "^"
    return f"{_part(element, 'e')}{sign}({_part(element, 'lim')})"


def _accent(element: etree._Element) -> str:
    """A letter with its accent; a longer text with a bar over it, in brackets."""
    inner = _part(element, "e")
    mark = "̅" if element.tag == f"{M}bar" else _PRIMES.get(_property(element, "accPr", "chr") or "̂", "")
    return unicodedata.normalize("NFC", inner + mark) if len(inner) == 1 else f"({inner}){mark}"


def _rows(element: etree._Element) -> str:
    if element.tag == f"{M}eqArr":
        return "; ".join(_inner_text(row) for row in element.iterfind(f"{M}e"))
    rows = [", ".join(_inner_text(cell) for cell in row.iterfind(f"{M}e")) for row in element.iterfind(f"{M}mr")]
    return f"[{'; '.join(rows)}]"


def _hidden_space(element: etree._Element) -> str:
    return "" if _property(element, "phantPr", "show", "1") in ("0", "off", "false") else _part(element, "e")


def _part(element: etree._Element, name: str) -> str:
    return _inner_text(element.find(f"{M}{name}")).strip()


def _property(element: etree._Element, group: str, name: str, default: str = "") -> str:
    found = element.find(f"{M}{group}/{M}{name}")
    return default if found is None else found.get(f"{M}val") or ""


def _bracketed(text: str, loose: re.Pattern[str]) -> str:
    return f"({text})" if loose.search(text) else text


def _raised(text: str) -> str:
    if not text:
        return ""
    return text.translate(_SUPERSCRIPTS) if _POWER.fullmatch(text) else f"^{text}" if len(text) == 1 else f"^({text})"


def _lowered(base: str, text: str) -> str:
    return lowered_text(base or "x", text) if text else ""


_FORMS: dict[str, Callable[[etree._Element], str]] = {
    f"{M}{name}": form
    for names, form in (
        ("f", _fraction), ("sSup", _power), ("sSub", _index), ("sSubSup", _index_and_power), ("sPre", _indices_before),
        ("rad", _root), ("nary", _sum), ("d", _brackets), ("func", _function), ("limLow limUpp", _limit),
        ("acc bar", _accent), ("eqArr m", _rows), ("phant", _hidden_space),
    )
    for name in names.split()
}  # fmt: skip
