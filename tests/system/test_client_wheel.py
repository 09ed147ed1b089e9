"""The client as others get it: a wheel, in an environment without the service, asking a running one."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import venv
import zipfile
from importlib.metadata import distribution
from pathlib import Path

import pytest

from service.documents.ingest_command import ingest_paths
from service.settings import load_settings
from tests.support.checkout import ROOT
from tests.support.live_server import live
from tests.support.small_library import write_documents

PROGRAM = """
import asyncio, importlib.util, json, sys
from hoivanban_client import AsyncClient, Client

question = "Kinh phí phát triển thư viện cơ sở là bao nhiêu tiền?"

async def later():
    async with AsyncClient(sys.argv[1]) as client:
        return (await client.ask(question)).statements[0].quote

with Client(sys.argv[1]) as client:
    answer = client.ask(question)
    print(json.dumps({
        "shown": answer.statements[0].shown,
        "days": [document.issued_date.isoformat() for document in client.documents(types=["KH"])],
        "same": asyncio.run(later()) == answer.statements[0].quote,
        "here": [name for name in ("service", "index", "pydantic", "fastapi") if importlib.util.find_spec(name)],
    }))
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel as `make client` builds it, of a copy: building leaves its work behind."""
    folder = tmp_path_factory.mktemp("wheel")
    left_out = shutil.ignore_patterns("build", "*.egg-info", "__pycache__")
    shutil.copytree(ROOT / "clients" / "python", folder / "source", ignore=left_out)
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-index", "--no-build-isolation",
               "--disable-pip-version-check", "-w", str(folder), str(folder / "source")]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True)
    (made,) = folder.glob("hoivanban_client-*.whl")
    return made


def environment(folder: Path, wheel: Path) -> Path:
    """An empty environment with the wheel and what its metadata asks for, and no more; returns its Python."""
    venv.create(folder, with_pip=False)
    (site,) = folder.glob("lib/python*/site-packages")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
        (metadata,) = [name for name in archive.namelist() if name.endswith("/METADATA")]
        waiting = needed(re.findall(r"^Requires-Dist: (.+)$", archive.read(metadata).decode(), re.MULTILINE))
    done: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in done:
            continue
        done.add(name)
        found = distribution(name)
        waiting.extend(needed(found.requires or []))
        for file in found.files or ():
            if not file.parts[0].startswith("..") and (source := Path(str(file.locate()))).is_file():
                (site / file).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(source, site / file)
    return folder / "bin" / "python"


def needed(requirements: list[str]) -> list[str]:
    """The names of what is required here, without extras."""
    from packaging.requirements import Requirement

    parsed = [Requirement(line) for line in requirements]
    return [one.name for one in parsed if one.marker is None or one.marker.evaluate({"extra": ""})]


def test_the_wheel_asks_a_service_from_an_environment_without_it(wheel: Path, tmp_path: Path) -> None:
    python = environment(tmp_path / "empty", wheel)
    write_documents(tmp_path / "docs")
    settings = load_settings(home=tmp_path / "home", workers=1, ocr=False, refresh_ms=50)
    ingest_paths(settings, [tmp_path / "docs"])
    with live(settings) as url:
        done = subprocess.run([python, "-I", "-c", PROGRAM, url], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert said["shown"] == "2.450.000.000 đồng"
    assert len(said["days"]) == 2
    assert (said["same"], said["here"]) == (True, [])


def test_the_wheel_says_that_it_is_typed_and_whose_licence_it_has(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        (metadata,) = [name for name in names if name.endswith("/METADATA")]
        text = archive.read(metadata).decode()
    assert "hoivanban_client/py.typed" in names
    assert {name.partition("/")[0].partition("-")[0] for name in names} == {"hoivanban_client"}
    assert re.findall(r"^Requires-Dist: (\w+)", text, re.MULTILINE) == ["httpx"]
    assert "License-Expression: Apache-2.0" in text


@pytest.mark.parametrize(
    ("target", "command"),
    [
        ("install", "-c constraints.txt -e '.[mcp]' -e clients/python"),
        ("install-small", "--no-deps -e . -e clients/python"),
        ("install-locked", "--no-deps -e . -e clients/python"),
        ("client", "pip wheel --quiet --disable-pip-version-check --no-deps -w dist clients/python"),
    ],
)  # fmt: skip
def test_the_commands_that_install_and_build_it(target: str, command: str, tmp_path: Path) -> None:
    """What is small comes with every installation: the client, and the interface of agents."""
    planned = ["make", "--dry-run", "--no-print-directory", target, f"VENV={tmp_path / 'venv'}"]
    done = subprocess.run(planned, cwd=ROOT, capture_output=True, text=True, check=True)
    assert command in done.stdout
    if target == "install-small":
        locked = (ROOT / "deploy/locks/small.txt").read_text(encoding="utf-8")
        assert {"mcp", "httpx"} <= set(re.findall(r"^([\w-]+)==", locked, re.MULTILINE))
