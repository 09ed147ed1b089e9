"""The documents a stranger reads: their links, the files they name, their generated tables and their examples."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from index.query.number_mentions import find_number_mentions
from index.query.question import Question
from ingest.grammar import citations, document_numbers, paths
from ingest.text import legacy_encodings
from tests.support.checkout import ROOT
from tests.support.generated_tables import PAGES, rewritten

DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "clients").rglob("*.md")])
#: A stranger reads the first page to its end only if it is short.
README_BYTES = 10_000
_LINK = re.compile(r"(?<!!)\[[^\]]+\]\((?P<target>[^)\s]+)\)")
_ROOMS = r"(?<![\w/.-])(?:ingest|index|service|clients|tests|corpus|deploy)/"
_MODULE = re.compile(_ROOMS + r"[\w/.-]*\w\.(?:py|tsv|txt|jsonl?|toml|lua|md)\b")
_FOLDER = re.compile(_ROOMS + r"(?:[\w-]+/)*(?![\w.*-])")


def without_code(text: str) -> str:
    return re.sub(r"```.*?```", "", text, flags=re.DOTALL)


def anchors(path: Path) -> set[str]:
    """The anchors of a page's headings, as the usual viewers make them."""
    found = set()
    for line in without_code(path.read_text(encoding="utf-8")).splitlines():
        heading = re.match(r"#{1,6}\s+(.*)", line)
        if heading:
            kept = re.sub(r"[^\w\- ]", "", heading[1].lower())
            found.add(kept.replace(" ", "-"))
    return found


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_readme_is_short() -> None:
    assert len((ROOT / "README.md").read_bytes()) <= README_BYTES


@pytest.mark.parametrize("page", DOCUMENTS, ids=relative)
def test_links_lead_somewhere(page: Path) -> None:
    for match in _LINK.finditer(without_code(page.read_text(encoding="utf-8"))):
        target = match["target"]
        if re.match(r"https?:|mailto:", target):
            continue
        name, _, anchor = target.partition("#")
        aim = (page.parent / name).resolve() if name else page
        assert aim.exists(), f"{relative(page)}: no file {target}"
        if anchor:
            assert anchor in anchors(aim), f"{relative(page)}: no heading {target}"


