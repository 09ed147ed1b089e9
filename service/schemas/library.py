"""The wire models of jobs, relations, validity and changes."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import ConfigDict, Field

from service.schemas.common import Wire
from service.schemas.documents import ValidityOut


class FileResultOut(Wire):
    """What became of one file."""

    path: str = Field(description="Đường dẫn của tệp", examples=["2025/quyet-dinh.pdf"])
    result: str = Field(examples=["indexed"], description="Kết quả")
    label: str = Field(examples=["đã nạp"], description="Kết quả bằng lời")
    document_id: str | None = Field(description="Mã văn bản; rỗng khi tệp không được nhận", examples=["d_1f0a9c33d2"])
    code: str | None = Field(description="Mã lý do không nhận; rỗng khi được nhận", examples=["encrypted"])
    reason: str | None = Field(description="Lý do không nhận; rỗng khi được nhận", examples=["Tệp đặt mật khẩu."])
    version: int | None = Field(description="Phiên bản của văn bản sau khi nạp; rỗng khi không nạp", examples=[1])
    passages: int = Field(description="Số đoạn đã nạp", examples=[87])
    part_of: str | None = Field(None, description="Gói chứa tệp này; rỗng khi tệp đứng riêng", examples=["hồ sơ.zip"])
    retried: bool = Field(False, description="Chạy lại việc thì tệp này được thử lại", examples=[False])


class JobOut(Wire):
    """A job of the library."""

    id: int = Field(description="Số của việc", examples=[12])
    kind: str = Field(examples=["ingest"], description="Loại việc")
    state: Literal["receiving", "queued", "running", "done", "failed", "cancelled"] = Field(
        description="Trạng thái", examples=["running"]
    )
    label: str = Field(examples=["đang chạy"], description="Trạng thái bằng lời")
    paths: tuple[str, ...] = Field(description="Tệp và thư mục được giao", examples=[["2025/quyet-dinh.pdf"]])
    done: int = Field(description="Số tệp đã xong", examples=[3])
    total: int = Field(description="Số tệp tất cả", examples=[10])
    accepted: int = Field(0, description="Số tệp đã nhận", examples=[3])
    refused: int = Field(0, description="Số tệp không nhận", examples=[0])
    error: str = Field(description="Vì sao việc hỏng; để trống khi không hỏng", examples=[""])
    made_at: str = Field(description="Lúc giao việc (UTC)", examples=["2026-11-22T08:30:00+00:00"])
    ended_at: str | None = Field(
        description="Lúc kết thúc (UTC); rỗng khi chưa xong", examples=["2026-11-22T08:31:10+00:00"]
    )
    cancelling: bool = Field(description="Đã được yêu cầu dừng nhưng chưa dừng", examples=[False])


class JobsOut(Wire):
    """A page of the list of jobs, newest first."""

    jobs: tuple[JobOut, ...] = Field(description="Các việc, mới nhất trước")
    following: str | None = Field(description="Con trỏ `after` của trang sau; rỗng ở trang cuối", examples=["12"])


class JobDetailOut(JobOut):
    """A job with the result of every file."""

    files: tuple[FileResultOut, ...] = Field(description="Kết quả từng tệp, theo thứ tự xong")
    following: str | None = Field(description="Con trỏ `after` để đọc tiếp kết quả; rỗng khi đã hết", examples=["999"])


class JobIn(Wire):
    """Files and folders to take in."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"paths": ["2025/quyet-dinh.pdf"]}]})
    paths: tuple[str, ...] = Field(
        (),
        max_length=1000,
        description="Đường dẫn trong các thư mục được theo dõi; bỏ trống là tất cả các thư mục đó",
        examples=[["2025/quyet-dinh.pdf"]],
    )
    again: bool = Field(False, description="Đọc lại cả tệp không đổi", examples=[False])
    empty_ok: bool = Field(False, description="Thư mục từng có văn bản nay trống là do chủ ý", examples=[False])


class WithdrawIn(Wire):
    """Why a document is withdrawn."""

    reason: str = Field(
        "", max_length=500, description="Lý do, được lưu lại", examples=["Thay bằng Quyết định số 05/2024/QĐ-UBND"]
    )


class StateOut(Wire):
    """A document after it was withdrawn or restored."""

    document_id: str = Field(description="Mã văn bản", examples=["d_1f0a9c33d2"])
    state: str = Field(examples=["withdrawn"], description="Trạng thái sau thay đổi")
    change: int = Field(description="Số thay đổi của kho", examples=[319])


