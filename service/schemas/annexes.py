"""The wire models of a whole file that is an annex of another document."""

from __future__ import annotations

from pydantic import Field

from service.schemas.common import Identifier, Wire
from service.schemas.review import NoteIn


class AnnexIn(NoteIn):
    """The document that a whole file is an annex of, and the annex's name in citations."""

    main: Identifier = Field(description="Mã văn bản chính", examples=["d_77aa01b2c3"])
    name: str = Field(
        "", max_length=200, description="Tên trong trích dẫn; rỗng là “Phụ lục”", examples=["Phụ lục II", "Quy chế"]
    )


class AnnexPartOut(Wire):
    """A document that is the main text or an annex of another one."""

    document_id: str = Field(description="Mã văn bản", examples=["d_77aa01b2c3"])
    name: str = Field(description="Cách gọi trong trích dẫn", examples=["Phụ lục II Quyết định số 9/QĐ-UBND"])


class AnnexOut(Wire):
    """What a clerk said of a whole file: the name of the annex, and by whom and when."""

    name: str = Field(description="Tên trong trích dẫn", examples=["Phụ lục II"])
    main: AnnexPartOut | None = Field(description="Văn bản chính; rỗng khi người gọi không được thấy")
    who: str = Field(description="Người quyết định", examples=["Văn thư"])
    at: str = Field(description="Lúc quyết định (UTC)", examples=["2026-11-22T08:30:00+00:00"])
    note: str = Field(description="Ghi chú", examples=["Theo bản giấy."])


class AnnexesOut(Wire):
    """What a document is an annex of, by a clerk's word, and which files are its annexes."""

    annex: AnnexOut | None = Field(description="Văn thư đặt văn bản này làm phụ lục; rỗng khi không")
    annexes: tuple[AnnexPartOut, ...] = Field(description="Các tệp được đặt làm phụ lục của văn bản này")
