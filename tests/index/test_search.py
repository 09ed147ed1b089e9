"""The query path over a real library: order, conditions, grouping, explanation."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from index.derived.sync import Indexes
from index.embedding import encoders
from index.embedding.encoders import passage_text
from index.library.library import Library, ListRequest
from index.library.passage_cache import MAX_CACHED, MOST_WHOLE, PassageCache
from index.library.records import PublishRequest
from index.records import Filters
from index.search import Searcher
from ingest.records import Citation, Document, Metadata, Passage, Step

PLAN = [
    "Sở Ngoại vụ chủ trì, phối hợp với Sở Thông tin và Truyền thông tổ chức thực hiện công tác thông tin đối ngoại.",
    "Kinh phí thực hiện được bố trí trong dự toán ngân sách nhà nước hằng năm.",
    "Các sở, ban, ngành báo cáo kết quả về Ủy ban nhân dân tỉnh trước ngày 15 tháng 12.",
    "Quảng bá hình ảnh của tỉnh tới bạn bè các nước láng giềng.",
]
RULES = [
    "Người nộp hồ sơ được trả kết quả trong 05 ngày làm việc.",
    "Chủ tịch Ủy ban nhân dân xã chịu trách nhiệm thi hành quyết định này.",
]


def _document(name: str, texts: list[str], metadata: Metadata, parent: int | None = None) -> Document:
    passages = tuple(
        Passage(
            i,
            text,
            Citation("", (Step("roman", "II"), Step("n1", str(i + 1))), f"mục II.{i + 1}", f"điểm {i + 1} mục II"),
            headings=("Tổ chức thực hiện",),
            parent=i if parent is None else parent,
        )
        for i, text in enumerate(texts)
    )
    return Document(name.ljust(64, "0"), f"{name}.txt", "text", "text", metadata, (), passages)


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    home = tmp_path_factory.mktemp("home")
    encoder = encoders.load()
    plan = _document(
        "a",
        PLAN,
        Metadata(number="516/KH-UBND", canonical_key="516|2023|KH|UBND", type="KH", issuer="UBND tỉnh Gia Lai"),
    )
    rules = _document("b", RULES, Metadata(number="12/2020/QĐ-UBND", canonical_key="12|2020|QD|UBND", type="QĐ"))
    inside = _document("c", ["Thông tin đối ngoại nội bộ."], Metadata(type="CV"))
    with Library.open(home) as library:
        library.use_model(encoder.name, encoder.dimension)
        for document, access in ((plan, "cong_khai"), (rules, "cong_khai"), (inside, "noi_bo")):
            vectors = encoder.embed_passages([passage_text(p) for p in document.passages])
            library.publish_many([PublishRequest(document, vectors, access=access)])
        indexes = Indexes.open(home, library)
        yield Searcher(indexes.snapshot(), library, encoder)


@pytest.mark.parametrize(
    ("question", "begins"),
    [
        ("Sở nào chủ trì thông tin đối ngoại?", "Sở Ngoại vụ chủ trì"),
        ("so nao chu tri thong tin doi ngoai", "Sở Ngoại vụ chủ trì"),
        ("báo cáo UBND tỉnh trước ngày nào", "Các sở, ban, ngành báo cáo"),
        ("kinh phí lấy từ đâu", "Kinh phí thực hiện"),
    ],
)
def test_the_answering_passage_comes_first(searcher: Searcher, question: str, begins: str) -> None:
    result = searcher.search(question)
    assert result.hits[0].passage.text.startswith(begins)
    assert 0 <= result.confidence <= 1
    assert [hit.score for hit in result.hits] == sorted((hit.score for hit in result.hits), reverse=True)


def test_conditions_and_access(searcher: Searcher) -> None:
    assert {hit.document.metadata.type for hit in searcher.search("thông tin đối ngoại").hits} <= {"KH", "QĐ"}
    inside = searcher.search("thông tin đối ngoại", Filters(access=("noi_bo",)))
    assert [hit.document.metadata.type for hit in inside.hits] == ["CV"]
    only = searcher.search("Ủy ban nhân dân", Filters(types=("QĐ",)))
    assert {hit.document.metadata.type for hit in only.hits} == {"QĐ"}


def test_a_number_is_a_key(searcher: Searcher) -> None:
    result = searcher.search("Quyết định 12/2020/QĐ-UBND: ai chịu trách nhiệm?")
    assert {hit.document.metadata.number for hit in result.hits} == {"12/2020/QĐ-UBND"}
    assert result.understood.numbers == ("12/2020/QĐ-UBND",)
    assert {hit.document.metadata.number for hit in searcher.search("ke hoach 516 bao cao").hits} == {"516/KH-UBND"}


def test_a_place_in_a_named_document_comes_first(searcher: Searcher) -> None:
    result = searcher.search("mục II.4 kế hoạch 516/KH-UBND nói gì")
    assert result.hits[0].passage.citation.label == "mục II.4"


def test_a_place_in_a_law_that_is_not_held_is_no_place_here(searcher: Searcher) -> None:
    here = searcher.search("báo cáo kết quả về Ủy ban nhân dân tỉnh, mục II.4 nói gì")
    assert here.hits[0].passage.citation.label == "mục II.4"
    elsewhere = searcher.search("báo cáo kết quả về Ủy ban nhân dân tỉnh, mục II.4 Luật Báo chí nói gì")
    assert elsewhere.hits[0].passage.citation.label != "mục II.4"


def test_an_unknown_number_does_not_empty_the_result(searcher: Searcher) -> None:
    result = searcher.search("kế hoạch 999/KH-UBND về thông tin đối ngoại")
    assert result.hits
    assert result.understood.document_ids == ()


@pytest.mark.parametrize(
    ("question", "numbers"),
    [
        ("theo Quyết định 12/2020/QĐ-UBND thì kế hoạch 516 do ai chủ trì", {"516/KH-UBND", "12/2020/QĐ-UBND"}),
        ("theo Quyết định 12/2020/QĐ-UBND thì trả kết quả trong mấy ngày", {"12/2020/QĐ-UBND"}),
        ("kế hoạch thực hiện Quyết định 12/2020/QĐ-UBND: thông tin đối ngoại do ai chủ trì", {"516/KH-UBND"}),
    ],
)
def test_a_number_that_is_only_cited_is_no_condition(searcher: Searcher, question: str, numbers: set[str]) -> None:
    hits = searcher.search(question).hits
    assert hits[0].document.metadata.number in numbers
    assert searcher.search(question).hits == hits


def test_a_fact_that_does_not_stand_at_the_place_leaves_doubt(searcher: Searcher) -> None:
    there = searcher.search("mục II.2 kế hoạch 516/KH-UBND kinh phí thực hiện bố trí trong dự toán ngân sách nào")
    elsewhere = searcher.search("mục II.2 kế hoạch 516/KH-UBND quảng bá hình ảnh tới bạn bè láng giềng ra sao")
    assert there.confidence > 0.9 > 0.5 > elsewhere.confidence


def test_slips_of_the_keyboard_find_the_same(searcher: Searcher) -> None:
    result = searcher.search("kinh phís thuwcj hieenj")
    assert result.hits[0].passage.text.startswith("Kinh phí thực hiện")
    assert ("thuwcj", "thực") in result.understood.corrections


def test_explanation_names_terms_legs_and_features(searcher: Searcher) -> None:
    hit = searcher.search("kinh phí thực hiện", explain=True).hits[0]
    assert "kinh phí" in hit.matched
    assert set(hit.legs) == {"lexical", "dense"}
    assert "coverage" in hit.features
    assert hit.reasons
    assert set(hit.reasons) <= set(hit.features)


def test_the_relevant_hits_are_counted_to_where_relevance_drops(searcher: Searcher) -> None:
    result = searcher.search("Sở Ngoại vụ chủ trì tổ chức thực hiện công tác thông tin đối ngoại")
    assert 1 <= result.relevant < len(result.hits)


def test_limit_empty_and_overlong_questions(searcher: Searcher) -> None:
    assert len(searcher.search("thông tin đối ngoại của tỉnh", limit=2).hits) == 2
    assert searcher.search("").hits == ()
    assert searcher.search("?!").hits == ()
    assert searcher.search("thông tin đối ngoại " * 1000).hits


def test_an_empty_library_answers_nothing(tmp_path: Path) -> None:
    encoder = encoders.load()
    with Library.open(tmp_path) as library:
        library.use_model(encoder.name, encoder.dimension)
        snapshot = Indexes.open(tmp_path, library).snapshot()
        assert Searcher(snapshot, library, encoder).search("kinh phí").hits == ()


def test_a_cross_encoder_reads_the_first_hits_again(searcher: Searcher, tmp_path: Path) -> None:
    """A model made here, with random weights: the path is what is proven, not its judgement."""
    pytest.importorskip("sentence_transformers", reason="the small installation runs no models of other people")
    from sentence_transformers import CrossEncoder
    from transformers import BertConfig, BertForSequenceClassification
    from transformers.models.bert import tokenization_bert

    from index.ranking.cross_encoder import Reranker

    words = sorted({word for text in (*PLAN, *RULES) for word in text.lower().split()})
    (tmp_path / "vocab.txt").write_text("\n".join(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *words]))
    tokenization_bert.BertTokenizerFast(str(tmp_path / "vocab.txt")).save_pretrained(tmp_path)
    size: dict[str, Any] = {
        "num_labels": 1,
        "hidden_size": 16,
        "num_hidden_layers": 1,
        "num_attention_heads": 2,
        "intermediate_size": 32,
    }
    config = BertConfig(vocab_size=len(words) + 5, **size)
    BertForSequenceClassification(config).save_pretrained(tmp_path)
    reranker = Reranker.load(str(tmp_path))
    texts = [hit.passage.text for hit in searcher.search("thông tin đối ngoại").hits]
    direct = CrossEncoder(str(tmp_path), device="cpu").predict([("thông tin đối ngoại", text) for text in texts])
    assert reranker.scores("thông tin đối ngoại", texts).argmax() == direct.argmax()
    ranker = searcher.candidate_ranker
    again = Searcher(ranker.snapshot, searcher._library, ranker.encoder, reranker=reranker)
    assert {hit.passage.id for hit in again.search("thông tin đối ngoại").hits} == {
        hit.passage.id for hit in searcher.search("thông tin đối ngoại").hits
    }


def test_what_is_withdrawn_or_relabelled_stops_answering_before_the_indexes_follow(tmp_path: Path) -> None:
    encoder = encoders.load()
    with Library.open(tmp_path) as library:
        library.use_model(encoder.name, encoder.dimension)
        ids = []
        for name, texts in (("a", PLAN), ("b", RULES), ("c", ["Kinh phí do ngân sách tỉnh bảo đảm."])):
            document = _document(name, texts, Metadata())
            vectors = encoder.embed_passages([passage_text(p) for p in document.passages])
            ids.append(library.publish_many([PublishRequest(document, vectors)])[0].document_id)
        searcher = Searcher(Indexes.open(tmp_path, library).snapshot(), library, encoder)

        def found() -> set[str]:
            return {hit.document.id for hit in searcher.search("kinh phí, hồ sơ của tỉnh và quyết định").hits}

        assert found() == set(ids)
        library.withdraw(ids[0], "thử")
        assert found() == set(ids[1:])
        library.set_access(ids[1], "noi_bo")
        assert found() == {ids[2]}
        library.restore(ids[0])
        assert found() == {ids[0], ids[2]}


def test_what_was_a_hit_is_kept_until_another_process_changes_the_library(tmp_path: Path) -> None:
    encoder = encoders.load()
    with Library.open(tmp_path) as library, Library.open(tmp_path) as other:
        library.use_model(encoder.name, encoder.dimension)
        document = _document("a", PLAN, Metadata())
        vectors = encoder.embed_passages([passage_text(p) for p in document.passages])
        published = library.publish_many([PublishRequest(document, vectors)])[0]
        ids = [row.passage_id for rows in library.index_rows() for row in rows]
        first, again = library.answering_passages(ids), library.answering_passages(ids)
        assert list(first) == ids
        version = first[ids[0]][0].version_id
        whole = library.version_passages(version)
        assert library.version_passages(version) is whole, "read anew although nothing changed"
        assert all(first[one][0] is again[one][0] for one in ids), "read anew although nothing changed"
        assert not library.visible_to(("noi_bo",)).answering_passages(ids), "what is kept is for those who may see it"
        assert library.visible_to(("cong_khai",)).answering_passages(ids)[ids[0]][0] is first[ids[0]][0]
        day = date(2026, 1, 1)
        assert set(library.relations.statuses([published.document_id], day)) == {published.document_id}
        other.reviews.record_status(published.document_id, "expired", "văn thư")
        told = library.relations.status(published.document_id, day)
        assert told is not None
        assert told.code == "expired"
        other.withdraw(published.document_id, "thử")
        assert not library.answering_passages(ids)
        assert library.version_passages(version) == whole
        assert library.version_passages(version) is not whole
        other.restore(published.document_id)
        assert list(library.answering_passages(ids)) == ids


def test_documents_of_a_number_are_kept_until_another_process_changes_the_library(tmp_path: Path) -> None:
    encoder = encoders.load()
    with Library.open(tmp_path) as whole, Library.open(tmp_path) as other:
        whole.use_model(encoder.name, encoder.dimension)
        library = whole.visible_to(("cong_khai",))
        assert library.visible_to(("cong_khai",)) is library, "what one part of an answer read is known to the next"
        assert library.find_by_key("7|||") == ()
        document = _document("a", PLAN, Metadata(number="7/KH-UBND", canonical_key="7||KH|UBND", type="KH"))
        vectors = encoder.embed_passages([passage_text(p) for p in document.passages])
        other.use_model(encoder.name, encoder.dimension)
        published = other.publish(document, vectors)
        (found,) = library.find_by_key("7|||")
        assert found.id == published.document_id
        assert library.find_by_key("7|||")[0] is found, "read anew although nothing changed"
        other.set_access(published.document_id, "noi_bo")
        assert library.find_by_key("7|||") == ()
        assert whole.visible_to(("noi_bo",)).find_by_key("7|||")[0].id == published.document_id
        other.set_access(published.document_id, "cong_khai")
        other.set_clerk_values(published.document_id, {"number": "8/KH-UBND"})
        assert library.find_by_key("7|||") == ()
        assert [one.metadata.number for one in library.find_by_key("8|||")] == ["8/KH-UBND"]


def test_no_more_hits_are_kept_than_said() -> None:
    kept = PassageCache()
    held = kept.passages_at(5)
    held.update(dict.fromkeys(range(MAX_CACHED + 1)))
    assert kept.passages_at(5) == {}
    kept.passages_at(5)[1] = None
    assert kept.passages_at(5) == {1: None}
    assert kept.passages_at(6) == {}


def test_no_more_passages_of_whole_versions_are_kept_than_said(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        encoder = encoders.load()
        library.use_model(encoder.name, encoder.dimension)
        document = _document("a", PLAN, Metadata())
        library.publish_many([PublishRequest(document, encoder.embed_passages([p.text for p in document.passages]))])
        one = library.version_passages(library.documents(ListRequest(limit=1)).documents[0].version_id)[:1]
    kept = PassageCache()
    kept.keep_version(5, 1, one * (MOST_WHOLE // 2))
    kept.keep_version(5, 2, one * (MOST_WHOLE // 2))
    assert (kept.version_at(5, 1), kept.version_at(5, 2)) == (one * (MOST_WHOLE // 2), one * (MOST_WHOLE // 2))
    kept.keep_version(5, 3, one)
    assert kept.version_at(5, 1) is None
    assert kept.version_at(5, 2) is not None
    kept.keep_version(5, 4, one * (MOST_WHOLE + 1))
    assert kept.version_at(5, 4) is None
    assert kept.version_at(5, 3) == one
    assert kept.version_at(6, 3) is None
