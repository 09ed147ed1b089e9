"""Modules of the pages under an address that bears their version, so that old and new ones are never mixed.

All are read when the service starts. Their common digest stands in the address: a browser keeps them for good, and a
page opened before an upgrade gets 404 for a module that it has not loaded yet, and says so.
"""

from __future__ import annotations

import hashlib
import posixpath
import re
from functools import cache
from pathlib import Path

from service.routes.page_files import MEDIA_TYPES

SERVICE = Path(__file__).parents[1]
#: Folders whose modules import one another, each at its own name below the version.
ROOMS = ("widget", "admin")
#: The word in a page or script that stands for the version.
PLACEHOLDER = "VERSION"
_KINDS = (".js", ".css", ".svg")
#: What a module imports at once; what it loads later is called `import("...")`.
_IMPORTED = re.compile(r'\bfrom "(\.[^"]+)"')
CACHED = "public, max-age=31536000, immutable"


@cache
def module_texts() -> dict[str, bytes]:
    """Every module by its path below the version ("widget/element.js")."""
    paths = (path for room in ROOMS for path in sorted((SERVICE / room).rglob("*")) if path.suffix in _KINDS)
    return {path.relative_to(SERVICE).as_posix(): path.read_bytes() for path in paths}


@cache
def modules_version() -> str:
    """The version of all modules together."""
    digest = hashlib.sha256()
    for path, text in module_texts().items():
        digest.update(path.encode() + b"\0" + text + b"\0")
    return digest.hexdigest()[:16]


def with_version(text: str) -> str:
    """A page or script with the modules' version in its addresses."""
    return text.replace(f"modules/{PLACEHOLDER}/", f"modules/{modules_version()}/")


@cache
def modules_with_imports(*paths: str) -> tuple[str, ...]:
    """These modules and all that they import at once, directly or by others, each before what it imports."""
    found: dict[str, None] = {}
    waiting = list(paths)
    while waiting:
        path = waiting.pop(0)
        if path not in found:
            found[path] = None
            room = posixpath.dirname(path)
            named = _IMPORTED.findall(module_texts()[path].decode())
            waiting += [posixpath.normpath(posixpath.join(room, name)) for name in named]
    return tuple(found)


def preloads(*paths: str) -> str:
    """Links by which a browser fetches these modules side by side; else it learns of each from the one before."""
    modules = modules_with_imports(*paths)
    return "\n    ".join(f'<link rel="modulepreload" href="/modules/{modules_version()}/{path}">' for path in modules)


def module_type(path: str) -> str:
    """The media type of a module."""
    return MEDIA_TYPES[Path(path).suffix]
