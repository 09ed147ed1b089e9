"""Words of one line in a grey picture by Tesseract: one thread, a time limit for each line, a process of its own.

The engine stays loaded between lines: one takes 14 ms of CPU time (3,705 lines of 78 real pages), a start of the
``tesseract`` program 130 ms. The program is run where ``tesserocr`` offers no wheel, and tells where its language files
are.
"""

from __future__ import annotations

import atexit
import csv
import importlib.util
import logging
import os
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ingest.read.pages.words import Word
from ingest.reading import RefusedFile
from ingest.text.normalize import repair

logger = logging.getLogger(__name__)

MISSING_TOOL = (
    "Chưa cài chương trình nhận dạng chữ nên không đọc được bản quét; hãy cài gói tesseract-ocr và tesseract-ocr-vie."
)
DPI = 300
_LANGUAGE = "vie"
#: A line takes some hundredths of a second of CPU time; many seconds mean that Tesseract is lost in noise. On a clock
#: it may take longer: beside ten busy processes on two cores work of 2 s was given up after 90 s.
_TIME_LIMIT_S = 20
_CLOCK_LIMIT_S = 600
#: How often the time is looked at.
_LOOK_S = 3.0
#: Tesseract's page segmentation mode for a picture of one line.
_LINE = 7
_WORKER = Path(__file__).with_name("tesseract_worker.py")
_FOLDER = re.compile(r'"(?P<path>[^"]+)"')
_COLUMNS = (
    "level", "page_num", "block_num", "par_num", "line_num", "word_num", "left", "top", "width", "height", "conf",
    "text",
)  # fmt: skip
#: Words below this confidence are specks, rules or handwriting.
_NOISE_CONFIDENCE = 0.25
#: What stands alone in print: dashes and bullets of lists, marks set apart by a blank.
_LONE_MARKS = '-–+*•:;.,/()…"“”'
#: The number 1 of an item read as a bracket or bar (`[. Phòng`): nothing else is followed by a point there.
_FIRST_NUMBER = re.compile(r"^[\[\]|!]([.)])$")


@cache
def is_installed() -> bool:
    """True if Tesseract and its Vietnamese data are on this machine."""
    try:
        _data_folder()
    except (RefusedFile, OSError, subprocess.SubprocessError):
        return False
    return True


def recognise_line(image: npt.NDArray[np.uint8]) -> list[Word] | None:
    """Words with pixel boxes and confidence (0..1); None when Tesseract fails or takes too long.

    :raises RefusedFile: Tesseract or its Vietnamese data is not installed.
    """
    pixels = np.ascontiguousarray(image).tobytes()
    height, width = image.shape
    if importlib.util.find_spec("tesserocr") is None:
        table = _run_program(_LINE, width, height, pixels)
    else:
        table = tesseract_engine().recognise_table(_LINE, width, height, pixels)
    return None if table is None else list(_parse_table(table))


@cache
def _program() -> str:
    program = shutil.which("tesseract")
    if program is None:
        raise RefusedFile("missing_tool", MISSING_TOOL)
    return program


@cache
def _data_folder() -> str:
    """Where the language files lie, as the program says; the distribution decides that."""
    done = subprocess.run(  # noqa: S603 # nosec B603 # a fixed command
        [_program(), "--list-langs"], capture_output=True, text=True, timeout=_TIME_LIMIT_S, check=False
    )
    heading, *languages = (done.stdout or done.stderr).splitlines() or [""]
    folder = _FOLDER.search(heading)
    if folder is None or _LANGUAGE not in languages:
        raise RefusedFile("missing_tool", MISSING_TOOL)
    return folder["path"]


@cache
def tesseract_engine() -> TesseractEngine:
    """The one of this process."""
    return TesseractEngine()


