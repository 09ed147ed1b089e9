"""The wire models of the papers in one file, and of a clerk's cuts."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from service.schemas.common import Wire
from service.schemas.review import NoteIn

CutKind = Literal["start", "joined", "annex"]


class PaperPlaceOut(Wire):
    """A paper of the file: how it is cited, and where it begins."""

    name: str = Field(description="Cách gọi trong trích dẫn", examples=["Quyết định số 9/QĐ-UBND"])
    page: int | None = Field(description="Trang đầu; rỗng khi tệp không chia trang", examples=[3])


class CutOut(Wire):
    """A clerk's cut that counts."""

    mark: str = Field(description="Mã của quyết định, để bỏ nó", examples=["x1f0a9c33d2b1c45"])
    kind: CutKind = Field(
        description="`start`: từ đây là văn bản khác; `joined`: vẫn là văn bản trước; `annex`: phụ lục của nó",
        examples=["start"],
    )
    page: int | None = Field(description="Trang; rỗng khi chỉ nêu dòng đầu", examples=[3])
    opening: str = Field(description="Dòng mở đầu; rỗng là đầu trang", examples=["QUYẾT ĐỊNH"])
    name: str = Field(description="Tên phụ lục; rỗng với quyết định khác", examples=["Phụ lục II"])
    who: str = Field(description="Người quyết định", examples=["Văn thư"])
    at: str = Field(description="Lúc quyết định (UTC)", examples=["2026-11-22T08:30:00+00:00"])
    note: str = Field(description="Ghi chú", examples=["Theo bản giấy."])


class PapersOut(Wire):
    """The papers of a document's file, the one that names it first, and the cuts that clerks made."""

    papers: tuple[PaperPlaceOut, ...] = Field(description="Các văn bản trong tệp")
    cuts: tuple[CutOut, ...] = Field(description="Chỗ văn thư đã tách, gộp, đặt phụ lục")
    page_count: int = Field(description="Số trang; 0 khi tệp không chia trang", examples=[6])


class CutIn(NoteIn):
    """Where a paper begins, where none does, or where an annex of the paper above does."""

    kind: CutKind = Field(
        description="`start`: từ đây là văn bản khác; `joined`: vẫn là văn bản trước; `annex`: phụ lục của nó",
        examples=["start"],
    )
    page: int | None = Field(
        None, ge=1, le=100_000, description="Trang; bỏ trống khi tệp không chia trang", examples=[3]
    )
    opening: str = Field(
        "", max_length=300, description="Những chữ đầu của dòng mở đầu; bỏ trống là đầu trang", examples=["QUYẾT ĐỊNH"]
    )
    name: str = Field("", max_length=200, description="Tên phụ lục không có tiêu đề", examples=["Phụ lục II"])


class CutUndoIn(NoteIn):
    """The decision that is taken back."""

    mark: str = Field(pattern=r"^x[0-9a-f]{15}$", description="Mã của quyết định", examples=["x1f0a9c33d2b1c45"])
