"""Statuses on a day, provisions as amended, and the territory of documents."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.library.library import Library
from index.validity.notices import provision_notice, status_notice
from index.validity.provision_changes import provision_changes
from index.validity.records import Confirmation, EffectEdge, ValidityDates
from index.validity.status import validity_dates, validity_status
from ingest.document import read_document
from ingest.grammar.former_names import former_names
from ingest.grammar.territory import provinces_in, related_units, territory_of, unit_label, with_territory
from ingest.records import Metadata, Step, Term
from tests.support.checkout import ROOT
from tests.support.library_samples import DIMENSION, SmallEncoder

RULES = ValidityDates("qppl", "QĐ", "UBND tỉnh Gia Lai", date(2017, 3, 21), date(2017, 4, 1))
PLAN = ValidityDates(
    "hanh_chinh", "KH", "UBND tỉnh Gia Lai", date(2024, 1, 15), date(2024, 1, 15), period_to=date(2024, 12, 31)
)
REPLACED = EffectEdge("replaces", "Quyết định số 922/2025/QĐ-UBND ngày 20/10/2025", effective=date(2025, 11, 1))
ARTICLE_5_2 = (Step("dieu", "5"), Step("khoan", "2"))
AMENDED = EffectEdge("amends", "Quyết định số 915", effective=date(2020, 9, 1), component="Quy chế", path=ARTICLE_5_2)


@pytest.mark.parametrize(
    ("dates", "edges", "day", "code"),
    [
        (RULES, [], date(2017, 3, 25), "future"),
        (RULES, [], date(2018, 1, 1), "in_force"),
        (RULES, [AMENDED], date(2020, 8, 31), "in_force"),
        (RULES, [AMENDED], date(2020, 9, 1), "partly"),
        (RULES, [AMENDED, REPLACED], date(2025, 10, 31), "partly"),
        (RULES, [AMENDED, REPLACED], date(2025, 11, 1), "expired"),
        (RULES, [EffectEdge("replaces", "X", effective=date(2020, 1, 1), accepted=False)], date(2021, 1, 1),
        "in_force"),
        (RULES, [EffectEdge("repeals", "X")], date(2021, 1, 1), "unknown"),
        (RULES, [EffectEdge("repeals_part", "X", effective=date(2020, 1, 1))], date(2021, 1, 1), "partly"),
        (RULES, [EffectEdge("suspends", "X", effective=date(2020, 1, 1), until=date(2020, 6, 30))], date(2020, 6, 30), "suspended"),  # noqa: E501
        (RULES, [EffectEdge("suspends", "X", effective=date(2020, 1, 1), until=date(2020, 6, 30))], date(2020, 7, 1), "in_force"),  # noqa: E501
        (PLAN, [], date(2024, 6, 1), "unknown"),
        (PLAN, [], date(2025, 1, 1), "period_over"),
        (PLAN, [EffectEdge("extends", "X", effective=date(2024, 12, 1), until=date(2025, 12, 31))], date(2025, 6, 1), "unknown"),  # noqa: E501
        (ValidityDates("hanh_chinh", "QĐ", issued=date(2024, 1, 1), period_to=date(2024, 12, 31)), [], date(2026, 1, 1), "unknown"),  # noqa: E501
        (ValidityDates("qppl", "QĐ", "UBND tỉnh Gia Lai", date(2001, 6, 6), date(2001, 6, 6)), [], date(2026, 1, 1),
        "unknown"),
        (ValidityDates("qppl", "NQ", effective=date(2026, 1, 1), last_day=date(2030, 12, 31)), [], date(2031, 1, 1),
        "expired"),
        (ValidityDates(), [], date(2026, 1, 1), "unknown"),
    ],
)  # fmt: skip
def test_status(dates: ValidityDates, edges: list[EffectEdge], day: date, code: str) -> None:
    assert validity_status(dates, edges, day).code == code


@given(st.dates(date(2010, 1, 1), date(2035, 1, 1)), st.dates(date(2010, 1, 1), date(2035, 1, 1)))
def test_an_ended_document_never_comes_back(one: date, other: date) -> None:
    earlier, later = sorted((one, other))
    if validity_status(RULES, [AMENDED, REPLACED], earlier).code == "expired":
        assert validity_status(RULES, [AMENDED, REPLACED], later).code == "expired"


def test_a_clerk_overrides_and_is_named() -> None:
    said = Confirmation("expired", date(2023, 1, 1), "Văn thư A", "2026-01-01T00:00:00+00:00")
    assert validity_status(RULES, [], date(2022, 12, 31), [said]).code == "in_force"
    found = validity_status(RULES, [], date(2023, 1, 1), [said])
    assert (found.code, found.confirmed_by) == ("expired", "Văn thư A")


def test_fixed_sentences() -> None:
    assert status_notice(validity_status(RULES, [REPLACED], date(2026, 1, 1))) == (
        "Lưu ý: văn bản đã hết hiệu lực từ ngày 01/11/2025, được thay thế bởi Quyết định số 922/2025/QĐ-UBND "
        "ngày 20/10/2025."
    )
    assert (
        status_notice(validity_status(PLAN, [], date(2026, 1, 1)))
        == "Kế hoạch này áp dụng cho năm 2024; đã hết thời gian thực hiện."
    )
    assert status_notice(validity_status(ValidityDates(), [], date(2026, 2, 3))) == (
        "Chưa xác định tình trạng hiệu lực (theo các văn bản hiện có trong kho, kiểm tra ngày 03/02/2026)."
    )
    assert status_notice(validity_status(RULES, [], date(2018, 1, 1))) is None


def test_provisions_know_what_changed_them() -> None:
    point = (Step("chuong", "II"), *ARTICLE_5_2, Step("diem", "a"))
    inside = provision_changes([AMENDED], "Quy chế", point, date(2023, 6, 1))
    assert [change.inside for change in inside] == [True]
    assert provision_notice(inside[0]).startswith("Lưu ý: nội dung này đã được sửa đổi, bổ sung bởi")
    assert [change.inside for change in provision_changes([AMENDED], "Quy chế", ARTICLE_5_2[:1], date(2023, 6, 1))] == [
        False
    ]
    assert provision_changes([AMENDED], "Quy chế", point, date(2020, 1, 1)) == ()
    assert provision_changes([AMENDED], "Quy chế", (Step("dieu", "15"),), date(2023, 6, 1)) == ()


# -- in the library ---------------------------------------------------------------------------------------------


def test_library_resolves_stubs_when_the_document_arrives(tmp_path: Path) -> None:
    encoder = SmallEncoder()
    read = {name: read_document(next((ROOT / "corpus/documents").glob(f"{name}*"))) for name in ("S02", "S03", "S04")}
    day = date(2026, 1, 1)
    with Library.open(tmp_path) as library:
        library.use_model(encoder.name, DIMENSION)

        def publish(name: str) -> str:
            return library.publish(
                read[name], encoder.embed_passages([one.text for one in read[name].passages])
            ).document_id

        amending = publish("S03")
        assert {edge.target_id for edge in library.relations.outgoing(amending)} == {None}
        assert "901|2017|QD|UBND" in {stub.key for stub in library.relations.stubs()}
        old = publish("S02")
        found = library.relations.status(old, day)
        assert found is not None
        assert found.code == "partly"
        new = publish("S04")
        found = library.relations.status(old, day)
        assert found is not None
        assert found.code == "expired"
        assert found.cause is not None
        assert found.cause.source_id == new
        changes = library.relations.provision_changes(old, "Quy chế", ARTICLE_5_2, date(2023, 6, 1))
        assert changes[0].edge.new_text is not None
        assert "mạng xã hội" in changes[0].edge.new_text
        replacing = next(edge for edge in library.relations.incoming(old) if edge.relation.type == "replaces")
        library.reviews.record_edge(replacing.source_id, replacing.fingerprint, "reject", "Văn thư A", "nhầm văn bản")
        found = library.relations.status(old, day)
        assert found is not None
        assert found.code == "partly"
        library.reviews.record_status(old, "obsolete", "Văn thư A", since=date(2025, 1, 1))
        found = library.relations.status(old, day)
        assert found is not None
        assert (found.code, found.confirmed_by) == ("obsolete", "Văn thư A")
        library.withdraw(amending, "rút")
        assert library.relations.provision_changes(old, "Quy chế", ARTICLE_5_2, date(2023, 6, 1)) == ()


# -- territory --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("issuer", "place", "day", "expected"),
    [
        ("UBND tỉnh Gia Lai", "Gia Lai", date(2023, 3, 9), "gia_lai_cu"),
        ("UBND tỉnh Gia Lai", "Gia Lai", date(2025, 7, 1), "gia_lai_moi"),
        ("UBND tỉnh Bình Định", "Bình Định", date(2025, 2, 10), "binh_dinh_cu"),
        ("Sở Y tế", "Quy Nhơn", date(2025, 8, 1), "gia_lai_moi"),
        ("Sở Y tế", "Pleiku", date(2024, 8, 1), "gia_lai_cu"),
        ("Bộ Tài chính", "Hà Nội", date(2024, 8, 1), "trung_uong"),
        ("UBND tỉnh Gia Lai", None, None, None),
    ],
)
def test_territory(issuer: str, place: str | None, day: date | None, expected: str | None) -> None:
    assert territory_of(Metadata(issuer=issuer, place=place, issued_date=day)) == expected


def test_questions_reach_old_and_new_provinces() -> None:
    assert provinces_in("kế hoạch biển đảo của tỉnh Gia Lai") == ("gia_lai_moi", "gia_lai_cu", "binh_dinh_cu")
    assert provinces_in("ke hoach tinh binh dinh", date(2024, 1, 1)) == ("binh_dinh_cu",)
    assert related_units("trung_uong") == ("trung_uong",)
    assert unit_label("binh_dinh_cu") == "tỉnh Bình Định (trước 01/7/2025)"
    assert with_territory(Metadata()) == Metadata()


def test_agencies_that_ended_are_named_with_their_successor() -> None:
    day = date(2026, 1, 1)
    assert [one.successor for one in former_names("Sở TT&TT chủ trì", day, "thông tin đối ngoại")] == [
        "Sở Văn hóa, Thể thao và Du lịch"
    ]
    assert [one.successor for one in former_names("Sở TT&TT chủ trì", day, "chuyển đổi số")] == [
        "Sở Khoa học và Công nghệ"
    ]
    assert former_names("Sở TT&TT chủ trì", date(2025, 2, 28)) == ()
    district = former_names("UBND huyện Đức Cơ tuần tra", day)[0]
    assert district.successor == ""
    assert "01/7/2025" in district.notice


def test_a_day_of_effect_long_before_the_signature_is_doubted() -> None:
    metadata = Metadata(legal_class="qppl", issued_date=date(2025, 12, 25))
    slip = validity_dates(metadata, Term(effective=date(2025, 2, 8), basis="stated"))
    found = validity_status(slip, (), date(2026, 3, 1))
    assert (found.code, slip.effective) == ("unknown", None)
    assert "08/02/2025" in found.reason
    back = validity_dates(metadata, Term(effective=date(2025, 10, 1), basis="stated"))
    assert validity_status(back, (), date(2026, 3, 1)).code == "in_force"
