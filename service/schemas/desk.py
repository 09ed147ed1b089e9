"""The wire models of the clerk's desk: the table of documents."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from index.library.document_table import TableSort, TableState, TextOrigin
from index.records import ValidityCode
from index.store.head_doubts import DoubtKind
from service.schemas.common import Wire, Word


class DoubtOut(Wire):
    """What of a document's head should be compared with the original."""

    field: str = Field(description="Mục: number, issued_date, issuer, type", examples=["number"])
    kind: DoubtKind = Field(
        description="`missing`: tệp không nêu; `unread`: bản quét không đọc được; `scanned`: nhận dạng từ ảnh; "
        "`choice`: có giá trị để chọn; `unsure`: chưa chắc",
        examples=["scanned"],
    )
    label: str = Field(description="Bằng lời", examples=["số hiệu nhận dạng từ bản quét"])


class TableConditionsIn(Wire):
    """The filters and the order of the table."""

    text: str = Field(
        "", max_length=200, description="Tìm trong số, trích yếu, cơ quan, tên tệp", examples=["thu vien"]
    )
    content: str = Field(
        "", max_length=200, description="Mọi từ này đứng trong một đoạn của văn bản đang trả lời", examples=["bến đò"]
    )
    number: str = Field("", max_length=100, description="Số, ký hiệu hoặc phần đầu của nó", examples=["516"])
    types: tuple[Word, ...] = Field((), max_length=50, description="Loại văn bản: KH, QĐ...", examples=[["KH"]])
    issuer: str = Field("", max_length=200, description="Từ trong tên cơ quan ban hành", examples=["so y te"])
    signer: str = Field("", max_length=200, description="Từ trong tên người ký", examples=["nguyen van a"])
    file_name: str = Field("", max_length=200, description="Từ trong tên tệp", examples=["ban quet"])
    issued_from: date | None = Field(None, description="Ban hành từ ngày", examples=["2023-01-01"])
    issued_to: date | None = Field(None, description="Ban hành đến ngày", examples=["2023-12-31"])
    added_from: date | None = Field(None, description="Nạp từ ngày", examples=["2026-01-01"])
    added_to: date | None = Field(None, description="Nạp đến ngày", examples=["2026-12-31"])
    state: TableState | None = Field(None, description="Trạng thái", examples=["active"])
    origin: TextOrigin | None = Field(None, description="`text`: tệp có chữ; `scan`: bản quét", examples=["scan"])
    doubt: Literal["", "any", "number", "issued_date", "issuer", "type"] = Field(
        "", description="Mục còn nghi ngờ; `any` là bất kỳ mục nào", examples=["number"]
    )
    access: str = Field("", max_length=80, description="Nhãn truy cập", examples=["noi_bo"])
    validity: tuple[ValidityCode, ...] = Field((), description="Tình trạng hiệu lực", examples=[["expired"]])
    sort: TableSort = Field("issued_date", description="Cột dùng để xếp", examples=["number"])
    descending: bool = Field(True, description="Xếp từ lớn đến nhỏ", examples=[True])


class TableScreenIn(TableConditionsIn):
    """The filters, and the screen wanted."""

    page: int = Field(1, ge=1, le=10_000_000, description="Trang, từ 1", examples=[1])
    limit: int = Field(100, ge=1, le=500, description="Số dòng của một trang", examples=[100])


class TableRowOut(Wire):
    """One document in the table."""

    id: str = Field(description="Mã văn bản", examples=["d_1f0a9c33d2"])
    number: str | None = Field(description="Số, ký hiệu; rỗng khi không biết", examples=["516/KH-UBND"])
    type: str | None = Field(description="Ký hiệu của loại văn bản", examples=["KH"])
    type_name: str | None = Field(description="Tên loại văn bản", examples=["Kế hoạch"])
    issued_date: date | None = Field(description="Ngày ban hành", examples=["2023-03-09"])
    issuer: str | None = Field(description="Cơ quan ban hành", examples=["UBND tỉnh Gia Lai"])
    subject: str | None = Field(description="Trích yếu", examples=["Phân giới cắm mốc năm 2023"])
    signer: str | None = Field(description="Người ký", examples=["Nguyễn Văn A"])
    file_name: str = Field(description="Tên tệp khi nạp", examples=["ke-hoach-516.pdf"])
    kind: str = Field(description="Dạng tệp", examples=["pdf"])
    origin: TextOrigin = Field(description="Nguồn chữ", examples=["text"])
    page_count: int = Field(description="Số trang; 0 khi tệp không chia trang", examples=[12])
    version: int = Field(description="Phiên bản", examples=[1])
    added_at: str = Field(description="Lúc nạp (UTC)", examples=["2026-11-22T08:30:00+00:00"])
    state: TableState = Field(description="Trạng thái", examples=["active"])
    access: str = Field(description="Nhãn truy cập; của văn bản chờ duyệt là nhãn sau khi duyệt", examples=["noi_bo"])
    access_label: str = Field(description="Nhãn truy cập bằng lời", examples=["Nội bộ"])
    validity: ValidityCode = Field(description="Mã tình trạng hiệu lực", examples=["in_force"])
    validity_label: str = Field(description="Tình trạng hiệu lực bằng lời", examples=["Còn hiệu lực"])
    doubts: tuple[DoubtOut, ...] = Field(description="Mục cần đối chiếu với bản gốc")


class TablePageOut(Wire):
    """One screen of the table."""

    rows: tuple[TableRowOut, ...] = Field(description="Các dòng của trang này")
    total: int = Field(description="Số văn bản thỏa điều kiện", examples=[5000])
    page: int = Field(description="Trang này, từ 1", examples=[1])
    pages: int = Field(description="Số trang", examples=[50])


class TableIdsOut(Wire):
    """All documents that meet the conditions."""

    ids: tuple[str, ...] = Field(description="Mã văn bản", examples=[["d_1f0a9c33d2"]])


class TableValueOut(Wire):
    """A value of a column, and how many documents have it."""

    value: str = Field(description="Giá trị", examples=["KH"])
    label: str = Field(description="Bằng lời", examples=["Kế hoạch"])
    count: int = Field(description="Số văn bản", examples=[41])


class TableValuesOut(Wire):
    """The values that may be chosen as filters, the most frequent first."""

    types: tuple[TableValueOut, ...] = Field(description="Loại văn bản")
    issuers: tuple[TableValueOut, ...] = Field(description="Cơ quan ban hành")
    signers: tuple[TableValueOut, ...] = Field(description="Người ký")
