"""The operator's file of neighbours: TOML, a table ``[[neighbour]]`` for each. Secrets never stand in it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from index.access_labels import InvalidLabel, parse_label
from index.intake.operator_file import SECRETS_IN_CLEAR, THIS_MACHINE, read_tables, refuse_twins, split_address
from index.intake.source import Credentials
from index.records import PUBLIC
from service.neighbours.neighbour import Neighbour
from service.settings_checks import EXPLANATIONS

_CALLED = "dịch vụ láng giềng"


class NeighboursError(ValueError):
    """A file of neighbours that cannot be used; the message is Vietnamese."""


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")
    title: str = Field(min_length=1, max_length=120)
    address: str = Field(pattern=r"^https?://[^\s/@]+$")
    access: str = PUBLIC
    key_file: str | None = None
    key_env: str | None = None
    ca_file: str | None = None
    internal_questions: bool = False


def read_neighbours(path: Path) -> tuple[Neighbour, ...]:
    """The neighbours of a file, in its order.

    :raises NeighboursError: if the file cannot be read, or says what cannot be done.
    """
    neighbours = tuple(
        _neighbour(table, path.parent) for table in read_tables(path, "neighbour", _CALLED, NeighboursError)
    )
    refuse_twins([one.name for one in neighbours], _CALLED, NeighboursError)
    return neighbours


def _neighbour(given: dict[str, Any], beside: Path) -> Neighbour:
    name = given.get("name", "?")
    if clear := next((field for field in SECRETS_IN_CLEAR if field in given), None):
        raise NeighboursError(
            f"Dịch vụ láng giềng {name}: không ghi {clear} vào tệp này; hãy ghi vào một tệp riêng và dùng key_file, "
            "hoặc đặt biến môi trường và dùng key_env."
        )
    try:
        table = _Table.model_validate(given)
        access = parse_label(table.access)
    except InvalidLabel as error:
        raise NeighboursError(f"Dịch vụ láng giềng {name}: {error}") from None
    except ValidationError as error:
        raise NeighboursError(f"Dịch vụ láng giềng {name}: {_explained(error.errors()[0])}.") from None
    address = split_address(table.address)
    if address is None or not address.hostname:
        raise NeighboursError(f"Dịch vụ láng giềng {name}: mục address không đúng dạng.")
    ca_file = beside / table.ca_file if table.ca_file else None
    if ca_file is not None and not ca_file.is_file():
        raise NeighboursError(f"Dịch vụ láng giềng {name}: không có tệp chứng thư {ca_file}.")
    has_key = table.key_file is not None or table.key_env is not None
    if has_key and address.scheme == "http" and address.hostname not in THIS_MACHINE:
        raise NeighboursError(f"Dịch vụ láng giềng {name}: có khóa thì địa chỉ phải bắt đầu bằng https://.")
    key_file = beside / table.key_file if table.key_file else None
    return Neighbour(
        table.name, table.title, table.address, access,
        Credentials(secret_file=key_file, secret_variable=table.key_env), ca_file, table.internal_questions,
    )  # fmt: skip


def _explained(item: Any) -> str:
    field = ".".join(map(str, item["loc"]))
    if item["type"] == "missing":
        return f"thiếu mục {field}"
    if item["type"] == "extra_forbidden":
        return f"không có mục {field!r}"
    return f"mục {field} " + EXPLANATIONS.get(item["type"], "không dùng được").format(**(item.get("ctx") or {}))
