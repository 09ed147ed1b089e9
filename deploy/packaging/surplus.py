"""Surplus files, which installed packages bring and nothing that serves opens: ``surplus.py SITE_PACKAGES``.

Packages that are not needed at all are left out by the lock (``locks.py``). Of those that are, parts are removed
here: their own tests, a second copy of a library for programs in C, networks that are not run. `make test-small` runs
the tests without them.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

#: Files by their pattern below site-packages, with the reason why nothing opens them.
SURPLUS = {
    "onnxruntime/capi/libonnxruntime.so.*": "for programs in C; the module for Python has its own copy inside",
    "rapidocr/models/*_det_*.onnx": "finds lines on a page; only the recogniser of one line is run",
    "rapidocr/models/*_cls_*.onnx": "tells upright from upside-down lines; not run",
    "Crypto/SelfTest": "its own tests",
}
#: Names of folders that hold a package's own tests; pytest's and the like are packages of these names themselves.
_TEST_FOLDERS = ("tests", "test")


def surplus(site: Path) -> Iterator[Path]:
    """Files and folders that may go."""
    for pattern in SURPLUS:
        yield from site.glob(pattern)
    for name in _TEST_FOLDERS:
        # Inside a package only: a package of that name at the top would be one that somebody wants.
        for folder in site.glob(f"*/**/{name}"):
            if folder.is_dir() and any(folder.glob("test_*.py")):
                yield folder


def remove(site: Path) -> int:
    """Remove the surplus of an installation; returns the bytes that it took."""
    freed = 0
    for path in sorted(surplus(site), key=lambda one: len(one.parts), reverse=True):
        files = [path] if path.is_file() else [file for file in path.rglob("*") if file.is_file()]
        freed += sum(file.stat().st_size for file in files)
        if path.is_file():
            path.unlink()
        else:
            shutil.rmtree(path)
    return freed


def main() -> None:
    site = Path(sys.argv[1])
    if not site.is_dir() or site.name != "site-packages":
        sys.exit(f"{site} is no folder of installed packages")
    print(f"{remove(site) // 1_000_000} MB that serving never opens removed")


if __name__ == "__main__":
    main()
