"""The clerk's table over HTTP: filtered and sorted by what it shows, by screens, only of what the clerk may see."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

import pytest
from openpyxl import load_workbook
from starlette.testclient import TestClient

from index.accounts.keys_and_sessions import AccountStore
from index.library.library import Library
from service.access.keys import Keys
from service.app import create_app
from service.settings import load_settings
from tests.benchmarks.desk_table import invented_library

TABLE = "/api/v1/library/table"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    settings = load_settings(home=tmp_path_factory.mktemp("bảng"), workers=1, ocr=False)
    invented_library(settings.home, 230)
    with Library.open(settings.home) as library:
        found = library.table.page(_request(number="7/"))
        library.set_access(found.rows[0].id, "noi_bo")
        library.withdraw(library.table.page(_request(number="8/")).rows[0].id, "đăng nhầm")
        keys = Keys(AccountStore(library.engine))
        _, clerk = keys.create("Văn thư", ("admin",))
        _, writer = keys.create("Phần mềm", ("write",))
    with TestClient(create_app(settings), raise_server_exceptions=False) as opened:
        opened.headers["Authorization"] = f"Bearer {clerk}"
        opened.writer = {"Authorization": f"Bearer {writer}"}  # type: ignore[attr-defined]
        yield opened


def _request(**given: Any) -> Any:
    from index.library.document_table import TableRequest

    return TableRequest(**given)


def rows(client: TestClient, **given: object) -> tuple[list[dict[str, Any]], int]:
    response = client.get(TABLE, params=given)  # type: ignore[arg-type]
    assert response.status_code == 200, response.text
    return response.json()["rows"], response.json()["total"]


def test_screens_of_a_hundred_rows_hold_every_document_once(client: TestClient) -> None:
    seen = [row["id"] for page in (1, 2, 3) for row in rows(client, page=page, sort="number", descending=False)[0]]
    _, total = rows(client)
    assert len(seen) == len(set(seen)) == total == 229  # of 230 one is under a label that the clerk does not have
    assert rows(client, page=4)[0] == []
    assert set(client.get(f"{TABLE}/ids").json()["ids"]) == set(seen)


@pytest.mark.parametrize(
    ("given", "holds"),
    [
        ({"types": "KH"}, lambda row: row["type"] == "KH"),
        ({"issuer": "so y te"}, lambda row: row["issuer"] == "Sở Y tế"),
        ({"signer": "siu"}, lambda row: row["signer"] == "Siu Lan"),
        ({"file_name": "van ban 21"}, lambda row: "21" in row["file_name"]),
        ({"text": "thu vien"}, lambda row: "thư viện" in row["subject"]),
        ({"issued_from": "2020-01-01", "issued_to": "2020-12-31"}, lambda row: row["issued_date"][:4] == "2020"),
        ({"origin": "scan"}, lambda row: row["origin"] == "scan"),
        ({"state": "withdrawn"}, lambda row: row["state"] == "withdrawn"),
        ({"doubt": "issued_date"}, lambda row: any(one["field"] == "issued_date" for one in row["doubts"])),
        ({"validity": "unknown"}, lambda row: row["validity"] == "unknown"),
    ],
)
def test_each_filter_gives_those_that_it_names_and_no_fewer(
    client: TestClient, given: dict[str, str], holds: Any
) -> None:
    everything, _ = rows(client, limit=500)
    wanted = {row["id"] for row in everything if holds(row)}
    found, total = rows(client, limit=500, **given)
    assert {row["id"] for row in found} == wanted
    assert total == len(wanted) > 0


def test_a_number_is_found_by_its_beginning_and_a_text_by_its_words(client: TestClient) -> None:
    assert {row["number"].partition("/")[0] for row in rows(client, number="21/")[0]} == {"21"}
    found, _ = rows(client, content="cho phien")
    assert found
    assert all("chợ phiên" in row["subject"] for row in found)
    assert rows(client, content="không có chữ này đâu")[1] == 0


def test_what_is_unknown_stands_last_in_either_direction(client: TestClient) -> None:
    for descending in (True, False):
        found, _ = rows(client, sort="number", descending=descending, limit=500)
        known = [row["number"] for row in found]
        assert None in known
        assert None not in known[: known.index(None)]
        assert set(known[known.index(None) :]) == {None}
        numbers = [int(number.partition("/")[0]) for number in known if number]
        assert numbers == sorted(numbers, reverse=descending)


def test_the_list_as_a_file_has_every_row(client: TestClient) -> None:
    text = client.get(f"{TABLE}/export", params={"format": "csv", "types": "KH"}).content.decode("utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(text)))
    _, total = rows(client, types="KH")
    assert len([line for line in lines if line["Mã văn bản"]]) == total
    book = load_workbook(io.BytesIO(client.get(f"{TABLE}/export", params={"format": "xlsx"}).content))
    assert book.active is not None
    assert book.active.max_row == 229 + 2  # a head above and a note below


def test_only_whoever_may_administer_sees_it_and_only_what_he_may_see(client: TestClient) -> None:
    headers = client.writer  # type: ignore[attr-defined]
    for path in (TABLE, f"{TABLE}/values", f"{TABLE}/ids", f"{TABLE}/export?format=csv"):
        assert client.get(path, headers=headers).status_code == 403
    assert rows(client, access="noi_bo")[1] == 0
    assert sum(value["count"] for value in client.get(f"{TABLE}/values").json()["types"]) == 229
    assert client.get(TABLE, params={"access": "lạ"}).status_code == 422
