"""One's own history: listed, searched, named, deleted by nobody else; answers' pages for those who were given them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient

from service.app import create_app
from service.documents.ingest_command import ingest_paths
from service.settings import load_settings
from tests.support.live_server import live
from tests.support.small_library import write_documents

MONEY = "Kinh phí phát triển thư viện cơ sở là bao nhiêu tiền?"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running service: two people need two browsers."""
    folder = tmp_path_factory.mktemp("history")
    write_documents(folder / "docs")
    settings = load_settings(home=folder / "home", workers=1, ocr=False, refresh_ms=50)
    ingest_paths(settings, [folder / "docs"])
    with live(settings) as url:
        yield url


@pytest.fixture
def people(service: str) -> Iterator[tuple[httpx.Client, httpx.Client]]:
    """Two people at their own browsers, each with the cookie of the page."""
    with httpx.Client(base_url=service) as mine, httpx.Client(base_url=service) as theirs:
        for person in (mine, theirs):
            assert person.get("/").status_code == 200
            assert person.cookies["hvb_visitor"]
        yield mine, theirs


def ask(client: httpx.Client, question: str, **more: Any) -> dict[str, Any]:
    response = client.post("/api/v1/ask", json={"question": question, **more})
    assert response.status_code == 200, response.text
    body: dict[str, Any] = response.json()
    return body


def test_own_history_is_listed_searched_and_named(people: tuple[httpx.Client, httpx.Client]) -> None:
    mine, theirs = people
    first = ask(mine, MONEY)
    ask(mine, "Còn thời hạn báo cáo?", conversation_id=first["conversation_id"])
    second = ask(mine, "Ai chủ trì lắp bảng tin?")
    listed = mine.get("/api/v1/history").json()
    assert [row["id"] for row in listed["conversations"]] == [second["conversation_id"], first["conversation_id"]]
    assert [row["questions"] for row in listed["conversations"]] == [1, 2]
    assert listed["conversations"][1]["title"] == MONEY
    for wanted, found in (("thu vien", 1), ("THỜI HẠN", 1), ("chu tri bang tin", 1), ("máy bay", 0)):
        assert mine.get("/api/v1/history", params={"q": wanted}).json()["total"] == found, wanted
    page = mine.get("/api/v1/history", params={"limit": 1}).json()
    rest = mine.get("/api/v1/history", params={"limit": 1, "after": page["following"]}).json()
    assert [page["conversations"][0]["id"], rest["conversations"][0]["id"]] == [
        second["conversation_id"],
        first["conversation_id"],
    ]
    assert rest["following"] is None
    address = f"/api/v1/conversations/{first['conversation_id']}"
    assert mine.post(f"{address}/rename", json={"title": "  Thư viện   xã "}).status_code == 204
    assert mine.get("/api/v1/history", params={"q": "thư viện xã"}).json()["conversations"][0]["title"] == "Thư viện xã"
    assert mine.post(f"{address}/rename", json={"title": "   "}).status_code == 422
    assert theirs.get("/api/v1/history").json()["total"] == 0


def test_another_persons_is_not_there(people: tuple[httpx.Client, httpx.Client]) -> None:
    mine, theirs = people
    answer = ask(mine, MONEY)
    conversation = f"/api/v1/conversations/{answer['conversation_id']}"
    for given in (
        theirs.get(conversation),
        theirs.get(f"{conversation}/export"),
        theirs.post(f"{conversation}/rename", json={"title": "của tôi"}),
        theirs.delete(conversation),
        theirs.get(f"/api/v1/answers/{answer['id']}"),
        theirs.get(f"/api/v1/answers/{answer['id']}/next"),
        theirs.post(f"/api/v1/answers/{answer['id']}/feedback", json={"useful": True}),
    ):
        assert given.status_code == 404, given.url
    went_on = ask(theirs, "Còn thời hạn?", conversation_id=answer["conversation_id"])
    assert went_on["conversation_id"] != answer["conversation_id"]
    assert mine.delete(conversation).status_code == 204
    assert mine.get(conversation).status_code == 404


