"""HTML: the content of a page in document order, tables included, navigation and hidden parts left out."""

from __future__ import annotations

from pathlib import Path

from lxml import etree
from lxml import html as lxml_html

from ingest.read import main_content
from ingest.read.html.list_numbers import list_labels
from ingest.read.html.navigation import clear_page, main_element, take_link_cells
from ingest.read.html.page_encoding import page_text
from ingest.read.html.page_styles import PageStyles
from ingest.read.html.paragraphs import PageLook, page_blocks
from ingest.read.html.unread_parts import (
    frame_warnings,
    open_inner_pages,
    picture_warnings,
    script_texts,
    script_warnings,
)
from ingest.read.html.visibility import take_hidden
from ingest.read.office.mathml import mathml_text
from ingest.reading import Block, LeftOut, Line, Reading, RefusedFile, block_texts
from ingest.text import legacy_encodings

NO_TEXT = "Trang HTML không có nội dung văn bản; hãy gửi tệp gốc của văn bản."
HIDDEN = "Trang có phần chữ bị ẩn không được đọc ({words} từ); nếu đó là nội dung của văn bản, hãy gửi tệp gốc."


def read_html(path: Path) -> Reading:
    """An HTML page as paragraphs and data tables.

    :raises RefusedFile: no text.
    """
    source, unsure = page_text(path.read_bytes())
    try:
        root = lxml_html.document_fromstring(source)
    except (etree.ParserError, ValueError) as error:
        raise RefusedFile("no_text", NO_TEXT) from error
    open_inner_pages(root)
    for math in list(root.iter("math")):
        _write_in_line(math)
    styles = PageStyles(root)
    labels = list_labels(root, styles)
    hidden = take_hidden(root, styles)
    frames, scripts = list(frame_warnings(root)), script_texts(root)
    navigation = clear_page(root)
    body = root.find("body")
    main = main_element(body if body is not None else root)
    navigation += take_link_cells(main)
    blocks = _without_teasers(
        [block for block in page_blocks(main, PageLook(styles, labels)) if _says_something(block)]
    )
    if not blocks:
        raise RefusedFile("no_text", NO_TEXT)
    words = sum(len(text.split()) for text in hidden)
    shown = " ".join(block_texts(blocks))
    warnings = [
        *([HIDDEN.format(words=words)] if words else []),
        *([legacy_encodings.UNSURE_WARNING] if unsure else []),
        *frames,
        *picture_warnings(main),
        *script_warnings(scripts, shown),
    ]
    left_out = [LeftOut("hidden", text) for text in hidden] + [LeftOut("navigation", text) for text in navigation]
    return Reading("html", "html", tuple(blocks), warnings=tuple(warnings), left_out=tuple(left_out))


def _write_in_line(math: etree._Element) -> None:
    """Write an equation as one word."""
    text, tail = mathml_text(math), math.tail
    math.clear()
    math.tag, math.text, math.tail = "span", text, tail


def _says_something(block: Block) -> bool:
    return not isinstance(block, Line) or bool(block.text)


def _without_teasers(blocks: list[Block]) -> list[Block]:
    """The article's lines where the page is prose with teasers of others and no administrative document; else all."""
    texts = [block.text for block in blocks if isinstance(block, Line)]
    if len(texts) < len(blocks) or main_content.is_official_document("\n".join(texts)):
        return blocks
    if not any(map(main_content.is_teaser, texts)):
        return blocks
    article = set(main_content.article_lines(texts))
    return [block for block in blocks if isinstance(block, Line) and block.text in article] if article else blocks
