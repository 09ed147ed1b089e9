"""The page of a summary: titles, quotes and their places, as every way out prints them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.records import Citation
from service.answering import wording
from service.answering.document_names import full_name
from service.answering.overview.records import Aspect, Summary, SummaryLine

#: A title of the document itself longer than this is named by its first words.
_LONGEST_TITLE = 70


@dataclass(frozen=True, slots=True)
class PageLine:
    """A printed line: what it is about, the quote, the place in brackets."""

    about: str
    quote: str
    place: str


@dataclass(frozen=True, slots=True)
class PageBlock:
    """One aspect as printed; ``is_run_on`` where its quotes stand one behind the other."""

    title: str
    lines: tuple[PageLine, ...]
    left_out: str = ""
    is_run_on: bool = False


@dataclass(frozen=True, slots=True)
class SummaryPage:
    """A page as printed: its title, the notices that stand on top, its blocks, the last line."""

    title: str
    notices: tuple[str, ...]
    blocks: tuple[PageBlock, ...]
    foot: str


def summary_page(summary: Summary, notices: Sequence[str]) -> SummaryPage:
    """The page of a summary under the notices of its document."""
    title = f"Tóm tắt {full_name(summary.document)}"
    blocks = tuple(_block(aspect) for aspect in summary.aspects if aspect.lines)
    return SummaryPage(title, tuple(notices), blocks, wording.DISCLAIMER)


def _block(aspect: Aspect) -> PageBlock:
    sections = [section for section in aspect.sections if len(section) <= _LONGEST_TITLE]
    title = wording.ASPECTS[aspect.name]
    if sections:
        title = f"{title} ({'; '.join(sections[:2])})"
    lines = tuple(_page_lines(aspect.lines))
    return PageBlock(title, lines, left_out(aspect), is_run_on=aspect.name == "basis")


def _page_lines(lines: Sequence[SummaryLine]) -> Iterator[PageLine]:
    """The printed lines; the line above that an item needs is printed once over its items."""
    said = ""
    for line in lines:
        lead = line.lead if line.lead != said else None
        yield PageLine(about_line(replace(line, lead=lead)), line.quote, place(line.passage.citation))
        said = line.lead or line.quote


def about_line(line: SummaryLine) -> str:
    """What a line is about: its body, and the line above that it needs."""
    return " – ".join(part for part in (line.body, line.lead and line.lead.rstrip(" :")) if part)


def left_out(aspect: Aspect) -> str:
    """The sentence on what an aspect has more of, and where; empty where everything is shown."""
    if not aspect.left_out:
        return ""
    return wording.LEFT_OUT.format(
        aspect=wording.ASPECTS[aspect.name],
        count=aspect.left_out,
        noun=wording.LEFT_OUT_NOUNS.get(aspect.name, wording.LEFT_OUT_NOUN),
        places="; ".join(map(shortened, aspect.elsewhere)),
    )


def left_out_sentences(aspects: Iterable[Aspect]) -> tuple[str, ...]:
    """What was left out, one sentence an aspect."""
    return tuple(sentence for aspect in aspects if (sentence := left_out(aspect)))


def place(citation: Citation) -> str:
    """A place as it stands behind a quote: label and pages.

    >>> place(Citation("", (), "mục II.1", "tiết 1", 3, 4))
    'mục II.1, tr. 3–4'
    """
    label = f"{citation.label}, {citation.component}" if citation.component else citation.label
    if citation.page_from is None:
        return label
    last = f"–{citation.page_to}" if citation.page_to not in (None, citation.page_from) else ""
    return f"{label}, tr. {citation.page_from}{last}"


def shortened(title: str) -> str:
    """A long title by its first words."""
    return title if len(title) <= _LONGEST_TITLE else f"{title[:_LONGEST_TITLE].rsplit(' ', 1)[0]}…"
