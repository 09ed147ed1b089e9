"""Writes the tables of docs/ that come from the code: ``python -m tests.support.generated_tables``.

Commands, settings, routes. ``tests/quality/test_docs.py`` holds the pages equal to what this writes, so that a new
option is never undocumented.
"""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from typing import Any

from tests.support.checkout import ROOT

#: Pages with a generated table.
PAGES = tuple(ROOT / "docs" / name for name in ("commands.md", "settings.md", "http.md"))


def commands() -> str:
    """The table of commands, with the options of each."""
    import typer.main

    from service.cli import app

    rows = ["| Command | What it does (as `--help` says) |", "|---|---|"]
    rows += [f"| `{usage}` | {text} |" for usage, text in _commands(typer.main.get_command(app), "hoivanban")]
    return "\n".join(rows)


def _commands(command: Any, name: str) -> list[tuple[str, str]]:
    """Usage and help of a command, or of all commands of a group; a group that works by itself is one of them."""
    children = getattr(command, "commands", None)
    if children is None:
        return [(name, _help(command))]
    own = [(name, _help(command))] if command.invoke_without_command and name != "hoivanban" else []
    return [*own, *(row for key, child in children.items() for row in _commands(child, f"{name} {key}"))]


def _help(command: Any) -> str:
    options = [option.opts[0] for option in command.params if option.param_type_name == "option"]
    options = [option for option in options if option != "--help"]
    text = (command.help or "").split("\n\n")[0].replace("\n", " ").strip()
    return text + (" Options: " + ", ".join(f"`{option}`" for option in options) + "." if options else "")


def settings() -> str:
    """The table of settings, each with its default and its meaning."""
    from service.settings import Settings

    rows = ["| Setting | Default | Meaning |", "|---|---|---|"]
    for name, field in Settings.model_fields.items():
        default = "number of cores" if field.default_factory else field.default
        shown = "" if default in (None, (), "") else f"`{default}`"
        rows.append(f"| `HOIVANBAN_{name.upper()}` | {shown} | {field.description} |")
    return "\n".join(rows)


def routes() -> str:
    """The table of HTTP routes, as the service's own description lists them."""
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
_BLOCK = re.compile(r"<!-- generated: (?P<name>\w+) -->.*?<!-- /generated -->", re.DOTALL)


def rewritten(page: str) -> str:
    """The page's text with every generated table written anew."""
    return _BLOCK.sub(lambda m: f"<!-- generated: {m['name']} -->\n{TABLES[m['name']]()}\n<!-- /generated -->", page)


if __name__ == "__main__":
    for path in PAGES:
        path.write_text(rewritten(path.read_text(encoding="utf-8")), encoding="utf-8")
