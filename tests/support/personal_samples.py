"""Lists of persons with their numbers, in every ordinary form, and files that hold numbers of other things.

Nobody's numbers: the citizens of these are born after the year 2300, and the names are those of forms.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl

from tests.support import docx_files
from tests.support.office_margins import write_odt, write_rtf
from tests.support.secrecy_samples import Sample, _html, _pdf, _text

PEOPLE = ("Nguyễn Văn A", "Trần Thị Bình", "Lê Hoàng Cường", "Phạm Thị Dung", "Siu H'Lan", "ĐẶNG QUỐC ANH")
HEAD = ("DANH SÁCH", "Kèm theo Kế hoạch số 99/KH-UBND")


def _citizen(number: int) -> str:
    return f"0649{90 + number:02}{number:06}"


def _grouped(digits: str, mark: str) -> str:
    return mark.join(digits[start : start + 3] for start in range(0, len(digits), 3))


#: What stands in the column of a list: its heading, and the value of the person of a number.
COLUMNS: dict[str, tuple[str, Callable[[int], str]]] = {
    "citizen": ("Số CCCD", _citizen),
    "citizen spaced": ("Số căn cước công dân", lambda n: _grouped(_citizen(n), " ")),
    "citizen dotted": ("Số định danh cá nhân", lambda n: _grouped(_citizen(n), ".")),
    "citizen without its nought": ("CCCD", lambda n: _citizen(n)[1:]),
    "citizen rounded": ("Số CCCD", lambda n: f"6.49{90 + n}E+10"),
    "citizen shortened": ("Số CCCD", lambda n: f"064xxxxxx{n:03}"),
    "citizen by its end": ("CCCD", lambda n: f"********{1000 + n}"),
    "old identity": ("Số CMND", lambda n: f"23{n:07}"),
    "old identity spaced": ("Số CMND/CCCD", lambda n: _grouped(f"23{n:07}", " ")),
    "passport": ("Số hộ chiếu", lambda n: f"C{n:07}"),
    "passport of eight": ("Hộ chiếu", lambda n: f"P{n:08}"),
    "insurance": ("Mã số BHXH", lambda n: f"6400{n:06}"),
    "health card": ("Số thẻ BHYT", lambda n: f"GD464640{n:07}"),
    "account": ("Số tài khoản", lambda n: f"62002059{n:05}"),
    "account in groups": ("STK ngân hàng", lambda n: f"6200 2059 {n:05}"),
    "paper": ("Giấy tờ tùy thân", _citizen),
    "phone and birth": ("Điện thoại | Ngày sinh", lambda n: f"09051234{n:02} | 0{n + 1}/02/1990"),
    "birth and home": ("Ngày, tháng, năm sinh | Nơi thường trú", lambda n: f"1{n}/5/1985 | Thôn {n}, xã Ia Mẫu"),
    "phone and year of birth": ("Năm sinh | SĐT", lambda n: f"19{80 + n} | 0912 345 6{n:02}"),
    "driver": ("Số GPLX", lambda n: f"6401234567{n:02}"),
    "phone and home": ("SĐT | Địa chỉ", lambda n: f"0912.345.6{n:02} | Tổ {n}, phường Mẫu"),
}
SENTENCES: dict[str, Callable[[int], str]] = {
    "citizen in a sentence": lambda n: f"Ông {PEOPLE[n]}, CCCD số {_citizen(n)}, trú tại xã Mẫu.",
    "old identity in a sentence": lambda n: f"Bà {PEOPLE[n]}, số CMND: 23{n:07} do Công an tỉnh cấp.",
    "passport in a sentence": lambda n: f"{PEOPLE[n]}, hộ chiếu số C{n:07}, quốc tịch Việt Nam.",
    "account in a sentence": lambda n: f"{n + 1}. {PEOPLE[n]}: số tài khoản 62002059{n:05} tại Ngân hàng Mẫu.",
    "birth and home in a sentence": lambda n: (
        f"{n + 1}. {PEOPLE[n]}, sinh ngày 1{n}/02/1990, thường trú: thôn {n + 1}, xã Mẫu, tỉnh Mẫu."
    ),
    "labelled and spaced": lambda n: f"Họ tên: {PEOPLE[n]}; số CCCD: {_grouped(_citizen(n), ' ')}",
    "phone and a home that no word names": lambda n: (
        f"{n + 1}) {PEOPLE[n]} (1990), sđt 0905 123 4{n}6, thôn {n + 1}, xã Ia Mẫu, tỉnh Mẫu"
    ),
    "phone and birth that no word names": lambda n: f"{PEOPLE[n]}, 1{n}/3/1980, 091234567{n}, thôn {n} xã Mẫu",
    "phone from abroad": lambda n: f"{n + 1}. {PEOPLE[n]}, sinh 1{n}/3/1980, +84 912 345 67{n}",
    "payee": lambda n: f"Người nhận: {PEOPLE[n].upper()} - STK 01234567{n}9, Ngân hàng Mẫu",
    "phone and birth in a sentence": lambda n: f"- {PEOPLE[n]}, sinh ngày 1{n}/02/1990, điện thoại: 09051234{n:02}.",
}
#: Rows that hold numbers of other things, with their heading.
OTHERS: dict[str, tuple[str, Callable[[int], str]]] = {
    "money": ("Kinh phí (đồng)", lambda n: f"{123_456_789 + n}"),
    "money dotted": ("Số tiền", lambda n: f"1.234.567.{n:03}"),
    "tax number": ("Mã số thuế", lambda n: f"59001234{n:02}"),
    "office phone": ("Điện thoại", lambda n: f"0269382{n:04}"),
    "project": ("Mã dự án", lambda n: f"7{n:07}"),
    "budget account": ("Mã tổ chức ngân sách", lambda n: f"10{n:05}"),
    "year of birth": ("Năm sinh", lambda n: f"19{80 + n}"),
    "born only": ("Ngày sinh", lambda n: f"1{n}/02/1990"),
    "home only": ("Quê quán", lambda n: f"xã Mẫu {n}, tỉnh Mẫu"),
    "mobile of an officer": ("Số điện thoại liên hệ", lambda n: f"09051234{n:02}"),
    "decision": ("Quyết định", lambda n: f"{100 + n}/QĐ-UBND ngày 0{n + 1}/02/2024"),
    "coordinates": ("Tọa độ X | Tọa độ Y", lambda n: f"1546{n}23.45 | 452{n}78.12"),
    "plot": ("Số tờ | Số thửa | Diện tích", lambda n: f"{n + 1} | 12{n} | 350,{n}"),
    "population": ("Dân số | Số hộ", lambda n: f"12.34{n} | 2.10{n}"),
    "insured": ("Số người tham gia BHXH | Tỷ lệ", lambda n: f"1.23{n} | 45,{n}%"),
    "cards": ("Số thẻ BHYT đã cấp", lambda n: f"12.34{n}"),
    "identity cards issued": ("Số CCCD đã cấp", lambda n: f"123.4{n}6"),
}
#: Sentences that name such papers and no person's number, or one person's.
PLAIN = (
    ("Người ký: Nguyễn Văn A, CCCD số 064990000001.",),
    ("Mỗi công dân có một số định danh cá nhân gồm 12 chữ số.", "Mã hồ sơ: 000.00.12.H29-240415-0001"),
    ("Số tài khoản: 3713.0.1054321 tại Kho bạc Nhà nước tỉnh Mẫu.", "Mã số thuế: 5900123456"),
    ("Đã cấp 123456789 lượt truy cập; căn cước điện tử mức 2 đạt 987654321 lượt.",),
    ("Điện thoại: 0269.3824.123; Fax: 0269.3824.124", "Điện thoại: 0269.3824.555"),
    ("Chi trả BHXH 1.234.567.890 đồng, BHYT 2.345.678.901 đồng.", "Tổng 3.580.246.791 đồng."),
    ("Dự án 7890123 khởi công ngày 12/02/2024 tại thôn 3, xã Ia Mẫu, huyện Mẫu.", "Hoàn thành ngày 30/6/2025."),
    ("Ông Nguyễn Văn A, Chủ tịch UBND tỉnh, sinh ngày 01/01/1970.", "Bà Trần Thị B, Phó Chủ tịch."),
    ("Đường dây nóng: 0905123456 (ông Nguyễn Văn A), 0905123457 (bà Trần Thị B).",),
    ("Ngày 12/3/2024 họp tại xã, liên hệ ông Nguyễn Văn A 0905123456.", "Ngày 15/3/2024, bà Trần Thị B 0905123457."),
    ("Quyết định số 123456789/QĐ theo hộ chiếu ngoại giao.",),
)  # fmt: skip


def positives() -> Iterator[Sample]:
    """Each kind of number in sheets, tables, lines and sentences, of two and of six persons."""
    for name, (heading, value) in COLUMNS.items():
        for count in (2, 6):
            rows = _rows(heading, value, count)
            yield _sample(f"{name} {count} docx", True, _docx, rows)
            yield _sample(f"{name} {count} sheet", True, _sheet, rows)
            yield _sample(f"{name} {count} lines", True, _lines, rows)
    for name, sentence in SENTENCES.items():
        lines = (*HEAD, *(sentence(number) for number in range(2)))
        for writer in (_html, _pdf, lambda folder, said: write_rtf(folder / "a.rtf", said)):
            yield Sample(f"{name}", True, lambda folder, w=writer, said=lines: w(folder, said))  # type: ignore[misc]


def negatives() -> Iterator[Sample]:
    """Tables and sentences with numbers of other things."""
    for name, (heading, value) in OTHERS.items():
        for count in (2, 4, 6):
            rows = _rows(heading, value, count)
            for table in (_docx, _sheet, _lines):
                yield _sample(f"{name} {count} {table.__name__}", False, table, rows)
    for lines in PLAIN:
        for writer in (_html, _pdf, _text, lambda folder, said: write_odt(folder / "a.odt", said)):
            said = (*HEAD, *lines, "Ủy ban nhân dân tỉnh yêu cầu các sở, ban, ngành thực hiện.")
            yield Sample(lines[0][:40], False, lambda folder, w=writer, said=said: w(folder, said))  # type: ignore[misc]


def _rows(heading: str, value: Callable[[int], str], count: int) -> list[list[str]]:
    rows = [["STT", "Họ và tên", *heading.split(" | ")]]
    return rows + [[str(n + 1), PEOPLE[n], *value(n).split(" | ")] for n in range(count)]


def _sample(name: str, right: bool, writer: Callable[[Path, list[list[str]]], Path], rows: list[list[str]]) -> Sample:
    return Sample(name, right, lambda folder: writer(folder, rows))


def _docx(folder: Path, rows: list[list[str]]) -> Path:
    return docx_files.write_docx(folder / "a.docx", "".join(map(docx_files.p, HEAD)) + docx_files.table(*rows))


def _sheet(folder: Path, rows: list[list[str]]) -> Path:
    """A sheet; whole numbers are stored as numbers, as sheets do, so that a leading nought is lost."""
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.append([HEAD[0]])
    for row in rows:
        sheet.append([int(cell) if cell.isdigit() else cell for cell in row])
    book.save(folder / "a.xlsx")
    return folder / "a.xlsx"


def _lines(folder: Path, rows: list[list[str]]) -> Path:
    """A text without a table: the columns stand apart by blanks."""
    return _text(folder, (*HEAD, *("   ".join(row) for row in rows)))
