"""The OWASP API Security Top 10 (2023), one test or a stated reason each. Files and headers: test_hostile_*.py."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from index.access_labels import parse_label
from index.accounts.keys_and_sessions import AccountStore
from index.library.library import Library
from index.library.listing import ListRequest
from service.access.keys import Keys
from service.app import create_app
from service.documents.ingest_command import ingest_paths
from service.settings import Settings, load_settings
from tests.support.checkout import ROOT
from tests.support.public_routes import PUBLIC_ROUTES
from tests.support.small_library import write_documents

ASK = {"question": "Kinh phí phát triển thư viện cơ sở là bao nhiêu?"}
#: What whoever may only ask can call besides what is public: ask, and read what answers cite.
FOR_ASKERS = re.compile(
    r"/api/v1/(ask|search|suggest|examples|session|sessions(/.*)?|status|answers/.*|conversations/.*|history(/.*)?)|/v1/.*"
    r"|/api/v1/documents/\{document_id\}(/(outline|file|pages/.*|passages.*|relations|summary.*|comparison/.*|validity))?"
    r"|/api/v1/documents/by-number/.*|/api/v1/lists/documents(/export)?"
    r"|/api/v1/tasks/\{task_id\}"
)
#: Answers that show a secret, once: to whoever has just made it.
#: Besides them, digests of what the caller sees anyway: of a text, of a row of the audit log.
SHOWN_ONCE = {
    "AuditEventOut.digest",
    "EvidenceOut.digest",
    "HitOut.digest",
    "PassageOut.digest",
    "SourceOut.digest",
    "NewKeyOut.secret",
    "NewSiteOut.secret",
    "SessionOut.csrf",
    "WidgetTokenOut.token",
}


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("security")
    write_documents(folder / "docs")
    made = load_settings(home=folder / "home", workers=1, ocr=False, key_per_minute=0, address_per_minute=0)
    ingest_paths(made, [folder / "docs"])
    return made


@pytest.fixture(scope="module")
def keys(settings: Settings) -> dict[str, str]:
    with Library.open(settings.home) as library:
        hidden = next(one for one in library.documents(ListRequest()).documents if one.file_name == "ke-hoach-cay.txt")
        library.set_access(hidden.id, parse_label("noi_bo"))
        made = Keys(AccountStore(library.engine))
        found = {scope: made.create(scope, [scope])[1] for scope in ("ask", "read", "write", "admin")}
        found["corrector"] = made.create("văn thư sửa", ["ask", "review"])[1]
        found["clerk"] = made.create("văn thư", ["ask", "write", "review"])[1]
        found["slow"] = made.create("chậm", ["ask"], per_minute=2)[1]
        found["hidden document"] = hidden.id
        return found


@pytest.fixture(scope="module")
def client(settings: Settings, keys: dict[str, str]) -> Iterator[TestClient]:
    with TestClient(create_app(settings), raise_server_exceptions=False, follow_redirects=False) as opened:
        yield opened


@pytest.fixture(scope="module")
def described(client: TestClient, keys: dict[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/api/v1/openapi.json", headers=bearer(keys["admin"])).json()
    return found


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


def calls(described: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Every operation: its method, its pattern, and an address of it that names nothing which exists."""
    for pattern, operations in described["paths"].items():
        for method in operations:
            numbered = re.sub(r"\{(number|passage_id)\}", "999999", pattern)
            yield method.upper(), pattern, re.sub(r"\{\w+\}", "d_00000000000000", numbered)


def test_api1_an_object_of_others_is_as_absent_as_none(
    client: TestClient, keys: dict[str, str], described: dict[str, Any]
) -> None:
    """Every address of a document, for one that the caller may not see and for one that there is not."""
    hidden, absent = keys["hidden document"], "d_00000000000000"
    below = [pattern for method, pattern, _ in calls(described) if method == "GET" and "{document_id}" in pattern]
    assert len(below) >= 8
    for pattern in below:
        path = pattern.replace("{number}", "1").replace("{passage_id}", "1")
        told = [
            client.get(path.replace("{document_id}", one), headers=bearer(keys["read"])) for one in (hidden, absent)
        ]
        assert told[0].status_code == told[1].status_code >= 400, pattern
        assert told[0].text.replace(hidden, absent) == told[1].text
    asked = client.post("/api/v1/ask", json=ASK, headers=bearer(keys["ask"])).json()
    assert asked["status"] == "complete", asked
    for kind in ("answers", "conversations"):
        own = asked["id" if kind == "answers" else "conversation_id"]
        assert client.get(f"/api/v1/{kind}/{own}", headers=bearer(keys["ask"])).status_code == 200
        assert client.get(f"/api/v1/{kind}/{own}", headers=bearer(keys["slow"])).status_code == 404