def test_a_page_of_another_site_names_its_visitor_itself(service: str) -> None:
    one, other = ({"X-Hoivanban-Visitor": letter * 32} for letter in "ab")
    with httpx.Client(base_url=service) as page:
        response = page.post("/api/v1/ask", json={"question": MONEY}, headers=one)
        conversation = f"/api/v1/conversations/{response.json()['conversation_id']}"
        assert page.get(conversation, headers=one).status_code == 200
        assert page.get(conversation, headers=other).status_code == 404
        assert page.get(conversation, headers={"X-Hoivanban-Visitor": "a b"}).status_code == 404


def test_whoever_was_given_the_page_reads_the_answer_and_changes_nothing(
    people: tuple[httpx.Client, httpx.Client],
) -> None:
    mine, theirs = people
    answer = ask(mine, MONEY)
    kept = mine.get(f"/api/v1/answers/{answer['id']}").json()
    assert kept["own"]
    path, _, code = kept["page_url"].partition("?ma=")
    assert path == f"/a/{answer['id']}"
    assert theirs.get(kept["page_url"]).headers["content-type"].startswith("text/html")
    shared = theirs.get(f"/api/v1/answers/{answer['id']}", params={"ma": code}).json()
    assert (shared["own"], shared["feedback"]) == (False, None)
    assert shared["answer"] == kept["answer"]
    for wrong in (code[:-1] + ("A" if code[-1] != "A" else "B"), "", "x"):
        assert theirs.get(f"/api/v1/answers/{answer['id']}", params={"ma": wrong}).status_code == 404
    judged = theirs.post(f"/api/v1/answers/{answer['id']}/feedback", json={"useful": True}, params={"ma": code})
    assert judged.status_code == 404


def test_next_questions_are_answered(people: tuple[httpx.Client, httpx.Client]) -> None:
    mine, _ = people
    answer = ask(mine, MONEY)
    offered = mine.get(f"/api/v1/answers/{answer['id']}/next").json()["questions"]
    assert 1 <= len(offered) <= 3
    assert MONEY not in offered
    for question in offered:
        assert ask(mine, question)["status"] == "complete"


def test_pages_of_answers_and_documents_ask_for_sign_in(tmp_path: Path) -> None:
    from index.accounts.keys_and_sessions import AccountStore
    from index.library.library import Library
    from service.access.keys import Keys

    settings = load_settings(home=tmp_path, workers=1, ocr=False)
    with Library.open(settings.home) as library:
        Keys(AccountStore(library.engine)).create("quản trị", ["admin"])
    with TestClient(create_app(settings), follow_redirects=False) as client:
        for path in ("/a/a_1?ma=x-y", "/van-ban/d_1?doan=4"):
            redirect = client.get(path)
            assert redirect.status_code == 303
            login = client.get(redirect.headers["location"])
            assert f'name="next" value="{path}"' in login.text


def test_the_look_of_the_pages_comes_from_the_settings(tmp_path: Path) -> None:
    from service.settings import SettingsError

    emblem = tmp_path / "huy.svg"
    emblem.write_text('<svg xmlns="http://www.w3.org/2000/svg"/>', encoding="utf-8")
    look = {"unit_name": 'UBND "xã" A', "emblem": emblem, "accent": "#8a1c1c", "ai_notice": False}
    with TestClient(create_app(load_settings(home=tmp_path / "kho", workers=1, ocr=False, **look))) as client:
        shown = client.get("/api/v1/appearance")
        assert shown.headers["access-control-allow-origin"] == "*"
        assert shown.json()["unit"] == 'UBND "xã" A'
        assert shown.json()["ai_notice"] is None
        page = client.get("/").text
        assert 'unit="UBND &quot;xã&quot; A" emblem="./emblem" accent="#8a1c1c"' in page
        assert client.get("/emblem").headers["content-type"].startswith("image/svg+xml")
        assert "microphone=()" in client.get("/").headers["permissions-policy"]
    with TestClient(create_app(load_settings(home=tmp_path / "kho", workers=1, ocr=False, voice=True))) as client:
        assert "microphone=(self)" in client.get("/").headers["permissions-policy"]
        assert "microphone=()" in client.get("/admin").headers["permissions-policy"]
    for wrong in ({"accent": "#ffcc00"}, {"accent": "red"}, {"emblem": tmp_path / "nothing.svg"}):
        with pytest.raises(SettingsError, match=r"HOIVANBAN_(ACCENT|EMBLEM)"):
            load_settings(home=tmp_path / "kho", **wrong)
