"""Texts of drawings: charts as tables, diagrams (SmartArt) as lines in the order of their shapes, WordArt."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from ingest.read.docx.ooxml import CHART, DIAGRAM, A, V, whole_number
from ingest.read.docx.story import Story
from ingest.reading import Block, Cell, Line, Table
from ingest.text.normalize import tidy

#: Points of a chart that are read; more make no table for a reader.
_MOST_POINTS = 500


def shape_lines(element: etree._Element) -> Iterator[Line]:
    """The text of WordArt (``v:textpath``) or of a shape outside a text box (``a:txBody``)."""
    texts = [element.get("string") or ""] if element.tag == f"{V}textpath" else _drawn_paragraphs(element)
    yield from (Line(tidy(text), whole=True) for text in texts if text.strip())


def _drawn_paragraphs(parent: etree._Element) -> list[str]:
    found = []
    for paragraph in parent.iter(f"{A}p"):
        pieces = (piece.text or "" if piece.tag == f"{A}t" else "\n" for piece in paragraph.iter(f"{A}t", f"{A}br"))
        found.append("".join(pieces))
    return found


def diagram_lines(part: str | None, story: Story) -> Iterator[Line]:
    """The texts of a diagram: from the top down, each shape before those below it."""
    root = story.package.part(part) if part else None
    if root is None:
        return
    points = {point.get("modelId"): point for point in root.iter(f"{DIAGRAM}pt")}
    for name in _from_the_top(points, _shapes_below(root)):
        text = tidy(" ".join(piece for piece in _drawn_paragraphs(points[name]) if piece.strip()))
        if text:
            yield Line(text, whole=True)


def _shapes_below(root: etree._Element) -> dict[str | None, list[str | None]]:
    """The shapes below each shape, in their order."""
    links = [link for link in root.iter(f"{DIAGRAM}cxn") if link.get("type", "parOf") == "parOf"]
    links.sort(key=lambda link: whole_number(link.get("srcOrd"), 0))
    below: dict[str | None, list[str | None]] = {}
    for link in links:
        below.setdefault(link.get("srcId"), []).append(link.get("destId"))
    return below


def _from_the_top(
    points: dict[str | None, etree._Element], below: dict[str | None, list[str | None]]
) -> Iterator[str | None]:
    children = {child for shapes in below.values() for child in shapes}
    waiting = [name for name in points if name not in children][::-1]
    seen = set[str | None]()
    while waiting:
        name = waiting.pop()
        if name in points and name not in seen:
            seen.add(name)
            yield name
            waiting += below.get(name, [])[::-1]


def chart_blocks(part: str | None, story: Story) -> Iterator[Block]:
    """A chart's titles and its values: a row for each category, a column for each series."""
    root = story.package.part(part) if part else None
    if root is None:
        return
    for title in root.iter(f"{CHART}title"):
        yield from (Line(tidy(text), whole=True, bold=True) for text in _drawn_paragraphs(title) if text.strip())
    names: list[str] = []
    columns: list[dict[int, str]] = []
    categories: dict[int, str] = {}
    for series in root.iter(f"{CHART}ser"):
        name = series.find(f"{CHART}tx")
        names.append(" ".join(value.text or "" for value in name.iter(f"{CHART}v")) if name is not None else "")
        categories |= _points(series, ("cat", "xVal"))
        columns.append(_points(series, ("val", "yVal")))
    places = sorted({place for points in (categories, *columns) for place in points})[:_MOST_POINTS]
    if places:
        head = (Cell(""), *(Cell(tidy(name), bold=True) for name in names))
        rows = [(Cell(categories.get(place, "")), *(Cell(one.get(place, "")) for one in columns)) for place in places]
        yield Table((head, *rows), header_rows=1)


def _points(series: etree._Element, kinds: tuple[str, ...]) -> dict[int, str]:
    """The values of a series by their place; numbers with a comma, as Vietnamese text writes them."""
    found: dict[int, str] = {}
    for values in (element for kind in kinds for element in series.iterfind(f"{CHART}{kind}")):
        numeric = next(values.iter(f"{CHART}numCache", f"{CHART}numLit"), None) is not None
        for point in values.iter(f"{CHART}pt"):
            value = point.findtext(f"{CHART}v") or ""
            found[whole_number(point.get("idx"), 0)] = value.replace(".", ",") if numeric else tidy(value)
    return found