def test_api2_nothing_answers_whoever_is_not_known(client: TestClient, described: dict[str, Any]) -> None:
    for method, pattern, path in calls(described):
        if pattern not in PUBLIC_ROUTES:
            for headers in (
                {},
                bearer("hvb_000000000000_" + "a" * 43),
                bearer("hvt_AAAA"),
                {"Cookie": "hvb_session=x"},
            ):
                if headers.get("Authorization", "").startswith("Bearer hvb_") and pattern != "/api/v1/ask":
                    continue  # past a few wrong keys the answer is 429; the gate is the same for all routes
                response = client.request(method, path, headers=headers)
                assert response.status_code == 401, (method, path, headers)


def test_api2_keys_are_kept_and_compared_as_secrets(settings: Settings, keys: dict[str, str]) -> None:
    """A digest in the library; every comparison of secrets takes the same time whatever is wrong."""
    with Library.open(settings.home) as library:
        for key in AccountStore(library.engine).all_keys():
            assert re.fullmatch(r"sha256:[0-9a-f]{64}", key.digest)
    assert not any(
        key.encode() in (settings.home / "library.sqlite").read_bytes() for key in keys.values() if "_" in key[4:]
    )
    for name in ("keys", "sessions", "sites", "widget_tokens", "oidc"):
        source = (ROOT / "service" / "access" / f"{name}.py").read_text(encoding="utf-8")
        assert "hmac.compare_digest(" in source
        assert not re.search(r"[!=]= *(self\.)?_?(mac|digest|secret|csrf|signature)\b", source), name


def test_api3_fields_that_are_not_offered_are_refused(
    client: TestClient, keys: dict[str, str], described: dict[str, Any]
) -> None:
    """No mass assignment: every body says ``additionalProperties: false``, and the service keeps to it."""
    for pattern, operations in described["paths"].items():
        for method, operation in operations.items():
            content = operation.get("requestBody", {}).get("content", {}).get("application/json")
            if content is None or pattern.startswith("/v1/"):  # OpenAI's clients send fields that we do not know
                continue
            path = re.sub(r"\{(number|passage_id)\}", "999999", pattern).replace("{", "").replace("}", "")
            body = {"access": "noi_bo", "scopes": ["admin"], "owner": "x", "is_admin": True}
            response = client.request(method.upper(), path, json=body, headers=bearer(keys["admin"]))
            assert response.status_code in (404, 422), (method, pattern, response.text)


def test_api3_no_answer_has_a_field_for_secrets(described: dict[str, Any]) -> None:
    found = {
        f"{model}.{name}"
        for model, schema in described["components"]["schemas"].items()
        for name in schema.get("properties", {})
        if re.search(r"secret|digest|hash|password|csrf|token$", name) and not name.startswith("sha256")
    }
    assert found <= SHOWN_ONCE


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "/api/v1/ask", {"question": "a" * 2001}, 422),
        ("POST", "/api/v1/search", {"question": "a", "limit": 10**9}, 422),
        ("POST", "/api/v1/ask", {"question": "a" * 300_000}, 413),
        ("GET", "/api/v1/documents?limit=1000000", None, 422),
        ("GET", "/api/v1/changes?limit=-1", None, 422),
    ],
)
def test_api4_what_costs_much_is_bounded(
    client: TestClient, keys: dict[str, str], method: str, path: str, body: dict[str, Any] | None, status: int
) -> None:
    """Rates, questions in hand, slow bodies: test_rate_limits.py. Bombs: test_hostile_files.py."""
    assert client.request(method, path, json=body, headers=bearer(keys["admin"])).status_code == status


