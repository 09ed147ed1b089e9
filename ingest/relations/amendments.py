"""Edges of effect: replaced, repealed, amended, corrected, suspended, extended and recalled documents and provisions.

An effect is read only where the document speaks for itself: its subject is `Quyết định này ...`, or the verb opens
a Điều, khoản or điểm of the articles that amend or conclude. Tasks (`rà soát, sửa đổi ...`, `trình bãi bỏ ...`),
passives (`đã được sửa đổi bởi ...`) and quoted new text say nothing about what this document does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from ingest.records import Document, Relation, RelationType, Step, Term
from ingest.relations import amending_clauses as clauses
from ingest.relations.amending_clauses import AmendingScope, EffectClause, effect_clauses
from ingest.relations.document_mentions import DocumentMention, date_from_match, find_document_mentions
from ingest.relations.own_words import OwnSentence
from ingest.relations.targets import EffectTarget, effect_targets


def effect_edges(document: Document, units: Sequence[OwnSentence], term: Term) -> Iterator[Relation]:
    """Edges of effect in reading order. The same edge may come twice (heading and first sentence)."""
    scope = AmendingScope(document, term, _subject_target(document))
    for index, unit in enumerate(units):
        if unit.quoted or unit.kind not in ("body", "mo_dau"):
            continue
        _remember_article(unit, scope)
        if unit.kind == "mo_dau" and not unit.path and document.metadata.type_name not in (None, "Công văn"):
            continue
        yield from _sentence_edges(unit, units[index + 1 :], scope)


def _remember_article(unit: OwnSentence, scope: AmendingScope) -> None:
    """Keep the first line of a Điều: it says whether the article amends or concludes."""
    if unit.path and unit.path[-1].kind == "dieu":
        first = unit.own_text.strip().split("\n")[0]
        scope.article_headings.setdefault((unit.component, unit.path), first)


def _subject_target(document: Document) -> EffectTarget | None:
    """The document that the subject amends (`sửa đổi, bổ sung Quy chế ...`), if it is exactly one."""
    subject = document.metadata.subject or ""
    match = clauses.EFFECT_VERB.search(subject)
    if (
        match is None
        or len(subject[: match.start()].split()) > 4
        or match.lastgroup not in ("amends", "corrects", "phrase")
    ):
        return None
    heads = [mention for mention in find_document_mentions(subject[match.end() :]) if mention.independent]
    return EffectTarget(heads[0], heads[0].component) if len(heads) == 1 else None


def _sentence_edges(unit: OwnSentence, following: Sequence[OwnSentence], scope: AmendingScope) -> Iterator[Relation]:
    offset = 0
    for number, sentence in enumerate(_sentences(unit.own_text)):
        offset = unit.own_text.index(sentence, offset)
        found = effect_clauses(unit, sentence, offset, number == 0, scope)
        for clause in found:
            yield from _clause_edges(unit, clause, following, scope)
        if not found:
            yield from _expiry_edges(unit, sentence, offset, scope)
            yield from _passive_change_edges(unit, sentence, offset, scope)
            yield from _list_item_edges(unit, sentence, offset, scope)
        offset += len(sentence)


def _sentences(text: str) -> list[str]:
    return [part for part in clauses.SENTENCE_END.split(text) if part.strip()]


def _clause_edges(
    unit: OwnSentence, clause: EffectClause, following: Sequence[OwnSentence], scope: AmendingScope
) -> Iterator[Relation]:
    region = unit.own_text[clause.verb_end : clause.end].rstrip(" .;,/")
    inherited = scope.inherited_target(unit)
    found = effect_targets(_without_time(region), inherited)
    if clause.kind == "phrase":
        yield from _phrase_edges(unit, clause, found, inherited, scope)
    elif not found:
        yield from _edges_without_target(unit, clause, region, scope)
    else:
        if clause.kind in ("amends", "corrects") or all(target.partial for target in found):
            _remember_target((unit.component, unit.path), found, scope)
        text = _new_text(unit, clause, found, following)
        corrects_one = clause.kind == "corrects" and len(found) == 1
        pair = clauses.corrected_phrase(unit, clause, following) if corrects_one else None
        for target in found:
            yield _effect_edge(_edge_type(clause.kind, target), unit, clause, target, scope, text, pair)


def _edges_without_target(unit: OwnSentence, clause: EffectClause, region: str, scope: AmendingScope) -> list[Relation]:
    """The repeal of whatever contradicts this document; else the effect is remembered for the list that follows."""
    if clause.kind in ("replaces", "repeals") and clauses.CONTRARY_PROVISIONS.match(region):
        return [_effect_edge("repeals", unit, clause, EffectTarget(None), scope)]
    if region.endswith((":", "sau đây", "như sau")) or not region.strip():
        scope.list_effects[unit.component, unit.path] = clause.kind
    return []


def _new_text(
    unit: OwnSentence, clause: EffectClause, found: Sequence[EffectTarget], following: Sequence[OwnSentence]
) -> str | None:
    if clause.kind != "amends":
        return None
    text = clauses.quoted_new_text(unit, clause, following)
    if text is None and len(found) == 1:
        return clauses.unquoted_new_text(unit, clause, found[0], following)
    return text


def _edge_type(kind: str, target: EffectTarget) -> RelationType:
    partly = bool(target.path) or target.partial
    if partly and kind == "replaces":
        return "amends"
    if partly and kind == "repeals":
        return "repeals_part"
    kinds: dict[str, RelationType] = {
        "extends": "extends", "suspends": "suspends", "corrects": "corrects", "recalls": "recalls",
        "replaces": "replaces", "repeals": "repeals", "amends": "amends",
    }  # fmt: skip
    return kinds[kind]


def _remember_target(key: tuple[str, tuple[Step, ...]], found: Sequence[EffectTarget], scope: AmendingScope) -> None:
    documents = {target.document for target in found}
    if len(documents) == 1 and key not in scope.unit_targets:
        path = found[0].path if len(found) == 1 else ()
        scope.unit_targets[key] = EffectTarget(found[0].document, found[0].component, path)


def _without_time(region: str) -> str:
    """The region up to `kể từ ngày Quyết định này có hiệu lực` or `trừ ...`: what follows names no target."""
    cut = re.search(r",?\s*(?:kể\s+từ\s+(?:ngày|khi)|(?:,|\()\s*trừ\b|\bđến\s+hết\s+ngày)", region)
    return region if cut is None else region[: cut.start()]


def _phrase_edges(
    unit: OwnSentence,
    clause: EffectClause,
    found: Sequence[EffectTarget],
    inherited: EffectTarget | None,
    scope: AmendingScope,
) -> Iterator[Relation]:
    text = unit.text[clause.start : clause.end]
    pairs = [(match.group("old"), match.group("new")) for match in clauses.PHRASE_PAIR.finditer(text)]
    if not pairs:
        quoted = [match.group("words") for match in clauses.QUOTED.finditer(text)]
        verb = text[:8].lower()
        if verb.startswith(("bãi", "bỏ")):
            pairs = [(old, "") for old in quoted]
        elif verb.startswith("bổ") and len(quoted) == 2:
            pairs = [(quoted[1], f"{quoted[1]} {quoted[0]}")]
    if not pairs:
        return
    for target in found or ([inherited] if inherited is not None else []):
        for pair in pairs:
            yield _effect_edge("replaces_phrase", unit, clause, target, scope, None, pair)


def _expiry_edges(unit: OwnSentence, sentence: str, offset: int, scope: AmendingScope) -> Iterator[Relation]:
    """`Quyết định số A ...; Điều 6 của Thông tư B ... hết hiệu lực kể từ ngày Thông tư này có hiệu lực`."""
    match = clauses.EXPIRES.search(sentence)
    if match is None:
        return
    begin = max(0, unit.start - offset)
    region = sentence[begin : match.start()]
    lead = clauses.LEAD_IN.match(region)
    if lead is not None and lead.end():
        begin += lead.end()
        region = region[lead.end() :]
    if not find_document_mentions(region) or not _lists_targets_only(region):
        return
    clause = EffectClause("repeals", offset + begin, offset + begin, offset + len(sentence))
    for target in effect_targets(region, None):
        yield _effect_edge(_edge_type("repeals", target), unit, clause, target, scope)


def _passive_change_edges(unit: OwnSentence, sentence: str, offset: int, scope: AmendingScope) -> Iterator[Relation]:
    """`Chỉ tiêu tại STT 2 Phụ lục II được sửa đổi từ 95% thành 98%`, in an amending unit."""
    match = clauses.IS_CHANGED.search(sentence)
    inherited = scope.inherited_target(unit) if match is not None else None
    if inherited is None or match is None:
        return
    clause = EffectClause("amends", offset, offset, offset + len(sentence))
    # The unit's own provision is not a parent of another one named beside it.
    outer = EffectTarget(inherited.document, inherited.component)
    for target in effect_targets(sentence[: match.start()], outer):
        phrase = clauses.PHRASE_PAIR.search(unit.text[clause.start : clause.end])
        pair = (phrase.group("old"), phrase.group("new")) if phrase else None
        yield _effect_edge("replaces_phrase" if pair else "amends", unit, clause, target, scope, None, pair)


def _list_item_edges(unit: OwnSentence, sentence: str, offset: int, scope: AmendingScope) -> Iterator[Relation]:
    """Edges of an item below `Bãi bỏ các văn bản sau đây:`; the verb stands in the unit above."""
    kind = scope.list_effect(unit)
    if kind is None or kind == "phrase":
        return
    begin = max(0, unit.start - offset)
    region = _without_time(sentence[begin:]).rstrip(" .;,/")
    if not _lists_targets_only(region):
        return
    clause = EffectClause(kind, offset + begin, offset + begin, offset + len(sentence))
    for target in effect_targets(region, scope.inherited_target(unit)):
        yield _effect_edge(_edge_type(kind, target), unit, clause, target, scope)


def _lists_targets_only(region: str) -> bool:
    """True if only the words of a path (`Điều 3 và các khoản 1, 2 của`) stand before the first document named."""
    named = find_document_mentions(region)
    before = region[: named[0].start] if named else region
    return not clauses.PATH_WORDS.sub("", before).split()


def _effect_edge(
    kind: RelationType, unit: OwnSentence, clause: EffectClause, target: EffectTarget, scope: AmendingScope,
    new_text: str | None = None, phrase: tuple[str, str] | None = None,
) -> Relation:  # fmt: skip
    named = target.document or DocumentMention(0, 0, None, None, None)
    stretch = unit.own_text[clause.start : clause.end]
    return Relation(
        type=kind,
        evidence=unit.text[clause.start : clause.end].strip().rstrip(" ;"),
        component=unit.component,
        path=unit.path,
        label=unit.label,
        ordinal=unit.ordinal,
        target_number=named.number,
        target_key=named.key,
        target_name=named.name,
        target_type=named.type,
        target_date=named.issued,
        target_issuer=named.issuer,
        target_component=target.component,
        target_path=target.path,
        effective=_effective_date(stretch, unit, scope, kind),
        until=_until_date(stretch) if kind in ("suspends", "extends") else None,
        new_text=new_text,
        phrase=phrase,
    )


def _effective_date(stretch: str, unit: OwnSentence, scope: AmendingScope, kind: str) -> date | None:
    stated = clauses.FROM.search(stretch)
    if stated is not None and (when := date_from_match(stated)) is not None and kind != "extends":
        return when
    for component, path, when in scope.term.exceptions:
        if component == unit.component and unit.path[: len(path)] == path:
            return when
    if scope.term.effective is not None:
        return scope.term.effective
    metadata = scope.document.metadata
    return metadata.effective_date or (None if metadata.legal_class == "qppl" else metadata.issued_date)


def _until_date(stretch: str) -> date | None:
    match = clauses.UNTIL.search(stretch)
    if match is None:
        return None
    if match.group("year"):
        return date(int(match.group("year")), 12, 31)
    if match.group("month"):
        month, year = int(match.group("month")), int(match.group("of"))
        following = date(year + month // 12, month % 12 + 1, 1)
        return date.fromordinal(following.toordinal() - 1)
    return date_from_match(match)
