"""A client of the clerk's desk: an administrator's key in its headers, keys of other principals beside it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from starlette.testclient import TestClient

from index.accounts.keys_and_sessions import AccountStore
from index.library.library import Library
from service.access.keys import Keys
from service.app import create_app
from service.settings import Settings


@contextmanager
def desk_client(settings: Settings, *, admin: str = "Văn thư", **others: str) -> Iterator[TestClient]:
    """The client of a running application; ``others`` names the keys made for further scopes.

    The administrator sees what is internal too. ``client.others[scope]`` are the headers of each key.
    """
    with Library.open(settings.home) as library:
        keys = Keys(AccountStore(library.engine))
        made = {"admin": keys.create(admin, ("admin",), ("cong_khai", "noi_bo"))[1]}
        made |= {scope: keys.create(name, (scope,))[1] for scope, name in others.items()}
    with TestClient(create_app(settings), raise_server_exceptions=False) as opened:
        opened.headers["Authorization"] = f"Bearer {made['admin']}"
        headers: Any = {scope: {"Authorization": f"Bearer {key}"} for scope, key in made.items()}
        opened.others = headers  # type: ignore[attr-defined]
        yield opened


def by_file(client: TestClient, name: str) -> str:
    """The id of the document with this file name."""
    rows = client.get("/api/v1/library/table").json()["rows"]
    return str(next(row["id"] for row in rows if row["file_name"] == name))
