"""Fuzzing of the readers: ``python -m tests.benchmarks fuzz`` (1,500 mutated files); ``make fuzz`` is led by coverage.

Each file is read by a worker as the service reads it. Counted: workers that crashed, files over 30 seconds, errors that
no reader foresaw, temporary files left.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from ingest.run import FileOutcome, read_files
from tests.benchmarks.runs import Figures
from tests.support.mutated_files import mutated

FILES, SLOW_SECONDS = 1500, 30.0
#: Reads one file and ends, after a minute of processor time at the latest.
_READ_ALONE = (
    "import resource, sys; resource.setrlimit(resource.RLIMIT_CPU, (60, 60)); from pathlib import Path; "
    "from ingest.document import read_document; read_document(Path(sys.argv[1]))"
)
#: What a refusal says where a reader met an error that it did not foresee, and where its process died.
_UNFORESEEN, _CRASHED = "Lỗi khi đọc tệp (", "dừng đột ngột"


def fuzz() -> Figures:
    """As many files as ``HOIVANBAN_FUZZ`` says (``300``, of another seed ``300:4``), or those of a time (``600s``)."""
    asked = os.environ.get("HOIVANBAN_FUZZ", str(FILES))
    if asked.endswith("s"):
        return fuzzed(10_000_000, seed=int(time.time()), seconds=float(asked[:-1]))
    count, _, seed = asked.partition(":")
    return fuzzed(int(count), seed=int(seed or 0))


def fuzzed(count: int, seed: int = 0, seconds: float = float("inf")) -> Figures:
    """What became of so many mutated files, or of those that were read in time."""
    end = time.monotonic() + seconds
    outcomes = {"read": 0, "refused": 0}
    harm: dict[str, list[str]] = {"crashed": [], "slow": [], "unforeseen": []}
    with tempfile.TemporaryDirectory() as work, tempfile.TemporaryDirectory() as temporary:
        before = os.environ.get("TMPDIR")
        os.environ["TMPDIR"] = temporary
        try:
            for outcome in read_files(mutated(Path(work), count, seed), workers=1, seconds=2 * SLOW_SECONDS):
                outcomes["read" if outcome.document is not None else "refused"] += 1
                reason = outcome.reason or ""
                for name, found in (
                    ("crashed", _CRASHED in reason), ("slow", _is_slow(outcome)),
                    ("unforeseen", reason.startswith(_UNFORESEEN)),
                ):  # fmt: skip
                    if found:
                        harm[name].append(f"{outcome.path.name} (seed {seed}): {reason[:120]}")
                if time.monotonic() > end:
                    break
        finally:
            if before is None:
                del os.environ["TMPDIR"]
            else:
                os.environ["TMPDIR"] = before
        # The folder of the server that forks workers lasts as long as this process.
        left = [str(path) for path in Path(temporary).rglob("*") if not path.name.startswith("pymp-")]
    return {**outcomes, **{name: len(found) for name, found in harm.items()}, "temporary files left": len(left),
            "which": [*harm["crashed"], *harm["slow"], *harm["unforeseen"], *left][:50]}  # fmt: skip


def _is_slow(outcome: FileOutcome) -> bool:
    """True if the file takes over 30 seconds of processor time: on a busy machine the wall's clock says nothing."""
    if outcome.seconds <= SLOW_SECONDS:
        return False
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", _READ_ALONE, str(outcome.path)], capture_output=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime > SLOW_SECONDS
