"""The pages at /login, written whole by the server: they work without scripts, and hold none."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from urllib.parse import quote, urlsplit

_PAGE = """<!doctype html>
<html lang="vi"{theme}>
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>{title} – Hỏi Văn Bản</title>
    <link rel="icon" href="/icon.svg" type="image/svg+xml">
    <link rel="stylesheet" href="/login.css">{more}
  </head>
  <body>
    <header>{emblem}<p><span class="product">Hỏi Văn Bản</span>{unit}</p></header>
    <main>
      <h1>{title}</h1>
{content}
    </main>
  </body>
</html>
"""
_THEMES = ("light", "dark")


@dataclass(frozen=True, slots=True)
class UnitLook:
    """The unit whose pages these are, and the ways in: by the identity provider, and without an account.

    ``theme`` is what the reader chose on another page: "light" or "dark"; anything else is as his system has it.
    """

    unit: str = ""
    emblem: bool = False
    oidc: bool = False
    anonymous: bool = False
    theme: str = ""


def local_path(target: str) -> str:
    """The path to go to after the login: always one of this server, whatever was asked for.

    >>> [local_path(given) for given in ("/admin?tab=keys", "//evil.example", "https://evil.example/", "/\\\\evil")]
    ['/admin?tab=keys', '/', '/', '/']
    """
    try:
        parts = urlsplit(target)
    except ValueError:
        return "/"
    plain = target.startswith("/") and not target.startswith("//") and target.isprintable() and "\\" not in target
    return target if plain and not parts.scheme and not parts.netloc else "/"


def whole_page(look: UnitLook, title: str, content: str, more: str = "") -> str:
    """A page in the look of the others."""
    unit = f'<span class="unit">{escape(look.unit)}</span>' if look.unit else ""
    emblem = '<img class="emblem" src="/emblem" alt="">' if look.emblem else ""
    theme = f' data-theme="{look.theme}"' if look.theme in _THEMES else ""
    return _PAGE.format(theme=theme, title=title, more=more, emblem=emblem, unit=unit, content=content)


def login_form(look: UnitLook, following: str, problem: str = "", *, by_key: bool = False) -> str:
    """The ways to sign in; ``problem`` tells why the last try failed, ``by_key`` that it was one with a key."""
    error = f'      <p class="error" role="alert" id="problem">{escape(problem)}</p>\n' if problem else ""
    form = _key_form(following, wrong=bool(problem) and by_key)
    if look.oidc:
        state = " open" if by_key else ""
        form = (
            f'      <p><a class="button" href="{_provider(following)}">Đăng nhập bằng tài khoản cơ quan</a></p>\n'
            f"      <details{state}>\n        <summary>Đăng nhập bằng khóa (quản trị viên, phần mềm)</summary>\n"
            f"{form}\n      </details>"
        )
    return whole_page(look, "Đăng nhập", f"{error}{form}{_without_account(look)}")


def _provider(following: str, more: str = "") -> str:
    return f"/login/oidc?next={quote(following, safe='')}{more}"


def _key_form(following: str, *, wrong: bool) -> str:
    described = ' aria-invalid="true" aria-describedby="problem hint"' if wrong else ' aria-describedby="hint"'
    return (
        '      <form method="post" action="/login">\n'
        f'        <input type="hidden" name="next" value="{escape(following)}">\n'
        '        <label for="key">Khóa truy cập</label>\n'
        '        <input id="key" name="key" type="password" required autocomplete="current-password" '
        f'spellcheck="false"{described}>\n'
        '        <p class="hint" id="hint">Khóa do quản trị viên cấp, bắt đầu bằng hvb_.</p>\n'
        '        <button type="submit">Đăng nhập</button>\n      </form>'
    )


def _without_account(look: UnitLook) -> str:
    if not look.anonymous:
        return ""
    return (
        '\n      <p class="hint">Không đăng nhập vẫn hỏi được, nhưng chỉ thấy văn bản công khai. '
        '<a href="/">Hỏi không cần đăng nhập</a></p>'
    )


def redirect_page(look: UnitLook, following: str) -> str:
    """A page of this server that sends the browser on to ``following``.

    After a redirect that another server began the session's cookie (SameSite=Strict) would not be sent along.
    """
    target = escape(following)
    more = f'\n    <meta http-equiv="refresh" content="0; url={target}">'
    return whole_page(look, "Đã đăng nhập", f'      <p><a href="{target}">Tiếp tục vào hệ thống</a></p>', more)


def ended_page(look: UnitLook, following: str, *, idle: bool, at_provider: bool) -> str:
    """The page of somebody whose session has ended: by his wish, or because he was away."""
    said = "Phiên đã kết thúc vì không có thao tác nào." if idle else "Bạn đã đăng xuất khỏi Hỏi Văn Bản."
    parts = [f'      <p role="status">{said}</p>']
    if at_provider:
        parts += [
            "      <p>Tài khoản cơ quan có thể vẫn mở trong trình duyệt này. "
            "Nếu dùng chung máy, hãy đăng xuất cả ở đó.</p>",
            '      <p><a class="button" href="/logout/oidc">Đăng xuất cả tài khoản cơ quan</a></p>',
            f'      <p><a href="{_provider(following, "&amp;khac=1")}">Đăng nhập bằng tài khoản khác</a></p>',
        ]
    parts.append(f'      <p><a href="/login?next={quote(following, safe="")}">Đăng nhập lại</a></p>')
    return whole_page(look, "Đã đăng xuất", "\n".join(parts))
