"""List of parts (CycloneDX): what the tool that makes it leaves out, and what is no part of the product.

``parts.py SBOM SITE_PACKAGES``. A package whose licence is stated in words that no list of licences knows gets these
words. A package that no lock names stands in the environment for the tests or the build only: its scope is "excluded".
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Collection, Mapping
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

from notices import stated_licence

LOCKS = Path(__file__).parents[1] / "locks"
SEE_TEXT = "see THIRD-PARTY.txt"
#: Parts of the product that no lock names: installed by themselves, in the version of constraints.txt or from here.
BESIDE_LOCKS = frozenset({"torch", "hoivanban", "hoivanban-client"})


def plain_name(name: str) -> str:
    """A package's name as registries compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def locked_names(texts: Collection[str]) -> set[str]:
    """The packages that locks name."""
    return {plain_name(name) for text in texts for name in re.findall(r"^([\w.-]+)==", text, re.MULTILINE)}


def completed(parts: Mapping[str, Any], licences: Mapping[str, str], product: Collection[str]) -> dict[str, Any]:
    """The list with a licence for every part, and the scope of what is not handed on."""
    components = []
    for one in parts["components"]:
        name = plain_name(one["name"])
        stated = {"licenses": [{"license": {"name": licences.get(name) or SEE_TEXT}}]}
        scope = {} if name in product else {"scope": "excluded"}
        components.append({**({} if one.get("licenses") else stated), **one, **scope})
    return {**parts, "components": components}


def main() -> None:
    sbom, site = map(Path, sys.argv[1:])
    licences = {plain_name(one.metadata["Name"]): stated_licence(one) for one in distributions(path=[str(site)])}
    product = locked_names([path.read_text(encoding="utf-8") for path in LOCKS.glob("*.txt")]) | BESIDE_LOCKS
    parts = completed(json.loads(sbom.read_text(encoding="utf-8")), licences, product)
    sbom.write_text(json.dumps(parts, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    handed_on = sum(one.get("scope") != "excluded" for one in parts["components"])
    print(f"{sbom}: {handed_on} parts, {len(parts['components']) - handed_on} for tests and build only")


if __name__ == "__main__":
    main()
