"""How large a file, a function and its decisions may be. What is larger stands here with its reason."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.support.checkout import ROOT

PACKAGES = ("ingest", "index", "service", "clients")
FILE_LINES, FUNCTION_LINES, DECISIONS = 300, 60, 15
#: What may be larger, each with its reason; at most ten.
EXCEPTIONS = {
    "index/store/migrations/versions/0001_library.py upgrade": "a migration that was released is history, not code",
}


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function of a file, also those inside classes and functions."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def decisions(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """The decisions of a function: branches, loops, handlers, cases, boolean operators, parts of comprehensions.

    A function inside another counts for itself.
    """
    count = 0
    waiting = list(ast.iter_child_nodes(function))
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            continue
        branches = ast.If | ast.For | ast.AsyncFor | ast.While | ast.ExceptHandler | ast.IfExp | ast.match_case
        if isinstance(node, branches):
            count += 1
        elif isinstance(node, ast.BoolOp):
            count += len(node.values) - 1
        elif isinstance(node, ast.comprehension):
            count += 1 + len(node.ifs)
        waiting.extend(ast.iter_child_nodes(node))
    return count


def oversized() -> dict[str, str]:
    """What is over a limit, by file or by file and function, with the figure."""
    found = {}
    for path in (path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))):
        name = str(path.relative_to(ROOT))
        lines = path.read_text(encoding="utf-8").count("\n")
        if lines > FILE_LINES:
            found[name] = f"{lines} lines"
        for function in functions(path):
            length = (function.end_lineno or function.lineno) - function.lineno + 1
            if length > FUNCTION_LINES:
                found[f"{name} {function.name}"] = f"{length} lines"
            elif (count := decisions(function)) > DECISIONS:
                found[f"{name} {function.name}"] = f"{count} decisions"
    return found


def test_files_and_functions_are_small_or_say_why_not() -> None:
    found = oversized()
    assert {name: figure for name, figure in found.items() if name not in EXCEPTIONS} == {}
    assert set(EXCEPTIONS) <= set(found), "an exception that is no longer one goes from the list"
    assert len(EXCEPTIONS) <= 10


def test_decisions_are_counted_as_said() -> None:
    source = (
        "def f(x):\n    if x and x.y or x.z:\n        return [a for a in x if a if a.b]\n    return 1 if x else 2\n"
    )
    (function,) = ast.parse(source).body
    assert isinstance(function, ast.FunctionDef)
    assert decisions(function) == 1 + 2 + 3 + 1
