"""The types of documents: one table of their symbols and names, and the regular expressions that are built from it.

Nghị định 30/2020 (Phụ lục III), the law on normative documents and the Party's rules give most of them. Code that looks
for the name of a type in a text or a question builds its expression here and names the types that it means.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from ingest.text.normalize import fold
from ingest.text.patterns import alternatives

#: ``law``: passed by the National Assembly and cited by name. ``normative``: other documents that may hold norms of law
#: (the Party and ordinary administration use some of these names too). ``administrative``: the other documents of
#: state bodies and the Party. ``paper``: forms of everyday business, which nobody asks for by symbol. ``attachment``:
#: has no number of its own, because it is issued with another document. ``generic``: the word for any of them.
TypeClass = Literal["law", "normative", "administrative", "paper", "attachment", "generic"]


@dataclass(frozen=True, slots=True)
class DocumentType:
    """A type: the symbol that its numbers hold (`KH` of `516/KH-UBND`; empty where it has none) and its name."""

    symbol: str
    name: str
    type_class: TypeClass


#: Where two types fold to one symbol (`HD`, `HĐ`) or share a name (`QyĐ`, `QĐi`), the first one stands for both.
DOCUMENT_TYPES: tuple[DocumentType, ...] = (
    DocumentType("HP", "Hiến pháp", "law"),
    DocumentType("BL", "Bộ luật", "law"),
    DocumentType("L", "Luật", "law"),
    DocumentType("PL", "Pháp lệnh", "law"),
    DocumentType("NQ", "Nghị quyết", "normative"),
    DocumentType("NQLT", "Nghị quyết liên tịch", "normative"),
    DocumentType("NĐ", "Nghị định", "normative"),
    DocumentType("QĐ", "Quyết định", "normative"),
    DocumentType("TT", "Thông tư", "normative"),
    DocumentType("TTLT", "Thông tư liên tịch", "normative"),
    DocumentType("VBHN", "Văn bản hợp nhất", "normative"),
    DocumentType("SL", "Sắc lệnh", "normative"),
    DocumentType("", "Lệnh", "normative"),
    DocumentType("CT", "Chỉ thị", "administrative"),
    DocumentType("QC", "Quy chế", "administrative"),
    DocumentType("QyĐ", "Quy định", "administrative"),
    DocumentType("QĐi", "Quy định", "administrative"),
    DocumentType("TC", "Thông cáo", "administrative"),
    DocumentType("TB", "Thông báo", "administrative"),
    DocumentType("HD", "Hướng dẫn", "administrative"),
    DocumentType("CTr", "Chương trình", "administrative"),
    DocumentType("KH", "Kế hoạch", "administrative"),
    DocumentType("PA", "Phương án", "administrative"),
    DocumentType("ĐA", "Đề án", "administrative"),
    DocumentType("DA", "Dự án", "administrative"),
    DocumentType("BC", "Báo cáo", "administrative"),
    DocumentType("BB", "Biên bản", "administrative"),
    DocumentType("TTr", "Tờ trình", "administrative"),
    DocumentType("HĐ", "Hợp đồng", "administrative"),
    DocumentType("CĐ", "Công điện", "administrative"),
    DocumentType("KL", "Kết luận", "administrative"),
    DocumentType("CV", "Công văn", "administrative"),
    DocumentType("BGN", "Bản ghi nhớ", "paper"),
    DocumentType("BTT", "Bản thỏa thuận", "paper"),
    DocumentType("GUQ", "Giấy ủy quyền", "paper"),
    DocumentType("GM", "Giấy mời", "paper"),
    DocumentType("GGT", "Giấy giới thiệu", "paper"),
    DocumentType("GNP", "Giấy nghỉ phép", "paper"),
    DocumentType("PTr", "Phiếu trình", "paper"),
    DocumentType("LCT", "Lịch công tác", "paper"),
    DocumentType("LCT", "Lịch làm việc", "paper"),
    DocumentType("ĐC", "Đề cương", "paper"),
    DocumentType("PG", "Phiếu gửi", "paper"),
    DocumentType("PC", "Phiếu chuyển", "paper"),
    DocumentType("PB", "Phiếu báo", "paper"),
    DocumentType("SY", "Sao y", "paper"),
    DocumentType("TrS", "Trích sao", "paper"),
    DocumentType("", "Điều lệ", "attachment"),
    DocumentType("", "Nội quy", "attachment"),
    DocumentType("", "Quy trình", "attachment"),
    DocumentType("", "Danh mục", "attachment"),
    DocumentType("", "Chiến lược", "attachment"),
    DocumentType("", "Quy hoạch", "attachment"),
    DocumentType("", "Định mức", "attachment"),
    DocumentType("", "Bảng giá đất", "attachment"),
    DocumentType("", "Chương trình hành động", "attachment"),
    DocumentType("", "Văn bản", "generic"),
)

#: Symbol -> name.
TYPE_NAMES: dict[str, str] = {}
for _known in DOCUMENT_TYPES:
    if _known.symbol:
        TYPE_NAMES.setdefault(_known.symbol, _known.name)
#: Folded name -> symbol; the generic word has an empty one.
SYMBOLS_BY_NAME: dict[str, str] = {
    fold(known.name): known.symbol
    for known in reversed(DOCUMENT_TYPES)
    if known.symbol or known.type_class == "generic"
}
#: Folded symbol -> symbol.
SYMBOLS_BY_FOLDED: dict[str, str] = {fold(symbol): symbol for symbol in reversed(TYPE_NAMES)}

#: An order of the President is numbered like a law (`12/2024/L-CTN`) and is none.
ORDER = "Lệnh"

#: The documents that offices exchange and cite every day.
COMMON_TYPES = ("KH", "QĐ", "CT", "NQ", "CV", "NĐ", "TT", "BC", "TB", "TTr")
#: Texts that are issued with another document; some of them are also documents of their own.
ATTACHED_TYPES = ("QC", "QyĐ", "KH", "CTr", "ĐA", "PA", "HD", "attachment")


def select_types(*chosen: str, without: Iterable[str] = ()) -> tuple[DocumentType, ...]:
    """The types with these symbols, names or classes (all types where none is given), but those of ``without``.

    >>> [known.name for known in select_types("law", "Điều lệ", without=("HP",))]
    ['Bộ luật', 'Luật', 'Pháp lệnh', 'Điều lệ']

    :raises ValueError: the table has no such type.
    """
    omitted = {known for key in without for known in _types_of(key)}
    wanted = {known for key in chosen for known in _types_of(key)} if chosen else set(DOCUMENT_TYPES)
    return tuple(known for known in DOCUMENT_TYPES if known in wanted - omitted)


def name_pattern(*chosen: str, without: Iterable[str] = ()) -> str:
    """Alternatives of a regular expression for names as they are printed, the longer first; see ``select_types``.

    >>> name_pattern("NQ", "NQLT", "Lệnh")
    'Nghị quyết liên tịch|Nghị quyết|Lệnh'
    """
    return alternatives(known.name for known in select_types(*chosen, without=without))


def folded_name_pattern(*chosen: str, without: Iterable[str] = ()) -> str:
    """The same for names in folded text.

    >>> folded_name_pattern("law")
    'hien phap|phap lenh|bo luat|luat'
    """
    return alternatives(fold(known.name) for known in select_types(*chosen, without=without))


def symbol_pattern(*chosen: str, without: Iterable[str] = ()) -> str:
    """The same for symbols as printed, also without the stroke of `Đ` where no other type has such a symbol.

    >>> symbol_pattern("QĐ", "HĐ")
    'QĐ|QD|HĐ'
    """
    symbols = [known.symbol for known in select_types(*chosen, without=without) if known.symbol]
    plain = {symbol: symbol.replace("Đ", "D") for symbol in symbols}
    return alternatives(
        form for symbol in symbols for form in (symbol, plain[symbol]) if form == symbol or form not in TYPE_NAMES
    )


def folded_symbol_pattern(*chosen: str, without: Iterable[str] = ()) -> str:
    """The same for symbols in folded text.

    >>> folded_symbol_pattern("QĐ", "TT", "TTLT")
    'ttlt|qd|tt'
    """
    return alternatives(fold(known.symbol) for known in select_types(*chosen, without=without) if known.symbol)


def _types_of(key: str) -> tuple[DocumentType, ...]:
    found = tuple(known for known in DOCUMENT_TYPES if key and key in (known.symbol, known.name, known.type_class))
    if not found:
        raise ValueError(f"no type of documents is called {key!r}")
    return found
