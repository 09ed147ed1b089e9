"""Counters of several processes: each process writes files of its own in one folder, and any of them reads all.

This is the multiprocess mode of the Prometheus client library. The counters of a process that ended stay, so that no
counter ever falls; its gauges (questions in hand) are removed.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from prometheus_client import multiprocess, values
from prometheus_client.core import Metric
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector

from ingest.temporary_rooms import lasting_room

#: Environment variable that names the folder to the client library.
_FOLDER = "PROMETHEUS_MULTIPROC_DIR"


def make_shared_folder() -> Path:
    """Make the folder for the counters of all processes forked from this one; before any metric is made."""
    folder = lasting_room("metrics")
    os.environ[_FOLDER] = str(folder)
    # The library reads the variable when it is imported, which may have happened already.
    values.ValueClass = values.MultiProcessValue()  # type: ignore[no-untyped-call]
    return folder


def forget_process(folder: Path, pid: int) -> None:
    """Remove the gauges of a process that ended: questions in hand, index change."""
    multiprocess.mark_process_dead(pid, str(folder))  # type: ignore[no-untyped-call]


def remove_shared_folder(folder: Path) -> None:
    """Remove the folder at the end of the service."""
    shutil.rmtree(folder, ignore_errors=True)


class AllProcesses(Collector):
    """The metrics of all processes, added up."""

    def __init__(self, folder: Path) -> None:
        self._all = multiprocess.MultiProcessCollector(None, str(folder))  # type: ignore[no-untyped-call]

    def describe(self) -> Iterable[Metric]:
        # Without it, registering would read the files.
        return ()

    def collect(self) -> Iterable[Metric]:
        found: Iterable[Metric] = self._all.collect()  # type: ignore[no-untyped-call]
        return found


class ProcessFigures(Collector):
    """Memory, CPU time and open files of each process of the service, with the label ``pid``."""

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
