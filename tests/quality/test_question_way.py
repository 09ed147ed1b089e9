"""The way of a question: how many files it passes, and that its words are read in one room only.

A file is on the way when one of its functions is given the question: as text (a parameter ``question`` or ``typed``) or
as one of the records that carry it. The kinds of answers are counted as one file, since a question gets one answer.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.support.checkout import ROOT

#: Rooms between the typed question and its answer; ways in (HTTP, command line, bridges) hand the text on unread.
ROOMS = ("index/query", "index/ranking", "index/search.py", "service/assistant.py", "service/answering")
CARRIERS = {"Question", "Query", "AskedQuestion", "Case"}
ANSWERERS = ROOT / "service/answering/answerers"
MOST_FILES = 30


def files() -> Iterator[Path]:
    for room in ROOMS:
        path = ROOT / room
        yield from [path] if path.is_file() else sorted(path.rglob("*.py"))


def is_given_the_question(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    arguments = function.args
    for argument in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs):
        annotation = ast.unparse(argument.annotation) if argument.annotation else ""
        if CARRIERS & set(re.findall(r"\w+", annotation)):
            return True
        if annotation == "str" and argument.arg in ("question", "typed"):
            return True
    return False


def on_the_way() -> list[Path]:
    found = []
    for path in files():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        functions = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
        if any(is_given_the_question(function) for function in functions):
            found.append(path)
    return found


def test_a_question_passes_few_files() -> None:
    way = on_the_way()
    answerers = [path for path in way if path.parent == ANSWERERS]
    assert answerers
    shared = [str(path.relative_to(ROOT)) for path in way if path not in answerers]
    assert len(shared) + 1 <= MOST_FILES, shared


def test_a_question_is_folded_where_it_is_read() -> None:
    """Whoever needs the question without accents takes ``Question.folded``."""
    found = []
    for path in files():
        if path.is_relative_to(ROOT / "index/query"):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "fold":
                said = ast.unparse(node)
                if re.search(r"\b(?:question|searched|asked|query)\b", said):
                    found.append(f"{path.relative_to(ROOT)}: {said}")
    assert found == []
