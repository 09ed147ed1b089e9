"""Fuzzing of the readers guided by coverage: ``make fuzz``, ``python -m tests.benchmarks.coverage_fuzzing SECONDS``.

Atheris (the extra ``fuzz``) keeps inputs that reach new code of the readers and changes these further. An error that no
reader foresaw, a hang over 30 seconds and memory over 3 GB end the run; the input is kept in the temporary folder.
"""

from __future__ import annotations

import sys
import tempfile

import atheris

with atheris.instrument_imports(include=["ingest.read"]):
    from ingest.document import read_document

from ingest.read.context import ReadingContext
from ingest.reading import RefusedFile
from ingest.temporary_rooms import remove_left_rooms, temporary_room
from tests.support.mutated_files import samples

SECONDS = 600
_CONTEXT = ReadingContext(ocr=False)


def main() -> None:
    """Fuzz for so many seconds."""
    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else SECONDS
    remove_left_rooms()  # atheris ends the process at once, and so never removes its folder
    with temporary_room("fuzz") as folder:
        seeds, work = folder / "seeds", folder / "work"
        seeds.mkdir()
        work.mkdir()
        for path in samples(work):
            (seeds / path.name).write_bytes(path.read_bytes())
        target = work / "input"

        def read_one_input(data: bytes) -> None:
            """The kind is told by the content, as for any file."""
            target.write_bytes(data)
            try:
                read_document(target, _CONTEXT)
            except RefusedFile:
                return

        options = [f"-max_total_time={seconds}", "-timeout=30", "-rss_limit_mb=3000", "-max_len=65536"]
        options.append(f"-artifact_prefix={tempfile.gettempdir()}/hoivanban-fuzz-")
        atheris.Setup([sys.argv[0], str(seeds), *options], read_one_input)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
