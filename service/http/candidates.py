"""What a clerk may choose from for a field of a head, each value with its reasons in words."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.records import Candidate, Metadata

#: Field of ``Metadata`` -> its name in a sentence.
FIELD_NAMES = {"number": "số hiệu", "issued_date": "ngày ban hành", "issuer": "cơ quan ban hành"}
#: Clue (``ingest.metadata.evidence``) -> what it says. Clues that are not here say nothing to a clerk.
_REASONS = {
    "reading": "đọc ở phần đầu văn bản",
    "head": "ghi ở phần đầu văn bản",
    "body": "ghi ở phần kèm theo",
    "signature": "ghi trong chữ ký số",
    "file_name": "ghi trong tên tệp",
    "authority": "ghi ở dòng thẩm quyền ban hành",
    "reference": "ghi ở dòng “kèm theo”",
    "sentence": "ghi trong câu mở đầu",
    "symbol": "ký hiệu của số khớp với phần đầu",
    "signing time": "ngày ký số",
    "a day of signing alone": "ngày ký số có thể khác ngày ban hành",
    "digits by hand": "chữ số viết tay",
    "digits by hand that nothing could read": "chữ số viết tay không đọc được",
    "a letter among the digits of a scan": "có chữ cái lẫn trong chữ số",
    "the day beside it was misread": "ngày bên cạnh đọc sai",
    "cited as a base": "trùng số một văn bản căn cứ",
    "a line that is hardly read": "dòng chữ mờ, khó đọc",
    "a base is younger": "có văn bản căn cứ ban hành sau ngày này",
    "signed soon after": "chữ ký số ngay sau ngày này",
    "known body": "tên cơ quan có thật",
    "known kind of body": "loại cơ quan có thật",
    "place agrees": "khớp với địa danh cạnh ngày",
    "symbol agrees": "khớp với ký hiệu của số",
    "symbol names another body of the head": "ký hiệu của số chỉ cơ quan khác",
    "fewer bodies than the number names": "thiếu cơ quan so với ký hiệu của số",
    "opens with no body": "không mở đầu bằng tên cơ quan",
    "words of another place": "có chữ của dấu hoặc của chỗ khác",
    "symbols of a number": "có ký hiệu của số",
    "words that spell nothing": "có tiếng viết sai chính tả",
    "signs that no name holds": "có ký tự lạ",
    "title": "tên loại ghi ở tiêu đề",
    "a person's name": "đúng dạng họ tên",
    "office above": "có chức vụ ngay phía trên",
    "a territory alone": "chỉ là tên địa phương",
}
#: Clues that may also speak against a value.
_REASONS_AGAINST = {"symbol": "ký hiệu của số không khớp với phần đầu", "reading": "chữ đọc không rõ"}
_AGAIN = "also "


@dataclass(frozen=True, slots=True)
class Choice:
    """A value that may be right, how probable it is, what speaks for it and what against it."""

    field: str
    value: str
    probability: float
    speaks_for: tuple[str, ...]
    speaks_against: tuple[str, ...]


def choices(metadata: Metadata) -> tuple[Choice, ...]:
    """The candidates of the head's fields, the most probable of each field first."""
    return tuple(_choice(candidate) for candidate in metadata.candidates)


def unknown_fields(metadata: Metadata) -> tuple[str, ...]:
    """The fields without a value that have candidates."""
    offered = {candidate.field for candidate in metadata.candidates}
    return tuple(field for field in FIELD_NAMES if getattr(metadata, field) is None and field in offered)


def _choice(candidate: Candidate) -> Choice:
    told = [(_reason(name, weight), weight) for name, weight in candidate.clues]
    return Choice(
        candidate.field,
        candidate.value,
        candidate.probability,
        tuple(dict.fromkeys(reason for reason, weight in told if reason and weight > 0)),
        tuple(dict.fromkeys(reason for reason, weight in told if reason and weight < 0)),
    )


def _reason(clue: str, weight: float) -> str:
    if weight < 0 and clue in _REASONS_AGAINST:
        return _REASONS_AGAINST[clue]
    if clue.startswith(_AGAIN):
        return f"cũng {_REASONS.get(clue.removeprefix(_AGAIN), 'ghi ở chỗ khác')}"
    return _REASONS.get(clue, "")
