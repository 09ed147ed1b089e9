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
from ingest.relations import amending_words as words
from ingest.relations import new_text
from ingest.relations.amending_clauses import AmendingScope, effect_clauses
from ingest.relations.document_mentions import DocumentMention, date_from_match, find_document_mentions
from ingest.relations.new_text import EffectClause
from ingest.relations.own_words import OwnSentence
from ingest.relations.targets import EffectTarget, effect_targets


def effect_edges(document: Document, said: Sequence[OwnSentence], term: Term) -> Iterator[Relation]:
    """Edges of effect in reading order. The same edge may come twice (heading and first sentence)."""
    scope = AmendingScope(document, term, _subject_target(document))
    for index, one in enumerate(said):
        if one.quoted or one.kind not in ("body", "mo_dau"):
            continue
        _remember_article(one, scope)
        if one.kind == "mo_dau" and not one.path and document.metadata.type_name not in (None, "Công văn"):
            continue
        yield from _sentence_edges(one, said[index + 1 :], scope)


def _remember_article(one: OwnSentence, scope: AmendingScope) -> None:
    if one.path and one.path[-1].kind == "dieu":
        first = one.own_text.strip().split("\n")[0]
        scope.article_headings.setdefault((one.component, one.path), first)


def _subject_target(document: Document) -> EffectTarget | None:
    """The one document that the subject says is amended."""
    subject = document.metadata.subject or ""
    match = words.VERB.search(subject)
    if (
        match is None
        or len(subject[: match.start()].split()) > 4
        or match.lastgroup not in ("amends", "corrects", "phrase")
    ):
        return None
    heads = [one for one in find_document_mentions(subject[match.end() :]) if one.independent]
    return EffectTarget(heads[0], heads[0].component) if len(heads) == 1 else None


def _sentence_edges(one: OwnSentence, following: Sequence[OwnSentence], scope: AmendingScope) -> Iterator[Relation]:
    offset = 0
    for number, sentence in enumerate(_sentences(one.own_text)):
        offset = one.own_text.index(sentence, offset)
        found = effect_clauses(one, sentence, offset, number == 0, scope)
        for clause in found:
            yield from _clause_edges(one, clause, following, scope)
        if not found:
            yield from _expiry_edges(one, sentence, offset, scope)
            yield from _passive_change_edges(one, sentence, offset, scope)
            yield from _list_item_edges(one, sentence, offset, scope)
        offset += len(sentence)


def _sentences(said: str) -> list[str]:
    return [part for part in words.SENTENCE.split(said) if part.strip()]


def _clause_edges(
    one: OwnSentence, clause: EffectClause, following: Sequence[OwnSentence], scope: AmendingScope
) -> Iterator[Relation]:
    region = one.own_text[clause.verb_end : clause.end].rstrip(" .;,/")
    inherited = scope.inherited_target(one)
    found = effect_targets(_without_time(region), inherited)
    key = (one.component, one.path)
    if clause.kind == "phrase":
        yield from _phrase_edges(one, clause, found, inherited, scope)
        return
    if not found:
        if clause.kind in ("replaces", "repeals") and words.VAGUE.match(region):
            yield _effect_edge("repeals", one, clause, EffectTarget(None), scope)
        elif region.endswith((":", "sau đây", "như sau")) or not region.strip():
            scope.list_effects[key] = clause.kind
        return
    if clause.kind in ("amends", "corrects") or all(target.partial for target in found):
        _remember_target(key, found, scope)
    text = new_text.quoted_new_text(one, clause, following) if clause.kind == "amends" else None
    if text is None and clause.kind == "amends" and len(found) == 1:
        text = new_text.unquoted_new_text(one, clause, found[0], following)
    pair = new_text.corrected_phrase(one, clause, following) if clause.kind == "corrects" and len(found) == 1 else None
    for target in found:
        yield _effect_edge(_edge_type(clause.kind, target), one, clause, target, scope, text, pair)


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
    """Blank `kể từ ngày Quyết định này có hiệu lực` and what follows `trừ`: neither names a target."""
    cut = re.search(r",?\s*(?:kể\s+từ\s+(?:ngày|khi)|(?:,|\()\s*trừ\b|\bđến\s+hết\s+ngày)", region)
    return region if cut is None else region[: cut.start()]


def _phrase_edges(
    one: OwnSentence,
    clause: EffectClause,
    found: Sequence[EffectTarget],
    inherited: EffectTarget | None,
    scope: AmendingScope,
) -> Iterator[Relation]:
    text = one.text[clause.start : clause.end]
    pairs = [(match.group("old"), match.group("new")) for match in words.PHRASE.finditer(text)]
    if not pairs:
        quoted = [match.group("words") for match in words.QUOTED.finditer(text)]
        verb = text[:8].lower()
        if verb.startswith(("bãi", "bỏ")):
            pairs = [(old, "") for old in quoted]
        elif verb.startswith("bổ") and len(quoted) == 2:
            pairs = [(quoted[1], f"{quoted[1]} {quoted[0]}")]
    if not pairs:
        return
    for target in found or ([inherited] if inherited is not None else []):
        for pair in pairs:
            yield _effect_edge("replaces_phrase", one, clause, target, scope, None, pair)


