"""Browsers in words, for the list of sessions: what a person recognises, and no more of what his browser says."""

from __future__ import annotations

#: Word in the header User-Agent -> name; the first that fits, because most name others too.
_PROGRAMS = (
    ("coc_coc_browser", "Cốc Cốc"), ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"), ("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chrome", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip
_SYSTEMS = (
    ("Windows", "Windows"), ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"), ("Linux", "Linux"),
)  # fmt: skip


def browser_name(user_agent: str) -> str:
    """The browser and its system in words.

    >>> browser_name("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/142.0 Safari/537.36 Edg/142.0")
    'Edge trên Windows'
    >>> browser_name("curl/8.5")
    'Trình duyệt khác'
    """
    program = next((name for word, name in _PROGRAMS if word in user_agent), "Trình duyệt khác")
    system = next((f" trên {name}" for word, name in _SYSTEMS if word in user_agent), "")
    return program + system
