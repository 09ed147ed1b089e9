"""Tables on scans: rules found on the picture, cells, rows and columns settled by evidence or left as lines."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from ingest.read import read_file
from ingest.read.ocr.cell_reading import cell_reader
from ingest.read.pages.picture_rules import ruling_lines
from ingest.read.pages.ruled_tables import Rule
from ingest.read.pages.scanned_tables import scanned_blocks
from ingest.read.pages.words import Word
from ingest.reading import Block, Table
from tests.benchmarks.scanned_tables import entry_verdicts
from tests.support.drawn_tables import FONTS, PAGE, clean, draw_table, drawn_font, faxed, tilted
from tests.support.table_pages import TABLES, plain_table, table_page

#: Columns of a page of 600 points: left ends, and the height of a line.
COLUMNS = (40, 90, 300, 400, 500)
PITCH = 20


def line_words(text: str, x: float, y: float) -> list[Word]:
    """The words of a text with letters of 5 by 10 points."""
    words = []
    for part in text.split():
        words.append(Word(part, x, y, x + 5 * len(part), y + 10, size=10, confidence=0.9))
        x += 5 * len(part) + 3
    return words


def page_words(rows: Sequence[Sequence[str]], top: float = 100, pitch: float = PITCH) -> list[Word]:
    """Rows of cells as words; a cell of several lines is centred at its row's height."""
    found: list[Word] = []
    for number, row in enumerate(rows):
        for x, text in zip(COLUMNS, row, strict=False):
            lines = text.split("\n")
            for place, line in enumerate(lines):
                found += line_words(line, x, top + pitch * number + 12 * (place - (len(lines) - 1) / 2))
    return found


def frame(xs: Sequence[float], ys: Sequence[float]) -> list[Rule]:
    """All rules of a grid, one for each edge of it."""
    return [(xs[0], y, xs[-1], y + 1) for y in ys] + [(x, ys[0], x + 1, ys[-1]) for x in xs]


def table_of(blocks: Sequence[Block]) -> list[list[str | None]]:
    tables = [block for block in blocks if isinstance(block, Table)]
    assert len(tables) == 1
    return [[cell.text for cell in row] for row in tables[0].rows]


HEAD = ("STT", "Đơn vị", "Số hộ", "Diện tích", "Kinh phí")
ROWS = (
    ("1", "Xã Phú Lộc", "120", "1.250,5", "340"),
    ("2", "Xã An Thạnh", "88", "975", "1.410"),
    ("3", "Xã Suối Cát", "61", "2.004,1", "78"),
    ("4", "Xã Ea Trang", "305", "612", "95"),
)
XS = (35, 80, 290, 390, 490, 560)


def test_solid_broken_slanting_and_dotted_rules_are_found() -> None:
    image = Image.new("L", (1600, 1200), 255)
    pen = ImageDraw.Draw(image)
    pen.line((100, 100, 1500, 100), fill=0, width=4)
    pen.line((100, 300, 1500, 306), fill=150, width=3)  # faint, a quarter of a degree askew
    for start in range(100, 1500, 200):
        pen.line((start, 500, start + 190, 500), fill=0, width=3)
    for start in range(100, 1500, 14):
        pen.line((start, 700, start + 5, 700), fill=0, width=3)
    pen.line((400, 100, 400, 600), fill=0, width=3)
    found = ruling_lines(np.asarray(image))
    lengths = dict.fromkeys((1, 3, 5, 7), 0.0)
    for x0, y0, x1, y1 in found:
        if x1 - x0 > y1 - y0:
            lengths[round(y0 / 100)] += x1 - x0
    assert min(lengths.values()) > 1350
    assert sum(rule[3] - rule[1] > rule[2] - rule[0] for rule in found) == 1


def test_letters_are_no_rules() -> None:
    page = table_page(plain_table(random.Random(1), "none"), "unruled").picture
    assert ruling_lines(np.asarray(page)) == []


def test_an_edge_with_breaks_still_parts_two_cells() -> None:
    ys = [95 + PITCH * n for n in range(6)]
    rules = frame(XS, ys)
    broken = [rule for rule in rules if rule[0] != XS[3]]
    # A third of each edge between `Số hộ` and `Diện tích` is left.
    broken += [(XS[3], y, XS[3] + 1, y + 7) for y in ys[:-1]]
    found = scanned_blocks(page_words([HEAD, *ROWS]), broken, 1, 600, 800)
    assert table_of(found.blocks) == [list(row) for row in (HEAD, *ROWS)]
    assert not found.has_unsure_table


