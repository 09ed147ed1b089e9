"""Folders of the access labels: one index a label, each in a folder of its own, and their list in a state file."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path

STATE_FILE = "labels.json"


def folder_name(label: str, after: str = "") -> str:
    """The name of a label's folder (a label may be any text); the next one after the name ``after``."""
    name = hashlib.sha256(label.encode()).hexdigest()[:12]
    return f"{name}-{int(after.partition('-')[2] or 0) + 1}" if after else name


def read_state(folder: Path) -> tuple[int, dict[str, str]]:
    """The last change written in a folder, and the subfolder of each label."""
    path = folder / STATE_FILE
    if not path.exists():
        return 0, {}
    state = json.loads(path.read_text(encoding="utf-8"))
    return int(state["change"]), dict(state["parts"])


def write_state(folder: Path, change: int, parts: Mapping[str, str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    temporary = folder / f"{STATE_FILE}.{os.getpid()}.tmp"
    temporary.write_text(json.dumps({"change": change, "parts": parts}, ensure_ascii=False), encoding="utf-8")
    os.replace(temporary, folder / STATE_FILE)
