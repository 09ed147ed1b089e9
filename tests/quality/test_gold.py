"""The hand-made gold files agree with the sample library: every place and every quote is really there."""

from __future__ import annotations

import importlib.util
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.checkout import GOLD

STATUSES = {"complete", "partial", "none", "ambiguous", "refused"}
QUESTION_TYPES = set("FWDMBNAXVGTUSCO")
RELATION_TYPES = {"replaces", "repeals", "repeals_part", "amends", "replaces_phrase", "based_on", "implements"} | {
    "refers_to",
    "attached_to",
}
ROMAN = re.compile(r"([IVX]+)\. ")
ARTICLE = re.compile(r"Điều (\d+[a-zđ]?)\. ")
ITEM = re.compile(r"(\d+)\. ")
POINT = re.compile(r"([a-zđ])\) ")
Place = tuple[str, str]  # (component, path)


def read_lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def places_of(source: str) -> dict[Place, str]:
    """The text under every numbered place of a source, read with rules of its own, apart from the product's parser."""
    front, body = source.split("---\n", 2)[1:]
    found: defaultdict[Place, list[str]] = defaultdict(list)
    found["", "trích yếu"].append(front)
    component, appendix, levels, dashes, quoted = "", "", [""] * 4, 0, False
    for raw in body.splitlines():
        line = re.sub(r"^[=#~] |\*\*", "", raw.strip()).replace("**", "")
        if raw.startswith("@component"):
            component, levels = " ".join(raw.split()[1:3]), [""] * 4
        elif raw.startswith("@appendix"):
            appendix = f"Phụ lục {raw.split()[1]}"
        elif appendix:
            cells = [cell.strip() for cell in line.split("|")]
            if cells[0].isdigit():
                found["", f"{appendix} STT {cells[0]}"] += cells
        elif raw.startswith("~"):
            found["", "phần căn cứ"].append(line)
        elif line:
            dashes = dashes + 1 if line.startswith("- ") else 0
            if not quoted:
                levels = step(levels, line)
            quoted = (quoted or line.startswith("“")) and not line.rstrip(".;").endswith("”")
            for path in enclosing(levels, dashes):
                found[component, path].append(line)
    return {place: "\n".join(lines) for place, lines in found.items()}


def step(levels: list[str], line: str) -> list[str]:
    """The place after this line: [Roman, Điều, number, letter]."""
    for depth, pattern in enumerate((ROMAN, ARTICLE, ITEM, POINT)):
        if match := pattern.match(line):
            return [*levels[:depth], match[1], *[""] * (3 - depth)]
    return levels


def enclosing(levels: list[str], dashes: int) -> Iterator[str]:
    roman, article, item, point = levels
    if article:
        yield f"Điều {article}"
        if item:
            yield f"Điều {article} khoản {item}"
        if point:
            yield f"Điều {article} {f'khoản {item} ' if item else ''}điểm {point}"
        return
    numbers = [level for level in (roman, item, point) if level]
    for length in range(1, len(numbers) + 1):
        yield ".".join(numbers[:length])
    if numbers and dashes:
        yield f"gạch đầu dòng thứ {dashes}, mục {'.'.join(numbers)}"
    if not numbers:
        yield "đoạn mở đầu"


@pytest.fixture(scope="module")
def sources(corpus_dir: Path) -> dict[str, str]:
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted((corpus_dir / "sources").glob("S*.txt"))}


@pytest.fixture(scope="module")
def places(sources: dict[str, str]) -> dict[str, dict[Place, str]]:
    return {name: places_of(source) for name, source in sources.items()}


@pytest.fixture(scope="module")
def numbers(corpus_dir: Path) -> dict[str, str]:
    return {entry["id"]: entry["number"] for entry in read_lines(corpus_dir / "manifest.jsonl")}


def targets() -> Iterator[tuple[str, dict[str, Any]]]:
    for question in read_lines(GOLD / "sixty_questions.jsonl"):
        for turn in question["turns"]:
            for target in [*turn["targets"], *turn["also"]]:
                yield question["id"], target


