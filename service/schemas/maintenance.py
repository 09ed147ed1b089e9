"""The wire models of the library as those who keep it see it: every document whatever its state, and its health."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from service.schemas.common import Wire
from service.schemas.documents import DocumentOut


class HeldDocumentOut(Wire):
    """A document with who may see it, also one that answers no question."""

    document: DocumentOut = Field(description="Văn bản")
    state: Literal["active", "withdrawn", "held_back"] = Field(
        description="`active`: đang trả lời; `withdrawn`: đã rút; `held_back`: chờ duyệt", examples=["active"]
    )
    access: str = Field(description="Nhãn truy cập; của văn bản chờ duyệt là nhãn sau khi duyệt", examples=["noi_bo"])
    access_label: str = Field(description="Nhãn truy cập bằng lời", examples=["Nội bộ"])


class HeldDocumentsOut(Wire):
    """A page of all documents."""

    documents: tuple[HeldDocumentOut, ...] = Field(description="Các văn bản của trang này, mới nhất trước")
    total: int = Field(description="Số văn bản thỏa điều kiện", examples=[128])
    following: str | None = Field(
        description="Con trỏ `after` của trang sau; rỗng ở trang cuối", examples=["2023-03-09~d_1f0a9c33d2"]
    )


class VersionOut(Wire):
    """One version of a document."""

    version: int = Field(description="Phiên bản, từ 1", examples=[1])
    file_name: str = Field(description="Tên tệp khi nạp", examples=["ke-hoach-516.pdf"])
    added_at: str = Field(description="Lúc nạp (UTC)", examples=["2026-11-22T08:30:00+00:00"])
    page_count: int = Field(description="Số trang; 0 khi tệp không chia trang", examples=[12])
    passage_count: int = Field(description="Số đoạn", examples=[87])
    warnings: tuple[str, ...] = Field(description="Điều cần lưu ý khi đọc tệp", examples=[["Trang 3 nhận dạng kém."]])


class HeldDocumentDetailOut(HeldDocumentOut):
    """A document with its versions."""

    versions: tuple[VersionOut, ...] = Field(description="Các phiên bản còn giữ, mới nhất trước")


class CheckOut(Wire):
    """What a check of the library found, and when."""

    at: str = Field(description="Lúc kiểm tra (UTC)", examples=["2026-11-22T08:30:00+00:00"])
    problems: tuple[str, ...] = Field(description="Từng chỗ sai; rỗng là kho nguyên vẹn", examples=[[]])


class LibraryHealthOut(Wire):
    """How the library stands."""

    version: str = Field(description="Phiên bản phần mềm", examples=["0.7.0"])
    documents: int = Field(description="Số văn bản đang trả lời", examples=[128])
    held_back: int = Field(description="Số văn bản chờ duyệt", examples=[2])
    withdrawn: int = Field(description="Số văn bản đã rút", examples=[5])
    passages: int = Field(description="Số đoạn đang trả lời", examples=[4096])
    change: int = Field(description="Thay đổi mới nhất của kho", examples=[321])
    lag: int = Field(description="Số thay đổi mà chỉ mục còn chậm", examples=[0])
    model: str = Field(description="Mô hình nhúng đang dùng", examples=["hoivanban-vi"])
    deep: int | None = Field(
        None, description="Số đoạn đã có véc-tơ nghĩa; rỗng khi không dùng véc-tơ nghĩa", examples=[4000]
    )
    jobs_waiting: int = Field(description="Số việc đang chờ hoặc đang chạy", examples=[0])
    disk_free: int = Field(description="Chỗ trống của đĩa chứa kho, byte", examples=[53_687_091_200])
    disk_total: int = Field(description="Cỡ của đĩa chứa kho, byte", examples=[107_374_182_400])
    backup_possible: bool = Field(
        description="Kho sao lưu được bằng một tệp; kho PostgreSQL sao lưu bằng pg_dump", examples=[True]
    )
    last_check: CheckOut | None = Field(description="Lần kiểm tra kho gần nhất; rỗng khi chưa kiểm tra")
    last_backup: str | None = Field(
        description="Lần sao lưu gần nhất qua giao diện này (UTC); rỗng khi chưa",
        examples=["2026-11-22T08:30:00+00:00"],
    )
