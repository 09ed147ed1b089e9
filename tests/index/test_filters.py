"""Conditions on documents: given under any name, read from a question's words, shown, and taken away again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from index.derived.sync import Indexes
from index.embedding import encoders
from index.embedding.encoders import passage_text
from index.library.library import Library
from index.library.records import PublishRequest
from index.query.filters import NOT_OVER, resolve_names, territory_ids
from index.records import Condition, Filters
from index.search import Searcher
from ingest.grammar import territory
from ingest.records import Citation, Document, Metadata, Passage
from ingest.text.normalize import fold

TODAY = date(2025, 12, 31)
PLACES = (
    ("a", "UBND tỉnh Gia Lai", "KH", date(2023, 3, 9), 2023),
    ("b", "UBND tỉnh Gia Lai", "KH", date(2025, 8, 25), 2025),
    ("c", "UBND tỉnh Bình Định", "KH", date(2025, 2, 10), 2025),
    ("d", "HĐND tỉnh Gia Lai", "NQ", date(2025, 12, 10), None),
    ("e", "Chính phủ", "NĐ", date(2015, 9, 7), None),
    ("f", "UBND tỉnh Kon Tum", "KH", date(2024, 1, 5), 2024),
)
TEXT = "Cơ quan được giao chủ trì tuyên truyền biển đảo, phối hợp với các sở, ban, ngành và địa phương."


def _document(name: str, issuer: str, kind: str, issued: date, year: int | None) -> Document:
    metadata = Metadata(
        number=f"{ord(name)}/{kind}-UBND",
        canonical_key=f"{ord(name)}|{issued.year}|{kind}|{name.upper()}",
        type=kind,
        issuer=issuer,
        issued_date=issued,
        period_from=date(year, 1, 1) if year else None,
        period_to=date(year, 12, 31) if year else None,
    )
    passage = Passage(0, f"{TEXT} Văn bản thứ {name}.", Citation("", (), "đoạn 1", "đoạn 1"))
    return Document(name.ljust(64, "0"), f"{name}.txt", "text", "text", metadata, (), (passage,))


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    home = tmp_path_factory.mktemp("conditions")
    encoder = encoders.load()
    with Library.open(home) as library:
        library.use_model(encoder.name, encoder.dimension)
        for one in PLACES:
            document = _document(*one)
            vectors = encoder.embed_passages([passage_text(passage) for passage in document.passages])
            library.publish_many([PublishRequest(document, vectors)])
        indexes = Indexes.open(home, library)
        yield Searcher(indexes.snapshot(), library, encoder)


def found(searcher: Searcher, question: str, filters: Filters | None = None) -> set[str]:
    return {hit.document.file_name[0] for hit in searcher.search(question, filters).hits}


@pytest.mark.parametrize(
    ("name", "ids"),
    [
        ("gia_lai_cu", ("gia_lai_cu",)),
        ("tỉnh Gia Lai (trước 01/7/2025)", ("gia_lai_cu",)),
        ("Gia Lai cũ", ("gia_lai_cu",)),
        ("gia lai moi", ("gia_lai_moi",)),
        ("Gia Lai", ("gia_lai_moi", "gia_lai_cu", "binh_dinh_cu")),
        ("Bình Định", ("binh_dinh_cu",)),
        ("Lạng Sơn", ("lang_son",)),
        ("Atlantis", ()),
    ],
)
def test_a_territory_by_any_name(name: str, ids: tuple[str, ...]) -> None:
    assert territory_ids(name) == ids


@pytest.mark.parametrize(
    ("filters", "documents"),
    [
        (Filters(types=("Nghị quyết",)), {"d"}),
        (Filters(types=("nghi quyet", "NĐ")), {"d", "e"}),
        (Filters(issuers=("Ủy ban nhân dân tỉnh Bình Định",)), {"c"}),
        (Filters(issuers=("HDND tinh",)), {"d"}),
        (Filters(issuers=("UBND",)), {"a", "b", "c", "f"}),
        (Filters(issuers=("Bộ Y tế",)), set()),
        (Filters(territories=("Gia Lai cũ",)), {"a"}),
        (Filters(territories=("Gia Lai",)), {"a", "b", "c", "d"}),
        (Filters(period=2025), {"b", "c", "d", "e"}),
        (Filters(year=2025), {"b", "c", "d"}),
        (Filters(validity=("period_over",), as_of=TODAY), {"a", "f"}),
        (Filters(validity=NOT_OVER, as_of=TODAY), {"b", "c", "d", "e"}),
        (Filters(validity=("expired",)), set()),
    ],
)
def test_given_conditions_always_hold(searcher: Searcher, filters: Filters, documents: set[str]) -> None:
    assert found(searcher, "tuyên truyền biển đảo", filters) == documents
    assert searcher.search("tuyên truyền biển đảo", filters).understood.read == ()


@pytest.mark.parametrize(
    ("question", "read", "documents"),
    [
        ("kế hoạch của UBND tỉnh Bình Định tuyên truyền biển đảo", {"issuers", "territory"}, {"c"}),
        ("ke hoach cua ubnd tinh binh dinh tuyen truyen bien dao", {"issuers", "territory"}, {"c"}),
        ("tuyên truyền biển đảo của tỉnh Gia Lai cũ", {"territory"}, {"a", "e"}),
        ("tuyên truyền biển đảo năm 2025", {"period"}, {"b", "c", "d", "e"}),
        ("nghị quyết của HĐND tỉnh về tuyên truyền biển đảo", {"issuers"}, {"d"}),
        ("các văn bản còn hiệu lực về tuyên truyền biển đảo", {"validity"}, None),
        ("tuyên truyền biển đảo còn hiệu lực không?", set(), None),
        ("tuyên truyền biển đảo như Bình Định đã làm", set(), {"a", "b", "c", "d", "e", "f"}),
        ("kế hoạch của UBND tỉnh Lạng Sơn tuyên truyền biển đảo", set(), {"a", "b", "c", "d", "e", "f"}),
    ],
)
def test_conditions_are_read_from_the_words(
    searcher: Searcher, question: str, read: set[Condition], documents: set[str] | None
) -> None:
    result = searcher.search(question)
    assert set(result.understood.read) == read
    if documents is not None:
        assert {hit.document.file_name[0] for hit in result.hits} == documents


@pytest.mark.parametrize("kind", ["territory", "issuers", "period"])
def test_what_was_read_can_be_taken_away(searcher: Searcher, kind: Condition) -> None:
    question = "kế hoạch của UBND tỉnh Bình Định tuyên truyền biển đảo năm 2025"
    assert set(searcher.search(question).understood.read) == {"territory", "issuers", "period"}
    rest = searcher.search(question, Filters(ignore=(kind,))).understood
    assert set(rest.read) == {"territory", "issuers", "period"} - {kind}
    assert searcher.search(question, Filters(literal=True)).understood.read == ()
    assert found(searcher, question, Filters(literal=True)) == set("abcdef")


def test_a_condition_that_takes_the_answer_away_is_let_go(searcher: Searcher) -> None:
    """Only the nghị định speaks of this; the province in the question is no place of issue then."""
    result = searcher.search("Văn bản thứ e của Chính phủ nói gì về tỉnh Kon Tum?")
    assert result.hits[0].document.file_name == "e.txt"


def test_given_names_are_made_exact_and_unknown_ones_stay(searcher: Searcher) -> None:
    columns = searcher.candidate_ranker.snapshot.columns
    given = resolve_names(Filters(types=("quyết định", "XX"), issuers=("ubnd tinh gia lai",)), columns)
    assert given.types == ("QĐ", "XX")
    assert given.issuers == ("UBND tỉnh Gia Lai",)
    assert resolve_names(replace(given, issuers=None), columns).issuers is None


def test_one_pattern_finds_the_names_of_all_provinces() -> None:
    names = [name for unit in territory.units().values() if unit.level == "tinh" for name in (unit.name, *unit.aliases)]
    assert len(names) > 60
    for name in names:
        text = fold(f"quy định của tỉnh {name} về phí")
        assert territory.any_province_pattern().search(text), name
    assert territory.any_province_pattern().search(fold("gia hạn hợp đồng, số hà mã ở bình nước lạnh")) is None
