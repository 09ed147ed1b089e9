"""A browser without scripts at the form of the tests' identity provider."""

from __future__ import annotations

import re
from html import unescape

import httpx

from tests.support.identity_provider import PASSWORD


def sign_in(browser: httpx.Client, account: str, password: str = PASSWORD, path: str = "/login/oidc") -> httpx.Response:
    """Through the provider's form, if it shows one; the page that the browser stands at then."""
    page = browser.get(path)
    if 'name="password"' not in page.text:
        return page
    return browser.post(page.url, data={**hidden_fields(page.text), "username": account, "password": password})


def hidden_fields(page: str) -> dict[str, str]:
    return {name: unescape(value) for name, value in re.findall(r'name="(\w+)" value="([^"]*)"', page)}
