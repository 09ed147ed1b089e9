"""What docs/integration.md promises a newcomer: from a clone to a widget on another origin, by its commands."""

from __future__ import annotations

import functools
import http.server
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support.browser_server import free_port
from tests.support.checkout import ROOT
from tests.support.widget_page import ask, expect

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

PAGE = ROOT / "docs/integration.md"
QUESTION = "Kế hoạch 516 do ai chủ trì, hạn báo cáo khi nào?"
MOST_COMMANDS = 10


def block(name: str) -> list[str]:
    """The lines of the page between two comments, as they are written."""
    found = re.search(rf"<!-- {name} -->\n(.*?)<!-- /{name} -->", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    if found is None:
        raise AssertionError(f"the page has no block {name}")
    return [line.removeprefix("    ") for line in found[1].splitlines() if line.strip() and "```" not in line]


def clone(folder: Path) -> Path:
    """The working tree as a clone would have it, and the environment that ``make install`` would make, reused."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, check=True, capture_output=True,
    ).stdout.decode()  # fmt: skip
    for name in listed.split("\0"):
        source = ROOT / name
        if name and source.is_file() and not name.startswith("tests/"):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, folder / name)
    (folder / ".venv" / "bin").mkdir(parents=True)
    command = folder / ".venv" / "bin" / "hoivanban"
    # The clone comes before the tree that is installed.
    command.write_text(
        f'#!/bin/sh\nPYTHONPATH="{folder}" exec {sys.executable} -m service.cli "$@"\n', encoding="utf-8"
    )
    command.chmod(0o755)
    (folder / ".venv" / "bin" / "activate").write_text(f'PATH="{command.parent}:$PATH"\n', encoding="utf-8")
    return folder


def run_until_served(commands: list[str], folder: Path, log: Path, port: int) -> subprocess.Popen[bytes]:
    """The commands in one shell, as they are typed one after the other; the last one stays."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("HOIVANBAN_")}
    with log.open("wb") as out:
        process = subprocess.Popen(
            ["bash", "-e", "-c", "\n".join([*commands[:-1], f"exec {commands[-1]}"])],
            cwd=folder, env={**env, "HOIVANBAN_PORT": str(port), "OMP_NUM_THREADS": "1"},
            stdout=out, stderr=subprocess.STDOUT,
        )  # fmt: skip
    deadline = time.monotonic() + 300
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            assert process.poll() is None, log.read_text(encoding="utf-8")
            assert time.monotonic() < deadline, log.read_text(encoding="utf-8")
            time.sleep(0.1)
        else:
            return process


@contextmanager
def site(html: str, folder: Path, port: int) -> Iterator[str]:
    """A page of another origin: another port of this machine."""
    folder.mkdir()
    (folder / "index.html").write_text(html, encoding="utf-8")

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", port), functools.partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{port}/"
    finally:
        server.shutdown()
        server.server_close()


def test_a_newcomer_embeds_a_protected_widget(page: Page, tmp_path: Path) -> None:
    commands = block("newcomer")
    assert len(commands) <= MOST_COMMANDS
    assert commands[0].startswith("git clone")
    assert commands[1] == "make install"
    service, portal, foreign = free_port(), free_port(), free_port()
    assert commands[-1] == "hoivanban serve"
    typed = [line.replace("127.0.0.1:9000", f"127.0.0.1:{portal}") for line in commands[2:]]
    log = tmp_path / "log.txt"
    process = run_until_served(typed, clone(tmp_path / "clone"), log, service)
    try:
        shown = re.search(r'<hoi-van-ban site="(s_\w+)"', log.read_text(encoding="utf-8"))
        assert shown is not None
        html = (
            "\n".join(block("host-page")).replace("s_...", shown[1]).replace("127.0.0.1:8000", f"127.0.0.1:{service}")
        )
        with site(html, tmp_path / "portal", portal) as ours, site(html, tmp_path / "foreign", foreign) as theirs:
            page.goto(ours)
            card = ask(page, QUESTION).locator(".sources .card").first
            expect(card).to_contain_text("516/KH-UBND", timeout=30_000)
            page.goto(theirs)
            expect(ask(page, QUESTION).locator(".message")).to_contain_text("chưa được đăng ký")
            assert page.locator(".sources .card").count() == 0
        refused = page.request.post(f"http://127.0.0.1:{service}/api/v1/ask", data={"question": QUESTION})
        assert refused.status == 401
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)
