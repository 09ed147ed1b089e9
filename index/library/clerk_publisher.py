"""A clerk's acts on documents, inside one write transaction: values, labels, relations, documents merged into one.

What a clerk gave stands beside what was read, is kept when a file is read again, and each act can be taken back.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, delete, insert, select, update

from index.library.clerk_relations import ClerkRelation, record_relation, standing_relations, write_clerk_edges
from index.library.document_matching import DocumentState
from index.library.duplicates import different_pairs, pair_mark
from index.library.publisher import Publisher
from index.library.records import PublishRequest
from index.store import clerk_values, tables
from index.store.clerk_annexes import ANNEX, annex_value, annexes_of
from index.store.database import now
from index.store.json_codec import metadata_from_json
from index.store.relation_rows import reviews
from index.store.rows_read import ACTIVE, FILE_LEFT, WITHDRAWN
from index.store.rows_to_write import document_columns
from index.validity.reviews import ANNEX_MARK, MERGED_MARK, UNDONE

#: The decision of a row by which a document was merged into the one that its value names.
MERGED = "merged"
#: The decision of a row by which two documents are two.
DIFFERENT = "different"
#: The decision of a row by which a whole file is an annex of the document that its value names.
ANNEXED = "annexed"
#: Who is named where a merge ends by another act, which the audit log has with its actor.
ITSELF, RESTORED = "Hỏi Văn Bản", "văn bản được cho trả lời lại"
FILE_OF_KEEPER_LEFT = "văn bản trả lời thay đã rời kho"
_document = tables.documents.c


class NotMergeable(ValueError):
    """Two documents that cannot be one, or main text and annex: the code of the reason (``same``, ``state``,
    ``access``, ``merged``, ``different``; ``annex``, ``no_annex``, ``main``, ``annexes``)."""


class ClerkPublisher(Publisher):
    """The changes of one transaction with a clerk's acts among them."""

    def set_clerk_values(self, document_id: str, values: Mapping[str, str | None]) -> None:
        """Give fields of a document's head the values that a clerk found right; None: what was read counts again."""
        document = self._known.document(document_id)
        self.flush()
        clerk_values.store_values(self.connection, document_id, values)
        self._log_change("publish", document)
        self._update_document(document, **self._columns_of_version(document, self._known.current_version(document)))
        self._follow_main(document_id)

    def make_current(self, document_id: str, version_id: int) -> None:
        """Make another version of a document the one that answers, also of its annexes."""
        super().make_current(document_id, version_id)
        self._follow_main(document_id)

    def _add_version(self, request: PublishRequest, document: DocumentState) -> None:
        super()._add_version(request, document)
        if len(self._known.versions[document.id]) > 1:
            self._follow_main(document.id)

    def set_access(self, document_id: str, access: str) -> None:
        """Give a document another access label, and with it those that were merged into it, and its annexes that bore
        the same."""
        for one in (document_id, *self._merged_into(document_id), *self._annexes_alike(document_id)):
            document = self._known.document(one)
            before = select(_document.access).where(_document.id == one)
            # Both labels are logged: readers with the old one must learn that the document is gone.
            self._log_change("access", document, reason=f"{self.connection.execute(before).scalar_one()}>{access}")
            self._update_document(document, access=access)

    # -- relations ---------------------------------------------------------------------------------

    def add_relation(self, document_id: str, given: ClerkRelation, who: str, note: str) -> None:
        """Add a relation that a clerk gave to every version of a document."""
        document = self._known.document(document_id)
        change = self._log_change("publish", document)
        self.flush()
        record_relation(self.connection, document_id, given, change, who, note)
        self._write_edges(document_id)
        self._update_document(document)

    def take_back_relation(self, document_id: str, mark: str, who: str, note: str) -> None:
        """Take back the last decision on a clerk's relation; with the relation goes what it stood in place of."""
        document = self._known.document(document_id)
        before = standing_relations(self.connection, document_id)
        self._log_change("publish", document)
        self.flush()
        self._record(document_id, mark, UNDONE, who, note)
        after = standing_relations(self.connection, document_id)
        instead = before[mark][0].instead if mark in before and mark not in after else ""
        if instead:
            self._record(document_id, instead, UNDONE, who, note)
        self._write_edges(document_id)
        self._update_document(document)

    def _write_edges(self, document_id: str) -> None:
        write_clerk_edges(self.connection, document_id, [version.id for version in self._known.versions[document_id]])

    # -- documents that are one --------------------------------------------------------------------

    def merge(self, document_id: str, keeper_id: str, reason: str, who: str, note: str) -> None:
        """Let one document answer for another that is the same; the other's files and rows stay.

        :raises NotMergeable: both must answer now, under one label: merging never shows a text to more people.
        """
        document, keeper = self._known.document(document_id), self._known.document(keeper_id)
        if document.id == keeper.id:
            raise NotMergeable("same")
        if document.state != ACTIVE or keeper.state != ACTIVE:
            raise NotMergeable("state")
        if document.access != keeper.access:
            raise NotMergeable("access")
        self.withdraw(document_id, reason)
        for other in self._merged_into(document_id):
            self._update_document(self._known.document(other), merged_into=keeper_id)
        self._update_document(document, merged_into=keeper_id)
        self._record(document_id, MERGED_MARK, MERGED, who, note, keeper_id)

    def take_back_merge(self, document_id: str, who: str, note: str) -> None:
        """Let a merged document answer by itself again.

        :raises NotMergeable: it is not merged.
        """
        if self._known.document(document_id).merged_into is None:
            raise NotMergeable("merged")
        self._record(document_id, MERGED_MARK, UNDONE, who, note)
        super().restore(document_id)
        self.release(document_id, "tệp không còn trong thư mục")

    def withdraw(self, document_id: str, reason: str, state: str = WITHDRAWN) -> None:
        """Withdraw a document; where its file is gone, those that were merged into it answer again."""
        super().withdraw(document_id, reason, state)
        if state == FILE_LEFT:
            for other in self._merged_into(document_id):
                self._record(other, MERGED_MARK, UNDONE, ITSELF, FILE_OF_KEEPER_LEFT)
                super().restore(other)

    def restore(self, document_id: str) -> None:
        """Let a withdrawn document answer again; one that was merged answers by itself then."""
        if self._known.document(document_id).merged_into is not None:
            self._record(document_id, MERGED_MARK, UNDONE, ITSELF, RESTORED)
        super().restore(document_id)

    def find_different(self, document_id: str, other_id: str, who: str, note: str) -> None:
        """Keep that two documents are two, however alike they look."""
        first, second = sorted((document_id, other_id))
        self._known.document(second)
        self._record(self._known.document(first).id, pair_mark(first, second), DIFFERENT, who, note, second)

    def take_back_difference(self, document_id: str, other_id: str, who: str, note: str) -> None:
        """Offer a pair again that was found to be two documents.

        :raises NotMergeable: nobody found so.
        """
        first, second = sorted((document_id, other_id))
        mark = pair_mark(first, second)
        if mark not in different_pairs(self.connection):
            raise NotMergeable("different")
        self._record(first, mark, UNDONE, who, note)

    def _merged_into(self, document_id: str) -> list[str]:
        query = select(_document.id).where(_document.merged_into == document_id).order_by(_document.id)
        return list(self.connection.execute(query).scalars())

    # -- annexes in files of their own -------------------------------------------------------------

    def make_annex(self, document_id: str, main_id: str, name: str, who: str, note: str) -> None:
        """Make a whole document an annex of another one, with that one's head; kept when either is read again.

        :raises NotMergeable: where it cannot be one.
        """
        document, main = self._known.document(document_id), self._known.document(main_id)
        self.flush()
        given = self._metadata_of_version(main, self._known.current_version(main))
        if document.id == main.id:
            raise NotMergeable("same")
        if document.state != ACTIVE or main.state != ACTIVE:
            raise NotMergeable("state")
        if document.access != main.access:
            raise NotMergeable("access")
        if ANNEX in clerk_values.values_of(self.connection, document_id):
            raise NotMergeable("annex")
        if given.annex or not given.canonical_key:
            raise NotMergeable("main")
        if annexes_of(self.connection, document_id):
            raise NotMergeable("annexes")
        self._record(document_id, ANNEX_MARK, ANNEXED, who, note, main_id)
        self.set_clerk_values(document_id, {ANNEX: annex_value(main_id, name, given)})

    def take_back_annex(self, document_id: str, who: str, note: str) -> None:
        """Let a document be one by itself again, with what was read and given for it.

        :raises NotMergeable: it is no annex by a clerk's word.
        """
        if ANNEX not in clerk_values.values_of(self.connection, self._known.document(document_id).id):
            raise NotMergeable("no_annex")
        self._record(document_id, ANNEX_MARK, UNDONE, who, note)
        self.set_clerk_values(document_id, {ANNEX: None})

    def _follow_main(self, main_id: str) -> None:
        """Write the head of a main text, which may have changed, into the documents that clerks made annexes of it."""
        annexes = annexes_of(self.connection, main_id)
        if not annexes:
            return
        self.flush()
        main = self._known.document(main_id)
        head = self._metadata_of_version(main, self._known.current_version(main))
        for annex_id, name in annexes.items():
            annex = self._known.document(annex_id)
            clerk_values.store_values(self.connection, annex_id, {ANNEX: annex_value(main_id, name, head)})
            self._log_change("publish", annex)
            self._update_document(annex, **self._columns_of_version(annex, self._known.current_version(annex)))

    def _annexes_alike(self, main_id: str) -> list[str]:
        """The annexes of a main text that bear its label: one that a clerk gave another keeps that."""
        annexes = annexes_of(self.connection, main_id)
        query = select(_document.id, _document.access).where(_document.id.in_([main_id, *annexes]))
        labels = {row.id: row.access for row in self.connection.execute(query)}
        return [annex for annex in annexes if labels[annex] == labels[main_id]]

    def _record(self, document_id: str, mark: str, decision: str, who: str, note: str, value: str = "") -> None:
        row = {
            "document_id": document_id, "fingerprint": mark, "decision": decision, "who": who, "at": now(),
            "since": "", "note": note, "value": value,
        }  # fmt: skip
        self.connection.execute(insert(reviews).values(**row))


def forget_keeper(connection: Connection, document_id: str) -> None:
    """Let no document be merged into one that is purged: it stays withdrawn until a clerk restores it."""
    connection.execute(update(tables.documents).where(_document.merged_into == document_id).values(merged_into=None))
    connection.execute(delete(reviews).where(reviews.c.value == document_id))


def forget_main(connection: Connection, document_id: str) -> None:
    """Let the annexes of a document that is purged be documents by themselves: nothing of its head stays with them."""
    version = tables.versions.c
    for annex in annexes_of(connection, document_id):
        clerk_values.store_values(connection, annex, {ANNEX: None})
        query = select(version.metadata).join(tables.documents, _document.version_id == version.id)
        read = metadata_from_json(connection.execute(query.where(_document.id == annex)).scalar_one())
        columns = document_columns(clerk_values.of_document(connection, annex, read))
        connection.execute(update(tables.documents).where(_document.id == annex).values(**columns))
