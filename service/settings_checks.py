"""Checks of settings that need more than a pattern, and the wording of what is wrong with a value."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path

from pydantic_core import PydanticCustomError

#: Most processes that answer.
MOST_PROCESSES = 64
#: Endings of the files that an emblem may be.
EMBLEM_KINDS = (".svg", ".png", ".jpg", ".webp")
#: Least contrast of the accent colour with white: it carries white letters, and stands as letters on white. WCAG asks
#: for 4.5; soft grounds take some of it.
LEAST_CONTRAST = 5.5

#: Vietnamese wording of pydantic's error types.
EXPLANATIONS = {
    "int_parsing": "cần một số nguyên",
    "bool_parsing": "cần true hoặc false",
    "greater_than_equal": "phải từ {ge} trở lên",
    "greater_than": "phải lớn hơn {gt}",
    "float_parsing": "cần một số",
    "less_than_equal": "không được quá {le}",
    "string_too_short": "không được để trống",
    "too_short": "cần ít nhất {min_length} ký tự",
    "path_type": "cần một đường dẫn",
    "literal_error": "cần một trong các giá trị: {expected}",
    "string_pattern_mismatch": "không đúng dạng cần có",
    "database_url": "cần dạng postgresql+psycopg://tài-khoản:mật-khẩu@máy/kho",
    "emblem": "cần một tệp svg, png, jpg hoặc webp có trên máy",
    "engine": "cần gói qdrant-client; hãy cài: pip install 'hoivanban[engine]'",
    "file": "không có tệp này, hoặc không đọc được",
    "accent": "màu quá nhạt: chữ trắng trên nền màu này khó đọc; hãy chọn màu đậm hơn",
    "oidc_roles": "cần dạng GIÁ_TRỊ=VAI_TRÒ, cách nhau bằng dấu phẩy; vai trò là reader, clerk hoặc admin",
    "oidc_labels": "cần dạng NHÓM=NHÃN, cách nhau bằng dấu phẩy; nhãn là noi_bo, nhom:TÊN hoặc tat_ca",
    "proxy": "cần các địa chỉ IP hoặc mạng, ví dụ 10.0.0.5",
    "origin": "cần các địa chỉ dạng https://ten-may hoặc https://ten-may:cong, không có đường dẫn",
}


def contrast_with_white(colour: str) -> float:
    """The contrast of a colour (#rrggbb) with white, as WCAG counts it.

    >>> round(contrast_with_white("#000000")), round(contrast_with_white("#ffffff"))
    (21, 1)
    """
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def checked_emblem(value: Path | None) -> Path | None:
    """The emblem's file, if it is a picture that is there."""
    if value is not None and (value.suffix.lower() not in EMBLEM_KINDS or not value.is_file()):
        raise PydanticCustomError("emblem", "not a picture")
    return value


def checked_accent(value: str) -> str:
    """The accent colour, if letters can be read on it."""
    if contrast_with_white(value) < LEAST_CONTRAST:
        raise PydanticCustomError("accent", "too light")
    return value


def checked_engine(value: str | None) -> str | None:
    """The engine's address, if what speaks to it is installed."""
    if value is not None and find_spec("qdrant_client") is None:
        raise PydanticCustomError("engine", "no client")
    return value


def checked_file(value: Path | None) -> Path | None:
    """A file that can be read."""
    if value is not None and not (value.is_file() and os.access(value, os.R_OK)):
        raise PydanticCustomError("file", "no file")
    return value


def usable_cores() -> int:
    """The cores that this process may use, which in a container are fewer than the machine has; 64 at most."""
    return max(1, min(len(os.sched_getaffinity(0)), MOST_PROCESSES))
