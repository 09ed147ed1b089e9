"""How an engine stands, for whoever shows it. Standard library only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class EngineHealth:
    """The engine holds the last ``change``, is ``behind`` (being filled), or ``away`` with a reason."""

    state: Literal["ok", "behind", "away"]
    change: int
    reason: str = ""

    def sentence(self, wanted: int) -> str:
        """The state as a Vietnamese sentence; ``wanted`` is the library's last change."""
        if self.state == "away":
            return f"Cụm tìm kiếm không trả lời ({self.reason}); đang tìm bằng chỉ mục của máy này."
        if self.state == "behind":
            held = f"theo đến thay đổi {self.change}" if self.change >= 0 else "chưa có dữ liệu"
            return f"Cụm tìm kiếm {held} trong {wanted}; đang tìm bằng chỉ mục của máy này cho đến khi cụm theo kịp."
        return "Cụm tìm kiếm theo kịp kho."