def test_api5_who_may_only_ask_reaches_no_other_function(
    client: TestClient, keys: dict[str, str], described: dict[str, Any]
) -> None:
    refused = 0
    for method, pattern, path in calls(described):
        status = client.request(method, path, headers=bearer(keys["ask"])).status_code
        if pattern in PUBLIC_ROUTES or FOR_ASKERS.fullmatch(pattern):
            assert status not in (401, 500), (method, pattern)
        else:
            assert status == 403, (method, pattern, status)
            refused += 1
    assert refused >= 20


#: What a clerk may not: other people's questions, keys, sites, sources, the audit log, the library as a whole.
FOR_ADMINS = re.compile(
    r"/api/v1/(keys|sites|audit|sources|neighbours|library)(/.*)?|/api/v1/(conversations|feedback|unanswered|touched-answers)"
    r"|/api/v1/evaluation/questions|/api/v1/(dashboard|question-log)"
)


def test_api5_a_clerk_works_at_the_desk_and_manages_nothing(
    client: TestClient, keys: dict[str, str], described: dict[str, Any]
) -> None:
    refused = set()
    for method, pattern, path in calls(described):
        if client.request(method, path, headers=bearer(keys["clerk"])).status_code == 403:
            refused.add(pattern)
    assert all(FOR_ADMINS.fullmatch(one) for one in refused)
    assert len(refused) >= 14


#: What takes the scope "write": which files the library holds, how they are read, who sees them.
_FOR_WRITERS = re.compile(
    r"POST /api/v1/documents(/bulk|/reread|/\{document_id\}/(withdraw|restore|replace|papers|papers/undo))?"
    r"|PUT /api/v1/documents/\{document_id\}/access|\w+ /api/v1/(jobs|uploads)(/.*)?"
)


def test_api5_who_may_only_review_corrects_values_and_brings_in_nothing(
    client: TestClient, keys: dict[str, str], described: dict[str, Any]
) -> None:
    """The scopes "review" and "write" share no change of the library; the desk is the one, its files the other."""
    refused: dict[str, set[str]] = {"corrector": set(), "clerk": set(), "write": set()}
    for method, pattern, path in calls(described):
        for who, found in refused.items():
            if client.request(method, path, headers=bearer(keys[who])).status_code == 403:
                found.add(f"{method} {pattern}")
    only_write = refused["corrector"] - refused["clerk"]
    assert all(_FOR_WRITERS.fullmatch(one) for one in only_write), only_write
    assert len(only_write) >= 15
    own = "/api/v1/documents/{document_id}"
    corrections = {f"PATCH {own}"} | {
        f"POST {own}/{act}" for act in ("undo", "relations", "merge", "merge/undo", "duplicates", "review/values")
    }
    assert corrections <= refused["write"] - refused["corrector"]
    assert "/api/v1/library/table" not in refused, "the desk stands below the same address"


def test_api6_a_key_gets_no_more_than_its_minute(client: TestClient, keys: dict[str, str]) -> None:
    """The flows worth abusing: copying the library by questions, and filling it (uploads need the scope "write")."""
    statuses = [client.get("/api/v1/suggest?q=thu", headers=bearer(keys["slow"])).status_code for _ in range(4)]
    assert statuses[-1] == 429


def test_api7_no_request_names_an_address_to_fetch(described: dict[str, Any]) -> None:
    """Addresses in files: test_hostile_files.py. What the operator sets (identity provider, OTLP) is not a caller's."""
    for model, schema in described["components"]["schemas"].items():
        for name, field in schema.get("properties", {}).items():
            if model.endswith("In"):
                assert not re.search(r"url|href|link|callback|webhook|host$", name), (model, name)
                assert field.get("format") not in ("uri", "url")


