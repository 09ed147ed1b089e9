"""Equations of MathML (ODT, web pages) as those of Word, which are written in one line."""

from __future__ import annotations

from lxml import etree

from ingest.read.docx.equations import equation_text
from ingest.read.docx.ooxml import M

#: Elements with parts in a fixed order -> Word's element and the names of its parts.
_FORMS = {
    "mfrac": ("f", ("num", "den")), "msup": ("sSup", ("e", "sup")), "msub": ("sSub", ("e", "sub")),
    "msubsup": ("sSubSup", ("e", "sub", "sup")), "mroot": ("rad", ("e", "deg")), "munder": ("sSub", ("e", "sub")),
    "mover": ("sSup", ("e", "sup")), "munderover": ("sSubSup", ("e", "sub", "sup")),
}  # fmt: skip
_LETTERS = frozenset(("mi", "mn", "mo", "mtext", "ms"))
_SILENT = frozenset(("annotation", "annotation-xml", "mspace", "mphantom"))
_MOST_DEPTH = 60


def word_equation(math: etree._Element) -> etree._Element:
    """``m:oMath`` of a ``math`` element."""
    made = etree.Element(f"{M}oMath")
    _add(made, math, 0)
    return made


def mathml_text(math: etree._Element) -> str:
    """The equation in one line.

    >>> mathml_text(etree.fromstring("<math><mi>T</mi><mo>=</mo><mfrac><mi>G</mi><mn>12</mn></mfrac></math>"))
    'T = G/12'
    """
    return equation_text(word_equation(math))


def _add(made: etree._Element, source: etree._Element, depth: int) -> None:
    if depth > _MOST_DEPTH:
        raise ValueError("an equation in itself without end")
    for child in source:
        name = etree.QName(child).localname if isinstance(child.tag, str) else ""
        if name in _FORMS:
            form, parts = _FORMS[name]
            whole = etree.SubElement(made, f"{M}{form}")
            for part, inner in zip(parts, child, strict=False):
                _add(etree.SubElement(whole, f"{M}{part}"), _wrapped(inner), depth + 1)
        elif name == "msqrt":
            root = etree.SubElement(made, f"{M}rad")
            _add(etree.SubElement(root, f"{M}e"), child, depth + 1)
        elif name in _LETTERS:
            run = etree.SubElement(made, f"{M}r")
            etree.SubElement(run, f"{M}t").text = "".join(map(str, child.itertext())).strip()
        elif name and name not in _SILENT:
            _add(made, child, depth + 1)


def _wrapped(inner: etree._Element) -> etree._Element:
    """A part that may be one letter, as the child of an element."""
    row = etree.Element("mrow")
    copied = etree.fromstring(etree.tostring(inner, with_tail=False))
    row.append(copied)
    return row
