"""The register of tasks: queries, counts, who sees a row, what happens to rows when their documents change."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from index.library.library import Library
from index.library.task_records import TaskCorrection, TaskQuery, TaskRow
from index.upkeep.purge import purge
from ingest.records import Relation, RelationType, Step, Term
from service.http.tasks import rows_out
from tests.support.library_samples import SmallEncoder
from tests.support.task_samples import Assigned, plan, publish

DAY = date(2026, 6, 1)
GROUP = "nhom:thanh-tra"
TREES = Assigned(
    "a) Sở Nông nghiệp và Môi trường chủ trì trồng 500 cây xanh trước ngày 30/4/2026.",
    ("Sở Nông nghiệp và Môi trường",), date(2026, 4, 30), ("UBND các xã, phường",), "trước ngày 30/4/2026",
)  # fmt: skip
STAFF = Assigned("b) Sở Nội vụ rà soát biên chế, hoàn thành trong tháng 9/2026.", ("Sở Nội vụ",), date(2026, 9, 30))
ROADS = Assigned("c) Sở GTVT sửa đường tỉnh 664.", ("Sở GTVT",), None, ("Sở Nội vụ",))
REPORT = Assigned("d) Các sở báo cáo hằng quý.", ("Các sở, ban, ngành",), None, recurring="hằng quý")


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path) as opened:
        opened.use_model(SmallEncoder.name, SmallEncoder.dimension)
        yield opened


def texts(library: Library, **conditions: object) -> list[str]:
    query = TaskQuery(**{"day": DAY, **conditions})  # type: ignore[arg-type]
    return [row.quote[0] for row in library.tasks.page(query).rows]


def only(library: Library, letter: str) -> TaskRow:
    (row,) = [row for row in library.tasks.page(TaskQuery(day=DAY, selection="all")).rows if row.quote[0] == letter]
    return row


def test_rows_hold_the_task_and_its_place(library: Library) -> None:
    done = publish(library, plan(1, TREES, STAFF))
    page = library.tasks.page(TaskQuery(day=DAY))
    assert (page.total, page.document_total, page.overdue_total, page.following) == (2, 1, 1, None)
    row = page.rows[0]
    assert (row.quote, row.leads, row.coordinating, row.due, row.deadline) == (
        TREES.text, TREES.leads, TREES.coordinating, TREES.due, TREES.deadline,
    )  # fmt: skip
    assert (row.state, row.is_overdue(DAY), row.is_overdue(date(2026, 4, 30))) == ("open", True, False)
    assert page.passages[row.passage_id].text == TREES.text
    assert page.documents[row.document_id].id == done.document_id


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Sở Nội vụ", "bc"),
        ("so noi vu", "bc"),
        ("Giám đốc Sở Nội vụ tỉnh Gia Lai", "bc"),
        ("Sở Nội vụ tỉnh Lâm Đồng", ""),
        ("Sở Giao thông vận tải", "c"),
        ("Sở GTVT", "c"),
        ("Sở Xây dựng", "c"),
        ("Sở Nông nghiệp và Môi trường", "a"),
        ("Uỷ ban nhân dân các xã, phường", "a"),
        ("UBND tỉnh", ""),
        ("Sở", ""),
    ],
)
def test_a_body_is_known_by_its_short_long_old_and_new_names(library: Library, name: str, found: str) -> None:
    publish(library, plan(1, TREES, STAFF, ROADS, REPORT, territory="gia_lai_moi"))
    assert "".join(sorted(texts(library, bodies=(name,)))) == found


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Sở Nội vụ", "bcd"),
        ("Công an tỉnh", "d"),
        ("UBND xã Ia Pết", "ae"),
        ("UBND huyện Chư Sê", ""),
        ("Bộ Nội vụ", ""),
    ],
)
def test_what_is_given_to_many_together_is_counted_where_asked(library: Library, name: str, found: str) -> None:
    communes = Assigned("e) UBND cấp xã niêm yết.", ("Ủy ban nhân dân cấp xã",))
    others = Assigned("f) Các đơn vị liên quan phối hợp.", ("Các cơ quan, đơn vị liên quan",))
    publish(library, plan(1, TREES, STAFF, ROADS, REPORT, communes, others))
    assert "".join(sorted(texts(library, bodies=(name,), shared=True))) == found
    assert set(texts(library, bodies=(name,))) <= set(found)


def test_two_files_of_one_document_are_counted_once(library: Library) -> None:
    made = plan(1, TREES, STAFF, type="KH")
    publish(library, made)
    other = replace(made, sha256="e" * 64, kind="pdf", file_name="ke-hoach-1.pdf")
    parent = replace(other, metadata=replace(other.metadata, issuer_parent="Tỉnh ủy"))
    pdf = publish(library, parent)
    page = library.tasks.page(TaskQuery(day=DAY))
    assert (page.total, page.document_total, page.overdue_total) == (2, 1, 1)
    assert {row.document_id for row in page.rows} == {pdf.document_id}
    library.withdraw(pdf.document_id, "")
    assert texts(library) == ["a", "b"]


def test_tasks_of_a_body_that_ended_are_its_successors_by_their_subject(library: Library) -> None:
    press = Assigned("a) Sở Thông tin và Truyền thông định hướng báo chí.", ("Sở Thông tin và Truyền thông",))
    network = Assigned("b) Sở TT&TT dựng hạ tầng số.", ("Sở TT&TT",))
    publish(library, plan(1, press, network))
    assert texts(library, bodies=("Sở Văn hóa, Thể thao và Du lịch",)) == ["a"]
    assert texts(library, bodies=("Sở Khoa học và Công nghệ",)) == ["b"]
    assert texts(library, bodies=("Sở Thông tin và Truyền thông",)) == ["a", "b"]


def test_conditions_narrow_and_counts_stay_complete(library: Library) -> None:
    publish(library, plan(1, TREES, STAFF, ROADS, REPORT))
    old = publish(library, plan(2, replace(STAFF, text="e) Sở Nội vụ tổng kết."), day=date(2024, 2, 1)))
    assert texts(library, due_from=date(2026, 4, 1), due_to=date(2026, 5, 1)) == ["a"]
    assert texts(library, selection="overdue") == ["a"]
    assert texts(library, selection="overdue", day=date(2027, 1, 1)) == ["a", "b", "e"]
    assert texts(library, text="bien che") == ["b"]
    assert texts(library, document_ids=(old.document_id,)) == ["e"]
    assert texts(library, year=2024) == ["e"]
    assert texts(library, bodies=("Sở Nội vụ",), role="lead") == ["b", "e"]
    assert texts(library, bodies=("Sở Nội vụ",), role="coordinate") == ["c"]
    assert texts(library, text="50%") == []
    first = library.tasks.page(TaskQuery(day=DAY, limit=2))
    assert (first.total, first.document_total, first.following) == (5, 2, 2)
    second = library.tasks.page(TaskQuery(day=DAY, limit=2, after=2))
    last = library.tasks.page(TaskQuery(day=DAY, limit=2, after=4))
    found = [row.quote[0] for page in (first, second, last) for row in page.rows]
    assert sorted(found) == list("abcde")
    assert last.following is None
    assert texts(library, order="document") == list("abcde")


def test_a_row_is_seen_by_those_who_see_its_document(library: Library) -> None:
    publish(library, plan(1, TREES))
    publish(library, plan(2, STAFF), access=GROUP)
    publish(library, plan(3, ROADS), access="cho_duyet")
    public, group = library.visible_to(["cong_khai"]), library.visible_to(["cong_khai", GROUP])
    assert texts(public) == ["a"]
    assert public.tasks.page(TaskQuery(day=DAY)).total == 1
    assert texts(group) == ["a", "b"]
    assert texts(library) == ["a", "b"]
    hidden = only(library, "b")
    assert public.tasks.row(hidden.id) is None
    with pytest.raises(LookupError):
        public.tasks.decide(hidden.id, "done", "Văn thư")
    assert only(library, "b").state == "open"


def test_rows_follow_their_document(library: Library) -> None:
    done = publish(library, plan(1, TREES, STAFF), path="kh.txt")
    library.withdraw(done.document_id, "rút")
    assert texts(library, selection="all") == []
    library.restore(done.document_id)
    assert texts(library) == ["a", "b"]
    new = plan(1, STAFF, ROADS)
    publish(library, replace(new, sha256="f" * 64), path="kh.txt")
    assert texts(library) == ["b", "c"]
    library.choose_version(done.document_id, done.version_id)
    assert texts(library) == ["a", "b"]
    rows = purge(library, done.document_id).rows
    assert (rows["tasks"], rows["task_bodies"]) == (4, 7)
    assert texts(library, selection="all") == []


def test_a_plan_that_another_replaced_takes_its_rows_along(library: Library) -> None:
    publish(library, plan(1, TREES))
    later = plan(9, STAFF, day=date(2026, 5, 10))
    edge = Relation(
        "replaces", "Kế hoạch này thay thế Kế hoạch số 1/KH-UBND.", target_number="1/KH-UBND",
        target_key="1||KH|UBND", effective=date(2026, 5, 10),
    )  # fmt: skip
    publish(library, replace(later, relations=(edge,), term=Term(date(2026, 5, 10), "signed")))
    assert texts(library) == ["b"]
    assert texts(library, day=date(2026, 5, 9), selection="open") == ["a", "b"]
    assert texts(library, selection="ended") == ["a"]
    assert texts(library, selection="overdue") == []
    assert texts(library, selection="all") == ["a", "b"]


def test_a_provision_that_another_document_repealed_takes_its_rows_along(library: Library) -> None:
    publish(library, plan(1, TREES, STAFF, ROADS))
    effects: tuple[tuple[RelationType, str], ...] = (("repeals_part", "1"), ("amends", "2"))
    edges = tuple(
        Relation(
            kind, f"{kind} Điều {article} Kế hoạch số 1/KH-UBND.", target_number="1/KH-UBND", target_key="1||KH|UBND",
            target_path=(Step("dieu", article),), effective=date(2026, 5, 10),
        )
        for kind, article in effects
    )  # fmt: skip
    publish(library, replace(plan(9, REPORT, day=date(2026, 5, 10)), relations=edges))
    assert texts(library) == ["b", "d", "c"]
    assert texts(library, selection="ended") == ["a"]
    assert texts(library, selection="overdue") == []
    assert texts(library, day=date(2026, 5, 9), selection="overdue") == ["a"]
    page = library.tasks.page(TaskQuery(day=DAY, selection="all"))
    told = {row.task[0]: " ".join(row.notices) for row in rows_out(library, page, DAY)}
    said = {letter: told[letter].count("9/KH-UBND") for letter in "abc"}
    assert said == {"a": 2, "b": 2, "c": 1}, "the document is changed; two of its places are named beside"


def test_decisions_are_kept_when_the_file_is_read_again(library: Library) -> None:
    made = plan(1, TREES, STAFF, ROADS)
    done = publish(library, made)
    library.tasks.decide(only(library, "a").id, "done", "Lan", "đã trồng")
    library.tasks.decide(only(library, "c").id, "reject", "Lan")
    given = TaskCorrection(
        frozenset(("leads", "due", "deadline")), ("Sở Tài chính",), "trước 15/10", date(2026, 10, 15)
    )
    library.tasks.decide(only(library, "b").id, "correct", "Minh", "theo bản gốc", given)

    def check() -> None:
        assert texts(library) == ["a", "b"]
        assert texts(library, selection="open") == ["b"]
        assert texts(library, selection="done") == ["a"]
        assert texts(library, selection="rejected") == ["c"]
        assert texts(library, bodies=("Sở Tài chính",)) == ["b"]
        assert texts(library, bodies=("Sở Nội vụ",)) == []
        row = only(library, "b")
        assert (row.leads, row.due, row.deadline, row.who, row.note) == (
            ("Sở Tài chính",), date(2026, 10, 15), "trước 15/10", "Minh", "theo bản gốc",
        )  # fmt: skip
        assert row.as_read["due"] == "2026-09-30"

    check()
    publish(library, made, reread=True)
    check()
    # A later reading that cuts the tasks a little differently.
    shorter = [replace(task, quote=task.text[:-1].removeprefix(f"{task.text[0]}) ")) for task in (TREES, STAFF, ROADS)]
    publish(library, plan(1, *shorter), reread=True)
    states = {row.leads: row.state for row in library.tasks.page(TaskQuery(day=DAY, selection="all")).rows}
    assert states == {TREES.leads: "done", ("Sở Tài chính",): "open", ROADS.leads: "rejected"}
    corrected = next(
        row for row in library.tasks.page(TaskQuery(selection="all")).rows if row.leads == ("Sở Tài chính",)
    )
    acts = library.tasks.decisions(corrected)
    assert [(one.act, one.who) for one in acts] == [("correct", "Minh")]
    assert library.reviews.document_reviews(done.document_id) == ()


def test_a_decision_that_fits_two_rows_goes_to_neither(library: Library) -> None:
    publish(library, plan(1, Assigned("Sở Nội vụ mở lớp tập huấn.", ("Sở Nội vụ",))))
    (row,) = library.tasks.page(TaskQuery()).rows
    library.tasks.decide(row.id, "done", "Lan")
    twice = plan(1, *(Assigned(f"Sở Nội vụ mở lớp tập huấn. {which}.", ("Sở Nội vụ",)) for which in ("Xã", "Phường")))
    publish(library, replace(twice, sha256=plan(1, Assigned("x")).sha256), reread=True)
    assert [row.state for row in library.tasks.page(TaskQuery()).rows] == ["open", "open"]


def test_undoing_a_decision(library: Library) -> None:
    publish(library, plan(1, TREES))
    row = only(library, "a")
    for act, state in (("done", "done"), ("reopen", "open"), ("reject", "rejected"), ("accept", "open")):
        library.tasks.decide(row.id, act, "Lan")  # type: ignore[arg-type]
        assert only(library, "a").state == state
    assert [one.act for one in library.tasks.decisions(only(library, "a"))] == ["done", "reopen", "reject", "accept"]
