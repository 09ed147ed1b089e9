"""``hoivanban migrate-database``: SQLite to a real PostgreSQL and back, every row the same, and answers with it."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from index.library.library import Library
from index.upkeep.verify import verify, verify_indexes
from service.cli import app
from service.documents.ingest_command import ingest_paths
from service.settings import load_settings
from tests.support.small_library import write_documents

QUESTION = "Kinh phí phát triển thư viện cơ sở là bao nhiêu?"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in list(os.environ):
        if name.startswith("HOIVANBAN_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOIVANBAN_HOME", str(tmp_path / "home"))
    write_documents(tmp_path / "docs")
    ingest_paths(load_settings(workers=1, ocr=False), [tmp_path / "docs"])
    return tmp_path / "home"


def _run(*arguments: str) -> str:
    result = CliRunner().invoke(app, list(arguments))
    assert result.exit_code == 0, result.output
    return result.stdout


def _quotes() -> list[tuple[str, int]]:
    """What is answered, with the passages' ids."""
    answer = json.loads(_run("ask", QUESTION, "--json"))
    return [(one["quote"], answer["sources"][one["source"]]["id"]) for one in answer["statements"]]


@pytest.mark.sqlite  # begins with the file, and goes over to PostgreSQL itself
def test_there_and_back_again(home: Path, url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    before = _quotes()
    assert before
    assert "Đã chuyển và so khớp" in _run("migrate-database", "--to", url)
    old = home / "library.sqlite"
    shutil.move(old, tmp_path / "old.sqlite")

    monkeypatch.setenv("HOIVANBAN_DATABASE_URL", url)
    assert _quotes() == before
    with Library.open(home, url) as library:
        assert verify(library) == verify_indexes(library, home) == []
        held = library.model()
        assert held is not None
        # Numbers go on after those that came with the rows.
        library.use_model(held.name, held.dimension)
        last = library.change
        first = library.documents().documents[0]
        assert library.withdraw(first.id, "thử") == last + 1
        assert library.restore(first.id) == last + 2
    (tmp_path / "docs" / "moi.txt").write_text("Kế hoạch mới về thư viện số của thành phố.", encoding="utf-8")
    _run("ingest", str(tmp_path / "docs"))

    assert "Đã chuyển và so khớp" in _run("migrate-database", "--to", "sqlite")
    monkeypatch.delenv("HOIVANBAN_DATABASE_URL")
    assert old.is_file()
    assert _quotes() == before
    with Library.open(home) as library:
        assert verify(library) == verify_indexes(library, home) == []


def test_a_database_that_holds_a_library_is_left_alone(home: Path, url: str) -> None:
    with Library.open(home.parent / "other", url) as library:
        library.use_model("m", 2)
    result = CliRunner().invoke(app, ["migrate-database", "--to", url])
    assert (result.exit_code, result.output.count("\n")) == (2, 1)
    assert "đã có kho" in result.output


@pytest.mark.parametrize(
    ("to", "said"),
    [
        pytest.param("mysql://a/b", "không dùng được", id="another-kind"),
        pytest.param("sqlite", "Kho đang ở SQLite", id="already-there"),
        pytest.param("postgresql+psycopg://hvb@127.0.0.1:1/x", "Không chuyển được", id="nobody-there"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence(home: Path, to: str, said: str) -> None:
    pytest.importorskip("psycopg")
    result = CliRunner().invoke(app, ["migrate-database", "--to", to])
    assert result.exit_code == 2
    assert said in result.output
    assert (home / "library.sqlite").is_file()
