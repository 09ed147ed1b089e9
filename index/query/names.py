"""Names that a question gives: places, bodies and things, years and months, the subject of a document."""

from __future__ import annotations

import re
from functools import cache

from index.query.dates import YEAR, all_years, months
from ingest.grammar.document_types import COMMON_TYPES, folded_name_pattern
from ingest.grammar.territory import units
from ingest.text.normalize import fold

#: The longest Vietnamese syllable ("nghiêng"); a longer capitalised word is a foreign name and stands alone.
_LONGEST_SYLLABLE = 7
#: Words that open the name of any body or document: that they are met proves nothing (folded).
_BODY_WORDS = re.compile(
    r"^(?:so|bo|ban|uy ban|hoi dong|phong|cuc|vu|ke hoach|quyet dinh|chi thi|dieu|khoan|nghi dinh|thong tu|luat|quy che"
    r"|chu tich|tinh uy|nha nuoc|chinh phu|nghi quyet|bao cao|truong|hoi|van phong|lien doan|hiep hoi|sac lenh)\b"
)
_NOT_IN_NAMES = frozenset(
    re.findall(
        r"\w+",
        "tinh huyen xa phuong thanh cua va o tai nam la duoc co theo trong nhiem thi do cho den bi ve toi ra khi se "
        "phai lam thuoc voi",
    )
)
#: What stands with a capital before a name at the beginning of a question.
_OPENERS = re.compile(
    r"^(?:(?:tinh|huyen|xa|phuong|thanh pho|ho|theo|tai|o|nam|cac|cho|co|khi|neu|sau|truoc|trong|tu|den|do|moi)\b\s*)+"
)
#: Decrees and circulars are called by their numbers.
_TITLED = re.compile(
    rf"\b(?:{folded_name_pattern(*COMMON_TYPES, 'CTr', 'ĐA', 'QC', without=('NĐ', 'TT'))}|kh)\s+"
    rf"((?:[a-z]+\s+){{3,9}}?)(?=nam\s+{YEAR}\b)"
)


def names_in_question(text: str, folded: str) -> tuple[str, ...]:
    """Names, years and months, folded; names can be told only where accents and capitals are typed.

    >>> names_in_question("Tết 2014 tỉnh Gia Lai được cấp gì?", "tet 2014 tinh gia lai duoc cap gi?")
    ('2014', 'gia lai')
    >>> names_in_question("Bệnh viện Lao Kiên Giang có mấy khoa?", "benh vien lao kien giang co may khoa?")
    ('kien giang',)
    """
    found = [*all_years(folded), *(f"thang {month}" for month in months(folded))]
    if not text.isascii() and not text.isupper():
        found += [name for run in _capitalised_runs(text) for name in _without_province(fold(run))]
    bare = (_OPENERS.sub("", name) for name in found)
    return tuple(dict.fromkeys(name for name in bare if name and not _BODY_WORDS.match(name)))


def titled_subject(folded: str) -> str | None:
    """The subject of a document that the question calls by type, subject and year.

    >>> titled_subject("ke hoach tuyen dung vien chuc nam 2026 co bao nhieu chi tieu?")
    'tuyen dung vien chuc '
    """
    found = _TITLED.search(folded)
    return found[1] if found else None


def _capitalised_runs(text: str) -> list[str]:
    """Runs of capitalised syllables; one that stands alone inside a sentence takes the next ("Bóng bàn")."""
    found: list[str] = []
    for clause in re.split(r"[.?!:;,()“”\"]", text):
        tokens = clause.split()
        start = 0
        while start < len(tokens):
            run = _run_length(tokens, start)
            if run > 1 or (run == 1 and len(tokens[start]) > _LONGEST_SYLLABLE):
                found.append(" ".join(tokens[start : start + run]))
            elif run == 1 and start > 0 and start + 1 < len(tokens) and _may_continue_name(tokens[start + 1]):
                found.append(" ".join(tokens[start : start + 2]))
            start += max(run, 1)
    return found


def _without_province(name: str) -> tuple[str, ...]:
    """A folded name, and the province that it ends with by itself: of "lao kien giang" one syllable is no name."""
    province = next((one for one in _provinces() if name.endswith(f" {one}")), None)
    if province is None:
        return (name,)
    body = name.removesuffix(province).strip()
    return (body, province) if " " in body else (province,)


@cache
def _provinces() -> tuple[str, ...]:
    """The folded names of all provinces, the longest first."""
    names = {fold(unit.name) for unit in units().values() if unit.level == "tinh"}
    return tuple(sorted(names, key=len, reverse=True))


def _run_length(tokens: list[str], start: int) -> int:
    """The number of tokens in a row that are capitalised."""
    run = 0
    while start + run < len(tokens) and _is_capitalised(tokens[start + run]):
        run += 1
    return run


def _may_continue_name(token: str) -> bool:
    """True if a lower-case word may belong to the name before it ("Bóng bàn", but not "Vovinam tỉnh")."""
    return token.isalpha() and fold(token) not in _NOT_IN_NAMES


def _is_capitalised(token: str) -> bool:
    """True for a syllable that begins with its only capital: "TTg" and "SNgV" are short forms."""
    return token.isalpha() and token[0].isupper() and token[1:].islower()
