"""Settings of a reading process, handed to the readers as one argument besides the file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class OcrPlaces:
    """How many pages are recognised at once on this machine: ``count`` lock files in ``folder``."""

    folder: Path
    count: int


@dataclass(frozen=True, slots=True)
class ReadingContext:
    """Settings of one reading process.

    ``ocr=False`` leaves pages without a usable text layer unread (their ``source`` is ``none``). ``ocr_places`` limits
    the pages recognised at once, None for no limit; ``on_wait`` is called with the seconds that this process waited for
    a place since its last call. ``converted`` is the folder of
    ``libreoffice.convert_in_advance``, in which also lies what envelopes say of files (``containers.envelopes``).
    ``every_page`` recognises pages whose text layer is usable too: a clerk saw that the layer is wrong.
    ``depth``: in how many other files the file lies (a sheet inside a DOCX).
    """

    ocr: bool = True
    ocr_places: OcrPlaces | None = None
    on_wait: Callable[[float], object] | None = None
    converted: Path | None = None
    depth: int = 0
    every_page: bool = False


#: OCR on, without a limit; nothing converted in advance.
DEFAULT_CONTEXT = ReadingContext()