class TesseractEngine:
    """The process that holds Tesseract. It ends with this one; after a failure the next page starts another."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[bytes] | None = None
        self._turn = threading.Lock()
        atexit.register(self.stop)

    def recognise_table(self, mode: int, width: int, height: int, pixels: bytes) -> str | None:
        """The table of words of a picture; None when the process dies or takes too long."""
        with self._turn:
            process = self.process or self._start()
            done = threading.Event()
            threading.Thread(target=_enforce_time_limit, args=(process, done), daemon=True).start()
            try:
                return _request_table(process, f"{mode} {width} {height}\n".encode() + pixels)
            except (OSError, ValueError) as error:
                logger.warning("Tesseract failed or took more than %d s for a line: %s", _TIME_LIMIT_S, error)
                self.stop()
                return None
            finally:
                done.set()

    def _start(self) -> subprocess.Popen[bytes]:
        self.process = subprocess.Popen(  # noqa: S603 # nosec B603 # our own file
            [sys.executable, "-P", str(_WORKER), _data_folder(), _LANGUAGE, str(DPI)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # Tesseract remarks on every page; a full pipe would stop it
            env=os.environ | {"OMP_THREAD_LIMIT": "1"},
        )
        return self.process

    def stop(self) -> None:
        """End the process."""
        process, self.process = self.process, None
        if process is not None:
            process.kill()
            process.communicate()


def _enforce_time_limit(process: subprocess.Popen[bytes], done: threading.Event) -> None:
    """Kill the process when a page takes more CPU time, or clock time, than any page does."""
    began, used = time.monotonic(), _cpu_seconds(process.pid)
    while not done.wait(_LOOK_S):
        clock = time.monotonic() - began
        cpu = _cpu_seconds(process.pid)
        taken = clock if cpu is None or used is None else cpu - used
        if taken > _TIME_LIMIT_S or clock > _CLOCK_LIMIT_S:
            process.kill()
            return


def _cpu_seconds(pid: int) -> float | None:
    """CPU time of a process so far; None where the system does not say."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    except (OSError, ValueError, IndexError):
        return None


def _request_table(process: subprocess.Popen[bytes], request: bytes) -> str:
    if process.stdin is None or process.stdout is None:
        raise RuntimeError("the process was started with pipes")
    process.stdin.write(request)
    process.stdin.flush()
    length = int(process.stdout.readline())  # nothing when the process has died
    table = process.stdout.read(length)
    if len(table) < length:
        raise OSError("the answer is cut short")
    return table.decode("utf-8", "replace")


def _run_program(mode: int, width: int, height: int, pixels: bytes) -> str | None:
    command = [_program(), "-", "-", "-l", _LANGUAGE, "--dpi", str(DPI), "--psm", str(mode), "tsv"]
    try:
        done = subprocess.run(  # noqa: S603 # nosec B603 # a fixed command, the picture goes in by stdin
            command,
            input=f"P5 {width} {height} 255\n".encode() + pixels,
            capture_output=True,
            timeout=_TIME_LIMIT_S,
            env=os.environ | {"OMP_THREAD_LIMIT": "1"},
            check=False,
        )
    except subprocess.TimeoutExpired:
        logger.warning("Tesseract took more than %d s for a line", _TIME_LIMIT_S)
        return None
    if done.returncode != 0:
        message = done.stderr.decode("utf-8", "replace")
        if _LANGUAGE in message and "load" in message:
            raise RefusedFile("missing_tool", MISSING_TOOL)
        logger.warning("Tesseract failed: %s", message.strip()[:200])
        return None
    return done.stdout.decode("utf-8", "replace").partition("\n")[2]  # the program prints a heading


def _parse_table(table: str) -> Iterator[Word]:
    for row in csv.DictReader(table.splitlines(), _COLUMNS, delimiter="\t", quoting=csv.QUOTE_NONE):
        text = repair((row["text"] or "").strip())
        confidence = float(row["conf"] or -1) / 100
        if not text or confidence < 0:
            continue
        text = text.strip("_") or text  # a rule under or beside a word
        if row["word_num"] == "1":
            text = _FIRST_NUMBER.sub("1\\1", text)
        elif confidence < _NOISE_CONFIDENCE and (len(text) < 2 or not any(char.isalnum() for char in text)):
            continue
        if not any(char.isalnum() for char in text) and text not in _LONE_MARKS and confidence < 0.7:
            continue
        left, top = float(row["left"]), float(row["top"])
        # Numbers of block, paragraph and line are small; together they name one line of the page.
        line = (int(row["block_num"]) * 1000 + int(row["par_num"])) * 1000 + int(row["line_num"])
        box = left, top, left + float(row["width"]), top + float(row["height"])
        yield Word(text, *box, confidence=confidence, line=line)
