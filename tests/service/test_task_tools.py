"""The register of tasks on the command line, over MCP and through the Python client."""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from icalendar import Calendar
from mcp import Client as McpClient
from typer.testing import CliRunner, Result

from hoivanban_client import ApiError, Client
from index.embedding.encoders import load
from index.library.library import Library
from service.cli import app
from service.settings import Settings, load_settings
from tests.support.live_server import live
from tests.support.task_samples import Assigned, plan, publish

STAFF, POLICE = ("Sở Nội vụ",), ("Công an tỉnh",)
CAMERAS = "Công an tỉnh lắp camera giám sát giao thông tại nút giao Phù Đổng, trước ngày {}."
DAY = "2026-07-15"


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    made = load_settings(home=tmp_path_factory.mktemp("việc"), workers=1, ocr=False, refresh_ms=50)
    encoder = load()
    with Library.open(made.home) as library:
        library.use_model(encoder.name, encoder.dimension)
        first = Assigned("Sở Nội vụ rà soát biên chế.", STAFF, date(2026, 4, 30), POLICE)
        publish(library, plan(1, first, Assigned("Sở Nội vụ báo cáo.", STAFF, recurring="hằng quý")), encoder=encoder)
        for number, day in ((2, date(2026, 6, 30)), (3, date(2026, 9, 30))):
            task = Assigned(CAMERAS.format(f"{day:%d/%m/%Y}"), POLICE, day)
            publish(library, plan(number, task), encoder=encoder)
        waiting = Assigned("Sở Nội vụ lập danh sách người có công zoomcha.", STAFF)
        publish(library, plan(4, waiting), access="cho_duyet", encoder=encoder)
    return made


@pytest.fixture(scope="module")
def address(settings: Settings) -> Iterator[str]:
    with live(settings) as url:
        yield url


def run(settings: Settings, *arguments: str) -> Result:
    return CliRunner().invoke(app, ["tasks", "--home", str(settings.home), *arguments])


def test_the_command_lists_counts_and_filters(settings: Settings) -> None:
    done = run(settings, "--filter", f"day={DAY}")
    assert done.exit_code == 0, done.output
    lines = done.output.splitlines()
    assert lines[0] == "4 nhiệm vụ trong 3 văn bản; 2 quá hạn tại ngày 15/7/2026"
    assert lines[1].startswith("1. Sở Nội vụ · hạn 30/4/2026 · Quá hạn · t")
    assert "   “Sở Nội vụ rà soát biên chế.”" in lines
    assert "   Phối hợp: Công an tỉnh" in lines
    assert any("hằng quý" in line for line in lines)
    assert "zoomcha" not in done.output
    snv = run(settings, "--filter", "body=SNV", "--filter", "role=lead", "--json", "--limit", "1")
    said = json.loads(snv.output)
    assert (said["total"], len(said["tasks"]), said["following"]) == (2, 1, "1")
    late = run(settings, "--state", "overdue", "--filter", f"day={DAY}", "--filter", "due_from=2026-06-01")
    assert late.output.startswith("1 nhiệm vụ trong 1 văn bản")
    assert run(settings, "--filter", "body=Sở Y tế").exit_code == 1


def test_the_command_shows_pairs_to_compare(settings: Settings) -> None:
    done = run(settings, "--conflicts")
    assert done.output.splitlines()[:2] == [
        "1 cặp cần đối chiếu",
        "1. Cùng cơ quan chủ trì, cùng nội dung, thời hạn khác nhau.",
    ]
    assert len(json.loads(run(settings, "--conflicts", "--json").output)["conflicts"]) == 1
    assert run(settings, "--conflicts", "--filter", "body=SNV", "--filter", "text=bao cao").exit_code == 1


def test_the_command_writes_files(settings: Settings, tmp_path: Path) -> None:
    book, days = tmp_path / "việc.xlsx", tmp_path / "việc.ics"
    done = run(settings, "--xlsx", str(book), "--ics", str(days))
    assert done.output.splitlines() == [f"Đã ghi 4 nhiệm vụ vào {book}.", f"Đã ghi 3 ngày hết hạn vào {days}."]
    assert len(list(openpyxl.load_workbook(book)["Nhiệm vụ"].iter_rows(min_row=2))) == 4
    assert len(Calendar.from_ical(days.read_bytes()).walk("VEVENT")) == 3


@pytest.mark.parametrize(
    "wrong", [["--filter", "cơ quan=x"], ["--filter", "body="], ["--state", "muộn"], ["--filter", "due_to=30/6"]]
)
def test_the_command_says_what_is_wrong(settings: Settings, wrong: list[str]) -> None:
    done = run(settings, *wrong)
    assert done.exit_code == 2
    assert "Điều kiện" in done.output or "--filter" in done.output


def test_the_client_reads_and_decides(address: str) -> None:
    with Client(address) as client:
        found = list(client.tasks(limit=1, body="Sở Nội vụ"))
        assert [task.due for task in found] == [date(2026, 4, 30), None]
        assert client.task(found[0].id).task.task == "Sở Nội vụ rà soát biên chế."
        said = client.decide_task(found[0].id, "done", note="xong")
        assert (said.task.state, said.decisions[-1].note) == ("done", "xong")
        corrected = client.decide_task(found[0].id, "correct", leads=["Sở Tài chính"], due=None)
        assert (corrected.task.leads, corrected.task.due) == (("Sở Tài chính",), None)
        client.decide_task(found[0].id, "correct", leads=["Sở Nội vụ"], due="2026-04-30")
        client.decide_task(found[0].id, "reopen")
        assert len(client.task_conflicts().conflicts) == 1
        assert openpyxl.load_workbook(io.BytesIO(client.task_file("xlsx", body="SNV")))["Nhiệm vụ"].max_row == 3
        assert client.task_file("ics").startswith(b"BEGIN:VCALENDAR")
        with pytest.raises(ApiError):
            client.task("t00000000000000f")


def test_a_model_lists_tasks(address: str) -> None:
    async def ask() -> dict[str, Any]:
        async with McpClient(f"{address}/mcp") as client:
            result = await client.call_tool("list_tasks", {"conditions": {"body": "SNV", "day": DAY}, "limit": 1})
            assert not result.is_error, result.content
            assert isinstance(result.structured_content, dict)
            wrong = await client.call_tool("list_tasks", {"conditions": {}, "after": "x"})
            assert wrong.is_error
            return result.structured_content

    said = asyncio.run(ask())
    assert (said["total"], said["document_total"], said["overdue_total"], said["following"]) == (2, 1, 1, "1")
    (task,) = said["tasks"]
    assert (task["task"], task["due"], task["overdue"]) == ("Sở Nội vụ rà soát biên chế.", "2026-04-30", True)
    assert "số 1/KH-UBND" in task["citation"]