def test_sixty_questions_are_well_formed() -> None:
    questions = read_lines(GOLD / "sixty_questions.jsonl")
    assert [question["id"] for question in questions] == [f"q{number:02d}" for number in range(1, 61)]
    for question in questions:
        assert question["type"] in QUESTION_TYPES
        assert (len(question["turns"]) > 1) == (question["type"] == "T")
        for turn in question["turns"]:
            assert turn["question"].strip() == turn["question"] != ""
            assert turn["status"], question["id"]
            assert set(turn["status"]) <= STATUSES
            assert turn["require"] in {"all", "any"}
            if turn["status"] == ["complete"]:
                assert turn["targets"], question["id"]


def test_targets_name_documents_of_the_library(numbers: dict[str, str]) -> None:
    for name, target in targets():
        assert numbers.get(target["document"]) == target["number"], name


def test_target_places_exist(places: dict[str, dict[Place, str]]) -> None:
    missing = [
        (name, target["document"], place)
        for name, target in targets()
        for place in target["places"]
        if (place["component"], place["path"]) not in places[target["document"]]
    ]
    assert not missing


def test_target_strings_stand_at_the_target_places(
    sources: dict[str, str], places: dict[str, dict[Place, str]]
) -> None:
    for name, target in targets():
        document = target["document"]
        texts = [places[document][place["component"], place["path"]] for place in target["places"]]
        for wanted in target["must_contain"]:
            assert any(wanted in text for text in texts or [sources[document]]), (name, document, wanted)


def test_relations_agree_with_the_sources(
    sources: dict[str, str], places: dict[str, dict[Place, str]], numbers: dict[str, str]
) -> None:
    for relation in read_lines(GOLD / "relations.jsonl"):
        source = relation["source"]
        assert {relation["type"], *relation["type_alt"]} <= RELATION_TYPES
        assert relation["target_number"] or relation["target_name"]
        component = "" if relation["type"] == "attached_to" else relation["source_component"]
        assert relation["evidence"] in places[source][component, relation["evidence_path"]], relation
        if relation["target_number"]:
            assert relation["target_number"] in sources[source], relation
        target = relation["target_document"]
        assert target == {number: name for name, number in numbers.items()}.get(relation["target_number"]), relation
        if target and relation["target_path"] and relation["target_path"] != "Điều 9a":  # 9a is what S03 inserts
            assert (relation["target_component"], relation["target_path"]) in places[target], relation


def test_every_number_in_the_bases_has_its_relation(places: dict[str, dict[Place, str]]) -> None:
    known = {(relation["source"], relation["target_number"]) for relation in read_lines(GOLD / "relations.jsonl")}
    for name, found in places.items():
        for number in re.findall(r"\d+/(?:\d{4}/)?[\wĐ-]*[A-ZĐ]+[\w-]*", found.get(("", "phần căn cứ"), "")):
            assert (name, number) in known, (name, number)


def test_actions_agree_with_the_sources(places: dict[str, dict[Place, str]]) -> None:
    for action in read_lines(GOLD / "actions.jsonl"):
        text = places[action["document"]]["", action["path"]]
        assert action["evidence"] in text, action
        assert action["lead"] or action["coord"] or action["deadline_raw"], action
        if action["deadline"]:
            assert re.fullmatch(r"20\d\d-\d\d-\d\d", action["deadline"]), action


def test_appendix_of_the_digital_plan_adds_up(places: dict[str, dict[Place, str]]) -> None:
    rows = [places["S05"]["", f"Phụ lục I STT {number}"].split("\n") for number in range(1, 13)]
    assert sum(int(row[6].replace(".", "")) for row in rows) == 18_500  # III.1: 18,5 tỷ đồng
    assert Counter(row[2] for row in rows)["nt"] == 5


def test_paths_are_understood_by_the_scorer(shared_dir: Path) -> None:
    """Different places of one document stay different in the scorer's canonical form."""
    spec = importlib.util.spec_from_file_location("score", shared_dir / "realdocs" / "score.py")
    assert spec is not None
    assert spec.loader is not None
    score = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(score)
    paths = {place["path"] for _, target in targets() for place in target["places"]}
    canonical = {path: score.canon_path(path) for path in paths}
    assert None not in canonical.values()
    assert len(set(canonical.values())) == len(paths)
