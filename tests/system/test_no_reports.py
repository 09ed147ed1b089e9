"""No library reports to its makers: nothing but what the operator names is asked, and no identifier is written."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.checkout import ROOT

#: Each loads the network runtime in its own way, as the first thing that its process does with the project.
WAYS = {
    "a line of handwriting": (
        "from ingest.read.handwriting.line_recogniser import recognise_line\n"
        "from PIL import Image\nrecognise_line(Image.new('RGB', (200, 48), 'white'))"
    ),
    "deep vectors": (
        "from index.embedding.transformer import TransformerEncoder\nTransformerEncoder.load().embed_question('một')"
    ),
    "lines of a scan": (
        "from ingest.document import read_document\nfrom ingest.read.context import ReadingContext\n"
        "from pathlib import Path\nread_document(Path('corpus/documents/S11-9411-UBND-KGVX.pdf'), ReadingContext())"
    ),
}
#: What tells such a library that it need not report anyway: a build machine, a test.
_SILENT = ("CI", "GITHUB_ACTIONS", "TF_BUILD", "ORT_DISABLE_TELEMETRY", "HF_HUB_DISABLE_TELEMETRY", "DO_NOT_TRACK")


@pytest.mark.parametrize("way", WAYS)
def test_no_identifier_is_written(way: str, tmp_path: Path) -> None:
    home, temporary = tmp_path / "home", tmp_path / "tmp"
    home.mkdir()
    temporary.mkdir()
    kept = {name: value for name, value in os.environ.items() if name not in _SILENT and not name.startswith("XDG_")}
    environment = {**kept, "HOME": str(home), "TMPDIR": str(temporary), "PYTHONPATH": str(ROOT)}
    code = f"{WAYS[way]}\nimport os\nprint(os.environ['ORT_DISABLE_TELEMETRY'])"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "1\n"), done.stderr
    left = [path for folder in (home, temporary) for path in folder.rglob("*") if path.is_file()]
    assert left == []
