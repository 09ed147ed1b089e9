"""The wire models of acts on many documents at once."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from service.schemas.common import Identifier, Wire


class ChosenIn(Wire):
    """The documents chosen."""

    ids: tuple[Identifier, ...] = Field(
        min_length=1, max_length=1000, description="Mã các văn bản", examples=[["d_1f0a9c33d2"]]
    )


class BulkIn(ChosenIn):
    """One act for all of them."""

    act: Literal["relabel", "withdraw", "restore"] = Field(
        description="`relabel`: đổi người được thấy; `withdraw`: rút; `restore`: cho trả lời trở lại",
        examples=["withdraw"],
    )
    access: str = Field("", max_length=80, description="Nhãn mới, khi đổi người được thấy", examples=["noi_bo"])
    reason: str = Field("", max_length=500, description="Lý do, được lưu lại", examples=["Đăng nhầm"])


class RereadIn(ChosenIn):
    """Documents to be read again from the library's copies."""

    ocr: bool = Field(False, description="Nhận dạng mọi trang, cả trang có lớp chữ", examples=[True])


class SkippedOut(Wire):
    """A document that the act did not change."""

    document_id: str = Field(description="Mã văn bản", examples=["d_1f0a9c33d2"])
    reason: str = Field(description="Vì sao", examples=["Văn bản đang chờ duyệt; hãy duyệt trước."])


class BulkOut(Wire):
    """What became of the act."""

    done: int = Field(description="Số văn bản đã đổi", examples=[41])
    skipped: tuple[SkippedOut, ...] = Field(description="Các văn bản không đổi")
