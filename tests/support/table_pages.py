"""Pages with invented tables as an office scans them: drawn here, so that every figure's row and column is known."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from PIL import Image, ImageDraw

from tests.support.drawn_tables import (
    LEFT,
    PAGE,
    DrawnCell,
    DrawnTable,
    clean,
    draw_table,
    drawn_font,
    faint,
    faxed,
    tilted,
)  # fmt: skip

_PLACES = (
    "Phú Lộc", "An Thạnh", "Tân Bình", "Vĩnh Hòa", "Bình Sơn", "Đông Hải", "Hòa Thịnh", "Xuân Quang", "Suối Cát",
    "Ea Trang", "Cẩm Tú", "Mỹ Đức", "Long Khê", "Thạch Bàn", "Nậm Pung", "Krông Á", "Sơn Nham", "Đại Ân",
)  # fmt: skip
_TASKS = (
    "Sửa chữa trường mầm non", "Nạo vét kênh cấp hai", "Trồng rừng phòng hộ ven suối và chăm sóc năm thứ nhất",
    "Xây dựng nhà văn hóa thôn", "Hỗ trợ giống lúa cho hộ nghèo", "Lắp đặt đèn chiếu sáng tuyến đường liên xã",
    "Mua sắm máy tính cho bộ phận một cửa", "Tập huấn kỹ năng số cho tổ công nghệ cộng đồng",
    "Kiên cố hóa cầu dân sinh", "Khám sức khỏe người cao tuổi", "Cấp nước sạch vùng cao",
    "Dạy nghề cho lao động nông thôn",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """One figure of a table: the label of its row, the heads of its column from top to bottom, its value."""

    label: str
    heads: tuple[str, ...]
    value: str


@dataclass(slots=True)
class TablePage:
    """A page and what its table says."""

    name: str
    picture: Image.Image
    entries: list[Entry] = field(default_factory=list)
    unit: str = ""


def _figures(rng: random.Random) -> Iterator[str]:
    """Figures as offices print them, none twice."""
    seen: set[str] = set()
    while True:
        number = rng.choice((rng.randint(11, 999), rng.randint(1000, 9999), rng.randint(10_000, 990_000)))
        text = f"{number:,}".replace(",", ".")
        if rng.random() < 0.3:
            text += f",{rng.randint(1, 9)}"
        if text not in seen:
            seen.add(text)
            yield text


def _row(number: str, label: str, values: list[str]) -> tuple[DrawnCell, ...]:
    cells = [DrawnCell(number, align="center"), DrawnCell(label)] if number else [DrawnCell(label)]
    return (*cells, *(DrawnCell(value, align="right") for value in values))


def _head(*texts: str) -> tuple[DrawnCell, ...]:
    return tuple(DrawnCell(text, bold=True, align="center") for text in texts)


Made = tuple[DrawnTable, list[Entry]]


def plain_table(rng: random.Random, rules: str, rows: int = 12, unit: str = "") -> Made:
    """STT, a place, four figures; a totals row at the end."""
    heads = ("Số hộ", "Diện tích", "Sản lượng", "Kinh phí")
    figures = _figures(rng)
    body, entries = [], []
    for number, place in enumerate(rng.sample(_PLACES, rows), start=1):
        values = [next(figures) for _ in heads]
        body.append(_row(str(number), f"Xã {place}", values))
        entries += [Entry(f"Xã {place}", (head,), value) for head, value in zip(heads, values, strict=True)]
    values = [next(figures) for _ in heads]
    total = (DrawnCell("Tổng cộng", 2, bold=True, align="center"), *_row("", "", values)[1:])
    entries += [Entry("Tổng cộng", (head,), value) for head, value in zip(heads, values, strict=True)]
    grid = (_head("STT", "Đơn vị", *heads), *body, total)
    return DrawnTable(grid, 1, (1, 4, 2, 2.2, 2.4, 2.4), rules, unit), entries


def merged_heads(rng: random.Random, rules: str, rows: int = 10) -> Made:
    """Two head rows: years above plan and result; STT and the label go over both."""
    figures = _figures(rng)
    top = (
        DrawnCell("STT", 1, 2, True, "center"), DrawnCell("Chỉ tiêu", 1, 2, True, "center"),
        DrawnCell("Năm 2023", 2, 1, True, "center"), DrawnCell("Năm 2024", 2, 1, True, "center"),
    )  # fmt: skip
    paths = [(year, name) for year in ("Năm 2023", "Năm 2024") for name in ("Kế hoạch", "Thực hiện")]
    body, entries = [], []
    for number, task in enumerate(rng.sample(_TASKS, rows), start=1):
        values = [next(figures) for _ in paths]
        body.append(_row(str(number), task, values))
        entries += [Entry(task, path, value) for path, value in zip(paths, values, strict=True)]
    grid = (top, _head("Kế hoạch", "Thực hiện", "Kế hoạch", "Thực hiện"), *body)
    return DrawnTable(grid, 2, (1, 5, 2.2, 2.2, 2.2, 2.2), rules), entries


def three_head_rows(rng: random.Random, rules: str, rows: int = 9) -> Made:
    """Three head rows, the last of column numbers, and groups with Roman numbers."""
    figures = _figures(rng)
    top = (
        DrawnCell("TT", 1, 3, True, "center"), DrawnCell("Tên dự án", 1, 3, True, "center"),
        DrawnCell("Nguồn vốn", 3, 1, True, "center"), DrawnCell("Ghi chú", 1, 3, True, "center"),
    )  # fmt: skip
    second = (DrawnCell("Trung ương", 1, 2, True, "center"), DrawnCell("Địa phương", 2, 1, True, "center"))
    paths = [
        ("Nguồn vốn", "Trung ương"),
        ("Nguồn vốn", "Địa phương", "Cấp tỉnh"),
        ("Nguồn vốn", "Địa phương", "Cấp xã"),
    ]
    numbers = tuple(DrawnCell(f"({n})", align="center") for n in range(1, 7))
    body: list[tuple[DrawnCell, ...]] = []
    entries = []
    for number, task in enumerate(rng.sample(_TASKS, rows), start=1):
        if number in (1, 5):
            title = "Dự án chuyển tiếp" if number == 1 else "Dự án khởi công mới"
            body.append((DrawnCell("I" * (1 + number // 5), bold=True, align="center"), DrawnCell(title, 5, bold=True)))
        values = [next(figures) for _ in paths]
        body.append((*_row(str(number), task, values), DrawnCell("")))
        entries += [Entry(task, path, value) for path, value in zip(paths, values, strict=True)]
    grid = (top, second, _head("Cấp tỉnh", "Cấp xã"), numbers, *body)
    return DrawnTable(grid, 4, (1, 5, 2.2, 2.2, 2.2, 1.6), rules), entries


def merged_rows(rng: random.Random, rules: str) -> Made:
    """A unit over several rows at the left, tasks of several lines, a figure and a month."""
    figures = _figures(rng)
    body, entries = [], []
    tasks = iter(rng.sample(_TASKS, 9))
    for number, place in enumerate(rng.sample(_PLACES, 3), start=1):
        for turn in range(3):
            task, value = next(tasks), next(figures)
            lead = (
                (DrawnCell(str(number), 1, 3, align="center"), DrawnCell(f"UBND xã {place}", 1, 3)) if not turn else ()
            )
            month = f"Tháng {rng.randint(1, 12)}/2024"
            body.append(
                (
                    *(() if turn else lead),
                    DrawnCell(task),
                    DrawnCell(value, align="right"),
                    DrawnCell(month, align="center"),
                )
            )
            entries.append(Entry(task, ("Kinh phí",), value))
    grid = (_head("STT", "Đơn vị thực hiện", "Nội dung", "Kinh phí", "Thời gian"), *body)
    return DrawnTable(grid, 1, (1, 3, 5, 2, 2.6), rules), entries


def tasks_table(rng: random.Random, rules: str) -> Made:
    """A plan's annex: long task, office in charge, day."""
    heads = ("Cơ quan chủ trì", "Thời hạn")
    body, entries = [], []
    days = rng.sample(range(1, 28), 9)
    for number, task in enumerate(rng.sample(_TASKS, 9), start=1):
        office = f"Phòng {rng.choice(('Nội vụ', 'Tư pháp', 'Y tế'))} xã {_PLACES[number]}"
        day = f"{days[number - 1]:02d}/{number + 2:02d}/2024"
        text = f"{task} theo phân công của Ủy ban nhân dân huyện"
        body.append((DrawnCell(str(number), align="center"), DrawnCell(text), DrawnCell(office), DrawnCell(day)))
        entries += [Entry(text, (heads[0],), office), Entry(text, (heads[1],), day)]
    grid = (_head("STT", "Nhiệm vụ", *heads), *body)
    return DrawnTable(grid, 1, (1, 5.5, 3, 2.2), rules), entries


