"""Edges from a document to others: bases, effects, references. Every edge carries the sentence that makes it.

The kinds of edges are listed in docs/documents.md, "Relations and validity".
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from ingest.grammar import citations
from ingest.grammar.paths import path_before
from ingest.records import EFFECTS, Document, Relation, RelationType, Step, Term
from ingest.relations.amendments import effect_edges
from ingest.relations.document_mentions import TYPE_WORDS, DocumentMention, find_document_mentions
from ingest.relations.effective_dates import document_term
from ingest.relations.own_words import OwnSentence, own_sentences

#: Edges that only point, the strongest first: one is kept for each target.
_POINTERS: tuple[RelationType, ...] = ("based_on", "implements", "refers_to")
_IMPLEMENTS = re.compile(
    r"(?:^|[,;]\s*|\bđể\s+|\bnhằm\s+|\btiếp\s+tục\s+)(?:tổ\s+chức\s+)?(?:triển\s+khai|thực\s+hiện|thi\s+hành|hướng\s+dẫn|quy\s+định\s+chi\s+tiết)"
    r"(?:\s+(?:thực\s+hiện|thi\s+hành|một\s+số\s+(?:điều|nội\s+dung)|có\s+hiệu\s+quả|của|các|và))*\s*(?:khoản[^;]{0,30}|Điều[^;]{0,40})?$",
    re.IGNORECASE,
)
_BASIS = re.compile(r"^\s*(?:Căn\s+cứ|Xét|Theo\s+đề\s+nghị|Trên\s+cơ\s+sở)\b", re.IGNORECASE)
_SUBJECT_IMPLEMENTS = re.compile(
    r"^(?:V/v|Về\s+việc|Kế\s+hoạch)?\s*(?:tiếp\s+tục\s+)?(?:tổ\s+chức\s+)?(?:triển\s+khai|thực\s+hiện|hướng\s+dẫn|quy\s+định\s+chi\s+tiết|quy\s+định)\b",
    re.IGNORECASE,
)
_ISSUED_WITH = re.compile(
    rf"(?:Ban\s+hành|Phê\s+duyệt)\s+kèm\s+theo\s+(?P<self>(?:{TYPE_WORDS})\s+này)\s*,?\s*(?P<what>[^;\n]{{3,}})",
    re.IGNORECASE,
)
_ATTACHED_TO = re.compile(rf"(?:^|[\n(])\s*(?:Ban\s+hành\s+)?kèm\s+theo\s+(?={TYPE_WORDS}\s+(?:số|\d))", re.IGNORECASE)
#: A path of places before the number of the document that has them is not longer, in characters.
_PATH_REACH = 250
_CLAUSE = re.compile(r";\s*|\n|(?<=[.])\s+(?=[A-ZĐÀ-Ỹ])")


def document_relations(document: Document) -> tuple[Relation, ...]:
    """All edges that leave a document, in reading order, each once."""
    first = _first_paper(document)
    units = own_sentences(first)
    return extract_relations(first, units, document_term(first, units))


def with_relations(document: Document) -> Document:
    """The document with its edges, its term, and the day of effect that its own words state."""
    first = _first_paper(document)
    units = own_sentences(first)
    term = document_term(first, units)
    metadata = document.metadata
    if metadata.effective_date is None and term.effective is not None:
        sources = {**metadata.sources, "effective_date": "body"}
        metadata = replace(metadata, effective_date=term.effective, sources=sources)
    relations = extract_relations(replace(first, metadata=metadata), units, term)
    return replace(document, metadata=metadata, relations=relations, term=term)


def _first_paper(document: Document) -> Document:
    """The document without the later papers of its file: a draft sent with a letter repeals nothing."""
    metadata = document.metadata
    if not metadata.papers:
        return document
    return replace(
        document,
        passages=tuple(p for p in document.passages if citations.paper_of(metadata, p.citation.component) is None),
        components=tuple(name for name in document.components if citations.paper_of(metadata, name) is None),
    )


def extract_relations(document: Document, units: Sequence[OwnSentence], term: Term) -> tuple[Relation, ...]:
    """All edges that leave a document, from its sentences and its term."""
    own = document.metadata.canonical_key
    strong = [
        *_attachment_edges(document, units, term),
        *_consolidation_edges(document, units),
        *_basis_edges(units, document),
        *effect_edges(document, units, term),
    ]
    found = [edge for edge in _subject_edges(document) if not _is_known_effect(edge, strong)]
    kept = _without_duplicates(
        edge for edge in (*strong, *found) if edge.type == "attached_to" or edge.target_key != own or own is None
    )
    known = {edge.target_key for edge in kept if edge.target_key}
    return (*kept, *_reference_edges(units, known, own))


def _is_known_effect(edge: Relation, edges: Iterable[Relation]) -> bool:
    return any(other.target_key == edge.target_key and other.type in EFFECTS for other in edges)


def _without_duplicates(edges: Iterable[Relation]) -> list[Relation]:
    """The strongest edge for each target; edges of effect are told apart by provision and phrase too."""
    kept: dict[object, Relation] = {}
    for edge in edges:
        target = edge.target_key or edge.target_name or edge.evidence
        key: object = (edge.type, target, edge.target_component, edge.target_path, edge.phrase, edge.component)
        if edge.type in _POINTERS:
            key = target
        kept_edge = kept.get(key)
        if kept_edge is None or _is_stronger(edge, kept_edge):
            kept[key] = edge
    return list(kept.values())


def _is_stronger(edge: Relation, kept_edge: Relation) -> bool:
    if edge.type in _POINTERS and kept_edge.type in _POINTERS:
        return _POINTERS.index(edge.type) < _POINTERS.index(kept_edge.type)
    return kept_edge.new_text is None and edge.new_text is not None


def _pointer_edge(
    kind: RelationType, unit: OwnSentence, mention: DocumentMention, evidence: str, path: tuple[Step, ...] = ()
) -> Relation:
    return Relation(
        kind, evidence.strip(), unit.component, unit.path, unit.label, unit.ordinal, mention.number, mention.key,
        mention.name, mention.type, mention.issued, mention.issuer, mention.component, path, passive=mention.passive,
    )  # fmt: skip


# -- bases ------------------------------------------------------------------------------------------------------


def _basis_edges(units: Sequence[OwnSentence], document: Document) -> Iterator[Relation]:
    if document.metadata.type == "VBHN":
        return
    for unit in units:
        if unit.kind == "can_cu":
            for start, clause in _clause_spans(unit.own_text):
                for mention in find_document_mentions(clause):
                    kind: RelationType = "based_on" if mention.independent else "refers_to"
                    yield _pointer_edge(kind, unit, mention, unit.text[start : start + len(clause)])
        elif unit.kind == "mo_dau":
            yield from _opening_edges(unit, " ".join((document.metadata.subject or "").split()))


def _clause_spans(text: str) -> Iterator[tuple[int, str]]:
    """The clauses of a text, each with its offset."""
    start = 0
    for cut in _CLAUSE.finditer(text):
        yield start, text[start : cut.start()]
        start = cut.end()
    yield start, text[start:]


def _opening_edges(unit: OwnSentence, subject: str) -> Iterator[Relation]:
    """Edges of the opening: `Thực hiện Kết luận số ...` leads a directive; other documents there are only mentioned.

    The title may stand in the opening too; what it names is read from the subject.
    """
    for start, clause in _clause_spans(unit.own_text):
        if subject and " ".join(clause.split()) in subject:
            continue
        for mention in find_document_mentions(clause):
            kind: RelationType = "refers_to"
            if mention.independent and _BASIS.match(clause):
                kind = "based_on"
            elif mention.independent and _IMPLEMENTS.search(clause[: mention.start].strip() or ""):
                kind = "implements"
            yield _pointer_edge(kind, unit, mention, unit.text[start : start + len(clause)])


def _subject_edges(document: Document) -> Iterator[Relation]:
    """Edges to what the subject carries out (`Kế hoạch triển khai Quyết định số ...`): often said nowhere else."""
    subject = document.metadata.subject or ""
    unit = OwnSentence("", (), "trích yếu", "mo_dau", subject, subject)
    if _SUBJECT_IMPLEMENTS.match(subject):
        for mention in find_document_mentions(subject):
            if mention.independent or _BASIS.match(subject):
                yield _pointer_edge("implements", unit, mention, subject)


# -- attached texts and consolidations --------------------------------------------------------------------------


def _attachment_edges(document: Document, units: Sequence[OwnSentence], term: Term) -> Iterator[Relation]:
    metadata = document.metadata
    for unit in units:
        match = _ISSUED_WITH.search(unit.own_text) if unit.kind == "body" and not unit.component else None
        if match is None:
            continue
        for component in document.components:
            if (
                re.match(rf"(?:các\s+)?{re.escape(component)}\b", match.group("what"), re.IGNORECASE)
                or len(document.components) > 1
            ):
                yield Relation(
                    "attached_to", match.group().strip(), component, label=unit.label, ordinal=unit.ordinal,
                    target_number=metadata.number, target_key=metadata.canonical_key, target_type=metadata.type_name,
                    target_date=metadata.issued_date, target_issuer=metadata.issuer,
                    effective=term.effective or metadata.effective_date,
                )  # fmt: skip
        return
    yield from _attached_file_edge(document, units)


def _attached_file_edge(document: Document, units: Sequence[OwnSentence]) -> Iterator[Relation]:
    """The edge of a regulation in a file of its own: `(Ban hành kèm theo Quyết định số ...)` under its title."""
    for unit in units[:4]:
        match = _ATTACHED_TO.search(unit.own_text) if unit.kind in ("mo_dau", "body") else None
        if match is None or unit.own_text[: match.start()].count(" ") > 60:
            continue
        mention = next(iter(find_document_mentions(unit.own_text[match.end() :])), None)
        if mention is not None and mention.key != document.metadata.canonical_key:
            yield _pointer_edge("attached_to", unit, mention, unit.text[match.start() : match.end() + mention.end])
        return


def _consolidation_edges(document: Document, units: Sequence[OwnSentence]) -> Iterator[Relation]:
    if document.metadata.type != "VBHN":
        return
    for unit in units:
        if unit.kind == "body":
            return
        for start, piece in _clause_spans(unit.own_text):
            if re.match(r"\s*Căn\s+cứ", piece, re.IGNORECASE):
                return
            for mention in find_document_mentions(piece):
                if mention.key != document.metadata.canonical_key:
                    yield _pointer_edge("consolidates", unit, mention, unit.text[start : start + len(piece)])


# -- references -------------------------------------------------------------------------------------------------


def _reference_edges(units: Sequence[OwnSentence], known: set[str], own: str | None) -> Iterator[Relation]:
    """Each other document that the text names, where it is named first."""
    passed = {*known, own}
    for unit in units:
        if unit.quoted or unit.kind in ("can_cu", "mo_dau"):
            continue
        cuts: list[tuple[int, int]] | None = None
        for mention in find_document_mentions(unit.own_text):
            if mention.key is None or mention.key in passed:
                continue
            passed.add(mention.key)
            if cuts is None:
                cuts = [cut.span() for cut in _CLAUSE.finditer(unit.own_text)]
            path = path_before(_words_before(unit.own_text, mention.start))
            yield _pointer_edge("refers_to", unit, mention, _sentence_around(unit, mention, cuts), path)


def _words_before(text: str, end: int) -> str:
    """The words right before a place: those in which a provision of the document mentioned there can stand."""
    start = max(0, end - _PATH_REACH)
    return text[text.find(" ", start, end) + 1 if start else 0 : end]


def _sentence_around(unit: OwnSentence, mention: DocumentMention, cuts: Sequence[tuple[int, int]]) -> str:
    """The sentence that holds the mention; ``cuts`` are where the unit's sentences end and begin."""
    following = bisect_left(cuts, (mention.end, 0))
    before = bisect_right(cuts, mention.start, key=lambda cut: cut[1])
    start = cuts[before - 1][1] if before else 0
    return unit.text[start : cuts[following][0] if following < len(cuts) else len(unit.own_text)]
