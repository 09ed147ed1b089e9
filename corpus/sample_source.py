"""Parses the plain-text sources of the sample library (format: README.md beside this file)."""

import re
from dataclasses import dataclass
from datetime import date
from enum import Enum
from pathlib import Path

SOURCES = Path(__file__).parent / "sources"
SAMPLE_MARK = "VĂN BẢN MẪU DÙNG ĐỂ KIỂM THỬ – KHÔNG CÓ GIÁ TRỊ PHÁP LÝ"


class LineKind(Enum):
    CENTRED = "# "
    HEADING = "= "
    ITALIC = "~ "
    PLAIN = ""


@dataclass(frozen=True, slots=True)
class Line:
    kind: LineKind
    text: str


@dataclass(frozen=True, slots=True)
class Table:
    widths: tuple[float, ...]
    rows: tuple[tuple[str, ...], ...]  # the first one is the header


@dataclass(frozen=True, slots=True)
class Attached:
    """The start of a component ("Quy chế ...") or of an appendix, on a new page."""

    title: str  # "QUY CHẾ" or "PHỤ LỤC I"
    subject: str
    appendix: bool
    landscape: bool


@dataclass(frozen=True, slots=True)
class PageBreak:
    pass


Part = Line | Table | Attached | PageBreak


@dataclass(frozen=True, slots=True)
class Source:
    id: str
    type: str  # empty for a công văn
    number: str
    date: date
    place: str
    superior: tuple[str, ...]
    issuer: tuple[str, ...]
    subject: str
    authority: tuple[str, ...]
    to: tuple[str, ...]
    urgency: str
    signer: tuple[str, ...]
    recipients: tuple[str, ...]
    invented: tuple[str, ...]
    note: str
    outputs: tuple[str, ...]
    stem: str
    parts: tuple[Part, ...]

    @property
    def place_and_date(self) -> str:
        """The day always with two digits, the month only for 1 and 2 (Nghị định 30/2020)."""
        month = f"{self.date.month:02d}" if self.date.month <= 2 else str(self.date.month)
        return f"{self.place}, ngày {self.date.day:02d} tháng {month} năm {self.date.year}"

    @property
    def issuer_in_text(self) -> str:
        """`Ủy ban nhân dân tỉnh Gia Lai` out of `ỦY BAN NHÂN DÂN` / `TỈNH GIA LAI`."""
        body, _, place = " ".join(self.issuer).partition(" TỈNH ")
        return f"{body.capitalize()} tỉnh {place.title()}"

    @property
    def reference(self) -> str:
        """How an attached text names the document that carries it."""
        kind = self.type.capitalize() or "Công văn"
        _, _, day = self.place_and_date.partition(", ")
        return f"{kind} số {self.number} {day} của {self.issuer_in_text}"


def load(path: Path) -> Source:
    _, front, body = path.read_text(encoding="utf-8").split("---\n", 2)
    values = dict(_front_matter_line(line) for line in front.splitlines() if line.strip())
    number = values["number"]
    return Source(
        id=values["id"],
        type=values.get("type", ""),
        number=number,
        date=date.fromisoformat(values["date"]),
        place=values["place"],
        superior=_list(values.get("superior", "")),
        issuer=_list(values["issuer"]),
        subject=values["subject"],
        authority=_list(values.get("authority", "")),
        to=_list(values.get("to", "")),
        urgency=values.get("urgency", ""),
        signer=_list(values["signer"]),
        recipients=_list(values["recipients"]),
        invented=tuple(part.strip() for part in values.get("invented", "all").split(";")),
        note=values.get("note", ""),
        outputs=tuple(values["outputs"].split()),
        stem=values.get("file") or f"{values['id']}-{_file_safe(number)}",
        parts=_parts(body.splitlines()),
    )


def load_all(only: list[str] | None = None) -> list[Source]:
    paths = sorted(SOURCES.glob("S*.txt"))
    return [load(path) for path in paths if not only or path.stem[:3] in only]


def paragraphs(source: Source) -> list[str]:
    """Every paragraph and table cell of the text, without marks, in reading order."""
    found: list[str] = []
    for part in source.parts:
        if isinstance(part, Line):
            found.append(part.text.replace("**", ""))
        elif isinstance(part, Attached):
            found += [part.title, part.subject]
        elif isinstance(part, Table):
            found += [cell for row in part.rows for cell in row if cell and cell != "^^"]
    return [text for text in found if text]


def _front_matter_line(line: str) -> tuple[str, str]:
    key, _, value = line.partition(":")
    return key.strip(), value.strip()


def _list(value: str) -> tuple[str, ...]:
    return tuple(entry.strip() for entry in value.split(" | ") if entry.strip())


def _file_safe(number: str) -> str:
    return re.sub(r"[^0-9A-Za-z]+", "-", number.replace("Đ", "D"))


def _parts(lines: list[str]) -> tuple[Part, ...]:
    parts: list[Part] = []
    landscape = False
    table: tuple[tuple[float, ...], list[tuple[str, ...]]] | None = None
    for raw in lines:
        line = raw.strip()
        if table is not None:
            if line == "@end":
                parts.append(Table(table[0], tuple(table[1])))
                table = None
            elif line:
                table[1].append(tuple(cell.strip() for cell in re.split(r"\s*\|\s?", line)))
        elif line.startswith("@table"):
            table = (tuple(float(width) for width in line.split()[1:]), [])
        elif line in {"@landscape", "@portrait"}:
            landscape = line == "@landscape"
        elif line == "@pagebreak":
            parts.append(PageBreak())
        elif line.startswith("@"):
            parts.append(_attached(line, landscape=landscape))
        elif line:
            parts.append(_line(line))
    return tuple(parts)


def _line(line: str) -> Line:
    for kind in (LineKind.CENTRED, LineKind.HEADING, LineKind.ITALIC):
        if line.startswith(kind.value):
            return Line(kind, line.removeprefix(kind.value).strip())
    return Line(LineKind.PLAIN, line)


def _attached(line: str, *, landscape: bool) -> Attached:
    directive, _, rest = line.partition(" ")
    if directive == "@appendix":
        if "-" not in rest.split(" ")[0] and re.match(r"(?:[IVX]+|\d+)(?:\s|$)", rest):
            order, _, subject = rest.partition(" ")
            return Attached(f"PHỤ LỤC {order}", subject, appendix=True, landscape=landscape)
        return Attached("PHỤ LỤC", rest, appendix=True, landscape=landscape)
    if directive == "@component":
        words = rest.split(" ")
        subject = " ".join(words[2:])
        return Attached(
            " ".join(words[:2]).upper(), subject[:1].upper() + subject[1:], appendix=False, landscape=landscape
        )
    raise ValueError(f"unknown directive: {line}")
