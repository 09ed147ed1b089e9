"""The locks: every package of an installation with its version and hashes, written by pip-tools.

``deploy/locks/small.txt`` is what serving needs (the bundle and the Debian package hold it), ``full.txt`` adds
sentence-transformers for models of other people. torch stands in neither: which build of it is right depends on the
machine (CPU or CUDA), so ``constraints.txt`` pins its version alone. No address of a registry is written.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
LOCKS = ROOT / "deploy" / "locks"
#: What the small installation leaves out: models of other people bring torch and transformers.
FOREIGN_MODELS = ("sentence-transformers", "model2vec")
#: What else it leaves out: packages that only the Python side of a package needs of which serving opens a file (the
#: library of LightGBM, the network of rapidocr), and the downloader of tokenizers. A test imports all that serves.
UNUSED = frozenset((
    "scipy", "narwhals", "shapely", "pyclipper", "omegaconf", "colorlog", "huggingface-hub",
))  # fmt: skip
#: Extras that an office may need on a machine without a network: sources of documents, services of other offices, a
#: cluster, agents, accounts of the office, traces, PostgreSQL.
EXTRAS = ("engine", "intake", "mcp", "neighbours", "oidc", "otel", "postgresql")
_OPTIONS = (
    "--quiet", "--generate-hashes", "--no-header", "--strip-extras", "--no-emit-options", "--no-emit-index-url",
    "--no-emit-find-links", "--no-emit-trusted-host", "--allow-unsafe", "--upgrade",
)  # fmt: skip


def requirements(*, small: bool) -> list[str]:
    """The project's own requirements with the extras of the bundle."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = [*project["dependencies"], *(line for name in EXTRAS for line in project["optional-dependencies"][name])]
    names = {line: re.split(r"[^\w.-]", line)[0] for line in lines}
    # pip itself: a bare Debian has none, so the bundle brings it.
    return sorted({"pip", *(line for line, name in names.items() if not (small and name in FOREIGN_MODELS))})


def write_lock(name: str, wanted: list[str], *options: str) -> Path:
    """Resolve the requirements and write ``deploy/locks/NAME``."""
    target = LOCKS / name
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "requirements.in"
        source.write_text("\n".join(wanted) + "\n", encoding="utf-8")
        made = Path(folder) / name
        command = [sys.executable, "-m", "piptools", "compile", *_OPTIONS, *options, "-o", made.name, source.name]
        subprocess.run(command, cwd=folder, check=True)
        text = made.read_text(encoding="utf-8")
    # The notes name a temporary file; what asks for a package directly is this project.
    text = re.sub(r"-r requirements\.in", "hoivanban", text)
    text = re.sub(r"^ +# +-c .*\n", "", text, flags=re.MULTILINE)
    text = re.sub(r"^# (WARNING: )?The following packages (.*\n)(#.*\n)*", "", text, flags=re.MULTILINE)
    head = "# Written by `make lock` (pip-tools) for Python 3.11; install with pip --require-hashes --no-deps.\n"
    target.write_text(head + text, encoding="utf-8")
    return target


def without_unused(text: str) -> str:
    """A lock without the packages that nothing which serves imports, nor what only they asked for."""
    head, *blocks = re.split(r"(?=^[\w.-]+==)", text, flags=re.MULTILINE)
    asked_by = {_name(block): set(re.findall(r"^ +# +(?:via )?([\w.-]+)", block, re.MULTILINE)) for block in blocks}
    gone = UNUSED.union(FOREIGN_MODELS)
    while more := {name for name, askers in asked_by.items() if name not in gone and askers - {"via"} <= gone}:
        gone |= more
    return head + "".join(block for block in blocks if _name(block) not in gone)


def _name(block: str) -> str:
    return block.partition("==")[0]


def test_tools() -> list[str]:
    """The requirements of the tests alone, without the project's own."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    tools = [line for line in project["optional-dependencies"]["test"] if not line.startswith("hoivanban[")]
    # Some tests compare with LightGBM's Python side, which needs it.
    return [*tools, "narwhals"]


def main() -> None:
    """Write both locks; the full one keeps the versions of the small one. ``tests``: print the tests' requirements."""
    if sys.argv[1:] == ["tests"]:
        print("\n".join(test_tools()))
        return
    LOCKS.mkdir(exist_ok=True)
    small = write_lock("small.txt", requirements(small=True))
    constraints = ["--constraint", str(ROOT / "constraints.txt"), "--constraint", str(small)]
    write_lock("full.txt", requirements(small=False), *constraints, "--unsafe-package", "torch", "--no-allow-unsafe")
    small.write_text(without_unused(small.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
