"""Styles of a page as far as they tell what is shown: its own rules for tags, classes and ids, style attributes.

Style sheets in other files are not at hand; what they hide is shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

_COMMENT = re.compile(r"/\*.*?\*/|<!--|-->", re.DOTALL)
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_COMPOUND = re.compile(r"(?P<tag>[a-zA-Z][\w-]*|\*)?(?P<rest>(?:[.#][\w-]+)*)\Z")
_TOLD = re.compile(
    r"(?:^|;)\s*(?:display|visibility|opacity|list-style(?:-type)?|color|background(?:-color)?|font-size|font-weight|font"
    r"|vertical-align|white-space|position|left|top|text-indent|clip|height|max-height|overflow|mso-hide)\s*:",
    re.IGNORECASE,
)
_MEDIA = re.compile(r"@media\b([^{]*)\{((?:[^{}]*\{[^{}]*\})*[^{}]*)\}", re.IGNORECASE)
_MOST_RULES, _MOST_SOURCE = 2_000, 500_000
#: Comparisons of rules with elements; a page with its style sheet inside takes some ten thousand.
_MOST_MATCHES = 500_000


@dataclass(frozen=True, slots=True)
class SelectorStep:
    """One step of a selector: `li`, `.tab`, `ol.points`, `#full`."""

    tag: str
    classes: frozenset[str]
    ids: frozenset[str]

    def matches(self, element: etree._Element) -> bool:
        """True if the element has the tag, all classes and the id."""
        if self.tag not in ("", "*", element.tag):
            return False
        return self.ids <= {element.get("id") or ""} and self.classes <= set((element.get("class") or "").split())


@dataclass(frozen=True, slots=True)
class StyleRule:
    """A selector and its declarations; a heavier one wins."""

    steps: tuple[SelectorStep, ...]
    declarations: str
    weight: tuple[int, int, int]

    def matches(self, element: etree._Element) -> bool:
        """True if the last step is the element and the others are around it in their order."""
        if not self.steps[-1].matches(element):
            return False
        left = list(self.steps[:-1])
        for above in element.iterancestors() if left else ():
            if left and left[-1].matches(above):
                left.pop()
        return not left


class PageStyles:
    """The rules of a page, and the declarations that hold for an element, the strongest last."""

    def __init__(self, root: etree._Element) -> None:
        source = "\n".join(str(style.text or "") for style in root.iter("style"))[:_MOST_SOURCE]
        different = {(rule.steps, rule.declarations): rule for rule in _rules(source)}
        rules = sorted(different.values(), key=lambda rule: rule.weight)[:_MOST_RULES]
        self._known: dict[etree._Element, str] = {}
        self._left = _MOST_MATCHES
        self._by_key: dict[str, list[tuple[int, StyleRule]]] = {}
        for place, rule in enumerate(rules):
            last = rule.steps[-1]
            keys = (
                [f"#{name}" for name in last.ids]
                or [f".{name}" for name in sorted(last.classes)[:1]]
                or [last.tag or "*"]
            )
            for key in keys:
                self._by_key.setdefault(key, []).append((place, rule))

    def of(self, element: etree._Element) -> str:
        """The declarations of an element in one string, its style attribute at the end."""
        own = element.get("style") or ""
        if not self._by_key or not isinstance(element.tag, str):
            return own
        known = self._known.get(element)
        if known is None:
            known = self._known[element] = self._matched(element, own)
        return known

    def _matched(self, element: etree._Element, own: str) -> str:
        keys = ["*", str(element.tag), *(f".{name}" for name in (element.get("class") or "").split())]
        keys.append(f"#{element.get('id')}")
        candidates = [pair for key in keys for pair in self._by_key.get(key, ())]
        self._left -= len(candidates)
        found = [pair for pair in candidates if pair[1].matches(element)] if self._left > 0 else []
        if not found:
            return own
        found.sort(key=lambda pair: pair[0])
        return "; ".join([*(rule.declarations for _, rule in found), own])


def _rules(source: str) -> Iterator[StyleRule]:
    source = _COMMENT.sub(" ", source)
    source = _MEDIA.sub(
        lambda match: match[2] if re.search(r"\b(?:screen|all)\b", match[1]) and "width" not in match[1] else "", source
    )
    for match in _RULE.finditer(source):
        selectors, declarations = match[1].strip(), match[2].strip()
        if selectors.startswith("@") or not _TOLD.search(declarations):
            continue
        for selector in selectors.split(","):
            steps = _steps(selector)
            if steps:
                weight = tuple(sum(counts) for counts in zip(*map(_weight, steps), strict=True))
                yield StyleRule(steps, declarations, (weight[0], weight[1], weight[2]))


def _steps(selector: str) -> tuple[SelectorStep, ...]:
    """The steps of a selector; none for one that looks at states, attributes or neighbours."""
    steps: list[SelectorStep] = []
    for part in selector.replace(">", " ").split():
        match = _COMPOUND.match(part)
        if match is None:
            return ()
        names = re.findall(r"([.#])([\w-]+)", match["rest"])
        steps.append(
            SelectorStep(
                (match["tag"] or "").lower(),
                frozenset(name for sign, name in names if sign == "."),
                frozenset(name for sign, name in names if sign == "#"),
            )
        )
    return tuple(steps)


def _weight(step: SelectorStep) -> tuple[int, int, int]:
    return len(step.ids), len(step.classes), int(step.tag not in ("", "*"))


def declared(styles: str, name: str) -> str:
    """The value of a property, the last one where several are declared; "" where none is.

    >>> declared("color: red; COLOR : #FFF !important", "color")
    '#fff'
    """
    value = ""
    for part in styles.split(";"):
        key, colon, given = part.partition(":")
        if colon and key.strip().lower() == name:
            value = given.replace("!important", "").strip().lower()
    return value
