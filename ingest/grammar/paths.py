"""Paths written in texts and questions (`điểm a khoản 2 Điều 5`, `đ5 k2`, `mục II.1.a`)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.grammar.document_types import folded_name_pattern
from ingest.records import Step, StepKind
from ingest.text.normalize import fold, nfc

_ROMAN = r"(?:x{0,3}(?:ix|iv|v?i{1,3}|v|x)|x{1,3})"
_LIST = r"(?:\s*(?:,|va|hoac)\s*(?:{word}\s+)?{one}(?![\w.]))*"
_POINT = r"[a-z]\d?(?!\w)"
_ARTICLE = r"\d{1,3}[a-z]?"
_CLAUSE = r"\d{1,2}[a-z]?(?!\w)"
#: Kinds with their patterns and what one of them begins with: in a text without it the pattern need not look.
_TOKENS: tuple[tuple[StepKind, tuple[str, ...], re.Pattern[str]], ...] = (
    ("stt", ("tt", "so thu tu", "dong", "nhiem vu"), re.compile(
        r"\b(?:stt|so thu tu|(?<!dau )dong(?:\s+so|\s+thu)?|nhiem vu(?:\s+so|\s+thu)|tt)"
        r"\s*(?P<no>\d{1,3}(?:\.\d{1,3})*|tu)\b"
    )),
    ("phuluc", ("phu luc", "pl"), re.compile(
        rf"\b(?:phu luc|pl)(?:\s+so)?\s+(?P<no>{_ROMAN}|\d{{1,2}}[a-z]?|[a-h])(?![\w.])"
    )),
    ("mau", ("mau", "bieu"), re.compile(
        r"\b(?:(?:mau(?: bieu)?|bieu(?: mau)?) so|bieu mau)\s+(?P<no>\d{1,3}[a-z]?)(?![\w.])"
    )),
    ("phan", ("phan",), re.compile(
        rf"\bphan\s+(?:thu\s+)?(?P<no>{_ROMAN}|\d{{1,2}}|nhat|hai|ba|tu|nam|sau|[a-h])(?![\w.])"
    )),
    ("chuong", ("chuong",), re.compile(rf"\bchuong\s+(?P<no>{_ROMAN}|\d{{1,2}})(?![\w.])")),
    ("tieumuc", ("tieu muc",), re.compile(r"\btieu muc\s+(?P<no>\d{1,2})(?![\w.])")),
    ("dieu", ("d",), re.compile(
        r"(?:\b(?:cac\s+)?dieu\s+(?:thu\s+)?|(?<![\w])d\.?\s?)"
        rf"(?P<no>\d{{1,3}}[a-z]?(?!\w){_LIST.format(word='dieu', one=_ARTICLE)})"
    )),
    ("khoan", ("k",), re.compile(
        r"(?:\b(?:cac\s+)?khoan\s+|(?<![\w])k\.?\s?)"
        rf"(?P<no>{_CLAUSE}{_LIST.format(word='khoan', one=_CLAUSE)})"
    )),
    ("gach", ("gach",), re.compile(
        r"\bgach\s+(?:dau dong\s+)?(?:thu\s+)?(?P<no>\d{1,2}|nhat|hai|ba|tu|nam|sau)(?!\w)"
    )),
    ("diem", ("diem",), re.compile(
        r"\b(?:cac\s+)?diem\s+(?P<no>" + _POINT + _LIST.format(word="diem", one=_POINT) + ")"
    )),
    ("roman", ("muc",), re.compile(rf"\bmuc\s+(?P<no>(?:{_ROMAN}|[a-h]|\d{{1,2}})(?:[.\-]\w{{1,3}})*)(?!\w)")),
)  # fmt: skip
_BARE = re.compile(rf"(?<![\w./-])(?P<no>{_ROMAN}(?:\.(?:\d{{1,2}}|[a-h]))+)(?![\w/])")
_RELATIVE = re.compile(r"\b(?P<kind>diem|khoan|dieu|muc)\s+(?:nay|tren|neu tren|noi tren)\b")
_JOINED = re.compile(r"(?:[\s,()]|\bcua\b|\btai\b|\bthuoc\b|\btrong\b)*")
#: The attached texts that are named behind a place in them (`Điều 5 Quy chế`).
_COMPONENT_NAMES = folded_name_pattern("QC", "QyĐ", "Điều lệ", "KH", "CTr", "ĐA", "Danh mục")
_COMPONENT = re.compile(
    rf"(?:[\s,]|cua\b|tai\b)*(?P<name>{_COMPONENT_NAMES})\b"
    r"(?=\s+(?:ban hanh\s+)?kem theo|\s*$|\s*[?.,;]|\s+\d)"
)
#: Letters that may stand between a path and the document that it is in, and how far back its last number is sought.
_WORD_BETWEEN, _NUMBER_REACH = 5, 24
_ENDS_WITH_NUMBER = re.compile(
    rf"(?:\d[a-z]?|(?<![^\W\d_])(?:{_ROMAN}|[a-z]\d?|nhat|hai|ba|tu|nam|sau)|[.\-]\w{{1,3}})(?!\w).{{0,{_WORD_BETWEEN}}}\Z",
    re.DOTALL,
)
_ORDINALS = {"nhat": "1", "hai": "2", "ba": "3", "tu": "4", "nam": "5", "sau": "6"}
_ORDER: tuple[StepKind, ...] = (
    "phuluc", "mau", "phan", "chuong", "muc", "tieumuc", "roman", "letter", "dieu", "n1", "khoan", "n2", "n3", "diem",
    "gach", "cong", "stt", "dong",
)  # fmt: skip
_RELATIVE_KINDS: dict[str, StepKind] = {"diem": "diem", "khoan": "khoan", "dieu": "dieu", "muc": "roman"}


@dataclass(frozen=True, slots=True)
class PathMention:
    """A path written in a text. ``steps`` run from the outermost to the innermost; ``relative`` names the word
    (`này`) that points at the enclosing unit instead of giving its number."""

    text: str
    start: int
    end: int
    steps: tuple[Step, ...]
    component: str = ""
    relative: bool = False


@dataclass(frozen=True, slots=True)
class _Token:
    start: int
    end: int
    kind: StepKind
    numbers: tuple[str, ...]
    relative: bool = False


def find_paths(text: str) -> list[PathMention]:
    """Paths in a text or a question, in any order of their levels, with or without accents.

    A list (`các điểm a, b khoản 2 Điều 5`) gives one mention for each of its members.

    >>> from ingest.grammar.citations import path_label
    >>> [path_label(m.steps) for m in find_paths("đ5 k2 nói gì")]
    ['khoản 2 Điều 5']
    >>> [path_label(m.steps) for m in find_paths("các điểm a, b và c khoản 2 Điều 5")]
    ['điểm a khoản 2 Điều 5', 'điểm b khoản 2 Điều 5', 'điểm c khoản 2 Điều 5']
    """
    original = nfc(text)
    folded = fold(original)
    if len(folded) != len(original):  # a letter without a one-to-one fold: offsets would lie
        original = folded
    mentions: list[PathMention] = []
    for group in _group_tokens(_find_tokens(folded, original), folded):
        mentions.extend(_path_mentions(group, original, folded))
    return mentions


def path_before(text: str) -> tuple[Step, ...]:
    """The path with which a text ends (`tại điểm a khoản 2 Điều 5 của`): the place in the document named next.

    >>> from ingest.grammar.citations import path_label
    >>> path_label(path_before("theo quy định tại điểm a khoản 2 Điều 5 của "))
    'điểm a khoản 2 Điều 5'
    >>> path_before("Ủy ban nhân dân tỉnh ban hành ")
    ()
    """
    if not _ENDS_WITH_NUMBER.search(fold(nfc(text[-_NUMBER_REACH:]))):
        return ()
    return next(
        (path.steps for path in find_paths(text) if len(text) - path.end <= _WORD_BETWEEN and not path.relative), ()
    )


def _find_tokens(folded: str, original: str) -> list[_Token]:
    found: list[_Token] = []
    #: Letters that a token holds: a text of one line may have tens of thousands of tokens.
    taken = bytearray(len(folded))

    def add(token: _Token) -> None:
        found.append(token)
        taken[token.start : token.end] = b"\1" * (token.end - token.start)

    relatives = _RELATIVE.finditer(folded) if "nay" in folded or "tren" in folded else ()
    for match in relatives:
        add(_Token(match.start(), match.end(), _RELATIVE_KINDS[match.group("kind")], ("",), relative=True))
    for kind, beginnings, pattern in _TOKENS:
        if not any(map(folded.__contains__, beginnings)):
            continue
        for match in pattern.finditer(folded):
            if taken.find(1, *match.span()) < 0 and _is_plausible(kind, match, original, folded):
                numbers = _numbers_of_token(kind, original[match.start("no") : match.end("no")], match.group("no"))
                add(_Token(match.start(), match.end(), kind, numbers))
    numbers_alone = _BARE.finditer(folded) if "." in folded else ()
    bare = [match for match in numbers_alone if taken.find(1, *match.span()) < 0]
    found.extend(_Token(match.start(), match.end(), "roman", (match.group("no").upper(),)) for match in bare)
    return sorted(found, key=lambda token: token.start)


def _is_plausible(kind: StepKind, match: re.Match[str], original: str, folded: str) -> bool:
    """`đ5`, `k2` and `tt 5` are paths only as such; `phan ba` of another word is not `phần ba`."""
    printed = original[match.start() : match.end()].lower()
    if kind == "dieu" and not folded.startswith(("dieu", "cac"), match.start()):
        return printed.startswith("đ") or bool(re.search(r"\bk\.?\s?\d", folded[match.end() : match.end() + 8]))
    if kind == "stt" and match.group().startswith("tt"):
        return "phu luc" in folded or "bang" in folded
    if kind == "phan":
        return printed.isascii() or printed.startswith("phần")
    return True


def _numbers_of_token(kind: StepKind, printed: str, folded: str) -> tuple[str, ...]:
    if kind in ("dieu", "khoan", "diem"):
        kept = printed.lower()
        words = re.sub(r"\b(?:điểm|khoản|điều|diem|khoan|dieu|và|va|hoặc|hoac)\b|,", " ", kept).split()
        return tuple(dict.fromkeys(words))
    if kind in ("phuluc", "phan", "chuong"):
        return (_ORDINALS.get(folded, folded.upper()),)
    if kind == "roman":
        return (re.sub(r"-", ".", printed).upper() if re.match(_ROMAN, folded) else printed,)
    return (_ORDINALS.get(folded, folded),)


def _group_tokens(tokens: list[_Token], folded: str) -> list[list[_Token]]:
    """Tokens that stand together, with only commas, brackets and `của`, `tại` between, make one path."""
    groups: list[list[_Token]] = []
    for token in tokens:
        joined = groups and _JOINED.fullmatch(folded[groups[-1][-1].end : token.start])
        again = groups and any(member.kind == token.kind or _opens_new_path(groups[-1], token) for member in groups[-1])
        if joined and not again:
            groups[-1].append(token)
        else:
            groups.append([token])
    return groups


def _opens_new_path(group: list[_Token], token: _Token) -> bool:
    """After `điểm a khoản 1 Điều 5` a new `điểm` or `khoản` opens another path."""
    ranks = [_ORDER.index(member.kind) for member in group]
    rank = _ORDER.index(token.kind)
    if len(ranks) < 2:
        return False
    rising = ranks[-1] < ranks[0]
    return rank > ranks[-1] if rising else rank < ranks[-1]


def _path_mentions(group: list[_Token], original: str, folded: str) -> list[PathMention]:
    start, end = group[0].start, max(token.end for token in group)
    component = ""
    match = _COMPONENT.match(folded, end)
    if match:
        name = original[match.start("name") : match.end("name")].lower()
        component = name[0].upper() + name[1:]
    steps: list[list[Step]] = [[]]
    for token in sorted(group, key=lambda token: _ORDER.index(token.kind)):
        variants = [_steps_of_token(token, number, group) for number in token.numbers]
        steps = [[*before, *variant] for before in steps for variant in variants]
    relative = any(token.relative for token in group)
    return [PathMention(original[start:end], start, end, tuple(path), component, relative) for path in steps if path]


def _steps_of_token(token: _Token, number: str, group: list[_Token]) -> list[Step]:
    if token.relative:
        return [Step(token.kind, "")]
    if token.kind == "roman":
        return _section_steps(number, group)
    if token.kind == "khoan" and any(member.kind == "roman" for member in group):
        return [Step("n1", number)]
    return [Step(token.kind, number)]


def _section_steps(number: str, group: list[_Token]) -> list[Step]:
    """`II.1.a` -> roman II, n1 1, điểm a; `mục 2` beside a chapter is a Mục of it, beside a part the point 2."""
    parts = number.split(".")
    if len(parts) == 1 and parts[0].isdigit():
        kinds = {token.kind for token in group}
        return [Step("muc" if kinds & {"chuong", "dieu"} else "n1", parts[0])]
    steps: list[Step] = []
    decimals = ""
    for part in parts:
        if part.isdigit():
            decimals = f"{decimals}.{part}" if decimals else part
            kind: StepKind = ("n1", "n2", "n3")[min(decimals.count("."), 2)]
            steps.append(Step(kind, decimals))
        elif not steps and re.fullmatch(_ROMAN, part.lower()):
            steps.append(Step("roman", part.upper()))
        elif not steps and part.isupper():
            steps.append(Step("letter", part))
        else:
            steps.append(Step("diem", part.lower()))
    return steps


def resolve_path(mention: PathMention, enclosing: Sequence[Step]) -> tuple[Step, ...]:
    """The absolute path of a relative mention (`điểm a khoản này`) that stands inside ``enclosing``.

    >>> from ingest.grammar.citations import path_label
    >>> here = (Step("dieu", "5"), Step("khoan", "2"))
    >>> path_label(resolve_path(find_paths("điểm a khoản này")[0], here))
    'điểm a khoản 2 Điều 5'
    """
    if not mention.steps:
        return ()
    named = {step.kind for step in mention.steps}
    outermost = mention.steps[0]
    if outermost.kind in ("dieu", "roman", "phuluc") and outermost.number:
        return mention.steps
    result: list[Step] = []
    for step in enclosing:
        if step.kind in named and not any(own.kind == step.kind and not own.number for own in mention.steps):
            break
        result.append(step)
        if any(own.kind == step.kind for own in mention.steps):
            break
    return (*result, *(step for step in mention.steps if step.number))
