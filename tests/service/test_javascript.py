"""The pages' modules without a browser: ``tests/javascript/*.test.js``, run by node where it is installed.

A browser takes the modules as they are; node wants to be told that they are modules, so they are copied beside a
``package.json`` that says so. What needs a page is tested in Chromium (``tests/browser/``).
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.support.checkout import GOLDEN, ROOT

TESTS = sorted((ROOT / "tests" / "javascript").glob("*.test.js"))
#: The first release whose test runner and web streams are complete; Debian 12 has 18.
OLDEST = 18


def node() -> str:
    """The program, or a skipped test that says what is missing."""
    found = shutil.which("node")
    if found is None:
        pytest.skip("node is not installed (package nodejs)")
    version = subprocess.run([found, "--version"], capture_output=True, text=True, check=True).stdout
    if int(re.findall(r"\d+", version)[0]) < OLDEST:
        pytest.skip(f"node {version.strip()} is too old; {OLDEST} or newer is needed")
    return found


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("javascript")
    for room in ("widget", "admin"):
        shutil.copytree(ROOT / "service" / room, folder / room)
    shutil.copytree(ROOT / "tests" / "javascript", folder / "tests")
    (folder / "package.json").write_text(json.dumps({"type": "module"}))
    return folder


def test_there_are_tests() -> None:
    assert len(TESTS) >= 5


@pytest.mark.parametrize("path", TESTS, ids=lambda path: path.name.removesuffix(".test.js"))
def test_modules(checkout: Path, path: Path) -> None:
    env = {**os.environ, "CONTRACT": str(GOLDEN / "openapi.json"), "TZ": "Asia/Ho_Chi_Minh"}
    env.pop("NODE_OPTIONS", None)
    command = [node(), "--test", "--test-reporter=tap", f"tests/{path.name}"]
    done = subprocess.run(command, cwd=checkout, env=env, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    count = re.search(r"^# pass (\d+)$", done.stdout, re.MULTILINE)
    assert count, done.stdout
    assert int(count[1]) >= len(re.findall(r"^test\(", path.read_text(encoding="utf-8"), re.MULTILINE)), done.stdout
