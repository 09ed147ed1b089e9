"""Settings of signing in: the identity provider, what its claims give, and what people see without an account."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, SecretStr
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, NoDecode

from index.access_labels import InvalidLabel, parse_label

#: Roles that a claim's value may be mapped to, and the label that stands for every label.
ROLE_NAMES, EVERY_LABEL = ("reader", "clerk", "admin"), "tat_ca"

#: Values of a claim, each with what it stands for.
Pairs = tuple[tuple[str, str], ...]


def _role_pairs(given: object) -> Pairs:
    pairs = _pairs(given)
    if pairs is None or any(role not in ROLE_NAMES for _, role in pairs):
        raise PydanticCustomError("oidc_roles", "not roles")
    return pairs


def _label_pairs(given: object) -> Pairs:
    try:
        pairs = [(value, label if label == EVERY_LABEL else parse_label(label)) for value, label in _pairs(given) or ()]
    except InvalidLabel:
        pairs = []
    if not pairs and given:
        raise PydanticCustomError("oidc_labels", "not labels")
    return tuple(pairs)


def _pairs(given: object) -> Pairs | None:
    """The pairs of ``a=b, c=d``, or of a table; None for anything else.

    >>> _pairs("van-thu=clerk, /to/a=b"), _pairs({"x": "reader"}), _pairs("van-thu")
    ((('van-thu', 'clerk'), ('/to/a', 'b')), (('x', 'reader'),), None)
    """
    if isinstance(given, Mapping):
        found = [(str(value), str(meaning)) for value, meaning in given.items()]
    elif isinstance(given, str):
        parts = [part.strip() for part in re.split(r"[,\n]", given) if part.strip()]
        cut = [part.rpartition("=") for part in parts]
        found = [(value.strip(), meaning.strip()) for value, _, meaning in cut]
    elif isinstance(given, tuple):
        found = list(given)
    else:
        return None
    return tuple(found) if all(value and meaning for value, meaning in found) else None


class SignInSettings(BaseSettings):
    """The part of :class:`service.settings.Settings` that ``docs/dang-nhap.md`` explains."""

    anonymous: Literal["", "ask"] = Field(
        "",
        description="“ask”: người chưa đăng nhập vẫn được hỏi, chỉ trên văn bản công khai; bỏ trống thì ai cũng phải "
        "đăng nhập (khi đã có khóa hoặc máy chủ đăng nhập)",
    )
    oidc_issuer: str | None = Field(
        None,
        pattern=r"^https?://\S+$",
        description="Địa chỉ máy chủ đăng nhập OpenID Connect (https://...); bỏ trống thì chỉ đăng nhập bằng khóa",
    )
    oidc_client_id: str = Field("", description="Mã ứng dụng đã đăng ký với máy chủ đăng nhập")
    oidc_client_secret: SecretStr | None = Field(None, description="Mật khẩu của ứng dụng đó, nếu máy chủ cấp")
    oidc_scopes_claim: str = Field(
        "hoivanban_scopes",
        description="Thuộc tính của tài khoản chứa vai trò (reader, clerk, admin) hoặc quyền (ask, read, write, "
        "review, admin); thuộc tính nằm trong thuộc tính khác thì nối bằng dấu chấm: realm_access.roles",
    )
    oidc_roles: Annotated[Pairs, NoDecode, BeforeValidator(_role_pairs)] = Field(
        (),
        description="Giá trị nào của thuộc tính đó là vai trò nào: hvb-van-thu=clerk, hvb-quan-tri=admin; đặt rồi thì "
        "giá trị không nêu ở đây không cho quyền gì",
    )
    oidc_groups_claim: str = Field(
        "groups", description="Thuộc tính của tài khoản chứa các nhóm; nhóm X được xem văn bản có nhãn nhom:X"
    )
    oidc_labels: Annotated[Pairs, NoDecode, BeforeValidator(_label_pairs)] = Field(
        (),
        description="Nhóm nào được xem nhãn nào, khi khác tên nhóm: can-bo=noi_bo, "
        "/so-noi-vu/thanh-tra=nhom:thanh-tra; tat_ca là mọi nhãn",
    )
    oidc_internal_claim: str = Field(
        "hoivanban_noi_bo",
        description="Thuộc tính của tài khoản (giá trị true) cho phép xem văn bản nội bộ; "
        "không có thì chỉ thấy văn bản công khai",
    )