def test_a_lost_rule_between_labels_and_figures_is_put_back() -> None:
    ys = [95 + PITCH * n for n in range(6)]
    rules = [rule for rule in frame(XS, ys) if rule[0] != XS[2] or rule[2] - rule[0] > 1]
    found = scanned_blocks(page_words([HEAD, *ROWS]), rules, 1, 600, 800)
    assert table_of(found.blocks) == [list(row) for row in (HEAD, *ROWS)]


def test_row_numbers_that_run_into_labels_are_parted_from_them() -> None:
    """A speck beside one number, and one number read as one word with its label."""
    words = page_words([HEAD, *ROWS, ("5", "Xã Cẩm Tú", "12", "47", "815"), ("6", "Xã Đại Ân", "33", "590", "21")])
    misread(words, "2", "2-----", 0.5)
    place = next(index for index, word in enumerate(words) if word.text == "2-----")
    words[place] = replace(words[place], x1=COLUMNS[1] - 3)
    found = scanned_blocks(words, [], 1, 600, 800)
    assert [row[1] for row in table_of(found.blocks)][1:4] == ["Xã Phú Lộc", "Xã An Thạnh", "Xã Suối Cát"]


def test_missing_outer_edges_are_completed() -> None:
    ys = [95 + PITCH * n for n in range(6)]
    inner = [rule for rule in frame(XS, ys) if rule[0] not in (XS[0], XS[-1]) or rule[2] - rule[0] > 1]
    found = scanned_blocks(page_words([HEAD, *ROWS]), inner, 1, 600, 800)
    assert table_of(found.blocks) == [list(row) for row in (HEAD, *ROWS)]


def test_a_cell_merged_over_rows_is_no_row_of_its_own() -> None:
    ys = [95 + PITCH * n for n in range(6)]
    rules = [rule for rule in frame(XS, ys) if rule[1] not in ys[2:5] or rule[3] - rule[1] > 1]
    rules += [(XS[1], y, XS[-1], y + 1) for y in ys[2:5]]
    rows = [HEAD, ("", *ROWS[0][1:]), ("A", *ROWS[1][1:]), ("", *ROWS[2][1:]), ("", *ROWS[3][1:])]
    found = scanned_blocks(page_words(rows), rules, 1, 600, 800)
    assert [row[0] for row in table_of(found.blocks)] == ["STT", "A", None, None, None]


def test_rows_without_rules_between_them_are_parted_by_their_figures() -> None:
    rules = frame(XS, [95, 95 + PITCH, 95 + 5 * PITCH])
    found = scanned_blocks(page_words([HEAD, *ROWS]), rules, 1, 600, 800)
    assert table_of(found.blocks) == [list(row) for row in (HEAD, *ROWS)]
    assert not found.has_unsure_table


def test_labels_of_several_lines_stay_with_their_figures() -> None:
    rows = [(number, f"{label} và các\nthôn lân cận", *rest) for number, label, *rest in ROWS]
    rules = frame(XS, [95, 118, 118 + 4 * 30])
    words = page_words([HEAD]) + page_words(rows, 128, 30)
    found = scanned_blocks(words, rules, 1, 600, 800)
    assert [row[1] for row in table_of(found.blocks)[1:]] == [f"{row[1]} và các thôn lân cận" for row in ROWS]


def test_labels_that_fit_two_ways_make_no_table() -> None:
    """Each label has two lines at one distance from the figures above and below them."""
    figures = [(number, "", *rest) for number, _, *rest in ROWS]
    words = page_words([HEAD]) + page_words(figures, 130, 24)
    for number in range(4):
        words += line_words(f"Tên {number}", COLUMNS[1], 136 + 24 * number)
    found = scanned_blocks(words, frame(XS, [95, 118, 240]), 1, 600, 800)
    assert not [block for block in found.blocks if isinstance(block, Table)]
    assert found.has_unsure_table


def test_columns_without_rules_are_the_channels_between_figures() -> None:
    found = scanned_blocks(page_words([HEAD, *ROWS]), [], 1, 600, 800)
    assert table_of(found.blocks) == [list(row) for row in (HEAD, *ROWS)]
    assert not found.has_unsure_table


def test_a_head_over_two_columns_is_placed_by_its_middle() -> None:
    words = page_words([HEAD, *ROWS]) + line_words("Năm 2024", 446, 84)
    found = scanned_blocks(words, [], 1, 600, 800)
    assert table_of(found.blocks)[:2] == [["STT", "Đơn vị", "Số hộ", "Năm 2024", None], [None, None, None, *HEAD[3:]]]


def test_texts_side_by_side_are_no_table() -> None:
    rows = [
        ("", "Nơi nhận:", "", "", "GIÁM ĐỐC"),
        ("", "- Như trên;", "", "", "(Đã ký)"),
        ("", "- Lưu: VT.", "", "", "Lê"),
    ]
    found = scanned_blocks(page_words(rows * 2), [], 1, 600, 800)
    assert not [block for block in found.blocks if isinstance(block, Table)]
    assert not found.has_unsure_table


