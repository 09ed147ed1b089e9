"""Imports go down: the tables of docs/architecture.md say what each room may import, and the code keeps to them."""

from __future__ import annotations

import ast
import graphlib
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.checkout import ROOT

#: A table of docs/architecture.md -> the folder whose rooms it is about.
FLOORS = {"ingest": "ingest", "index": "index", "service": "service", "answering": "service/answering"}
ARCHITECTURE = ROOT / "docs/architecture.md"


def allowed(table: str) -> dict[str, set[str]]:
    """Room -> the rooms that it may import."""
    text = ARCHITECTURE.read_text(encoding="utf-8")
    block = re.search(rf"<!-- rules: {table} -->\n(.*?)<!-- /rules -->", text, re.DOTALL)
    assert block, f"architecture.md has no table {table}"
    rules: dict[str, set[str]] = {}
    for line in block[1].splitlines()[2:]:
        rooms, below = line.strip("| ").split(" | ")
        rules |= {room: set(re.findall(r"`([^`]+)`", below)) for room in re.findall(r"`([^`]+)`", rooms)}
    return rules


def imports(floor: str) -> dict[str, dict[str, str]]:
    """Room -> each other room of the floor that it imports -> one file that does."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for path in sorted((ROOT / floor).rglob("*.py")):
        room = room_of(path, floor)
        for module in imported_files(path):
            other = room_of(module, floor)
            if room and other and other != room:
                found[room].setdefault(other, str(path.relative_to(ROOT)))
    return found


def room_of(path: Path, floor: str) -> str:
    """The folder or file of the floor that holds a module; empty for one of another floor."""
    folder = ROOT / floor
    return path.relative_to(folder).parts[0] if folder in path.parents else ""


def imported_files(path: Path) -> Iterator[Path]:
    """The files of this project that a file imports, also inside its functions."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            inner = [file for alias in node.names if (file := module_file(f"{node.module}.{alias.name}"))]
            yield from inner or filter(None, [module_file(node.module)])
        elif isinstance(node, ast.Import):
            yield from filter(None, (module_file(alias.name) for alias in node.names))


def module_file(dotted: str) -> Path | None:
    path = ROOT.joinpath(*dotted.split("."))
    return next((file for file in (path.with_suffix(".py"), path / "__init__.py") if file.is_file()), None)


@pytest.mark.parametrize("table", FLOORS)
def test_rooms_import_what_their_row_allows(table: str) -> None:
    rules = allowed(table)
    for room, others in imports(FLOORS[table]).items():
        for other, path in others.items():
            assert other in rules.get(room, ()), f"{path}: {room} may not import {other} (docs/architecture.md)"


@pytest.mark.parametrize("table", FLOORS)
def test_the_tables_go_down(table: str) -> None:
    rules = allowed(table)
    assert tuple(graphlib.TopologicalSorter(rules).static_order())
    for room in {*rules, *(other for others in rules.values() for other in others)}:
        assert (ROOT / FLOORS[table] / room).exists(), f"docs/architecture.md names {room} in {table}"


def test_layout_takes_only_the_furniture_of_a_page_from_the_readers() -> None:
    read = ROOT / "ingest/read"
    taken = {file for path in (ROOT / "ingest/layout").rglob("*.py") for file in imported_files(path)}
    assert {file for file in taken if read in file.parents} <= {read / "pages/furniture.py"}
