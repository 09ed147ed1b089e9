"""Every figure in docs/figures.md, measured again: ``python -m tests.benchmarks [NAME ...]``.

Each benchmark drives the installed ``hoivanban`` command or the HTTP service as a user would, prints its figures
and adds them to ``tests/benchmarks/results/<commit>.json``. Those that need
``../shared`` say so and are skipped without it.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable

from tests.benchmarks import (
    browser,
    dashboard,
    desk_table,
    duplicates,
    engine,
    faults,
    fuzzing,
    library_speed,
    screening,
    service_speed,
    uploads,
)
from tests.benchmarks.quality import abstention, articles, documents
from tests.benchmarks.runs import ROOT, Figures, Skipped

BENCHMARKS: dict[str, Callable[[], Figures]] = {
    "help": service_speed.help_time,
    "cold_ask": service_speed.cold_ask,
    "memory": service_speed.memory,
    "latency": service_speed.latency,
    "first_source": browser.first_source,
    "first_answer": browser.first_answer,
    "bubble": browser.bubble,
    "desk_table": desk_table.desk_table,
    "dashboard": dashboard.dashboard,
    "duplicates": duplicates.duplicates,
    "uploads": uploads.uploads,
    "pages": service_speed.pages_per_second,
    "drop": service_speed.drop,
    "large_drop": lambda: library_speed.drop(library_speed.kept_home(), 50),
    "large_withdrawal": lambda: library_speed.withdrawal(library_speed.kept_home(), 20),
    "soak": lambda: library_speed.soak(library_speed.kept_home(), 600),
    "secrecy": screening.secrecy,
    "personal": screening.personal,
    "fuzz": fuzzing.fuzz,
    "faults": faults.faults,
    "kill": faults.kill,
    "documents": documents,
    "articles": articles,
    "alqac": abstention,
    "engine": engine.engine_overlap,
}


def machine() -> dict[str, object]:
    """What the figures were measured on, as far as a reader needs it to compare."""
    return {"cores": os.cpu_count(), "python": platform.python_version(), "system": platform.platform(terse=True)}


def commit() -> str:
    asked = subprocess.run(
        ["git", "rev-parse", "--short=12", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return asked.stdout.strip() or "uncommitted"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*BENCHMARKS, []], help="default: all")
    names = parser.parse_args().names or list(BENCHMARKS)
    target = ROOT / "tests/benchmarks/results" / f"{commit()}.json"
    results = json.loads(target.read_text(encoding="utf-8")) if target.exists() else {"machine": machine()}
    for name in names:
        started = time.perf_counter()
        try:
            figures = BENCHMARKS[name]()
        except Skipped as reason:
            print(f"{name:12s} skipped: {reason}")
            continue
        results[name] = figures
        shown = "  ".join(f"{key}={value}" for key, value in figures.items() if not isinstance(value, dict))
        print(f"{name:12s} {shown}  ({time.perf_counter() - started:.0f} s)", flush=True)
        target.parent.mkdir(exist_ok=True)
        target.write_text(json.dumps(results, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(f"written to {target.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
