"""Third-party notices: name, version, licence and licence texts of every package of an environment, in one file.

``notices.py SITE_PACKAGES FILE``. What a package says of itself is copied; one that brings no text is named with the
licence that it states, and one that states none ends the command, so that nothing unclear is handed on.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib.metadata import Distribution, distributions
from pathlib import Path

#: Beginnings of the names of files that hold a licence or a notice, in capitals.
LICENCE_FILES = ("LICENSE", "LICENCE", "COPYING", "NOTICE", "AUTHORS", "THIRD-PARTY", "THIRDPARTY")
#: Licences of packages that state theirs only in their source, with where that was read.
KNOWN = {"font-source-serif-pro": "OFL-1.1 (the font; its name table)"}
_LINE = "=" * 100


class LicenceMissing(ValueError):
    """Packages that state no licence and bring no text."""


def stated_licence(package: Distribution) -> str:
    """The licence that a package states: SPDX expression, classifiers, or the first line of the old field."""
    metadata = package.metadata
    if expression := metadata.get("License-Expression"):
        return str(expression)
    classifiers = [
        line.rsplit(" :: ", 1)[-1] for line in metadata.get_all("Classifier") or () if line.startswith("License :: ")
    ]
    if classifiers:
        return ", ".join(sorted(set(classifiers)))
    first_line = (metadata.get("License") or "").strip().partition("\n")[0]
    return first_line or KNOWN.get(metadata["Name"].lower(), "")


def licence_texts(package: Distribution) -> Iterator[tuple[str, str]]:
    """Names and texts of the licence files that a package brings."""
    for file in package.files or ():
        if file.name.upper().startswith(LICENCE_FILES) and file.suffix not in (".py", ".pyc"):
            path = Path(str(file.locate()))
            if path.is_file():
                yield str(file), path.read_text(encoding="utf-8", errors="replace").strip()


def notices(packages: list[Distribution]) -> str:
    """The notices of packages, sorted by name.

    :raises LicenceMissing: if a package neither states a licence nor brings a text.
    """
    parts = []
    unclear = []
    for package in sorted(packages, key=lambda one: one.metadata["Name"].lower()):
        name, licence, texts = package.metadata["Name"], stated_licence(package), list(licence_texts(package))
        if not licence and not texts:
            unclear.append(name)
        head = f"{name} {package.version}\nLicence: {licence or 'see the text'}"
        parts.append("\n\n".join([_LINE, head, *(f"--- {file} ---\n{text}" for file, text in texts)]))
    if unclear:
        raise LicenceMissing(f"No licence stated: {', '.join(unclear)}")
    return "\n\n".join(parts) + "\n"


def main() -> None:
    site, target = sys.argv[1:]
    packages = [one for one in distributions(path=[site]) if one.metadata["Name"].lower() not in ("hoivanban", "pip")]
    Path(target).write_text(notices(packages), encoding="utf-8")
    print(f"{target}: {len(packages)} packages")


if __name__ == "__main__":
    main()
