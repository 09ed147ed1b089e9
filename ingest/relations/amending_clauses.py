"""Where a document says for itself that it changes another one: the verbs of a sentence that have effect."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ingest.records import Document, Step, Term
from ingest.relations import amending_words as words
from ingest.relations.document_mentions import find_document_mentions
from ingest.relations.new_text import EffectClause
from ingest.relations.own_words import OwnSentence
from ingest.relations.targets import EffectTarget


@dataclass(slots=True)
class AmendingScope:
    """What the enclosing units have said so far."""

    document: Document
    term: Term
    whole: EffectTarget | None
    unit_targets: dict[tuple[str, tuple[Step, ...]], EffectTarget] = field(default_factory=dict)
    list_effects: dict[tuple[str, tuple[Step, ...]], str] = field(default_factory=dict)
    article_headings: dict[tuple[str, tuple[Step, ...]], str] = field(default_factory=dict)

    def inherited_target(self, one: OwnSentence) -> EffectTarget | None:
        for length in range(len(one.path), 0, -1):
            target = self.unit_targets.get((one.component, one.path[:length]))
            if target is not None:
                return target
        return self.whole if not one.component else None

    def list_effect(self, one: OwnSentence) -> str | None:
        """The effect of a list that this statement is an item of."""
        for length in range(len(one.path), -1, -1):
            kind = self.list_effects.get((one.component, one.path[:length]))
            if kind is not None:
                return kind
        return None

    def article_heading(self, one: OwnSentence) -> str:
        for length in range(len(one.path), 0, -1):
            if one.path[length - 1].kind == "dieu":
                return self.article_headings.get((one.component, one.path[:length]), "")
        return ""


def effect_clauses(
    one: OwnSentence, sentence: str, offset: int, first: bool, scope: AmendingScope
) -> list[EffectClause]:
    start = one.start if first and not one.heading else 0
    begin = max(0, start - offset) if first else 0
    verbs = [*words.VERB.finditer(sentence, begin)]
    drop = words.DROP.match(sentence, begin)
    if drop is not None:
        verbs = [drop, *(verb for verb in verbs if verb.start() > drop.end())]
    active: list[re.Match[str]] = []
    for verb in verbs:
        before = sentence[begin : verb.start()]
        if not active:
            if _opens_unit(one, before, first, scope) or _is_own_subject(before):
                active.append(verb)
        elif words.JOIN.search(before) and _opens_new_effect(sentence, active[-1], verb):
            active.append(verb)
    if not active:
        return []
    bounds = [*(verb.start() for verb in active[1:]), len(sentence)]
    return [
        EffectClause(verb.lastgroup or "", offset + verb.start(), offset + verb.end(), offset + end)
        for verb, end in zip(active, bounds, strict=True)
    ]


def _opens_new_effect(sentence: str, previous: re.Match[str], verb: re.Match[str]) -> bool:
    """`; bãi bỏ Quyết định ...` opens another effect; `sửa đổi, bổ sung` inside a document's name does not."""
    between = sentence[previous.end() : verb.start()].rstrip()
    if between.endswith(";"):
        return True
    names = find_document_mentions(between)
    return bool(names) and between.rstrip(" ,").endswith(("và", "thời", ",")) and verb.lastgroup != "amends"


def _is_own_subject(before: str) -> bool:
    match = words.SUBJECT.fullmatch(before)
    return match is not None and not words.TASK.search(match.group("before"))


def _opens_unit(one: OwnSentence, before: str, first: bool, scope: AmendingScope) -> bool:
    """The verb opens the unit, in an article that amends or concludes."""
    metadata = scope.document.metadata
    if not one.path:
        letter = metadata.type_name in (None, "Công văn") and not one.component
        named = re.match(r"(?:V/v|Về việc)?\s*(?:đính chính|thu hồi)", metadata.subject or "", re.IGNORECASE)
        body_speaks = words.ISSUER_SPEAKS.fullmatch(before) is not None and not words.TASK.search(before)
        return letter and named is not None and (words.LEAD.fullmatch(before) is not None or body_speaks)
    if not words.LEAD.fullmatch(before):
        return False
    if not any(step.kind == "dieu" for step in one.path):
        return False
    if one.path[-1].kind == "dieu" and not one.component:
        return first or bool(words.ENDING.search(scope.article_heading(one)))
    heading = scope.article_heading(one)
    if one.component:
        return bool(re.search(r"hiệu\s+lực|điều\s+khoản|bãi\s+bỏ", heading, re.IGNORECASE))
    return scope.inherited_target(one) is not None or not heading or bool(words.ENDING.search(heading))
