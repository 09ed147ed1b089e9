"""Writes the README's tables of commands, settings and routes from the code: ``python -m tests.support.readme_tables``.

``test_house.py`` holds the README equal to what this prints, so that a new option is never undocumented.
"""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from typing import Any

from tests.support.checkout import ROOT

README = ROOT / "README.md"


def commands() -> str:
    import typer.main

    from service.cli import app

    rows = ["| Command | What it does (as `--help` says) |", "|---|---|"]
    rows += [f"| `{usage}` | {text} |" for usage, text in _commands(typer.main.get_command(app), "hoivanban")]
    return "\n".join(rows)


def _commands(command: Any, name: str) -> list[tuple[str, str]]:
    children = getattr(command, "commands", None)
    if children:
        return [row for key, child in children.items() for row in _commands(child, f"{name} {key}")]
    options = [opt.opts[0] for opt in command.params if opt.param_type_name == "option" and opt.name != "help"]
    text = (command.help or "").split("\n\n")[0].replace("\n", " ").strip()
    return [(name, text + (" Options: " + ", ".join(f"`{opt}`" for opt in options) + "." if options else ""))]


def settings() -> str:
    from service.settings import Settings

    rows = ["| Setting | Default | Meaning |", "|---|---|---|"]
    for name, field in Settings.model_fields.items():
        default = "number of cores" if field.default_factory else field.default
        shown = "" if default in (None, (), "") else f"`{default}`"
        rows.append(f"| `HOIVANBAN_{name.upper()}` | {shown} | {field.description} |")
    return "\n".join(rows)


def routes() -> str:
    from service.app import create_app
    from service.settings import Settings

    with tempfile.TemporaryDirectory() as home:
        paths = create_app(Settings(home=Path(home))).openapi()["paths"]
    rows = ["| Route | What it does |", "|---|---|"]
    for path, methods in paths.items():
        for method, operation in methods.items():
            rows.append(f"| `{method.upper()} {path}` | {operation.get('summary', '')} |")
    return "\n".join(rows)


TABLES = {"commands": commands, "settings": settings, "routes": routes}


def written(readme: str) -> str:
    """The README's text with every table between its markers written anew."""
    for name, table in TABLES.items():
        block = f"<!-- {name} -->\n{table()}\n<!-- /{name} -->"
        readme = re.sub(rf"<!-- {name} -->.*?<!-- /{name} -->", lambda _, block=block: block, readme, flags=re.DOTALL)
    return readme


if __name__ == "__main__":
    README.write_text(written(README.read_text(encoding="utf-8")), encoding="utf-8")
