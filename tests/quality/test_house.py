"""Rules of the house that a reviewer would otherwise have to remember."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.support.checkout import ROOT

PACKAGES = ("ingest", "index", "service")
#: Each room may import only itself and the rooms before it.
ALLOWED = {"ingest": {"ingest"}, "index": {"ingest", "index"}, "service": {"ingest", "index", "service"}}


#: The client package: for programs of others, so it takes nothing of the service, and the service nothing of it.
CLIENT = "clients/python/hoivanban_client"


def modules(package: str) -> list[Path]:
    return sorted((ROOT / package).rglob("*.py"))


def imported(path: Path) -> set[str]:
    """Top-level names of every import in a file, also those inside functions."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{path}: relative import; write the room's name"
            names.add(node.module.split(".")[0])
    return names


@pytest.mark.parametrize("package", PACKAGES)
def test_imports_go_one_way(package: str) -> None:
    files = modules(package)
    assert files, f"no modules in {package}/"
    for path in files:
        foreign = (imported(path) & set(PACKAGES)) - ALLOWED[package]
        assert not foreign, f"{path.relative_to(ROOT)} imports {sorted(foreign)}; flow: service -> index -> ingest"


def test_the_client_needs_httpx_alone_and_nothing_of_the_service() -> None:
    import sys

    taken = {name for path in modules(CLIENT) for name in imported(path)} - set(sys.stdlib_module_names)
    assert taken == {"httpx", "hoivanban_client"}
    assert not {str(path) for package in PACKAGES for path in modules(package) if "hoivanban_client" in imported(path)}
    assert not (ROOT / "service/client").exists()


@pytest.mark.parametrize(
    ("library", "home"),
    [("tantivy", "index/derived/lexical.py"), ("faiss", "index/derived/vectors.py")],
    ids=["tantivy", "faiss"],
)
def test_one_file_imports_each_engine(library: str, home: str) -> None:
    users = [str(p.relative_to(ROOT)) for package in PACKAGES for p in modules(package) if library in imported(p)]
    assert users == [home]


def test_records_of_ingest_need_only_the_standard_library() -> None:
    import sys

    standard = set(sys.stdlib_module_names)
    assert imported(ROOT / "ingest/reading.py") <= standard
    assert imported(ROOT / "ingest/records.py") <= standard | {"ingest"}
    assert "from ingest.reading import" in (ROOT / "ingest/records.py").read_text(encoding="utf-8")


def test_no_module_shadows_the_standard_library() -> None:
    import sys

    names = {p.stem for package in PACKAGES for p in modules(package)} - {"__init__", "__main__"}
    assert not names & set(sys.stdlib_module_names)


def test_a_public_class_name_means_one_thing() -> None:
    homes: dict[str, list[str]] = {}
    for path in (path for package in PACKAGES for path in modules(package)):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                homes.setdefault(node.name, []).append(str(path.relative_to(ROOT)))
    assert {name: found for name, found in homes.items() if len(found) > 1} == {}


def test_tests_are_modules_without_packages() -> None:
    assert not list((ROOT / "tests").rglob("__init__.py")), "tests/ingest/__init__.py would hijack `import ingest`"


def test_test_files_have_names_of_their_own() -> None:
    names = [path.name for path in (ROOT / "tests").rglob("test_*.py")]
    assert sorted({name for name in names if names.count(name) > 1}) == [], "without packages pytest takes one of two"


def test_version_is_in_the_changelog() -> None:
    version = re.search(r'^version = "(.+)"$', (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE)
    assert version
    assert f"## {version[1]}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_nothing_of_this_machine_is_committed() -> None:
    """No absolute path of a build machine in code or documents."""
    pattern = re.compile(r"(?<![\w.])/(?:work|root|home)/\w+")
    for path in ROOT.rglob("*"):
        relative = path.relative_to(ROOT)
        skipped = {".git", ".venv", ".venv-small", "var", "node_modules", ".mypy_cache", ".hypothesis"}
        if relative.parts[0] in skipped or path.suffix not in {".py", ".md", ".toml", ".txt", ".sh", ".js", ".html"}:
            continue
        found = pattern.search(path.read_text(encoding="utf-8"))
        assert not found, f"{relative}: {found[0] if found else ''}"
