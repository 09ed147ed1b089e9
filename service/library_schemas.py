"""The wire models of jobs, relations, validity and changes."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import ConfigDict, Field

from service.schemas import ValidityOut, Wire


class FileResultOut(Wire):
    """What became of one file."""

    path: str
    result: str = Field(examples=["indexed"])
    label: str = Field(examples=["đã nạp"])
    document_id: str | None
    code: str | None
    reason: str | None
    version: int | None
    passages: int


class JobOut(Wire):
    """A job of the library."""

    id: int
    kind: str = Field(examples=["ingest"])
    state: Literal["queued", "running", "done", "failed", "cancelled"]
    label: str = Field(examples=["đang chạy"])
    paths: tuple[str, ...]
    done: int = Field(description="Số tệp đã xong")
    total: int
    error: str
    made_at: str
    ended_at: str | None
    cancelling: bool = Field(description="Đã được yêu cầu dừng nhưng chưa dừng")


class JobsOut(Wire):
    """A page of the list of jobs, newest first."""

    jobs: tuple[JobOut, ...]
    following: int | None = Field(description="Giá trị `before` của trang sau; rỗng ở trang cuối")


class JobDetailOut(JobOut):
    """A job with the result of every file."""

    files: tuple[FileResultOut, ...]
    following: int | None = Field(description="Giá trị `after` để đọc tiếp kết quả; rỗng khi đã hết")


class JobIn(Wire):
    """Files and folders to take in."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"paths": ["2025/quyet-dinh.pdf"]}]})
    paths: tuple[str, ...] = Field(
        (), max_length=1000, description="Đường dẫn trong các thư mục được theo dõi; bỏ trống là tất cả các thư mục đó"
    )
    again: bool = Field(False, description="Đọc lại cả tệp không đổi")
    empty_ok: bool = Field(False, description="Thư mục từng có văn bản nay trống là do chủ ý")


class WithdrawIn(Wire):
    """Why a document is withdrawn."""

    reason: str = Field("", max_length=500, description="Lý do, được lưu lại")


class StateOut(Wire):
    """A document after it was withdrawn or restored."""

    document_id: str
    state: str = Field(examples=["withdrawn"])
    change: int = Field(description="Số thay đổi của kho")


class RelationOut(Wire):
    """What one document says of another."""

    id: int
    type: str = Field(examples=["replaces"])
    label: str = Field(examples=["thay thế"])
    source_id: str
    source: str = Field(examples=["Quyết định số 05/2024/QĐ-UBND ngày 12/3/2024"])
    target_id: str | None = Field(description="Rỗng khi văn bản được nhắc tới chưa có trong kho")
    target: str
    place: str = Field(description="Vị trí của câu trong văn bản nguồn", examples=["Điều 3"])
    target_label: str = Field(description="Phần của văn bản đích; rỗng là cả văn bản")
    evidence: str = Field(description="Câu làm căn cứ, nguyên văn")
    effective: date | None
    until: date | None
    review: str | None = Field(description="Quyết định của văn thư: accept, reject; rỗng là chưa ai xem")


class RelationsOut(Wire):
    """A document's relations, both ways."""

    outgoing: tuple[RelationOut, ...] = Field(description="Văn bản này nói về văn bản khác")
    incoming: tuple[RelationOut, ...] = Field(description="Văn bản khác nói về văn bản này")


class ValidityDetailOut(ValidityOut):
    """Whether a document is in force on a day, and by what."""

    notice: str | None = Field(description="Câu lưu ý đi kèm khi trích dẫn")
    cause: str | None = Field(description="Văn bản làm căn cứ")
    cause_id: str | None
    evidence: str
    confirmed_by: str | None = Field(description="Người đã xác nhận tình trạng này")


class ChangeOut(Wire):
    """One change of the library."""

    id: int
    kind: str = Field(examples=["publish"])
    document_id: str
    version_id: int | None
    at: str


class ChangesOut(Wire):
    """Changes after a given one, oldest first."""

    changes: tuple[ChangeOut, ...]
    last: int = Field(description="Giá trị `since` để hỏi tiếp")
    change: int = Field(description="Thay đổi mới nhất của kho")
