"""The wire models of a search and of what it found."""

from __future__ import annotations

from datetime import date

from pydantic import ConfigDict, Field

from service.schemas.common import Wire
from service.schemas.documents import PassageOut
from service.schemas.neighbours import AskedServiceOut
from service.schemas.questions import FiltersIn, UnderstoodOut


class SearchIn(Wire):
    """Words to search for."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"question": "phân giới cắm mốc", "limit": 5}]})
    question: str = Field(description="Nội dung cần tìm", examples=["phân giới cắm mốc"])
    filters: FiltersIn | None = Field(None, description="Điều kiện về văn bản được xét")
    as_of: date | None = Field(None, description="Chỉ xét văn bản có hiệu lực tại ngày này", examples=["2023-06-01"])
    limit: int = Field(10, ge=1, le=100, description="Số đoạn nhiều nhất", examples=[10])
    explain: bool = Field(False, description="Kèm lý do xếp hạng của từng đoạn", examples=[True])
    relevant_only: bool = Field(
        False, description="Chỉ trả các đoạn đứng trước chỗ độ phù hợp giảm hẳn", examples=[True]
    )
    neighbours: bool = Field(True, description="Tìm cả ở các dịch vụ láng giềng đã cài đặt, nếu có", examples=[True])


class ExplanationOut(Wire):
    """Why a passage stands where it stands."""

    matched: tuple[str, ...] = Field(
        description="Từ và cặp từ của câu hỏi có trong đoạn", examples=[["kinh phí", "kinh", "phí"]]
    )
    legs: dict[str, float] = Field(
        description="Điểm tìm theo từ (`lexical`, so với đoạn cao nhất) và theo nghĩa (`dense`, độ tương đồng)",
        examples=[{"lexical": 1.0, "dense": 0.71}],
    )
    reasons: dict[str, float] = Field(
        description="Các đặc trưng làm điểm xếp hạng tăng hay giảm nhiều nhất", examples=[{"coverage": 0.42}]
    )
    features: dict[str, float] = Field(
        description="Mọi đặc trưng mà bộ xếp hạng đã xét", examples=[{"coverage": 0.93, "window": 0.8}]
    )
    levels: dict[str, float] = Field(
        default_factory=dict,
        description="Phần mà văn bản (`document.*`) và đoạn (`passage.*`) thêm vào hay bớt đi khi xếp thứ tự",
        examples=[{"document.best": 0.91, "document.held": 1.2, "passage.words": 0.27, "passage.closing": -0.37}],
    )


class HitOut(PassageOut):
    """A passage found."""

    score: float = Field(description="Điểm xếp hạng; chỉ để so các đoạn của cùng một lần tìm", examples=[0.87])
    explanation: ExplanationOut | None = Field(None, description="Có khi yêu cầu `explain`")


class SearchOut(Wire):
    """Passages found, best first."""

    hits: tuple[HitOut, ...] = Field(description="Các đoạn, phù hợp nhất đứng đầu")
    understood: UnderstoodOut = Field(description="Điều hệ thống hiểu từ câu hỏi")
    confidence: float = Field(description="Xác suất các đoạn đầu trả lời được câu hỏi (0..1)", examples=[0.81])
    relevant: int = Field(0, description="Số đoạn đứng trước chỗ độ phù hợp giảm hẳn", examples=[3])
    change: int = Field(description="Trạng thái của kho lúc tìm", examples=[318])
    took_ms: float = Field(description="Thời gian xử lý, mili giây", examples=[23.4])
    services: tuple[AskedServiceOut, ...] = Field((), description="Các dịch vụ láng giềng đã được hỏi, nếu có")
