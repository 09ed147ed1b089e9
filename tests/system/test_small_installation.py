"""The small installation: what serves imports neither torch nor sentence-transformers, and the lock is whole."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from service.doctor.checks import FOREIGN_MODELS
from tests.support.checkout import CORPUS, ROOT

LOCKS = ROOT / "deploy" / "locks"
#: Modules that the small lock leaves out: other people's models, and what is needed only beside a file that is opened.
LEFT_OUT = (
    "torch", "transformers", "sentence_transformers", "model2vec", "sklearn", "scipy", "narwhals", "joblib",
    "shapely", "pyclipper", "omegaconf", "colorlog", "huggingface_hub",
)  # fmt: skip
#: Put into every Python process of a test by its name: an import of a module left out fails as if it were not there.
_BLOCK = f"""
import sys


class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {LEFT_OUT!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)


sys.meta_path.insert(0, Absent())
"""
_SERVING = """
import importlib
import pkgutil
import sys
from fastapi.testclient import TestClient
import index, ingest, service
from service.app import create_app
from service.settings import Settings

for package in (ingest, index, service):
    for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        # What only sentence-transformers opens is no part of serving.
        others = (".training", ".migrations", "index.embedding.sentence_module")
        if not any(part in module.name for part in others):
            importlib.import_module(module.name)
with TestClient(create_app(Settings(home=sys.argv[1]))) as client:
    asked = client.post("/api/v1/ask", json={"question": "Kế hoạch 516 do ai chủ trì?"})
    print(asked.status_code, "Sở Thông tin và Truyền thông" in asked.text)
    document = client.get("/api/v1/documents").json()["documents"][0]["id"]
    print(client.get(f"/api/v1/documents/{document}/summary?format=pdf").status_code)
"""


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """The environment of a machine on which the modules left out are not installed."""
    folder = tmp_path / "block"
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(_BLOCK, encoding="utf-8")
    settings = {name: value for name, value in os.environ.items() if not name.startswith("HOIVANBAN_")}
    return {**settings, "PYTHONPATH": f"{folder}{os.pathsep}{ROOT}", "OMP_NUM_THREADS": "1"}


def test_what_serves_imports_nothing_that_the_small_installation_leaves_out(
    environment: dict[str, str], tmp_path: Path
) -> None:
    """A scan and a DOC are read in worker processes, a question is asked over HTTP, a page is written as PDF."""
    samples = [CORPUS / "documents" / name for name in ("S11-9411-UBND-KGVX.pdf", "S12-9012-2001-QD-UB.doc")]
    samples.append(CORPUS / "documents" / "S01-516-KH-UBND.docx")
    command = [sys.executable, "-m", "service.cli", "ingest", "--home", str(tmp_path / "home"), *map(str, samples)]
    read = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    assert (read.returncode, "3 đã nạp" in read.stdout) == (0, True), read.stdout + read.stderr
    command = [sys.executable, "-c", _SERVING, str(tmp_path / "home")]
    served = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    assert served.stdout.splitlines() == ["200 True", "200"], served.stdout + served.stderr


def test_another_model_is_refused_in_one_sentence(environment: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    for setting in ("HOIVANBAN_MODEL", "HOIVANBAN_RERANKER"):
        command = [
            sys.executable,
            "-m",
            "service.cli",
            "ask",
            "--home",
            str(tmp_path / "home"),
            "Kinh phí là bao nhiêu?",
        ]
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, env={**environment, setting: str(tmp_path / "model")}
        )
        assert done.returncode == 2, done.stdout + done.stderr
        assert done.stderr.startswith("Bản cài gọn không có gói sentence-transformers")
        assert setting in done.stderr
        assert "Traceback" not in done.stderr


def test_what_goes_from_the_packages_is_nothing_that_is_opened(tmp_path: Path) -> None:
    """Tests of packages, the copy for programs in C and networks that are not run go; look-alikes stay."""
    site = tmp_path / "site-packages"
    goes = (
        "numpy/tests/test_a.py", "numpy/lib/tests/data/b.npy", "onnxruntime/capi/libonnxruntime.so.1.32.0",
        "rapidocr/models/PP-OCRv6_det_small.onnx", "rapidocr/models/ch_ppocr_mobile_v2.0_cls_mobile.onnx",
    )  # fmt: skip
    stays = (
        "numpy/testing/__init__.py", "pkg/test/support.py", "tests/test_own.py", "rapidocr/models/x_rec_y.onnx",
        "onnxruntime/capi/libonnxruntime_providers_shared.so", "numpy/lib/core.py",
    )  # fmt: skip
    for name in (*goes, *stays, "numpy/lib/tests/test_b.py"):
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).write_text("x")
    command = [sys.executable, str(ROOT / "deploy" / "packaging" / "surplus.py")]
    assert subprocess.run([*command, str(tmp_path)], capture_output=True, check=False).returncode == 1
    subprocess.run([*command, str(site)], check=True, capture_output=True)
    left = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    assert left == set(stays)


def test_every_kind_of_surplus_is_in_the_packages_of_the_lock() -> None:
    """A pattern that no package matches any more would keep its files in."""
    patterns = re.findall(r'^    "([\w*./-]+)": ', (ROOT / "deploy/packaging/surplus.py").read_text(), re.MULTILINE)
    assert len(patterns) >= 3
    for pattern in patterns:
        package = pattern.partition("/")[0]
        found = importlib.util.find_spec(package)
        assert found is not None
        assert found.origin is not None
        (site,) = {Path(found.origin).parents[1]}
        assert list(site.glob(pattern)) or (Path(sys.prefix) / ".installed-small").exists(), pattern


def _names(lock: str) -> set[str]:
    return set(re.findall(r"^([\w.-]+)==", (LOCKS / lock).read_text(encoding="utf-8"), re.MULTILINE))


def test_the_locks_hold_every_requirement_with_hashes_and_name_no_host() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needed = {re.split(r"[^\w.-]", line)[0].lower() for line in project["dependencies"]}
    assert needed - _names("small.txt") == set(FOREIGN_MODELS)
    assert needed <= _names("full.txt")
    assert "torch" not in _names("small.txt") | _names("full.txt")
    for lock in ("small.txt", "full.txt"):
        text = (LOCKS / lock).read_text(encoding="utf-8")
        assert not re.search(r"https?:|file:|--(extra-)?index-url|--find-links", text)
        blocks = re.split(r"(?=^[\w.-]+==)", text, flags=re.MULTILINE)[1:]
        assert all("--hash=sha256:" in block for block in blocks), lock


def test_both_locks_hold_the_extras_of_a_machine_without_a_network() -> None:
    optional = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    for extra in ("engine", "intake", "mcp", "neighbours", "oidc", "otel", "postgresql"):
        names = {re.split(r"[^\w.-]", line)[0].lower() for line in optional[extra]}
        for lock in ("small.txt", "full.txt"):
            assert names <= _names(lock), (extra, lock)


def test_the_small_lock_leaves_out_what_serving_never_imports() -> None:
    distributions = {name.replace("_", "-") for name in LEFT_OUT} | {"scikit-learn"}
    assert not distributions & _names("small.txt")
