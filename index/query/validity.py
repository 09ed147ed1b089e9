"""Validity as a question asks about it: what is in force now, since when, what a document changes.

All functions take the folded question.
"""

from __future__ import annotations

import re

_NOW = re.compile(r"\b(?:hien nay|hien tai|bay gio|hien hanh|hien gio|luc nay)\b")
#: The version in force of a document that is called by its subject ("kế hoạch mới nhất về ...").
CURRENT = re.compile(r"\b(?:hien hanh|dang (?:ap dung|co hieu luc|thi hanh)|moi nhat)\b")
_DOCUMENT_ASKED = re.compile(r"\b(?:van ban|nao|la|gi|so)\b")
_SINCE_WHEN = re.compile(
    r"\b(?:hieu luc|ap dung|thi hanh)\b.{0,30}\b(?:tu|khi nao|bao gio|ngay nao)\b"
    r"|\b(?:khi nao|bao gio|ngay nao)\b.{0,30}\bhieu luc\b"
)
_CHANGES_WHAT = re.compile(
    r"\b(?:sua|bai bo|thay the|thay|huy bo|dinh chinh"
    r"|(?:lam (?:het|mat|cham dut)|cham dut) hieu luc(?: cua)?)"
    r"(?: doi)?(?:,? bo sung)?(?: cho)?\s+(?:nhung |cac |cho )*"
    r"(?:dieu|khoan|van ban|quyet dinh|nghi quyet|ke hoach|noi dung|gi|thong tu|nghi dinh|chi thi|luat|phap lenh"
    r"|quy dinh|quy che|huong dan|cong van|thong bao|dieu le|cai nao)\b(?: (?:nao|gi|so may))?"
)
_STATE = re.compile(r"\b(?:hieu luc|hien hanh|gia tri|ap dung|con|bi|da|duoc|chua|khong)\b")
#: Words that ask for a thing, which no state answers.
_THING = re.compile(r"\b(?:nao|gi|so may|ai|bao gio|ngay may|dau|bao nhieu|may)\b")
#: "Bị văn bản nào thay thế", but not "văn bản nào bị thay thế".
_DONE_TO = re.compile(r"(?<!nao )\bbi\b")
_WHETHER = re.compile(r"\b(?:khong|chua)\W*$|\bhay (?:khong|chua)\b")
_PASSIVE = re.compile(
    r"\b(?:bi|duoc|da)\s+(?:\w+\s+){0,2}(?:sua|bai bo|thay)\b|\bcon (?:hieu luc|ap dung|dung|gia tri)\b"
)
_VALIDITY_WORDS = re.compile(
    r"\b(?:(?:ke )?tu (?:khi nao|ngay nao|luc nao|bao gio|khi|ngay)|vao|den|thi hanh|ap dung|con|co|het|da|chua|dang"
    r"|hieu luc|gia tri|khi nao|ngay nao|luc nao|bao gio|khong|hay|nua|bi thay|thay the|boi|bai bo|va|do ai ky|ai ky"
    r"|do ai|nguoi ky|nay)\b|[?.!,;]"
)


def asks_now(folded: str) -> bool:
    """True if only what is in force now can answer."""
    return _NOW.search(folded) is not None


def asks_current(folded: str) -> bool:
    """True if the version in force is asked for, of whatever document it is."""
    return CURRENT.search(folded) is not None


def current_topic(folded: str) -> str:
    """What the version in force is asked for of: the question without the words that ask for it.

    >>> current_topic("quy che hien hanh la van ban nao?").split()
    ['quy', 'che', '?']
    """
    return _DOCUMENT_ASKED.sub(" ", CURRENT.sub(" ", folded))


def asks_since_when(folded: str) -> bool:
    """True if the day is asked for from which something is in force."""
    return _SINCE_WHEN.search(folded) is not None


def asks_state(folded: str) -> bool:
    """True if it asks whether something is in force, or what was done to it, and for no other thing.

    >>> asks_state("quy che 901 con hieu luc khong?"), asks_state("luat nao het hieu luc khi luat nay co hieu luc?")
    (True, False)
    """
    if _THING.search(folded) and not _WHETHER.search(folded) and not _DONE_TO.search(folded):
        return False
    return _STATE.search(folded) is not None


def asks_changes_made(folded: str) -> bool:
    """True if the question asks what a document changes, and not what changed it."""
    return _CHANGES_WHAT.search(folded) is not None and _PASSIVE.search(folded) is None


def without_validity_words(folded: str) -> str:
    """The folded question without the words that ask for validity or a signer: what is left names the document.

    >>> without_validity_words("nghi quyet du lich co hieu luc tu khi nao")
    'nghi quyet du lich'
    >>> without_validity_words("thong tu xep luong do ai ky?")
    'thong tu xep luong'
    """
    return " ".join(_VALIDITY_WORDS.sub(" ", folded).split())
