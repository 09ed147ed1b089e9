"""The dashboard over HTTP: figures that agree with the lists they open, only of what the administrator may see."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from index.accounts.keys_and_sessions import AccountStore
from index.library.library import Library
from index.library.listing import ListRequest
from index.store.database import now
from index.transcripts.transcript_store import Exchange, FeedbackVerdict, TranscriptEntry, TranscriptStore
from index.transcripts.usage import percentile, together, usage_figures
from service.access.keys import Keys
from service.app import create_app
from service.documents.review_queue import review_queue, waiting_counts
from service.http.usage import bounds
from service.settings import Settings, load_settings
from tests.benchmarks.dashboard import busy_library

DASHBOARD, LOG = "/api/v1/dashboard", "/api/v1/question-log"
#: Stored answers: days ago, status, milliseconds, kind of thing asked.
ASKED = (
    (0, "complete", 20, "deadline"), (0, "none", 10, "money"), (0, "complete", 90, "deadline"),
    (3, "partial", 30, "lead"), (3, "talk", 1, "talk"), (20, "ambiguous", 40, "lookup"), (40, "complete", 50, "lead"),
)  # fmt: skip


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    made = load_settings(
        home=tmp_path_factory.mktemp("tổng quan"), workers=1, ocr=False, model="static", key_per_minute=0, keep_days=90
    )
    busy_library(made.home, 120, 0)
    with Library.open(made.home) as library:
        store, moment = TranscriptStore(library.engine), datetime.now(UTC)
        for serial, (days, status, took, intent) in enumerate(ASKED):
            at = (moment - timedelta(days=days)).isoformat(timespec="seconds")
            asked = Exchange(f"a_{serial}", None, at, f"Câu hỏi bí mật {serial}", status, 1, "{}", owner="ai đó",
                             took_ms=took, intent=intent)  # fmt: skip
            store.record([TranscriptEntry(asked)])
        store.record_verdict("a_2", FeedbackVerdict(useful=False, at=now(), reason="other"))
    return made


@pytest.fixture(scope="module")
def client(settings: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(settings), base_url="http://localhost", client=("127.0.0.1", 5000)) as opened:
        yield opened


def read(client: TestClient, address: str = DASHBOARD, **given: Any) -> dict[str, Any]:
    response = client.get(address, params=given)
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json()
    return found


@pytest.mark.parametrize(("days", "counts"), [(1, (2, 1, 0)), (7, (3, 1, 1)), (30, (3, 2, 1))])
def test_each_number_is_that_of_the_list_it_opens(client: TestClient, days: int, counts: tuple[int, ...]) -> None:
    found = read(client, days=days)["questions"]
    outcomes = ("answered", "unanswered", "others")
    assert tuple(found["whole"][outcome] for outcome in outcomes) == counts
    for part in (found["whole"], *found["parts"]):
        for outcome in outcomes:
            span = {"since": part["since"], "before": part["before"], "outcome": outcome}
            assert len(read(client, LOG, **span)["questions"]) == part[outcome]
    assert sum(part["answered"] for part in found["parts"]) == counts[0]
    for kind in found["kinds"]:
        listed = read(client, LOG, since=found["whole"]["since"], intent=kind["intent"])["questions"]
        assert len(listed) == kind["count"]
        assert {one["label"] for one in listed} == {kind["label"]}
    slow = read(client, LOG, since=found["whole"]["since"], slower_ms=found["whole"]["p95_ms"])["questions"]
    assert min(one["took_ms"] for one in slow) == found["whole"]["p95_ms"] == 90


def test_words_of_others_are_shown_only_where_somebody_must_look(client: TestClient) -> None:
    shown = {one["answer_id"]: one["question"] for one in read(client, LOG)["questions"]}
    assert {answer_id for answer_id, words in shown.items() if words is not None} == {"a_1", "a_2", "a_5"}
    assert len(shown) == len(ASKED)
    found = read(client, days=30)["questions"]
    assert {one["answer_id"] for one in found["open"]} == {"a_1", "a_2", "a_5"}
    assert found["unhelpful"] == 1


def test_the_log_is_read_by_pages(client: TestClient) -> None:
    first = read(client, LOG, limit=4)
    rest = read(client, LOG, limit=4, after=first["following"])
    ids = [one["answer_id"] for page in (first, rest) for one in page["questions"]]
    assert sorted(ids) == [f"a_{serial}" for serial in range(len(ASKED))]
    assert rest["following"] is None


def test_waiting_documents_and_deadlines_are_those_of_their_lists(client: TestClient, settings: Settings) -> None:
    found = read(client)
    with Library.open(settings.home) as library:
        counts = waiting_counts(library)
        for kind, number in counts.kinds.items():
            assert review_queue(library, 1, kind)[1] == number
            assert found["waiting"][kind] == number
        assert review_queue(library, 1)[1] == counts.documents == found["waiting"]["documents"] > 0
    due = found["deadlines"]
    span = {"state": "open", "due_from": due["today"]}
    assert due["week"] == read(client, "/api/v1/tasks", **span, due_to=due["week_to"])["total"]
    assert due["month"] == read(client, "/api/v1/tasks", **span, due_to=due["month_to"])["total"] > 0
    assert due["overdue"] == read(client, "/api/v1/tasks", state="overdue")["total"] > 0
    days = [one["due"] for one in due["next"]]
    assert days == sorted(days)
    assert days[0] >= date.today().isoformat()


def _tasks_of(document_id: str) -> Any:
    from index.library.task_records import TaskQuery

    return TaskQuery(document_ids=(document_id,), limit=1)


def _evidence_of(document_id: str) -> tuple[Any, ...]:
    from index.transcripts.transcript_store import Evidence, text_digest

    return (Evidence(1, document_id, 1, "0" * 64, None, None, "mục I", "a", text_digest("a")),)


def test_without_stored_questions_it_says_so(tmp_path: Path) -> None:
    settings = load_settings(home=tmp_path / "kho", workers=1, ocr=False, model="static", keep_days=0)
    with TestClient(create_app(settings), base_url="http://localhost", client=("127.0.0.1", 5000)) as client:
        found = read(client, days=1)
    assert found["questions"]["keep_days"] == 0
    assert found["questions"]["whole"] | {"since": "", "before": ""} == {
        "since": "", "before": "", "label": "", "answered": 0, "unanswered": 0, "others": 0,
        "p50_ms": None, "p95_ms": None,
    }  # fmt: skip
    assert found["library"]["documents"] == 0
    assert any("sao lưu" in warning for warning in found["warnings"])


def test_days_that_are_no_choice_are_refused(client: TestClient) -> None:
    for days in ("2", "x", ""):
        assert client.get(DASHBOARD, params={"days": days}).status_code in (401, 422)


def test_parts_of_a_day_are_hours_and_of_a_month_days() -> None:
    moment = datetime(2026, 11, 30, 15, 20, tzinfo=UTC)
    hours, days = bounds(1, moment), bounds(30, moment)
    assert (hours[0].hour, hours[-1].hour, len(hours)) == (0, 16, 17)
    assert (days[0], days[-1], len(days)) == (datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC), 31)


def test_percentiles_are_numbers_that_were_measured() -> None:
    assert [percentile(list(range(1, 101)), share) for share in (50, 95, 100)] == [50, 95, 100]
    assert percentile([7], 95) == 7


def test_figures_are_of_the_answers_between_two_moments_timed_or_not(tmp_path: Path) -> None:
    """The first moment belongs to a part, the last does not; an answer without its time counts, and times nothing."""
    asked = (
        ("08", "complete", 7),
        ("09", "complete", 9),
        ("09", "none", None),
        ("10", "complete", 1),
        ("11", "talk", 5),
    )
    with Library.open(tmp_path / "kho") as library:
        store = TranscriptStore(library.engine)
        for serial, (hour, status, took) in enumerate(asked):
            at = f"2026-03-09T{hour}:00:00+00:00"
            store.record([TranscriptEntry(Exchange(f"a_{serial}", None, at, "Hỏi?", status, 1, "{}", took_ms=took))])
        cuts = [f"2026-03-09T{hour}:00:00+00:00" for hour in ("09", "10", "11")]
        parts = usage_figures(library.engine, cuts, ("cong_khai",))
        assert usage_figures(library.engine, cuts[:1], ("cong_khai",)) == []
    assert [dict(part.statuses) for part in parts] == [{"complete": 1, "none": 1}, {"complete": 1}]
    assert [list(part.times) for part in parts] == [[9], [1]]
    whole = together(parts)
    assert (dict(whole.statuses), whole.p50_ms, whole.p95_ms) == ({"complete": 2, "none": 1}, 1, 9)


def test_what_the_administrator_may_not_see_is_not_counted(settings: Settings) -> None:
    with Library.open(settings.home) as library:
        page = library.documents(ListRequest(access=None, limit=500))
        hidden = next(one for one in page.documents if library.tasks.page(_tasks_of(one.id)).total)
        library.set_access(hidden.id, "nhom:thanh-tra")
        evidence = _evidence_of(hidden.id)
        asked = Exchange("a_kin", None, now(), "Câu hỏi về văn bản kín", "complete", 1, json.dumps({"id": hidden.id}),
                         evidence, took_ms=5, intent="scope")  # fmt: skip
        TranscriptStore(library.engine).record([TranscriptEntry(asked)])
        keys = Keys(AccountStore(library.engine))
        narrow, wide = (keys.create("hẹp", ("admin",))[1], keys.create("rộng", ("admin",), ("tat_ca",))[1])
        asker = keys.create("hỏi", ("read", "ask"))[1]
    figures = {}
    with TestClient(create_app(settings)) as client:
        for name, key in (("narrow", narrow), ("wide", wide)):
            headers = {"Authorization": f"Bearer {key}"}
            found = client.get(DASHBOARD, headers=headers).json()
            listed = client.get(LOG, headers=headers).json()["questions"]
            figures[name] = found
            assert ("a_kin" in {one["answer_id"] for one in listed}) == (name == "wide")
            assert (hidden.id in {one["document_id"] for one in found["questions"]["documents"]}) == (name == "wide")
        refused = client.get(DASHBOARD, headers={"Authorization": f"Bearer {asker}"})
        assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
    assert figures["wide"]["questions"]["whole"]["answered"] == figures["narrow"]["questions"]["whole"]["answered"] + 1
    assert figures["wide"]["library"]["documents"] == figures["narrow"]["library"]["documents"] + 1
