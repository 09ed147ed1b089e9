"""A clerk's values of a head stay when the file is read again, when it changes, and when an older version answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from index.library.library import Library
from index.library.records import PublishRequest, SourceFile
from index.store.clerk_values import UnusableValue, checked_value, with_clerk_values
from ingest.document import understand
from ingest.reading import Line, Reading
from ingest.records import Document, Metadata
from tests.support.library_samples import SmallEncoder

LINES = ("SỞ Y TẾ", "Số:        /KH-SYT", "KẾ HOẠCH", "Trồng cây năm 2024", "1. Các xã trồng cây ven đường.")


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path) as opened:
        opened.use_model(SmallEncoder.name, SmallEncoder.dimension)
        yield opened


def _document(*more: str, sha256: str = "a") -> Document:
    lines = tuple(Line(text, whole=True) for text in (*LINES, *more))
    return understand(Path("ke-hoach.txt"), Reading("text", "text", lines), sha256=sha256 * 64)


def _publish(library: Library, document: Document, *, reread: bool = False) -> str:
    vectors = SmallEncoder().embed_passages([passage.text for passage in document.passages])
    request = PublishRequest(document, vectors, SourceFile("ke-hoach.txt"), reread=reread)
    return library.publish_many([request])[0].document_id


def _head(library: Library, document_id: str) -> tuple[str | None, date | None, str | None]:
    document = library.document(document_id)
    assert document is not None
    return document.metadata.number, document.metadata.issued_date, document.metadata.sources.get("number")


GIVEN = ("9118/KH-SYT", date(2024, 2, 5), "clerk")


def test_values_are_kept_when_the_file_is_read_again_or_changes(library: Library) -> None:
    document_id = _publish(library, _document())
    assert _head(library, document_id)[:2] == (None, None)
    before = library.change
    library.set_clerk_values(document_id, {"number": "9118/KH-SYT"})
    library.set_clerk_values(document_id, {"issued_date": "2024-02-05"})
    assert library.change > before
    assert _head(library, document_id) == GIVEN
    assert _publish(library, _document(), reread=True) == document_id
    assert _head(library, document_id) == GIVEN
    assert _publish(library, _document("2. Các xã báo cáo.", sha256="b")) == document_id
    assert _head(library, document_id) == GIVEN
    found = library.document(document_id, 1)
    assert found is not None
    library.choose_version(document_id, found.version_id)
    assert _head(library, document_id) == GIVEN


def test_a_number_of_the_clerk_is_found_by_its_key(library: Library) -> None:
    document_id = _publish(library, _document())
    library.set_clerk_values(document_id, {"number": "9118/KH-SYT"})
    document = library.document(document_id)
    assert document is not None
    assert (document.metadata.canonical_key, document.metadata.is_draft) == ("9118||KH|SYT", False)


def test_what_no_clerk_gave_stays_as_it_was_read() -> None:
    read = Metadata(number="1/KH-SYT", issuer="Sở Y tế", sources={"number": "ocr"})
    assert with_clerk_values(read, {}) is read
    given = with_clerk_values(read, {"issuer": "Sở Nội vụ"})
    assert given == replace(read, issuer="Sở Nội vụ", sources={"number": "ocr", "issuer": "clerk"})


@pytest.mark.parametrize(("field", "wrong"), [("number", "12"), ("number", "12/KH-SYT và 13/KH-SYT"), ("issuer", "--")])
def test_values_that_cannot_be_are_refused(field: str, wrong: str) -> None:
    with pytest.raises(UnusableValue):
        checked_value(field, wrong)  # type: ignore[arg-type]
