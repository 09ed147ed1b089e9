"""Quotations of the sentences that change a document or a place in it; they stand before the text that they amend."""

from __future__ import annotations

from collections.abc import Sequence

from index.records import Hit, StoredDocument
from index.validity.records import StoredEdge
from service.answering import wording
from service.answering.case import Case, Quotation, quote_whole_passage

LONGEST_EVIDENCE = 900
#: The strongest effects first; all others after them.
_EFFECT_ORDER = {"replaces": 0, "repeals": 0, "repeals_part": 1}
_LAST = 2


def with_amendment_notes(case: Case, quoted: Sequence[Quotation]) -> list[Quotation]:
    """The quotations with, before each whose place was amended, the text that amends it."""
    statuses = case.statuses([quotation.hit.document for quotation in quoted])
    result: list[Quotation] = []
    for quotation in quoted:
        document = quotation.hit.document
        if statuses[document.id].changes:
            ids = changes_at(case, document, [quotation.hit])
            edges = [edge for edge in case.library.relations.incoming(document.id) if edge.id in ids]
            present = {earlier.hit.passage.id for earlier in result}
            result += [note for note in evidence_quotations(case, edges) if note.hit.passage.id not in present]
        result.append(quotation)
    return result


def changes_at(case: Case, document: StoredDocument, hits: Sequence[Hit]) -> set[int]:
    """Ids of the edges that change one of the places."""
    ids: set[int] = set()
    for hit in hits:
        citation = hit.passage.citation
        changes = case.library.relations.provision_changes(document.id, citation.component, citation.path, case.today)
        ids.update(change.edge.id for change in changes if change.edge.id is not None)
    return ids


def evidence_quotations(case: Case, edges: Sequence[StoredEdge]) -> list[Quotation]:
    """The sentences that make the edges, one for each passage, the strongest effect first."""
    sources = case.library.documents_by_id({edge.source_id for edge in edges})
    found: dict[int, Quotation] = {}
    for edge in sorted(edges, key=_rank_of_effect):
        source = sources.get(edge.source_id)
        if source is None:
            continue
        hit = next((hit for hit in case.passages(source) if hit.passage.ordinal == edge.relation.ordinal), None)
        if hit is not None and hit.passage.id not in found:
            label = wording.EFFECTS.get(edge.relation.type)
            target = edge.relation.target_number
            value = target if target and target in hit.passage.text else None
            quote = quote_whole_passage(hit, LONGEST_EVIDENCE)
            found[hit.passage.id] = Quotation(hit, quote, value, label if value else None)
    return list(found.values())


def _rank_of_effect(edge: StoredEdge) -> tuple[int, bool]:
    return _EFFECT_ORDER.get(edge.relation.type, _LAST), not edge.relation.target_path
