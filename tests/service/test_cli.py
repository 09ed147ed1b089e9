"""The command: exit codes, Vietnamese messages, JSON, and that ``--help`` loads nothing heavy."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from service.cli import app
from tests.support.small_library import write_documents

RUNNER = CliRunner()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cli")
    write_documents(folder / "docs")
    (folder / "docs" / "rong.pdf").write_bytes(b"")
    result = run("ingest", str(folder / "docs"), "--home", str(folder / "home"), "--no-ocr")
    assert result.exit_code == 0, result.output
    assert "rong.pdf" in result.output
    return folder / "home"


def run(*arguments: str) -> Result:
    return RUNNER.invoke(app, arguments)


def test_help_loads_nothing_heavy() -> None:
    heavy = "{'torch', 'numpy', 'fastapi', 'sqlalchemy', 'faiss', 'tantivy', 'pypdfium2', 'lightgbm', 'pydantic'}"
    code = (
        "import sys; from service.cli import app\n"
        "try: app(['--help'])\n"
        "except SystemExit: pass\n"
        f"print(sorted({heavy} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={**os.environ, "COLUMNS": "100"}
    )
    assert done.stdout.splitlines()[-1] == "[]"
    for command in ("ingest", "ask", "search", "serve", "status", "inspect", "evaluate", "feedback"):
        assert command in done.stdout


def test_version_is_that_of_the_package() -> None:
    done = run("--version")
    assert (done.exit_code, done.output.strip()) == (0, f"hoivanban {version('hoivanban')}")


def test_ask_prints_quote_citation_and_file(home: Path) -> None:
    result = run("ask", "Kinh phí phát triển thư viện cơ sở là bao nhiêu?", "--home", str(home))
    assert result.exit_code == 0, result.output
    assert "2.450.000.000 đồng" in result.output
    assert "Kế hoạch số 9701/KH-UBND ngày 12/3/2024 của UBND tỉnh Gia Lai" in result.output
    assert "ke hoach thư viện.txt" in result.output


def test_a_notice_of_all_sources_is_written_once(home: Path) -> None:
    result = run("ask", "Kinh phí thực hiện Kế hoạch 9701 năm 2024 là bao nhiêu?", "--home", str(home), "--json")
    notices = [set(source["notices"]) for source in json.loads(result.output)["sources"]]
    shared = set.intersection(*notices)
    assert len(notices) > 1, "one source alone shares nothing"
    assert shared
    shown = run("ask", "Kinh phí thực hiện Kế hoạch 9701 năm 2024 là bao nhiêu?", "--home", str(home)).output
    assert {notice: shown.count(notice) for notice in shared} == dict.fromkeys(shared, 1)


def test_unchanged_files_are_read_anew_when_asked(tmp_path: Path) -> None:
    write_documents(tmp_path / "docs")
    place = ["--home", str(tmp_path / "home"), "--no-ocr", "--json"]

    def results(*options: str) -> set[str]:
        taken = run("ingest", str(tmp_path / "docs"), *place, *options)
        return {file["result"] for file in json.loads(taken.output)["files"]}

    assert results() == {"indexed"}
    with sqlite3.connect(tmp_path / "home" / "library.sqlite") as connection:
        connection.execute("UPDATE sources SET reader = 'bản trước'")
    doctor = run("doctor", "--home", str(tmp_path / "home")).output
    assert "đọc bằng bản trước của bộ đọc" in doctor
    assert results() == {"unchanged"}
    assert results("--again") == {"indexed"}
    assert "Mọi tệp được đọc bằng bản hiện tại." in run("doctor", "--home", str(tmp_path / "home")).output


def test_ask_json_is_the_answer_of_the_api(home: Path) -> None:
    result = run("ask", "kinh phi thu vien co so bao nhieu", "--home", str(home), "--json")
    answer = json.loads(result.output)
    assert answer["status"] == "complete"
    assert answer["sources"][0]["document"]["number"] == "9701/KH-UBND"


def test_a_no_exits_with_one(home: Path) -> None:
    assert run("ask", "Theo ý bạn kế hoạch nào tốt hơn?", "--home", str(home)).exit_code == 1
    assert run("ask", "Giá vé máy bay đi Đà Lạt là bao nhiêu?", "--home", str(home)).exit_code == 1


@pytest.mark.parametrize("question", ["", "  ", "a" * 20_000])
def test_unusable_question_exits_with_two(home: Path, question: str) -> None:
    result = run("ask", question, "--home", str(home))
    assert result.exit_code == 2
    assert result.stderr.startswith("Câu hỏi ")


def test_search_and_status(home: Path) -> None:
    hits = json.loads(run("search", "áo phao", "--home", str(home), "--json").output)["hits"]
    assert "áo phao" in hits[0]["text"]
    assert "áo phao" in run("search", "áo phao", "--home", str(home)).output
    status = json.loads(run("status", "--home", str(home), "--json").output)
    assert status["documents"] == 4
    assert status["change"] == status["index_change"]


def test_no_library_is_said_in_one_line(tmp_path: Path) -> None:
    result = run("ask", "Kế hoạch nào?", "--home", str(tmp_path / "không có"))
    assert result.exit_code == 2
    assert "hoivanban ingest" in result.stderr


def test_bad_setting_is_said_in_one_line(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    monkeypatch.setenv("HOIVANBAN_PORT", "x")
    result = run("status", "--home", str(home))
    assert result.exit_code == 2
    assert result.stderr == "Cài đặt HOIVANBAN_PORT có giá trị 'x' không hợp lệ: cần một số nguyên.\n"


def test_ingest_of_a_missing_folder(home: Path, tmp_path: Path) -> None:
    result = run("ingest", str(tmp_path / "thư mục không có"), "--home", str(home))
    assert result.exit_code == 2
    assert "thư mục không có" in result.stderr


def test_inspect_shows_metadata_and_outline(tmp_path: Path) -> None:
    write_documents(tmp_path)
    file = str(tmp_path / "quy-dinh-ben-thuyen.txt")
    shown = run("inspect", file)
    assert shown.exit_code == 0, shown.output
    assert "9702/2023/QĐ-UBND" in shown.output
    assert "Điều 2" in shown.output
    document = json.loads(run("inspect", file, "--json").output)
    assert document["metadata"]["number"] == "9702/2023/QĐ-UBND"
    (tmp_path / "rong.pdf").write_bytes(b"")
    refused = run("inspect", str(tmp_path / "rong.pdf"))
    assert refused.exit_code == 1
    assert "rong.pdf" in refused.stderr


def test_evaluate_documents_writes_what_the_scorer_reads(tmp_path: Path) -> None:
    write_documents(tmp_path / "docs")
    questions = [
        {"id": "q1", "question": "Kế hoạch phát triển thư viện cơ sở do sở nào chủ trì?", "follows": None},
        {"id": "q2", "question": "Còn Sở Giáo dục và Đào tạo thì sao?", "follows": "q1"},
    ]
    (tmp_path / "q.jsonl").write_text("\n".join(json.dumps(q) for q in questions), encoding="utf-8")
    predictions, metadata = tmp_path / "p.jsonl", tmp_path / "m.jsonl"
    result = run(
        "evaluate", "documents", "--docs", str(tmp_path / "docs"), "--questions", str(tmp_path / "q.jsonl"),
        "--predictions", str(predictions), "--metadata", str(metadata),
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    first, second = (json.loads(line) for line in predictions.read_text(encoding="utf-8").splitlines())
    assert first["answered"]
    assert first["passages"][0]["document"] == "ke hoach thư viện.txt"
    assert first["passages"][0]["number"] == "9701/KH-UBND"
    assert second["passages"][0]["path"].startswith("mục IV.2")
    described = [json.loads(line) for line in metadata.read_text(encoding="utf-8").splitlines()]
    assert {line["number_raw"] for line in described} >= {"9701/KH-UBND", "9702/2023/QĐ-UBND"}


def test_evaluate_documents_writes_tasks_without_questions(tmp_path: Path) -> None:
    write_documents(tmp_path / "docs")
    tasks = tmp_path / "t.jsonl"
    result = run("evaluate", "documents", "--docs", str(tmp_path / "docs"), "--tasks", str(tasks))
    assert result.exit_code == 0, result.output
    lines = [json.loads(line) for line in tasks.read_text(encoding="utf-8").splitlines()]
    assert {"document", "page", "path", "quote", "lead", "coordinate", "deadline", "deadline_date"} <= lines[0].keys()
    assert {line["document"] for line in lines} <= {path.name for path in (tmp_path / "docs").iterdir()}
    assert any(line["lead"] == "Sở Giáo dục và Đào tạo" for line in lines)
    nothing = run("evaluate", "documents", "--docs", str(tmp_path / "docs"))
    assert nothing.exit_code == 2
    assert "--tasks" in nothing.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("hoi",), "Không có lệnh hoi."),
        (("ask",), "Thiếu tham số CÂU_HỎI."),
        (("ask", "a", "b"), "Thừa tham số: b."),
        (("ask", "a", "--nguon", "3"), "Không có tùy chọn --nguon."),
        (("ask", "a", "--limit", "99"), "Giá trị của tùy chọn --limit không dùng được: cần một số từ 1 đến 20."),
        (("ask", "a", "--limit", "x"), "Giá trị của tùy chọn --limit không dùng được: cần một số nguyên."),
        (("ask", "a", "--limit"), "Tùy chọn --limit cần một giá trị."),
        (("evaluate", "articles"), "Thiếu tùy chọn --articles."),
    ],
)
def test_wrong_use_is_said_in_vietnamese(arguments: tuple[str, ...], said: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert result.stderr.startswith(said)
    assert result.stderr.count("\n") == 1


def test_feedback_commands(home: Path, tmp_path: Path) -> None:
    assert json.loads(run("feedback", "list", "--home", str(home), "--json").output) == []
    out = tmp_path / "cau-hoi.jsonl"
    assert run("feedback", "export", str(out), "--home", str(home)).exit_code == 0
    assert out.read_text(encoding="utf-8") == ""
    assert run("feedback", "list", "--home", str(tmp_path / "trống")).exit_code == 2


@pytest.mark.parametrize("arguments", [(), ("search",), ("evaluate",), ("evaluate", "articles"), ("jobs", "show")])
def test_help_is_vietnamese_throughout(arguments: tuple[str, ...]) -> None:
    shown = run(*arguments, "--help").output
    assert shown.startswith("Cách dùng: hoivanban")
    assert "Tùy chọn:" in shown
    for word in ("Usage", "Options", "Commands", "Arguments", "Show this", "default", "required", "<int", "<path"):
        assert word not in shown


def test_search_explains_and_says_what_it_read(home: Path) -> None:
    result = run("search", "kinh phi thu vien co so nam 2024", "--explain", "--relevant", "--home", str(home))
    assert result.exit_code == 0, result.output
    assert "Thêm dấu: kinh phí thư viện cơ sở năm 2024" in result.output
    assert "năm áp dụng: 2024" in result.output
    assert "khớp: " in result.output
    assert "xếp hạng: " in result.output
    plain = run("search", "kinh phi thu vien co so nam 2024", "--literal", "--home", str(home))
    assert "năm áp dụng" not in plain.output


def test_conditions_on_the_command_line(home: Path) -> None:
    only = run(
        "search", "kế hoạch", "--filter", "type=Quyết định", "--filter", "type=KH", "--json", "--home", str(home)
    )
    assert {hit["document"]["type"] for hit in json.loads(only.output)["hits"]} <= {"QĐ", "KH"}
    none = run("ask", "kinh phí thư viện cơ sở", "--filter", "year=1999", "--home", str(home))
    assert none.exit_code == 1
    for wrong in ("nam=1999", "year=x", "year", "validity=tot"):
        refused = run("search", "kế hoạch", "--filter", wrong, "--home", str(home))
        assert refused.exit_code == 2
        assert refused.stderr.count("\n") == 1


def test_a_missing_reranker_is_one_sentence(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("sentence_transformers", reason="a small installation runs no models of other people")
    monkeypatch.setenv("HOIVANBAN_RERANKER", "khong/co-mo-hinh")
    result = run("search", "kế hoạch", "--home", str(home))
    assert result.exit_code == 2
    assert result.stderr.startswith("Không mở được mô hình khong/co-mo-hinh (HOIVANBAN_RERANKER)")
