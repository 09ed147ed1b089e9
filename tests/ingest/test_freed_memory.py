"""Memory of a long scan: what pages leave behind goes back to the system."""

from __future__ import annotations

import platform
import subprocess
import sys

import pytest

#: Holes between kept pieces, as pages of many sizes leave them: 500 MB, of which a fiftieth stays in use.
HOLES = """
from ingest.read.ocr import freed_memory
pieces = [bytearray(b"x" * 100_000) for _ in range(5_000)]
kept = pieces[::50]
del pieces
before = freed_memory._resident_bytes()
freed_memory.release_freed_memory()
print(before >> 20, freed_memory._resident_bytes() >> 20)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only the GNU C library keeps such holes")
def test_holes_that_pages_leave_go_back_to_the_system() -> None:
    done = subprocess.run([sys.executable, "-c", HOLES], capture_output=True, text=True, check=True)
    before, after = map(int, done.stdout.split())
    assert before > 400
    assert after < 100
