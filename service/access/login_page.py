"""The pages at /login, written whole by the server: they work without scripts, and hold none."""

from __future__ import annotations

from html import escape
from urllib.parse import quote, urlsplit

_PAGE = """<!doctype html>
<html lang="vi">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>{title} – Hỏi Văn Bản</title>
    <link rel="icon" href="/icon.svg" type="image/svg+xml">
    <link rel="stylesheet" href="/login.css">{more}
  </head>
  <body>
    <main>
      <h1>{title}</h1>
{content}
    </main>
  </body>
</html>
"""


def local_path(target: str) -> str:
    """The path to go to after the login: always one of this server, whatever was asked for.

    >>> [local_path(given) for given in ("/admin?tab=keys", "//evil.example", "https://evil.example/", "/\\\\evil")]
    ['/admin?tab=keys', '/', '/', '/']
    """
    parts = urlsplit(target)
    plain = target.startswith("/") and not target.startswith("//") and target.isprintable() and "\\" not in target
    return target if plain and not parts.scheme and not parts.netloc else "/"


def login_form(following: str, problem: str = "", *, oidc: bool = False) -> str:
    """The login form; ``problem`` tells why the last try failed."""
    error = f'      <p class="error" role="alert" id="problem">{escape(problem)}</p>\n' if problem else ""
    described = ' aria-invalid="true" aria-describedby="problem hint"' if problem else ' aria-describedby="hint"'
    oidc_link = ""
    if oidc:
        oidc_link = (
            f'      <p><a class="button" href="/login/oidc?next={quote(following, safe="")}">'
            "Đăng nhập bằng tài khoản cơ quan</a></p>\n"
        )
    content = (
        f'{error}{oidc_link}      <form method="post" action="/login">\n'
        f'        <input type="hidden" name="next" value="{escape(following)}">\n'
        '        <label for="key">Khóa truy cập</label>\n'
        '        <input id="key" name="key" type="password" required autocomplete="current-password" '
        f'spellcheck="false"{described}>\n'
        '        <p class="hint" id="hint">Khóa do quản trị viên cấp, bắt đầu bằng hvb_.</p>\n'
        '        <button type="submit">Đăng nhập</button>\n      </form>'
    )
    return _PAGE.format(title="Đăng nhập", more="", content=content)


def logged_in_page(name: str, csrf: str, following: str) -> str:
    """The page of somebody who is logged in already, with the button to log out."""
    content = (
        f"      <p>Đang đăng nhập với tên <strong>{escape(name)}</strong>.</p>\n"
        f'      <p><a href="{escape(following)}">Tiếp tục</a></p>\n'
        '      <form method="post" action="/logout">\n'
        f'        <input type="hidden" name="csrf" value="{escape(csrf)}">\n'
        '        <button type="submit">Đăng xuất</button>\n'
        '        <button type="submit" name="everywhere" value="1">Đăng xuất khỏi mọi nơi</button>\n      </form>'
    )
    return _PAGE.format(title="Đã đăng nhập", more="", content=content)


def redirect_page(following: str) -> str:
    """A page of this server that sends the browser on to ``following``.

    After a redirect that another server began the session's cookie (SameSite=Strict) would not be sent along.
    """
    target = escape(following)
    more = f'\n    <meta http-equiv="refresh" content="0; url={target}">'
    return _PAGE.format(
        title="Đã đăng nhập", more=more, content=f'      <p><a href="{target}">Tiếp tục vào hệ thống</a></p>'
    )


def refusal_page(problem: str) -> str:
    """The page that tells why a login by the identity provider failed."""
    content = (
        f'      <p class="error" role="alert">{escape(problem)}</p>\n      <p><a href="/login">Đăng nhập lại</a></p>'
    )
    return _PAGE.format(title="Chưa đăng nhập được", more="", content=content)
