"""Clerks' cuts of files into papers: kept by the file's bytes among the decisions on its document, and taken back.

A cut says something of these bytes only: another file of the document has other pages. It counts when the file is read
again, which whoever records it asks for.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Engine, insert, select

from index.store.database import now, read_transaction, write_transaction
from index.store.relation_rows import reviews
from index.validity.reviews import CUT_MARK, UNDONE, standing_decisions
from ingest.reading import PaperCut
from ingest.text.normalize import fold

_MARK_DIGITS = 15
_review = reviews.c


@dataclass(frozen=True, slots=True)
class StandingCut:
    """A cut that was not taken back: by whom and when, and the mark by which it is."""

    cut: PaperCut
    sha256: str
    mark: str
    who: str
    at: str
    note: str


class PaperCuts:
    """The cuts of a library's files."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def of_files(self, digests: Collection[str]) -> dict[str, tuple[PaperCut, ...]]:
        """The standing cuts by the digest of their file; files without any are left out."""
        found: dict[str, list[PaperCut]] = {}
        for standing in self._standing(None):
            if standing.sha256 in digests:
                found.setdefault(standing.sha256, []).append(standing.cut)
        return {digest: tuple(cuts) for digest, cuts in found.items()}

    def of_document(self, document_id: str, sha256: str) -> tuple[StandingCut, ...]:
        """The standing cuts of one file of a document, the earlier places first."""
        own = [cut for cut in self._standing(document_id) if cut.sha256 == sha256]
        return tuple(sorted(own, key=lambda one: (one.cut.page or 0, one.at)))

    def record(self, document_id: str, sha256: str, cut: PaperCut, who: str, note: str) -> None:
        """Keep a cut; it goes before an earlier one at the same place."""
        fields = {
            "sha256": sha256, "kind": cut.kind, "page": cut.page, "opening": cut.opening, "name": cut.name,
        }  # fmt: skip
        place = f"{sha256}|{cut.page}|{fold(cut.opening)}"
        mark = CUT_MARK + hashlib.sha256(place.encode()).hexdigest()[:_MARK_DIGITS]
        self._write(document_id, mark, cut.kind, who, note, json.dumps(fields, ensure_ascii=False))

    def take_back(self, document_id: str, mark: str, who: str, note: str) -> None:
        """Take back the last cut at a place.

        :raises LookupError: none stands there.
        """
        if all(cut.mark != mark for cut in self._standing(document_id)):
            raise LookupError(mark)
        self._write(document_id, mark, UNDONE, who, note, "")

    def _standing(self, document_id: str | None) -> list[StandingCut]:
        """The last standing cut at each place; of every document where none is named."""
        query = select(reviews).where(_review.fingerprint.startswith(CUT_MARK, autoescape=True))
        if document_id is not None:
            query = query.where(_review.document_id == document_id)
        with read_transaction(self._engine) as connection:
            rows = standing_decisions(list(connection.execute(query.order_by(_review.id))))
        last = {(row.document_id, row.fingerprint): row for row in rows}
        found = []
        for row in last.values():
            fields = json.loads(row.value)
            sha256 = fields.pop("sha256")
            found.append(StandingCut(PaperCut(**fields), sha256, row.fingerprint, row.who, row.at, row.note))
        return found

    def _write(self, document_id: str, mark: str, decision: str, who: str, note: str, value: str) -> None:
        row = {
            "document_id": document_id, "fingerprint": mark, "decision": decision, "who": who, "at": now(),
            "since": "", "note": note, "value": value,
        }  # fmt: skip
        with write_transaction(self._engine) as connection:
            connection.execute(insert(reviews).values(**row))
