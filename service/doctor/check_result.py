"""The result of one check of ``hoivanban doctor``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["ok", "warn", "bad"]


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The result of one check: ``said`` is the state found, ``remedy`` what to do (empty if all is well)."""

    name: str
    verdict: Severity
    said: str
    remedy: str = ""
