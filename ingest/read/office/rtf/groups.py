"""Groups of an RTF: what holds between two braces, and what a group is by its first word."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from lxml import etree

from ingest.read.office.rtf.looks import Look
from ingest.read.office.rtf.stories import RtfParagraph

#: Groups by their first word. ``around``: their own letters are none, groups in them may hold some.
GROUP_KINDS = {
    "fonttbl": "fonts", "colortbl": "colours", "stylesheet": "styles", "listtable": "lists",
    "listoverridetable": "lists in use", "leveltext": "pattern", "listtext": "number", "pntext": "number",
    "pict": "picture", "footnote": "note", "shptxt": "box", "dptxbxtext": "box", "fldrslt": "text", "result": "text",
    "ud": "text", "formfield": "form", "ffl": "entry", "moMath": "equation", "nesttableprops": "text",
    "header": "header", "headerf": "header", "headerr": "header", "footer": "footer", "footerf": "footer",
    "footerr": "footer", "objdata": "embedded", "sn": "name", "sv": "value",
} | dict.fromkeys(
    ("shp", "shpinst", "shpgrp", "sp", "do", "upr", "object", "mmath", "moMathPara", "fldinst", "shppict"), "around"
) | dict.fromkeys(
    ("info", "nonshppict", "shprslt", "nonesttables", "headerl", "footerl", "ftnsep", "ftnsepc", "ftncn", "aftnsep",
     "aftnsepc", "aftncn", "pnseclvl", "xe", "tc", "rxe", "tcn", "template", "filetbl", "revtbl", "levelnumbers",
     "listname", "listpicture", "falt", "fontemb", "picprop", "objclass", "objname", "comment", "mmathPict",
     "private1", "bkmkstart", "bkmkend", "background", "atnid", "atnauthor", "annotation", "ffname", "ffdeftext",
     "ffhelptext", "ffstattext", "ffformat", "ffentrymcr", "ffexitmcr", "blipuid", "wgrffmtfilter"),
    "nothing",
)  # fmt: skip


@dataclass(slots=True)
class Group:
    """What holds between two braces."""

    kind: str = "text"
    look: Look = field(default_factory=Look)
    paragraph: RtfParagraph = field(default_factory=RtfParagraph)
    fallbacks: int = 1
    is_fresh: bool = True
    is_optional: bool = False
    first_page: bool = False
    is_endnote: bool = False
    style: tuple[str, int] = ("s", -1)
    part: etree._Element | None = None
    at_end: Callable[[Group], None] | None = None
