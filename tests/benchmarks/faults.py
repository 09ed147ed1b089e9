"""Every fault that the library must survive, tried once: ``python -m tests.benchmarks faults``.

Each fault is a test of the suite, so ``make test`` tries them too; here they are counted. The kill test runs in full
(200 kills) with ``python -m tests.benchmarks kill``, in short (10) among the faults.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path
from xml.etree import ElementTree

from tests.benchmarks import kill as killing
from tests.benchmarks.runs import ROOT, Figures

KILLS = 200
#: What goes wrong -> the tests that make it go wrong; a test's parameters count as faults of their own.
FAULTS = {
    "killed at random instants": "test_crash.py::test_kills_at_random_instants_lose_nothing",
    "killed while publishing": "test_library.py::test_kill_during_publish_loses_nothing_acknowledged",
    "killed before the manifest": "test_sync.py::test_crash_before_the_manifest_is_mended",
    "killed in the middle of a job": "test_jobs.py::test_a_job_survives_its_process",
    "a job's owner gone, clock shifted": "test_jobs.py::test_a_job_whose_owner_is_gone_is_taken_over",
    "a job that kills its processes": "test_jobs.py::test_a_job_that_kills_its_processes_is_given_up",
    "service stopped in a job": "test_document_changes.py::test_a_stopped_service_leaves_its_jobs_to_the_next",
    "disk full": "test_crash.py::test_a_full_disk_refuses_files_and_recovers",
    "library read-only": "test_crash.py::test_a_library_that_may_not_be_written_refuses_each_file",
    "damaged or missing index files": "test_sync.py::test_damaged_files_are_noticed_and_rebuilt",
    "indexes of another library": "test_sync.py::test_indexes_of_another_library_are_not_taken",
    "two processes on one home": "test_sync.py::test_two_processes_on_one_home_follow_one_another",
    "clock going back": "test_crash.py::test_the_clock_going_back_does_no_harm",
    "another model": "test_upkeep.py::test_another_model_takes_over_when_its_vectors_are_complete",
    "re-embedding interrupted": "test_upkeep.py::test_reembedding_goes_on_where_it_stopped",
    "another model under a service": "test_document_changes.py::test_another_model_is_gone_over_to",
    "library of an earlier schema": "test_upgrade.py::test_a_library_of_an_earlier_schema_is_upgraded",
    "library of a newer release": "test_library.py::test_a_newer_library_is_refused",
    "damaged backup": "test_upkeep.py::test_a_damaged_backup_restores_nothing",
    "folder emptied": "test_crash.py::test_an_emptied_folder_withdraws_nothing_unless_said",
    "folder not there": "test_ingest.py::test_a_missing_folder_withdraws_nothing",
    "watched folder comes and goes": "test_folder_watch.py::test_a_folder_that_is_not_there_is_told_of_and_taken_later",
    "file half written": "test_folder_watch.py::test_a_file_that_is_being_written_waits",
    "burst of files": "test_folder_watch.py::test_a_burst",
    "files that crash or hang their reader": "test_ingest.py::test_bad_files_stop_nothing",
    "a reader that eats memory": "test_crash.py::test_a_reader_that_eats_memory_costs_one_file",
    "uploads that are refused": "test_document_changes.py::test_uploads_that_are_refused_leave_nothing",
    "a name that is no text": "test_folder_watch.py::test_a_name_that_is_no_text_stops_nothing",
    "links out of a watched folder": "test_folder_watch.py::test_links_that_lead_outside_or_nowhere",
    "a defect that one file shows": "test_folder_watch.py::test_a_defect_that_one_file_shows_keeps_no_other_out",
    "a thread that fails": "test_background_threads.py::test_a_thread_begins_anew_and_readyz_knows",
    "a page that takes too much": "test_page_workers.py::test_a_page_that_takes_too_much_is_given_up_once",
    "a parent that is killed": "test_worker_limits.py::test_a_worker_ends_with_its_parent",
    "malformed database": "test_failures.py::test_a_malformed_database_is_one_sentence",
    "database lost beside its originals": "test_failures.py::test_a_lost_database_is_no_new_library",
    "disk full before a command begins": "test_failures.py::test_a_full_disk_is_not_called_a_damaged_database",
    "library held when the service starts": "test_failures.py::test_serve_says_that_the_library_is_held_by_another",
    "a reader given up with files in hand": "test_temporary_rooms.py::test_a_reader_that_is_given_up_leaves_nothing",
    "a process killed with files in hand": "test_temporary_rooms.py::test_a_killed_process_leaves_no_room",
    "libraries that would report to their makers": "test_no_reports.py::test_no_identifier_is_written",
    "mutated files": "test_mutated_files.py::test_mutated_files_harm_nothing",
    "list of persons in a new file": "test_approvals.py::test_an_approval_outlives_a_new_reading_but_not_a_new_file",
}


def node_path(node: str) -> str:
    """The test with its room: `test_jobs.py::test_x` is `tests/index/test_jobs.py::test_x`."""
    file, _, name = node.partition("::")
    (path,) = (ROOT / "tests").rglob(file)
    return f"{path.relative_to(ROOT)}::{name}"


def faults() -> Figures:
    """Counts of what was tried; a fault that lost a document or answered wrongly is a failed one."""
    nodes = [node_path(node) for node in FAULTS.values()]
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", f"--junitxml={report}", *nodes],
            cwd=ROOT, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode not in (0, 1):
            raise RuntimeError(done.stdout + done.stderr)
        suite = ElementTree.parse(report).getroot()[0]
    tried, skipped = int(suite.attrib["tests"]), int(suite.attrib["skipped"])
    failed = int(suite.attrib["failures"]) + int(suite.attrib["errors"])
    return {
        "kinds": len(FAULTS), "tried": tried - skipped, "survived": tried - skipped - failed, "skipped": skipped,
        "failed": [case.attrib["name"] for case in suite if len(case) and case[0].tag in ("failure", "error")],
    }  # fmt: skip


def kill() -> Figures:
    """The kill test in full; any loss ends it with what was lost."""
    return dict(killing.run(KILLS, seed=int(time.time())))
