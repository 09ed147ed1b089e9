"""The modules' address bears their version; only that version is served, and kept for good."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from index.validity.wording import STATUS_LABELS
from service.app import create_app
from service.routes import page_modules
from service.settings import load_settings

BUBBLE_BYTES = 25_000


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    with TestClient(create_app(load_settings(home=tmp_path, workers=1, ocr=False))) as opened:
        yield opened


def test_modules_are_kept_for_good_and_never_mixed(client: TestClient) -> None:
    script = client.get("/widget.js")
    assert script.headers["cache-control"] == "no-cache"
    (path,) = re.findall(r'import\("\.(/modules/[^"]+)"\)', script.text)
    module = client.get(path)
    assert module.headers["content-type"].startswith("text/javascript")
    assert module.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert module.headers["access-control-allow-origin"] == "*"
    assert module.headers["cross-origin-resource-policy"] == "cross-origin"
    old = path.replace(page_modules.modules_version(), "0" * 16)
    assert client.get(old).status_code == 404
    for gone in ("widget/nothing.js", "widget/../settings.py", "widget/index.html", "settings.py"):
        assert client.get(f"/modules/{page_modules.modules_version()}/{gone}").status_code == 404
    assert client.get("/chat.js").status_code == 404, "a module without its version could be mixed"


def test_every_import_leads_to_a_module() -> None:
    texts = page_modules.module_texts()
    for path, text in texts.items():
        room = path.rpartition("/")[0].split("/")
        for found in re.findall(r'(?:from|import) ?\(?"(\.[^"]+)"', text.decode()):
            if page_modules.PLACEHOLDER in found:
                continue
            parts = list(room)
            for step in found.split("/"):
                if step == "..":
                    parts.pop()
                elif step != ".":
                    parts.append(step)
            assert "/".join(parts) in texts, f"{path} imports {found}"


def test_a_bubble_costs_little_before_it_is_opened() -> None:
    """A host page loads the script alone for a closed bubble: it imports nothing at once."""
    script = page_modules.module_texts()["widget/widget.js"]
    assert len(script) <= BUBBLE_BYTES
    assert not re.search(r"^\s*import[ {]", script.decode(), re.MULTILINE)


def test_the_admin_page_fetches_its_first_modules_side_by_side(client: TestClient) -> None:
    """Each module that the first sections import is linked once, so that none waits for another to be read."""
    page = client.get("/admin").text
    assert "PRELOADED" not in page
    assert "VERSION" not in page
    linked = re.findall(r'<link rel="modulepreload" href="/modules/[0-9a-f]{16}/([^"]+)">', page)
    assert len(linked) == len(set(linked)) > 10
    assert {"admin/early.js", "admin/main.js", "admin/documents.js", "widget/parts/icons.js"} <= set(linked)
    for name in ("review", "document", "dashboard"):
        assert f"admin/{name}.js" not in linked, "what is not needed for the table is loaded when it is opened"
    for path in linked:
        imported = page_modules.modules_with_imports(path)
        assert set(imported) <= set(linked), path
    style = re.findall(r'<link rel="stylesheet" href="([^"]+)">', page)
    assert [client.get(path).headers["cache-control"] for path in style] == [page_modules.CACHED]


def test_the_states_of_validity_have_one_name() -> None:
    """The pages' choices are those of the library, in its words; each known state has a colour."""
    text = page_modules.module_texts()["widget/parts/validity.js"].decode()
    names, tones = text.split("export const VALIDITY_TONES")
    assert dict(re.findall(r'\["(\w+)", "([^"]+)"\]', names)) == STATUS_LABELS
    assert set(re.findall(r'(\w+): "(?:good|warn|info|bad)"', tones)) == set(STATUS_LABELS) - {"unknown"}
    others = {path for path, found in page_modules.module_texts().items() if "Hết hiệu lực một phần" in found.decode()}
    assert others == {"widget/parts/validity.js"}
