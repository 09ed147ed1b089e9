"""The wire form of models: JSON to dataclasses and back. Fields that a newer service adds are passed over."""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any, TypeVar

Model = TypeVar("Model")


def from_wire(model: type[Model], value: Mapping[str, Any]) -> Model:
    """A model of its JSON object.

    :raises ValueError: if the object is none of this model: a field is missing, or of another form.
    """
    try:
        found = _read(model, value)
    except (TypeError, AttributeError, KeyError) as error:
        raise ValueError(f"{model.__name__}: {error}") from error
    assert isinstance(found, model)
    return found


def to_wire(model: Any) -> dict[str, Any]:
    """The JSON object of a model that is sent: the fields that differ from their defaults."""
    fields = ((field, getattr(model, field.name)) for field in dataclasses.fields(model))
    return {field.name: _plain(value) for field, value in fields if value != field.default}


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return [_plain(item) for item in value] if isinstance(value, tuple | list) else value


def _read(kind: Any, value: Any) -> Any:
    """A value as its type says; what the type does not take apart stays as it came."""
    if value is None:
        return None
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if origin in (types.UnionType, typing.Union):
        return _read(next(option for option in inner if option is not types.NoneType), value)
    if origin is tuple:
        kinds = inner[:1] * len(value) if inner[-1] is ... else inner
        return tuple(_read(*pair) for pair in zip(kinds, value, strict=True))
    if origin is dict:
        return {key: _read(inner[1], item) for key, item in value.items()}
    if isinstance(kind, type) and dataclasses.is_dataclass(kind):
        known = _fields(kind)
        return kind(**{name: _read(known[name], item) for name, item in value.items() if name in known})
    if kind is date:
        return date.fromisoformat(value)
    return float(value) if kind is float else value


@cache
def _fields(model: Any) -> dict[str, Any]:
    """The fields of a model with their types."""
    return typing.get_type_hints(model)
