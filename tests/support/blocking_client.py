"""Generates ``service/client/blocking.py`` from ``asynchronous.py``: ``python -m tests.support.blocking_client``.

The two clients are one text: unasync takes ``async`` and ``await`` out of it, and ruff brings the imports in order.
``tests/service/test_client.py`` holds the generated file equal to what this prints.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import unasync

from tests.support.checkout import ROOT

SOURCE = ROOT / "service" / "client" / "asynchronous.py"
TARGET = ROOT / "service" / "client" / "blocking.py"
#: Names of the asynchronous client and what they are in the blocking one, besides those that unasync knows.
NAMES = {
    "AsyncClient": "Client",
    "aclose": "close",
    "aiter_lines": "iter_lines",
    "aread": "read",
    "asyncio": "time",
    '""The client for asyncio.""': '""The blocking client: generated from ``asynchronous.py``, never edited by hand.""',
}


def generated() -> str:
    """The text of the blocking client."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = (Path(folder) / name / SOURCE.name for name in ("asynchronous", "blocking"))
        source.parent.mkdir()
        source.write_bytes(SOURCE.read_bytes())
        unasync.unasync_files([str(source)], [unasync.Rule("/asynchronous/", "/blocking/", NAMES)])
        for arguments in (("check", "--fix", "--unsafe-fixes", "--quiet"), ("format", "--quiet")):
            config = ("--config", str(ROOT / "pyproject.toml"))
            subprocess.run([sys.executable, "-m", "ruff", *arguments, *config, str(target)], check=True)
        return target.read_text(encoding="utf-8")


if __name__ == "__main__":
    TARGET.write_text(generated(), encoding="utf-8")
