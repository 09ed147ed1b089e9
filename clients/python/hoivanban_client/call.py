"""A call as data, and what the modules of calls share: addresses, keys, readers of responses."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar
from urllib.parse import quote

import httpx

from hoivanban_client.errors import Unreadable
from hoivanban_client.uploading import ProgressFile
from hoivanban_client.wire import from_wire

BASE = "/api/v1"
Result = TypeVar("Result")
Model = TypeVar("Model")
Files = Callable[[], dict[str, tuple[str, ProgressFile]]]


@dataclass(frozen=True, slots=True)
class Call(Generic[Result]):
    """One request. ``key`` makes a write safe to send again; ``files`` opens the files to upload, anew for each try."""

    method: str
    path: str
    read: Callable[[httpx.Response], Result]
    params: Mapping[str, Any] = field(default_factory=dict)
    json: Mapping[str, Any] | None = None
    files: Files | None = None
    key: str | None = None
    accept: str = "application/json"

    def headers(self) -> dict[str, str]:
        """The headers that belong to this call."""
        # Headers hold no Vietnamese.
        return {"Accept": self.accept, **({"Idempotency-Key": quote(self.key, safe="")} if self.key else {})}

    def request(self, opened: dict[str, tuple[str, ProgressFile]] | None) -> dict[str, Any]:
        """The arguments of httpx."""
        return {
            "method": self.method, "url": self.path, "params": without_none(self.params), "json": self.json,
            "files": opened, "headers": self.headers(),
        }  # fmt: skip


def fresh_key() -> str:
    """A random key that no other write has."""
    return secrets.token_urlsafe(16)


def document_path(document_id: str) -> str:
    """The address of a document."""
    return f"{BASE}/documents/{quote(document_id, safe='')}"


def without_none(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values that are given."""
    return {name: value for name, value in values.items() if value is not None}


def model_reader(model: type[Model]) -> Callable[[httpx.Response], Model]:
    """A reader of this model that ignores fields added by a newer service."""

    def read(response: httpx.Response) -> Model:
        try:
            return from_wire(model, response.json())
        except ValueError as error:
            raise Unreadable(f"{response.url}: {error}") from error

    return read


def content(response: httpx.Response) -> bytes:
    """The bytes of a response."""
    return response.content
