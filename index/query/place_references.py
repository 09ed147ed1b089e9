"""Places named in a question ("điểm b khoản 2 Điều 5", "mục II.1.a"): the passages that stand there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.records import StoredPassage
from ingest.grammar.citations import path_label
from ingest.grammar.paths import PathMention, find_paths
from ingest.records import Step
from ingest.text.normalize import fold

#: People say "khoản 8 điểm d" of a directive whose points are numbered 8. d), and "mục" or "phần" of any
#: section; kinds of one class are not told apart.
_CLASSES = {"khoan": "n", "n1": "n", "n2": "n", "n3": "n", "muc": "s", "roman": "s", "letter": "s", "phan": "s"}
#: Attached texts that a question names, and words that say the document itself is meant and not they.
_COMPONENT = re.compile(r"\b(?:quy che|dieu le|quy dinh(?= kem| ban hanh kem))\b")
_NOT_COMPONENT = re.compile(r"\b(?:khong phai|chu khong phai|ngoai)\s+(?:la\s+)?(?:quy che|dieu le|quy dinh)\b")


@dataclass(frozen=True, slots=True)
class PlaceReference:
    """A place asked for: its label as we write it, the attached text it is in, and the question without it.

    ``loose`` says that the question has no accents: then "điểm d" may also be "điểm đ". ``itself`` says that the
    question speaks of the document and no attached text.
    """

    label: str
    mention: PathMention
    remaining_text: str
    component: str = ""
    accentless: bool = False
    excludes_attachments: bool = False


def find_place_reference(question: str) -> PlaceReference | None:
    """The first place that the question names with its number, if any."""
    folded = fold(question)
    for mention in find_paths(question):
        if mention.steps and not mention.relative and all(step.number for step in mention.steps):
            rest = f"{question[: mention.start]} {question[mention.end :]}"
            named = _COMPONENT.search(_NOT_COMPONENT.sub(" ", folded))
            component = fold(mention.component) or (named.group() if named else "")
            return PlaceReference(
                path_label(mention.steps), mention, rest, component, question.isascii(), not component
            )
    return None


def passages_at_place(place: PlaceReference, passages: Sequence[StoredPassage]) -> list[StoredPassage]:
    """The passages at or below the place, those exactly there first; else the merged one that holds it."""
    wanted = place.mention.steps
    found = [passage for passage in passages if _contains_steps(passage.citation.path, wanted, loose=place.accentless)]
    if not found:
        found = [passage for passage in passages if _holds_point_mark(passage, wanted)]
    if any(step.kind == "phan" for step in wanted):
        # "Phần II khoản 7" is not "mục II.7 Phần I" where the document has parts.
        parts = {(step.kind, step.number.casefold()) for step in wanted if step.kind == "phan"}
        in_part = [one for one in found if parts <= {(step.kind, step.number.casefold()) for step in one.citation.path}]
        found = in_part or found
    named = [one for one in found if place.component and place.component in fold(one.citation.component)]
    if not named and place.excludes_attachments:
        named = [one for one in found if not one.citation.component]
    return sorted(named or found, key=lambda passage: (len(passage.citation.path), passage.ordinal))


def _contains_steps(path: Sequence[Step], wanted: Sequence[Step], *, loose: bool) -> bool:
    """Whether the wanted steps occur in the path in this order."""
    place = 0
    for step in path:
        if place < len(wanted) and _is_same_step(step, wanted[place], loose=loose):
            place += 1
    return place == len(wanted)


def _holds_point_mark(passage: StoredPassage, wanted: Sequence[Step]) -> bool:
    """Small points stand together in the passage of the unit above: its text then holds the point's mark."""
    path, last = passage.citation.path, wanted[-1]
    if len(wanted) < 2 or not path or not _contains_steps(path, wanted[:-1], loose=False):
        return False
    mark = rf"(?mi)^\s*{re.escape(last.number)}\s*[.)]"
    return _is_same_step(path[-1], wanted[-2], loose=False) and re.search(mark, passage.text) is not None


def _is_same_step(step: Step, wanted: Step, *, loose: bool) -> bool:
    if _CLASSES.get(step.kind, step.kind) != _CLASSES.get(wanted.kind, wanted.kind):
        return False
    one, other = step.number.rstrip(".").casefold(), wanted.number.rstrip(".").casefold()
    return one == other or (loose and fold(one) == fold(other))
