"""Generates the blocking client from the asynchronous one: ``python -m tests.support.blocking_client``.

The two clients are one text: unasync takes ``async`` and ``await`` out of it, and ruff brings the imports in order.
``tests/service/test_client.py`` holds the generated files equal to what this prints.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import unasync

from tests.support.checkout import ROOT
from tests.support.client_models import CLIENT

#: The files of the blocking client, and what each is made from.
SOURCES = {
    CLIENT / "blocking.py": CLIENT / "asynchronous.py",
    CLIENT / "blocking_sending.py": CLIENT / "asynchronous_sending.py",
}
#: Names of the asynchronous client and what they are in the blocking one, besides those that unasync knows.
NAMES = {
    "AsyncClient": "Client",
    "AsyncSender": "Sender",
    "asynchronous_sending": "blocking_sending",
    "aclose": "close",
    "aiter_lines": "iter_lines",
    "aread": "read",
    "asyncio": "time",
    '""The client for asyncio.""': '""The blocking client: generated from ``asynchronous.py``, never edited by hand.""',
    '""Sending for asyncio: one connection pool, calls that do no harm twice tried again.""': (
        '""Blocking sending: generated from ``asynchronous_sending.py``, never edited by hand.""'
    ),
}


def generated(source_file: Path) -> str:
    """The text of a file of the blocking client."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = (Path(folder) / name / source_file.name for name in ("asynchronous", "blocking"))
        source.parent.mkdir()
        source.write_bytes(source_file.read_bytes())
        unasync.unasync_files([str(source)], [unasync.Rule("/asynchronous/", "/blocking/", NAMES)])
        for arguments in (("check", "--fix", "--unsafe-fixes", "--quiet"), ("format", "--quiet")):
            config = ("--config", str(ROOT / "pyproject.toml"))
            subprocess.run([sys.executable, "-m", "ruff", *arguments, *config, str(target)], check=True)
        return target.read_text(encoding="utf-8")


if __name__ == "__main__":
    for made, source_file in SOURCES.items():
        made.write_text(generated(source_file), encoding="utf-8")