CONDITIONS: tuple[Callable[[Image.Image, random.Random], Image.Image], ...] = (clean, tilted, faxed, faint)
TABLES: tuple[tuple[str, Callable[[random.Random], Made]], ...] = (
    ("ruled", lambda rng: plain_table(rng, "full", unit="triệu đồng")),
    ("merged heads", lambda rng: merged_heads(rng, "full")),
    ("three head rows", lambda rng: three_head_rows(rng, "full")),
    ("rows ruled", lambda rng: plain_table(rng, "horizontal")),
    ("unruled", lambda rng: plain_table(rng, "none")),
    ("unruled, merged heads", lambda rng: merged_heads(rng, "none", 8)),
    ("dotted rows", lambda rng: tasks_table(rng, "dotted")),
    ("merged rows", lambda rng: merged_rows(rng, "full")),
    ("columns ruled", lambda rng: plain_table(rng, "vertical")),
    ("double frame, open sides", lambda rng: merged_heads(rng, rng.choice(("double", "open")))),
)


def table_page(made: Made, name: str, rules: tuple[int, int] = (20, 3)) -> TablePage:
    """The table on a page with a title, its unit and a closing line; ``rules`` are drawn with this pen."""
    table, entries = replace(made[0], pen=rules), made[1]
    image = Image.new("L", PAGE, 255)
    pen = ImageDraw.Draw(image)
    pen.text((640, 200), "BIỂU TỔNG HỢP KẾT QUẢ THỰC HIỆN", font=drawn_font(True, 56), fill=20)
    pen.text((460, 290), "Kèm theo Báo cáo của Ủy ban nhân dân huyện Sơn Hạ", font=drawn_font(False), fill=20)
    if table.unit:
        pen.text((1560, 380), f"Đơn vị tính: {table.unit}", font=drawn_font(False), fill=20)
    bottom = draw_table(image, table, 470)
    closing = "Số liệu được tổng hợp từ báo cáo của các đơn vị đến hết tháng sáu năm nay."
    pen.text((LEFT, bottom + 60), closing, font=drawn_font(False), fill=20)
    return TablePage(name, image, entries, table.unit)


def table_pages(seed: int = 7) -> Iterator[TablePage]:
    """Every table in every condition."""
    for condition in CONDITIONS:
        for name, make in TABLES:
            rng = random.Random(f"{seed} {name} {condition.__name__}")  # invented figures
            pen = (rng.choice((20, 60, 110)), rng.choice((2, 3, 4)))
            page = table_page(make(rng), f"{name}, {condition.__name__}", pen)
            page.picture = condition(page.picture, rng)
            yield page