def test_api8_every_answer_is_shielded_and_says_nothing_of_the_inside(
    client: TestClient, keys: dict[str, str], described: dict[str, Any]
) -> None:
    pages = [("GET", path, path) for path in ("/", "/login", "/admin", "/widget.js", "/metrics", "/nowhere", "/a/b")]
    for method, _, path in [*calls(described), *pages]:
        response = client.request(method, path, headers=bearer(keys["admin"]))
        headers = response.headers
        assert headers["x-content-type-options"] == "nosniff", path
        assert headers["referrer-policy"] in ("no-referrer", "same-origin")
        assert "default-src 'none'" in headers["content-security-policy"]
        assert headers["x-frame-options"] == "DENY"
        assert headers["cross-origin-opener-policy"] == "same-origin"
        assert "cache-control" in headers
        assert "server" not in headers
        assert "x-powered-by" not in headers
        # The element stands on the pages of others: its script, and how the unit looks.
        if not path.startswith(("/widget", "/api/v1/appearance")):
            assert "access-control-allow-origin" not in headers
            assert not re.search(r"Traceback|File \"|sqlalchemy|site-packages", response.text), path
    assert client.request("TRACE", "/api/v1/ask").status_code in (401, 405)
    for path in ("/redoc", "/docs/oauth2-redirect", "/.env", "/.git/config"):
        assert client.get(path).status_code == 404


def test_api8_a_failure_says_nothing_of_the_inside(settings: Settings, keys: dict[str, str]) -> None:
    app = create_app(settings)

    @app.get("/api/v1/fails")
    def fails() -> None:
        raise RuntimeError("postgresql://user:password@inside")

    app.router.routes.insert(0, app.router.routes.pop())
    with TestClient(app, raise_server_exceptions=False) as opened:
        response = opened.get("/api/v1/fails", headers=bearer(keys["admin"]))
    assert (response.status_code, response.json()["code"]) == (500, "internal_error")
    assert "password" not in response.text
    assert "default-src 'none'" in response.headers["content-security-policy"]
    assert response.headers["x-content-type-options"] == "nosniff"


def test_api9_every_route_is_in_the_inventory(settings: Settings, described: dict[str, Any]) -> None:
    """What the description does not name is a page or its file; all interfaces carry their version in the path."""
    app = create_app(settings)
    rooms = [route.original_router for route in app.routes if hasattr(route, "original_router")]
    paths = {route.path for room in rooms for route in room.routes}
    unlisted = {path for path in paths if path.replace(":path}", "}") not in described["paths"]}
    assert unlisted <= PUBLIC_ROUTES.keys(), unlisted
    versioned = re.compile(r"/(api/v1|v1)/|/(healthz|readyz|metrics)$")
    assert all(versioned.match(path) for path in described["paths"])


def test_api10_only_what_the_operator_names_is_asked_anything() -> None:
    """Outgoing calls: the identity provider (its answers are checked in test_oidc.py), the web hook and the language
    model, whose addresses are settings (test_touched_answers.py, test_rephrasing.py), the OTLP exporter, the sources of
    documents in the operator's file (test_intake_servers.py), neighbours in another such file, whose replies are
    checked word for word (test_neighbours.py), and the engine, whose address is a setting (test_engine.py).

    The client package (clients/python) is for other programs; the service never imports it.
    """
    speaks = re.compile(
        r"^ *(?:import|from) (?:httpx|requests|urllib\.request|http\.client|aiohttp|authlib)\b", re.MULTILINE
    )
    sources = (path for room in ("ingest", "index", "service") for path in (ROOT / room).rglob("*.py"))
    found = {path.relative_to(ROOT).as_posix() for path in sources if speaks.search(path.read_text(encoding="utf-8"))}
    assert found <= {
        "service/access/oidc.py", "service/http/operator_calls.py", "index/intake/web.py", "index/engine/qdrant.py",
        "service/neighbours/neighbours.py",
    }  # fmt: skip


def test_a_cookie_is_closed_to_scripts_and_other_sites(client: TestClient, keys: dict[str, str]) -> None:
    """And a change without the page's own token is refused. Forged logins, session ends: test_login.py."""
    secure = client.post("https://testserver/login", data={"key": keys["admin"], "next": "/"}).headers["set-cookie"]
    assert {"HttpOnly", "SameSite=strict", "Secure", "Path=/"} <= set(secure.split("; "))
    cookie = {"Cookie": secure.partition(";")[0]}
    refused = client.post("/api/v1/documents/d_00000000000000/withdraw", headers=cookie)
    assert (refused.status_code, refused.json()["code"]) == (403, "csrf")
    token = client.get("/api/v1/session", headers=cookie).json()["csrf"]
    taken = client.post("/api/v1/documents/d_00000000000000/withdraw", headers={**cookie, "X-CSRF-Token": token})
    assert taken.status_code == 404
