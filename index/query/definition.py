"""Terms whose meaning a question asks for ("IUU là gì?", "cụm từ ... được hiểu thế nào?")."""

from __future__ import annotations

import re

_TERM = re.compile(
    r"^\s*(?P<term>.+?)\s+(?:co )?(?:nghia )?"
    r"(?:la gi|la viet tat cua|viet tat cua tu nao|duoc hieu|hieu la|hieu the nao|nghia la gi)"
)
#: More words are a question about something, no term.
LONGEST_TERM = 8
#: What follows the term and says where, not what ("IUU trong kế hoạch Bình Định").
_WHERE = re.compile(r"\s+(?:trong|theo|tai|o)\s+.*$")


def term_asked(folded: str) -> str | None:
    """The term, folded, whose meaning a folded question asks for.

    >>> term_asked("theo luat thuy san, iuu la gi?"), term_asked("ai chu tri?")
    ('iuu', None)
    """
    match = _TERM.match(folded)
    if match is None:
        return None
    term = re.sub(r"^(?:theo|trong|tai)\s[^,:]{3,80}[,:]\s*", "", match.group("term"))
    term = _WHERE.sub("", term)
    term = re.sub(r"^(?:tu|cum tu|khai niem|thuat ngu)\s+", "", term).strip(" \"“”'")
    return term if 0 < len(term.split()) <= LONGEST_TERM else None
