"""What ``hoivanban doctor`` says of one thing that it looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Verdict = Literal["ok", "warn", "bad"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. ``said`` is the state, ``remedy`` (empty when all is well) what to do."""

    name: str
    verdict: Verdict
    said: str
    remedy: str = ""
