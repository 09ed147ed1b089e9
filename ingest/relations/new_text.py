"""What an amendment puts in: the quoted text of a provision, or the words that a correction exchanges."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.relations import amending_words as words
from ingest.relations.own_words import OwnSentence
from ingest.relations.targets import EffectTarget


@dataclass(frozen=True, slots=True)
class EffectClause:
    """One effect verb and the stretch it governs; offsets are into the statement's text."""

    kind: str
    start: int
    verb_end: int
    end: int


def quoted_new_text(one: OwnSentence, clause: EffectClause, following: Sequence[OwnSentence]) -> str | None:
    """The quotation that follows `như sau:`, in the same passage or in the next ones."""
    rest = one.text[clause.end :]
    if not one.own_text[clause.verb_end : clause.end].rstrip().endswith((":", "sau")) and not rest.strip():
        return None
    opening = re.match(r"[\s:]*[“\"]", rest)
    if opening is None:
        inside = re.search(r":\s*[“\"]", one.text[clause.verb_end : clause.end])
        if inside is None:
            return _quoted_passages(following)
        opening, rest = inside, one.text[clause.verb_end : clause.end]
    body = rest[opening.end() :]
    depth = 1
    for position, letter in enumerate(body):
        depth += (letter == "“") - (letter == "”")
        if depth == 0 or (letter == '"' and rest[opening.end() - 1] == '"'):
            return body[:position].strip()
    tail = _quoted_passages(following)
    return f"{body.strip()}\n{tail}" if tail else body.strip()


def unquoted_new_text(
    one: OwnSentence, clause: EffectClause, target: EffectTarget, following: Sequence[OwnSentence]
) -> str | None:
    """New text without quotation marks: what stands below `Sửa đổi điểm a ... như sau:` and begins with that a)."""
    if not target.path or not one.own_text[clause.verb_end : clause.end].rstrip().endswith("như sau:"):
        return None
    below: list[OwnSentence] = []
    for other in following:
        if other.component != one.component or other.path[: len(one.path)] != one.path or other.path == one.path:
            break
        below.append(other)
    if not below or below[0].path[len(one.path)] != target.path[-1]:
        return None
    return "\n".join(other.text.strip() for other in below)


def corrected_phrase(
    one: OwnSentence, clause: EffectClause, following: Sequence[OwnSentence]
) -> tuple[str, str] | None:
    """The words that a correction takes out and puts in, where it names one pair."""
    below: list[str] = []
    for other in following[: words.CORRECTION_REACH]:
        if (
            other.component != one.component
            or len(other.path) < len(one.path)
            or words.VERB.search(other.own_text[:30])
        ):
            break
        below.append(other.text)
    pairs = words.CORRECTED.findall("\n".join([one.text[clause.start :], *below]))
    return pairs[0] if len(pairs) == 1 else None


def _quoted_passages(following: Sequence[OwnSentence]) -> str | None:
    texts: list[str] = []
    for one in following:
        if not one.quoted:
            break
        texts.append(one.text.strip())
    return "\n".join(texts).strip('“”" ') or None
