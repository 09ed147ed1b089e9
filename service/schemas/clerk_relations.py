"""The wire model of a relation that a clerk adds at the desk."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from index.library.clerk_relations import ClerkRelationType
from service.schemas.common import Identifier
from service.schemas.review import NoteIn


class RelationIn(NoteIn):
    """What a document does to another one, which is chosen by its id or named by its number."""

    type: ClerkRelationType = Field(description="Loại quan hệ, văn bản này là chủ ngữ", examples=["replaces"])
    target_id: Identifier | None = Field(
        None, description="Mã văn bản kia, khi kho có văn bản ấy", examples=["d_77aa01b2c3"]
    )
    target: str = Field(
        "", max_length=500, description="Số, ký hiệu hoặc tên văn bản kia, khi không chọn trong kho",
        examples=["Quyết định số 10/2020/QĐ-UBND"],
    )  # fmt: skip
    place: str = Field(
        "", max_length=200, description="Phần của văn bản kia; rỗng là cả văn bản", examples=["khoản 2 Điều 5"]
    )
    effective: date | None = Field(
        None, description="Từ ngày; rỗng là ngày văn bản này có hiệu lực", examples=["2024-04-01"]
    )
    until: date | None = Field(None, description="Đến ngày, với ngưng hiệu lực và gia hạn", examples=["2025-12-31"])
    instead_of: int | None = Field(
        None, ge=1, le=2**63 - 1, description="Số của quan hệ được sửa; quan hệ ấy bị bác", examples=[55]
    )
