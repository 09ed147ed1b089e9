"""Formulas of old documents: ``EQ`` fields, which Word draws from their code and which store no text."""

from __future__ import annotations

import re

from lxml import etree

from ingest.read.docx.ooxml import W, word_attribute

_CODE = re.compile(r"\s*EQ\b\s*(.*)", re.DOTALL | re.IGNORECASE)
#: The innermost function: its name with switches (`\f`, `\s\up6`), its arguments without brackets in them.
_FUNCTION = re.compile(
    r"\\(?P<name>[a-z])(?P<switches>(?:\s*\\[a-z]+\s*\d*)*)\s*\((?P<arguments>[^()]*)\)", re.IGNORECASE
)
#: Brackets of finished parts, so that they do not end the function around them.
_OPEN, _CLOSE = "\ue001", "\ue002"
#: Functions inside each other; a code that goes deeper is damaged.
_DEEPEST = 20


def print_equation_fields(root: etree._Element) -> None:
    """Put the formula of each ``EQ`` field where its code ends."""
    code: list[str] | None = None
    for element in list(root.iter(f"{W}fldChar", f"{W}instrText")):
        if element.tag == f"{W}instrText":
            if code is not None:
                code.append(element.text or "")
            continue
        kind = word_attribute(element, "fldCharType")
        if kind == "begin":
            code = []
        elif code is not None:
            _print_formula(element, "".join(code))
            code = None


def _print_formula(mark: etree._Element, code: str) -> None:
    found = _CODE.fullmatch(code)
    run = mark.getparent()
    if found is None or run is None:
        return
    text = etree.Element(f"{W}t")
    text.text = formula_text(found[1])
    run.insert(run.index(mark), text)


def formula_text(code: str) -> str:
    r"""The code of a formula in one line.

    >>> formula_text(r"S = \f(a×h;2)"), formula_text(r"\r(;x+1)"), formula_text(r"10\s\up6(3)")
    ('S = a×h/2', '√(x+1)', '10^3')
    """
    for _ in range(_DEEPEST):
        code, count = _FUNCTION.subn(_function_text, code)
        if not count:
            break
    return re.sub(r"\\[a-z]+\s*", "", code, flags=re.IGNORECASE).replace(_OPEN, "(").replace(_CLOSE, ")").strip()


def _function_text(match: re.Match[str]) -> str:
    arguments = [part.strip() for part in re.split(";" if ";" in match["arguments"] else ",", match["arguments"])]
    name = match["name"].lower()
    if name == "f" and len(arguments) == 2:
        return f"{_bracketed(arguments[0], '+-−')}/{_bracketed(arguments[1], '+-−×·*/')}"
    if name == "r":
        return f"√{_OPEN}{arguments[-1]}{_CLOSE}"
    if name == "s" and len(arguments) == 1:
        return f"{'_' if 'do' in match['switches'].lower() else '^'}{arguments[0]}"
    return f"{_OPEN}{'; '.join(arguments)}{_CLOSE}" if name in ("b", "a") else "".join(arguments)


def _bracketed(text: str, loose: str) -> str:
    return f"{_OPEN}{text}{_CLOSE}" if any(sign in text for sign in loose) else text
