"""The wire models of uploads: many files sent in several requests as one job."""

from __future__ import annotations

from pydantic import Field

from index.records import PUBLIC
from service.schemas.common import Wire, Word


class UploadIn(Wire):
    """Who may see the documents of an upload."""

    access: str = Field(
        PUBLIC, max_length=80, description="Ai được thấy văn bản mới: cong_khai, noi_bo, nhom:tên", examples=["noi_bo"]
    )


class NotSentIn(Wire):
    """A file that could not be sent."""

    name: Word = Field(description="Tên tệp, có thể kèm thư mục", examples=["hồ sơ/phim.pdf"])
    reason: str = Field(min_length=1, max_length=500, description="Vì sao", examples=["Tệp lớn hơn giới hạn 200 MB."])


class UploadBeginIn(Wire):
    """The files that could not be sent, so that the job's result has a row for each."""

    not_sent: tuple[NotSentIn, ...] = Field((), max_length=5000, description="Các tệp không gửi được")
