"""Relations are read by their indexes, and not at all where no document at hand says anything of another."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

from sqlalchemy import event

from index.library.library import Library
from ingest.document import read_document
from ingest.records import Document, Metadata
from tests.support.checkout import ROOT
from tests.support.library_samples import DIMENSION, SmallEncoder, make_document

DAY = date(2026, 1, 1)


@contextmanager
def statements(library: Library) -> Iterator[list[tuple[str, object]]]:
    """The statements that the block runs, with what they are given."""
    seen: list[tuple[str, object]] = []

    def note(
        _connection: object, _cursor: object, statement: str, given: object, _context: object, _many: bool
    ) -> None:
        seen.append((statement, given))

    event.listen(library.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(library.engine, "before_cursor_execute", note)


def _publish(library: Library, document: Document) -> str:
    encoder = SmallEncoder()
    library.use_model(encoder.name, DIMENSION)
    vectors = encoder.embed_passages([one.text for one in document.passages])
    return library.publish(document, vectors).document_id


def _sample(name: str) -> Document:
    return read_document(next((ROOT / "corpus/documents").glob(f"{name}*")))


def test_documents_that_say_nothing_of_others_cost_one_statement_once(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        silent = [_publish(library, make_document("Trồng cây.", number=number)) for number in range(1, 5)]
        with statements(library) as first:
            assert library.relations.ended_among(silent, DAY) == {}
        assert len([one for one, _ in first if one.startswith("SELECT")]) == 1
        with statements(library) as again:
            assert library.relations.ended_among(silent[:3], DAY) == {}
        assert again == []


def test_a_document_ended_by_another_of_them_is_told_with_that_one(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        old, other = _publish(library, _sample("S02")), _publish(library, make_document("Trồng cây.", number=1))
        assert library.relations.ended_among([old, other], DAY) == {}
        new = _publish(library, _sample("S04"))
        assert library.relations.ended_among([old, other, new], DAY) == {old: new}
        assert library.relations.ended_among([old, other], DAY) == {}, "what ended it is none of these"
        assert library.relations.ended_among([old, new], date(2019, 1, 1)) == {}, "it held on that day"
        library.withdraw(new, "rút")
        assert library.relations.ended_among([old, other, new], DAY) == {}


def test_no_statement_of_a_status_looks_at_every_document_or_relation(tmp_path: Path) -> None:
    law = Metadata(number="15/2023/QH15", canonical_key="15|2023|L|QH", type="L", subject="Khám bệnh, chữa bệnh")
    with Library.open(tmp_path) as library:
        ids = [_publish(library, _sample(name)) for name in ("S02", "S03", "S04")]
        ids.append(_publish(library, replace(make_document("Khám bệnh."), metadata=law)))
        with statements(library) as seen:
            assert library.visible_to(("cong_khai",)).relations.statuses(ids, DAY)[ids[0]].code == "expired"
        asked = [(one, given) for one, given in seen if "relations" in one]
        assert asked
        with library.engine.connect() as connection:
            for statement, given in asked:
                plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", given).all()  # type: ignore[arg-type]
                looked_through = [row[3] for row in plan if row[3].startswith(("SCAN documents", "SCAN relations"))]
                assert not looked_through, looked_through
