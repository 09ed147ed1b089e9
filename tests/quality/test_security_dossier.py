"""The security dossier names settings, commands and tests that exist, and law that is said to be unchecked."""

from __future__ import annotations

import re
from typing import Any

import typer.main

from service.cli import app
from service.settings import Settings
from tests.support.checkout import ROOT

PAGE = (ROOT / "docs" / "an-toan.md").read_text(encoding="utf-8")
CHECK = "cần đối chiếu văn bản gốc"
#: Acts that are no longer in force, or never fitted: they must not come back into any page.
DEAD = ("85/2016", "11930", "13/2023/NĐ-CP", "29/2018/QH14")


def dossier_rows() -> list[list[str]]:
    block = PAGE[PAGE.index("<!-- dossier: level 2 -->") : PAGE.index("<!-- /dossier -->")]
    return [
        [cell.strip() for cell in line.strip("|").split("|")] for line in block.splitlines() if line.startswith("| ")
    ]


def test_every_requirement_names_a_test_that_exists_and_most_a_setting() -> None:
    rows = dossier_rows()[1:]
    assert len(rows) >= 15
    for requirement, answer, _, tests in rows:
        assert answer, requirement
        assert re.fullmatch(r"`tests/[\w/]+\.py`", tests), requirement
    assert sum(bool(settings) for _, _, settings, _ in rows) >= len(rows) - 1


def test_files_settings_and_commands_that_it_names_exist() -> None:
    for name in re.findall(r"`((?:tests|deploy|index|service|ingest)/[\w./-]+)`", PAGE):
        assert (ROOT / name).exists(), name
    settings = {f"HOIVANBAN_{name.upper()}" for name in Settings.model_fields}
    named = set(re.findall(r"HOIVANBAN_[A-Z_]+", PAGE))
    assert named <= settings
    root: Any = typer.main.get_command(app)
    for usage in re.findall(r"`hoivanban ([a-z -]+)`", PAGE):
        command: Any = root
        for word in usage.split():
            command = getattr(command, "commands", {}).get(word)
            assert command is not None, usage
    targets = re.findall(r"^([a-z -]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert set(re.findall(r"`make ([a-z]+)`", PAGE)) <= {word for line in targets for word in line.split()}


def test_all_rules_of_the_network_are_in_it() -> None:
    from service.network_settings import NetworkSettings

    assert {f"HOIVANBAN_{name.upper()}" for name in NetworkSettings.model_fields} <= set(
        re.findall(r"HOIVANBAN_[A-Z_]+", PAGE)
    )


def test_law_is_said_to_be_unchecked_and_dead_law_stays_out() -> None:
    for section in re.split(r"^## ", PAGE, flags=re.MULTILINE)[1:]:
        if re.search(r"\d+/20\d\d/(?:QH|NĐ)", section):
            assert CHECK in section, section.partition("\n")[0]
    for page in [*(ROOT / "docs").rglob("*.md"), ROOT / "README.md"]:
        text = page.read_text(encoding="utf-8")
        assert not [act for act in DEAD if act in text], page
