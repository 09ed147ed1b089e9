"""The wheel holds what an installed service needs: the three packages, the widget, the models, the migrations."""

from __future__ import annotations

import subprocess
import sys
import zipfile

import pytest

from tests.support.checkout import ROOT


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    pytest.importorskip("setuptools", minversion="77")
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    for name in listed.stdout.splitlines():
        target = source / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / name).is_file() and not name.startswith(("corpus/", "tests/")):
            target.write_bytes((ROOT / name).read_bytes())
    build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "-w", str(folder)]
    done = subprocess.run([*build, str(source)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (wheel,) = folder.glob("hoivanban-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


@pytest.mark.parametrize(
    "name",
    [
        "service/widget/widget.js",
        "service/widget/index.html",
        "service/admin/index.html",
        "service/admin/main.js",
        "index/models/encoder/model.safetensors",
        "index/models/encoder/README.md",
        "index/store/migrations/env.py",
        "ingest/py.typed",
        "service/py.typed",
    ],
)
def test_wheel_holds(names: set[str], name: str) -> None:
    assert name in names


def test_wheel_holds_only_the_three_packages(names: set[str]) -> None:
    assert {name.split("/")[0] for name in names if ".dist-info/" not in name} == {"ingest", "index", "service"}