def _expiry_edges(one: OwnSentence, sentence: str, offset: int, scope: AmendingScope) -> Iterator[Relation]:
    """`Quyết định số A ...; Điều 6 của Thông tư B ... hết hiệu lực kể từ ngày Thông tư này có hiệu lực`."""
    match = words.EXPIRES.search(sentence)
    if match is None:
        return
    begin = max(0, one.start - offset)
    region = sentence[begin : match.start()]
    lead = words.LEAD.match(region)
    if lead is not None and lead.end():
        begin += lead.end()
        region = region[lead.end() :]
    named = find_document_mentions(region)
    if not named or words.PATH_WORDS.sub("", region[: named[0].start]).split():
        return
    clause = EffectClause("repeals", offset + begin, offset + begin, offset + len(sentence))
    for target in effect_targets(region, None):
        yield _effect_edge(_edge_type("repeals", target), one, clause, target, scope)


def _passive_change_edges(one: OwnSentence, sentence: str, offset: int, scope: AmendingScope) -> Iterator[Relation]:
    """`Chỉ tiêu tại STT 2 Phụ lục II được sửa đổi từ 95% thành 98%`, said inside an amending unit."""
    inherited = scope.inherited_target(one)
    match = words.CHANGED.search(sentence)
    if inherited is None or match is None:
        return
    clause = EffectClause("amends", offset, offset, offset + len(sentence))
    # The unit's own provision is not a parent of another one named beside it.
    outer = EffectTarget(inherited.document, inherited.component)
    for target in effect_targets(sentence[: match.start()], outer):
        phrase = words.PHRASE.search(one.text[clause.start : clause.end])
        pair = (phrase.group("old"), phrase.group("new")) if phrase else None
        yield _effect_edge("replaces_phrase" if pair else "amends", one, clause, target, scope, None, pair)


def _list_item_edges(one: OwnSentence, sentence: str, offset: int, scope: AmendingScope) -> Iterator[Relation]:
    kind = scope.list_effect(one)
    if kind is None or kind == "phrase":
        return
    begin = max(0, one.start - offset)
    region = _without_time(sentence[begin:]).rstrip(" .;,/")
    inherited = scope.inherited_target(one)
    named = find_document_mentions(region)
    if named and words.PATH_WORDS.sub("", region[: named[0].start]).split():
        return
    if not named and words.PATH_WORDS.sub("", region).split():
        return
    clause = EffectClause(kind, offset + begin, offset + begin, offset + len(sentence))
    for target in effect_targets(region, inherited):
        yield _effect_edge(_edge_type(kind, target), one, clause, target, scope)


def _effect_edge(
    kind: RelationType, one: OwnSentence, clause: EffectClause, target: EffectTarget, scope: AmendingScope, new_text:
    str | None = None,
    phrase: tuple[str, str] | None = None,
) -> Relation:  # fmt: skip
    named = target.document or DocumentMention(0, 0, None, None, None)
    stretch = one.own_text[clause.start : clause.end]
    return Relation(
        type=kind,
        evidence=one.text[clause.start : clause.end].strip().rstrip(" ;"),
        component=one.component,
        path=one.path,
        label=one.label,
        ordinal=one.ordinal,
        target_number=named.number,
        target_key=named.key,
        target_name=named.name,
        target_type=named.type,
        target_date=named.issued,
        target_issuer=named.issuer,
        target_component=target.component,
        target_path=target.path,
        effective=_effective_date(stretch, one, scope, kind),
        until=_until_date(stretch) if kind in ("suspends", "extends") else None,
        new_text=new_text,
        phrase=phrase,
    )


def _effective_date(stretch: str, one: OwnSentence, scope: AmendingScope, kind: str) -> date | None:
    stated = words.FROM.search(stretch)
    if stated is not None and (when := date_from_match(stated)) is not None and kind != "extends":
        return when
    for component, path, when in scope.term.exceptions:
        if component == one.component and one.path[: len(path)] == path:
            return when
    if scope.term.effective is not None:
        return scope.term.effective
    metadata = scope.document.metadata
    return metadata.effective_date or (None if metadata.legal_class == "qppl" else metadata.issued_date)


def _until_date(stretch: str) -> date | None:
    match = words.UNTIL.search(stretch)
    if match is None:
        return None
    if match.group("year"):
        return date(int(match.group("year")), 12, 31)
    if match.group("month"):
        month, year = int(match.group("month")), int(match.group("of"))
        following = date(year + month // 12, month % 12 + 1, 1)
        return date.fromordinal(following.toordinal() - 1)
    return date_from_match(match)