@pytest.mark.parametrize("page", DOCUMENTS, ids=relative)
def test_named_modules_exist(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for name in (*_MODULE.findall(text), *_FOLDER.findall(text)):
        assert (ROOT / name).exists(), f"{relative(page)} names {name}"


def test_the_host_page_to_copy_names_its_letters_and_its_width() -> None:
    """Without the charset Vietnamese letters may break; without the viewport a telephone shows the page tiny."""
    text = (ROOT / "docs/integration.md").read_text(encoding="utf-8")
    page = re.search(r"<!-- host-page -->\n(.*?)<!-- /host-page -->", text, re.DOTALL)
    assert page
    head = page[1].partition("<script")[0]
    assert head.index('<meta charset="utf-8">') < head.index("<title>")
    assert '<meta name="viewport" content="width=device-width, initial-scale=1">' in head
    assert '<html lang="vi">' in head


def test_sections_that_comments_cite_exist() -> None:
    """`docs/documents.md, "Numbers"`: comments cite the rules of the documents by section title."""
    titles = set(re.findall(r"^## (.+)$", (ROOT / "docs/documents.md").read_text(encoding="utf-8"), re.MULTILINE))
    for package in ("ingest", "index", "service"):
        for path in (ROOT / package).rglob("*.py"):
            text = re.sub(r"\s*\n\s*(?:#:? ?)?", " ", path.read_text(encoding="utf-8"))
            for cited in re.findall(r"documents\.md[`,:(\s]+[\"“']([^\"”']+)[\"”']", text):
                assert cited in titles, f"{relative(path)} cites {cited!r} of docs/documents.md"
            assert not re.search(r"\b(?:domain|design)\.md", text), f"{relative(path)} cites a foreign file"


@pytest.mark.parametrize("page", ["docs/glossary.md", "docs/architecture.md", "docs/documents.md", "CONTRIBUTING.md"])
def test_named_classes_exist(page: str) -> None:
    """`RankedCandidates`: a name in capitals and small letters is a class of the code."""
    code = "\n".join(
        path.read_text("utf-8") for name in ("ingest", "index", "service") for path in (ROOT / name).rglob("*.py")
    )
    for named in re.findall(r"`([A-Z][a-z]+(?:[A-Z][a-z]+)+)`", (ROOT / page).read_text(encoding="utf-8")):
        assert re.search(rf"^(?:class {named}\b|{named}\b.*= )", code, re.MULTILINE), f"{page} names {named}"


def test_every_decision_is_listed() -> None:
    listed = (ROOT / "docs/decisions/README.md").read_text(encoding="utf-8")
    for path in (ROOT / "docs/decisions").glob("0*.md"):
        assert f"]({path.name})" in listed


@pytest.mark.parametrize("page", PAGES, ids=relative)
def test_generated_tables_are_up_to_date(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert "<!-- generated: " in text, "the markers of the table are gone"
    assert rewritten(text) == text, "run `python -m tests.support.generated_tables`"


def examples(name: str) -> list[tuple[str, ...]]:
    """Rows of an example block of documents.md: a table, or lines with an arrow."""
    text = (ROOT / "docs/documents.md").read_text(encoding="utf-8")
    block = re.search(rf"<!-- examples: {name} -->\n(.*?)<!-- /examples -->", text, re.DOTALL)
    assert block, f"documents.md has no examples of {name}"
    if "->" in block[1]:
        return [tuple(part.strip() for part in line.split("  ->  ")) for line in block[1].splitlines() if "->" in line]
    rows = [line.strip("| ").split(" | ") for line in block[1].splitlines() if line.startswith("|")]
    return [tuple(cell.strip(" `") for cell in row) for row in rows[2:]]


@pytest.mark.parametrize(("printed", "key"), examples("keys"))
def test_example_of_a_key(printed: str, key: str) -> None:
    assert (document_numbers.canonical_key(printed) or "no number") == key


@pytest.mark.parametrize(("typed", "understood"), examples("mentions"))
def test_example_of_a_typed_number(typed: str, understood: str) -> None:
    found = find_number_mentions(typed)
    parts = [(mention.num, mention.year, mention.type, mention.agency) for mention in found]
    assert " ".join(part or "-" for group in parts for part in group) == understood.replace("nothing", "")


@pytest.mark.parametrize(("written", "screen", "formal"), examples("paths"))
def test_example_of_a_path(written: str, screen: str, formal: str) -> None:
    found = paths.find_paths(written)
    assert "; ".join(citations.path_label(mention.steps) for mention in found) == screen
    assert "; ".join(citations.formal_path_label(mention.steps) for mention in found) == formal


@pytest.mark.parametrize(("question", "intent"), examples("intents"))
def test_example_of_a_question(question: str, intent: str) -> None:
    assert Question(question).intent == intent


@pytest.mark.parametrize(("stored", "encoding", "text"), examples("encodings"))
def test_example_of_an_old_encoding(stored: str, encoding: legacy_encodings.Encoding, text: str) -> None:
    assert legacy_encodings.decode(stored, encoding) == text


def test_the_answer_in_readme_is_what_the_command_prints(corpus_dir: Path, tmp_path: Path) -> None:
    shown = re.search(r"<!-- answer -->\n(.*?)<!-- /answer -->", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)
    assert shown
    command, *answer = [line.removeprefix("    ").rstrip() for line in shown[1].rstrip().splitlines()]
    asked = shlex.split(command.removeprefix("$ hoivanban "))
    source = tmp_path / "S01-516-KH-UBND.pdf"
    shutil.copyfile(corpus_dir / "documents" / source.name, source)
    home = ["--home", str(tmp_path / "var")]
    run("ingest", str(source), *home)
    assert run(*asked, *home).rstrip().splitlines() == answer


def run(*arguments: str) -> str:
    """What a command prints in a window of 100 columns."""
    env = {**os.environ, "COLUMNS": "100", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "service.cli", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True, env=env, cwd=ROOT).stdout
