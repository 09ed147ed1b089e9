"""A document's own sentences: its headings and passages in order, each with its place, quotations marked.

Amending documents quote the new text of other documents. The document itself does not say what stands in quotation
marks, so every reader of relations works on ``own_text``, a copy of the text in which quoted stretches are blank.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from ingest.grammar.citations import OWN_NUMBERING
from ingest.records import Document, OutlineNode, PassageKind, Step, StepKind

#: Kinds that only group Điều; a Điều is numbered through the whole text, so its path leaves them out.
_GROUP_KINDS = frozenset(("phan", "chuong", "muc", "tieumuc"))
#: A quotation that is not closed within so many passages was opened by mistake (an inch sign, a typing error).
_LONGEST_QUOTE = 400
_MARKER = re.compile(
    r"\s*(?:[“\"]\s*)?(?:(?:Điều|Khoản|Mục)\s+\d+[a-zđ]?\s*[.:]|[IVXLC]{1,6}\s*[.)]|\d{1,3}[a-zđ]?(?:\.\d{1,3})*\s*[.)]|[a-zđ]{1,2}\d?\s*\)|[-–+•]\s)\s*"
)
_STRAIGHT = re.compile(r'"[^"\n]*"')
_OPENED = re.compile(r"\s*[“\"]")
_CLOSED = re.compile(r"[”\"]\s*(?:[.;,]\s*)?(?:và\s*)?(?:\./\.)?\s*$")


@dataclass(frozen=True, slots=True)
class OwnSentence:
    """One heading or passage. ``own_text`` is as long as ``text``; ``quoted`` marks one inside a longer quotation."""

    component: str
    path: tuple[Step, ...]
    label: str
    kind: PassageKind
    text: str
    own_text: str
    ordinal: int | None = None
    heading: bool = False
    quoted: bool = False

    @property
    def start(self) -> int:
        """Offset of the first word after the number of the unit."""
        match = _MARKER.match(self.own_text)
        return match.end() if match else len(self.own_text) - len(self.own_text.lstrip())


def ungrouped_path(path: Iterable[Step]) -> tuple[Step, ...]:
    """The path without the Phần, Chương and Mục around a Điều."""
    steps = tuple(path)
    if any(step.kind == "dieu" for step in steps):
        return tuple(step for step in steps if step.kind not in _GROUP_KINDS)
    return steps


def own_sentences(document: Document) -> tuple[OwnSentence, ...]:
    """Headings and passages in reading order."""
    nodes = {node.id: node for node in document.outline}
    emitted: set[int] = set()
    found: list[OwnSentence] = []
    for passage in document.passages:
        for node in _new_ancestors(passage.node, nodes, emitted):
            if (
                node.title
                and node.title not in passage.text
                and node.kind not in OWN_NUMBERING
                and node.kind != "component"
            ):
                path = ungrouped_path(_node_path(node, nodes))
                found.append(
                    OwnSentence(node.component, path, node.label, "body", node.title, node.title, None, heading=True)
                )
        where = passage.citation
        text = passage.text
        found.append(
            OwnSentence(
                where.component, ungrouped_path(where.path), where.label, passage.kind, text, text, passage.ordinal
            )
        )
    return tuple(_mark_quotations(found))


def _new_ancestors(node_id: int | None, nodes: dict[int, OutlineNode], emitted: set[int]) -> list[OutlineNode]:
    chain: list[OutlineNode] = []
    while node_id is not None and node_id in nodes and node_id not in emitted:
        emitted.add(node_id)
        chain.append(nodes[node_id])
        node_id = nodes[node_id].parent
    return chain[::-1]


def _node_path(node: OutlineNode, nodes: dict[int, OutlineNode]) -> list[Step]:
    steps: list[Step] = []
    at: OutlineNode | None = node
    while at is not None:
        if at.kind != "component":
            kind: StepKind = at.kind
            steps.append(Step(kind, at.number))
        at = nodes.get(at.parent) if at.parent is not None else None
    return steps[::-1]


def _mark_quotations(found: list[OwnSentence]) -> list[OwnSentence]:
    marked: list[OwnSentence] = []
    index = 0
    while index < len(found):
        unit = found[index]
        end = _quotation_end(found, index)
        if end is None:
            marked.append(replace(unit, own_text=blank_quotes(unit.text)))
            index += 1
            continue
        opening = _unclosed_opening(unit.text)
        if opening is not None and unit.text[:opening].strip():
            marked.append(replace(unit, own_text=unit.text[:opening] + " " * (len(unit.text) - opening)))
        else:
            marked.append(replace(unit, own_text=" " * len(unit.text), quoted=True))
        marked.extend(
            replace(inner, own_text=" " * len(inner.text), quoted=True) for inner in found[index + 1 : end + 1]
        )
        index = end + 1
    return marked


def _quote_balance(text: str) -> int:
    return text.count("“") - text.count("”")


def _unclosed_opening(text: str) -> int | None:
    """Offset of the quotation mark that this text opens and does not close."""
    stack: list[int] = []
    for position, letter in enumerate(text):
        if letter == "“":
            stack.append(position)
        elif letter == "”" and stack:
            stack.pop()
    if stack:
        return stack[0]
    return text.index('"') if _OPENED.match(text) and '"' in text else None


def _quotation_end(found: list[OwnSentence], start: int) -> int | None:
    """Index of the sentence that closes a quotation which the one at ``start`` opens and does not close itself."""
    first = found[start]
    straight = first.text.lstrip().startswith('"') and first.text.count('"') % 2 == 1
    if not straight and _quote_balance(first.text) <= 0:
        return None
    depth = _quote_balance(first.text)
    for index in range(start + 1, min(len(found), start + _LONGEST_QUOTE)):
        text = found[index].text
        if found[index].component != first.component or _article_step(found[index]) != _article_step(first):
            return None
        depth += _quote_balance(text)
        if straight and text.rstrip(" .;,").endswith('"'):
            return index
        if not straight and depth <= 0 and _CLOSED.search(text):
            return index
    return None


def _article_step(unit: OwnSentence) -> Step | None:
    return next((step for step in unit.path if step.kind == "dieu"), None)


def blank_quotes(text: str) -> str:
    """``text`` with what stands between quotation marks replaced by spaces, the marks kept.

    >>> blank_quotes("Thay “sở cũ” bằng “sở mới”.")
    'Thay “     ” bằng “      ”.'
    """
    if "“" not in text:
        return _blank_straight_quotes(text)
    out = list(text)
    depth = 0
    for position, letter in enumerate(text):
        if letter == "”" and depth:
            depth -= 1
        if depth and letter not in "“”":
            out[position] = " "
        if letter == "“":
            depth += 1
    opened = _unclosed_opening(text) if depth else None
    if opened is not None and not re.search(r"(?:^|[:\n])\s*$", text[:opened]):
        # Opened within a sentence and never closed, a typing error: only closed pairs count.
        return blank_quotes(text[:opened]) + text[opened:]
    return _blank_straight_quotes("".join(out))


def _blank_straight_quotes(text: str) -> str:
    return _STRAIGHT.sub(lambda match: '"' + " " * (len(match.group()) - 2) + '"', text)
