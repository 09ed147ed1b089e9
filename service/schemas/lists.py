"""The wire models of lists of documents: their conditions, the places for which a document is listed, the counts."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, ConfigDict, Field

from index.lists.conditions import ListOrder, RelationAsked
from index.records import ValidityCode
from service.schemas.common import Wire, Word


class ListConditionsIn(BaseModel):
    """Conditions on the documents of a list, and its order; a field left out sets no condition."""

    model_config = ConfigDict(frozen=True)

    text: str | None = Field(
        None, max_length=200, description="Tìm trong số, trích yếu, cơ quan", examples=["thu vien"]
    )
    types: list[Word] | None = Field(
        None, max_length=50, description="Loại văn bản, ký hiệu hoặc tên gọi: KH, Quyết định...", examples=[["KH"]]
    )
    issuers: list[Word] | None = Field(
        None, max_length=50, description="Cơ quan ban hành, đúng như trong kho", examples=[["UBND tỉnh Gia Lai"]]
    )
    body: Word | None = Field(
        None, description="Cơ quan ban hành; viết tắt hay viết đủ, có thể bỏ tên tỉnh", examples=["Sở Y tế"]
    )
    territory: Word | None = Field(None, description="Mã địa bàn, đúng như trong kho", examples=["gia_lai_moi"])
    territories: list[Word] | None = Field(
        None, max_length=50, description="Địa bàn, tên hoặc mã", examples=[["Gia Lai cũ"]]
    )
    topics: list[Word] | None = Field(
        None,
        max_length=20,
        description="Chủ đề mà trích yếu phải có; nhiều cách viết của một chủ đề",
        examples=[["chuyển đổi số"]],
    )
    signer: Word | None = Field(None, description="Người ký", examples=["Nguyễn Văn A"])
    year: int | None = Field(None, ge=1900, le=2200, description="Năm ban hành", examples=[2023])
    made_for: int | None = Field(
        None,
        ge=1900,
        le=2200,
        description="Năm mà kế hoạch, chương trình được lập cho; các loại khác: năm ban hành",
        examples=[2025],
    )
    issued_from: date | None = Field(None, description="Ban hành từ ngày này", examples=["2024-01-01"])
    issued_to: date | None = Field(None, description="Ban hành đến hết ngày này", examples=["2024-12-31"])
    validity: list[ValidityCode] | None = Field(
        None,
        max_length=9,
        description="Tình trạng hiệu lực tại `as_of` (mặc định hôm nay)",
        examples=[["in_force", "partly"]],
    )
    as_of: date | None = Field(None, description="Ngày xét hiệu lực", examples=["2025-07-01"])
    ends_by: date | None = Field(
        None,
        description="Tại `as_of` chưa hết, đến hết ngày này thì hết hiệu lực hoặc hết thời gian thực hiện",
        examples=["2026-12-31"],
    )
    relation: RelationAsked | None = Field(
        None,
        description=(
            "Nói đến văn bản `target` thế nào: `cites` nhắc đến, `based_on` căn cứ, `replaces` thay thế hoặc bãi bỏ, "
            "`amends` sửa đổi, `carries_out` hướng dẫn hoặc triển khai"
        ),
        examples=["based_on"],
    )
    target: Word | None = Field(
        None, description="Văn bản được nói đến: số, ký hiệu, hoặc tên luật", examples=["901/2017/QĐ-UBND"]
    )
    deadline_from: date | None = Field(None, description="Có đặt thời hạn từ ngày này", examples=["2025-09-01"])
    deadline_to: date | None = Field(None, description="Có đặt thời hạn đến hết ngày này", examples=["2025-09-30"])
    order: ListOrder | None = Field(
        None,
        description="Thứ tự: `newest`, `oldest`, `number`, `issuer`, `title`, `deadline`",
        examples=["newest"],
    )


class ListPageIn(ListConditionsIn):
    """The same, and the page wanted."""

    limit: int = Field(100, ge=1, le=500, description="Số văn bản của một trang", examples=[100])
    after: str | None = Field(
        None, max_length=200, description="Con trỏ `following` của trang trước", examples=["10~d_1f0a9c33d2"]
    )


class PlaceOut(Wire):
    """The place for which a document is listed."""

    quote: str = Field(description="Câu trích nguyên văn", examples=["Căn cứ Quyết định số 901/2017/QĐ-UBND ..."])
    citation: str = Field(description="Trích dẫn đầy đủ", examples=["phần căn cứ Kế hoạch số 516/KH-UBND ..."])
    passage_id: int = Field(description="Mã của đoạn", examples=[4021])
    view_url: str = Field(description="Địa chỉ xem đoạn", examples=["/api/v1/documents/d_1f0a9c33d2/passages/4021"])
    day: date | None = Field(None, description="Thời hạn, tính ra ngày; rỗng khi không hỏi", examples=["2025-09-30"])
    printed: str | None = Field(None, description="Thời hạn như văn bản ghi", examples=["trong quý III năm 2025"])


class GroupOut(Wire):
    """Documents of a list that have one type."""

    name: str = Field(description="Tên loại văn bản", examples=["Kế hoạch"])
    count: int = Field(description="Số văn bản", examples=[12])


class ListingOut(Wire):
    """The list that an answer shows the beginning of."""

    total: int = Field(description="Số văn bản của danh sách", examples=[23])
    shown: int = Field(description="Số văn bản đã nêu trong câu trả lời", examples=[10])
    order: ListOrder = Field(description="Thứ tự", examples=["newest"])
    groups: tuple[GroupOut, ...] = Field(description="Số văn bản của từng loại")
    url: str = Field(
        description="Địa chỉ của cả danh sách; thêm `after`, `limit`, `order`",
        examples=["/api/v1/lists/documents?types=KH&order=newest"],
    )
    export_url: str = Field(
        description="Địa chỉ tải danh sách; thêm `format=xlsx` hoặc `format=csv`",
        examples=["/api/v1/lists/documents/export?types=KH&order=newest"],
    )
