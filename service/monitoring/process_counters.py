"""How the processes of a service count together: each in files of its own, in one folder that all of them read.

That is the Prometheus client library's own way. What a process counted that has died stays counted, so that no counter
ever falls; what it held (questions in hand) goes with it.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path

from prometheus_client import multiprocess, values
from prometheus_client.core import Metric
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector

#: Names the folder to the client library.
_FOLDER = "PROMETHEUS_MULTIPROC_DIR"


def make_shared_folder() -> Path:
    """Make the folder in which the processes that are forked from this one count together; before any metric is."""
    folder = Path(tempfile.mkdtemp(prefix="hoivanban-metrics-"))
    os.environ[_FOLDER] = str(folder)
    # The library looks at the variable when it is imported, which may have been before.
    values.ValueClass = values.MultiProcessValue()  # type: ignore[no-untyped-call]
    return folder


def forget_process(folder: Path, pid: int) -> None:
    """Forget what a process held that has ended: questions in hand, how far its indexes were."""
    multiprocess.mark_process_dead(pid, str(folder))  # type: ignore[no-untyped-call]


def remove_shared_folder(folder: Path) -> None:
    """Remove the folder: the service has ended."""
    shutil.rmtree(folder, ignore_errors=True)


class AllProcesses(Collector):
    """The counts of all processes as one."""

    def __init__(self, folder: Path) -> None:
        self._all = multiprocess.MultiProcessCollector(None, str(folder))  # type: ignore[no-untyped-call]

    def describe(self) -> Iterable[Metric]:
        # Otherwise registering would read the files.
        return ()

    def collect(self) -> Iterable[Metric]:
        found: Iterable[Metric] = self._all.collect()  # type: ignore[no-untyped-call]
        return found


class ProcessFigures(Collector):
    """Memory, CPU and files of every process of the service, told apart by the label ``pid``."""

    def describe(self) -> Iterable[Metric]:
        return ()

    def collect(self) -> Iterable[Metric]:
        families: dict[str, Metric] = {}
        for pid in _child_pids(os.getppid()):
            for family in ProcessCollector(pid=pid.__str__, registry=None).collect():
                kept = families.setdefault(family.name, Metric(family.name, family.documentation, family.type))
                for sample in family.samples:
                    kept.add_sample(sample.name, {"pid": pid}, sample.value)
        return families.values()


def _child_pids(parent: int) -> list[str]:
    try:
        return Path(f"/proc/{parent}/task/{parent}/children").read_text(encoding="ascii").split()
    except OSError:
        return ["self"]
