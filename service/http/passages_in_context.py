"""Passages in reading order, each with the headings that begin at it."""

from __future__ import annotations

from collections.abc import Sequence

from index.library.library import Library
from index.records import StoredDocument, StoredPassage
from ingest.records import OutlineNode
from service.http import problems
from service.schemas.documents import ContextPassageOut


def passages_in_context(
    shown: Sequence[StoredPassage],
    every: Sequence[StoredPassage],
    outline: Sequence[OutlineNode],
    marked: int | None = None,
) -> tuple[ContextPassageOut, ...]:
    """The passages ``shown``, each with the headings that begin at it, which are no part of any passage's text.

    ``every`` are all passages of the version; ``marked`` is the id of the cited one.
    """
    first = first_passages(outline, every)
    own = {passage.id: passage.node for passage in every}
    above: dict[int, list[str]] = {}
    for node in outline:
        passage = first.get(node.id)
        if passage is not None and node.id != own[passage]:
            above.setdefault(passage, []).append(". ".join(filter(None, (node.label, node.title))))
    return tuple(
        ContextPassageOut(
            id=item.id,
            ordinal=item.ordinal,
            label=item.citation.label,
            headings=tuple(above.get(item.id, ())),
            text=item.text,
            page_from=item.citation.page_from,
            marked=item.id == marked,
        )
        for item in shown
    )


def first_passages(nodes: Sequence[OutlineNode], passages: Sequence[StoredPassage]) -> dict[int, int]:
    """The first passage of each unit of an outline: its own, or that of the first unit inside it."""
    parents = {node.id: node.parent for node in nodes}
    first: dict[int, int] = {}
    for passage in passages:
        node = passage.node
        while node is not None and node not in first:
            first[node] = passage.id
            node = parents.get(node)
    return first


def require_passage(library: Library, document: StoredDocument, passage_id: int) -> StoredPassage:
    """A passage of the document's current version.

    :raises ProblemError: if it has no such passage.
    """
    passage = library.passages([passage_id]).get(passage_id)
    if passage is None or passage.version_id != document.version_id:
        raise problems.not_found("đoạn", str(passage_id))
    return passage