def test_a_rule_read_as_a_letter_parts_two_cells() -> None:
    ys = [95 + PITCH * n for n in range(6)]
    words = page_words([HEAD, *ROWS])
    joined = [word for word in words if word.text not in ("88", "975")]
    joined.append(Word("88|975", 375, 140, 405, 150, size=10, confidence=0.6))
    found = scanned_blocks(joined, frame(XS, ys), 1, 600, 800)
    assert table_of(found.blocks)[2] == list(ROWS[1])


def misread(words: list[Word], wrong: str, text: str, confidence: float) -> None:
    """A word as OCR may read it."""
    place = next(index for index, word in enumerate(words) if word.text == wrong)
    words[place] = replace(words[place], text=text, confidence=confidence)


def test_a_doubtful_figure_is_read_again_in_its_cell() -> None:
    words = page_words([HEAD, *ROWS])
    misread(words, "1.410", "J).4I0", 0.3)
    misread(words, "975", "915", 0.6)
    misread(words, "305", "306", 0.99)
    words = [word for word in words if word.text != "88"]  # not seen at all
    asked: list[tuple[float, float, float, float]] = []

    def read(box: tuple[float, float, float, float]) -> tuple[str, float]:
        asked.append(box)
        column, row = sum(box[0] > x for x in XS[1:]), round((box[1] - 100) / PITCH)
        return (HEAD, *ROWS)[row][column], 0.95

    found = scanned_blocks(words, frame(XS, [95 + PITCH * n for n in range(6)]), 1, 600, 800, read)
    right = [list(row) for row in (HEAD, *ROWS)]
    right[4][2] = "306"  # OCR is sure of it: not read again
    assert table_of(found.blocks) == right
    assert "1.410" in {word.text for word in found.words}
    assert "J).4I0" not in {word.text for word in found.words}
    assert len(asked) <= 3 + len(HEAD) + 16


@pytest.mark.parametrize("second", [None, ("l.410", 0.4), ("Ghi chú", 0.99)])
def test_a_second_reading_that_is_unsure_or_no_figure_changes_nothing(second: tuple[str, float] | None) -> None:
    words = page_words([HEAD, *ROWS])
    misread(words, "1.410", "1410", 0.5)
    found = scanned_blocks(words, frame(XS, [95 + PITCH * n for n in range(6)]), 1, 600, 800, lambda _: second)
    assert table_of(found.blocks)[2] == [*ROWS[1][:4], "1410"]


def test_the_recogniser_of_lines_reads_a_cell() -> None:
    image = Image.new("L", (1000, 400), 255)
    ImageDraw.Draw(image).text((420, 180), "57.335,2", font=drawn_font(False), fill=30)
    read = cell_reader(np.asarray(image), 240, 96)
    found = read((90, 35, 160, 65))
    assert found is not None
    assert (found[0], found[1] > 0.8) == ("57.335,2", True)
    assert read((5, 5, 60, 40)) is None


@pytest.mark.ocr
@pytest.mark.parametrize("condition", [clean, tilted, faxed])
@pytest.mark.parametrize("name", ["ruled", "merged heads", "rows ruled", "columns ruled"])
def test_figures_of_a_scan_keep_their_row_and_column(name: str, condition: object, tmp_path: Path) -> None:
    if not FONTS.is_dir():
        pytest.skip("needs package fonts-dejavu-core")
    rng = random.Random(f"kept {name}")  # invented figures
    page = table_page(dict(TABLES)[name](rng), name)
    assert callable(condition)
    condition(page.picture, rng).save(tmp_path / "a.png")
    verdicts = entry_verdicts(read_file(tmp_path / "a.png"), page.entries)
    assert verdicts["right"] >= 0.75 * len(page.entries)
    assert verdicts["mixed"] == 0


@pytest.mark.ocr
@pytest.mark.parametrize("rules", ["full", "vertical"])
def test_a_table_over_two_pages_keeps_its_heads(rules: str, tmp_path: Path) -> None:
    if not FONTS.is_dir():
        pytest.skip("needs package fonts-dejavu-core")
    rng = random.Random(f"two pages {rules}")
    table, entries = plain_table(rng, rules, 12)
    pages = []
    for part in (replace(table, rows=table.rows[:7]), replace(table, rows=table.rows[7:], head=0)):
        page = Image.new("L", PAGE, 255)
        draw_table(page, part, 300)
        pages.append(tilted(page, rng))
    pages[0].save(tmp_path / "a.tif", save_all=True, append_images=pages[1:])
    verdicts = entry_verdicts(read_file(tmp_path / "a.tif"), entries)
    assert verdicts["right"] >= 0.9 * len(entries)
    assert verdicts["mixed"] == 0
