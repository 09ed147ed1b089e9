"""Query and path parameters shared by the lists and files of documents."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Query

from service.schemas.common import Word

TextFilter = Annotated[
    str | None, Query(max_length=200, description="Tìm trong số, trích yếu, cơ quan", examples=["thu vien"])
]
TypesFilter = Annotated[
    list[Word] | None, Query(max_length=50, description="Loại văn bản: KH, QĐ...", examples=[["KH"]])
]
YearFilter = Annotated[int | None, Query(ge=1900, le=2200, description="Năm ban hành", examples=[2023])]
PageNumber = Annotated[int, Path(ge=1, le=100_000, description="Trang, từ 1", examples=[3])]
MarkedPassage = Annotated[int | None, Query(ge=0, le=2**63 - 1, description="Mã đoạn cần đánh dấu", examples=[4021])]