class AccessIn(Wire):
    """Who may see a document."""

    access: str = Field(
        max_length=80, description="Nhãn truy cập: cong_khai, noi_bo hoặc nhom:tên", examples=["nhom:thanh-tra"]
    )


class AccessOut(Wire):
    """A document after its access label was changed."""

    document_id: str = Field(description="Mã văn bản", examples=["d_1f0a9c33d2"])
    access: str = Field(description="Nhãn truy cập sau thay đổi", examples=["nhom:thanh-tra"])
    label: str = Field(description="Nhãn truy cập bằng lời", examples=["Nhóm thanh-tra"])
    change: int = Field(description="Số thay đổi của kho", examples=[319])


class RelationOut(Wire):
    """What one document says of another."""

    id: int = Field(description="Số của quan hệ", examples=[55])
    type: str = Field(examples=["replaces"], description="Loại quan hệ")
    label: str = Field(examples=["thay thế"], description="Loại quan hệ bằng lời")
    source_id: str = Field(description="Mã văn bản nói ra quan hệ này", examples=["d_1f0a9c33d2"])
    source: str = Field(examples=["Quyết định số 05/2024/QĐ-UBND ngày 12/3/2024"], description="Tên văn bản ấy")
    target_id: str | None = Field(
        description="Mã văn bản được nhắc tới; rỗng khi chưa có trong kho", examples=["d_77aa01b2c3"]
    )
    target: str = Field(description="Văn bản được nhắc tới, như được nhắc", examples=["Quyết định số 10/2020/QĐ-UBND"])
    place: str = Field(description="Vị trí của câu trong văn bản nguồn", examples=["Điều 3"])
    target_label: str = Field(description="Phần của văn bản đích; rỗng là cả văn bản", examples=["Điều 5"])
    evidence: str = Field(
        description="Câu làm căn cứ, nguyên văn", examples=["Quyết định này thay thế Quyết định số 10/2020/QĐ-UBND."]
    )
    effective: date | None = Field(description="Từ ngày; rỗng khi không nêu", examples=["2024-04-01"])
    until: date | None = Field(description="Đến ngày; rỗng khi không nêu", examples=["2025-12-31"])
    review: str | None = Field(
        description="Quyết định của văn thư: accept, reject; rỗng là chưa ai xem", examples=["accept"]
    )
    by_clerk: bool = Field(
        False, description="Do văn thư ghi; khi ấy không có câu làm căn cứ trong văn bản", examples=[False]
    )


class RelationsOut(Wire):
    """A document's relations, both ways."""

    outgoing: tuple[RelationOut, ...] = Field(description="Văn bản này nói về văn bản khác")
    incoming: tuple[RelationOut, ...] = Field(description="Văn bản khác nói về văn bản này")


class ValidityDetailOut(ValidityOut):
    """Whether a document is in force on a day, and by what."""

    notice: str | None = Field(
        description="Câu lưu ý đi kèm khi trích dẫn; rỗng khi không cần",
        examples=["Văn bản có hiệu lực từ ngày 01/7/2023."],
    )
    cause: str | None = Field(
        description="Văn bản làm căn cứ; rỗng khi không có", examples=["Quyết định số 05/2024/QĐ-UBND ngày 12/3/2024"]
    )
    cause_id: str | None = Field(description="Mã văn bản làm căn cứ; rỗng khi không có", examples=["d_1f0a9c33d2"])
    evidence: str = Field(
        description="Câu làm căn cứ, nguyên văn; rỗng khi không có",
        examples=["Quyết định này thay thế Quyết định số 10/2020/QĐ-UBND."],
    )
    confirmed_by: str | None = Field(
        description="Người đã xác nhận tình trạng này; rỗng khi chưa ai xác nhận", examples=["vanthu"]
    )


class ChangeOut(Wire):
    """One change of the library."""

    id: int = Field(description="Số của thay đổi", examples=[319])
    kind: str = Field(examples=["publish"], description="Loại thay đổi")
    document_id: str = Field(description="Mã văn bản", examples=["d_1f0a9c33d2"])
    version_id: int | None = Field(
        description="Số của phiên bản; rỗng khi thay đổi không gắn với phiên bản nào", examples=[204]
    )
    at: str = Field(description="Lúc thay đổi (UTC)", examples=["2026-11-22T08:30:00+00:00"])


class ChangesOut(Wire):
    """Changes after a given one, oldest first."""

    changes: tuple[ChangeOut, ...] = Field(description="Các thay đổi, cũ trước")
    last: int = Field(description="Giá trị `since` để hỏi tiếp", examples=[319])
    change: int = Field(description="Thay đổi mới nhất của kho", examples=[321])
