"""What ``hoivanban doctor`` says of one thing that it looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["ok", "warn", "bad"]


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One thing looked at. ``said`` is the state, ``remedy`` (empty when all is well) what to do."""

    name: str
    verdict: Severity
    said: str
    remedy: str = ""
