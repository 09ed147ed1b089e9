"""Answer-type features of a passage: whether it looks like the kind of answer that a question asks for.

Coverage counts the question's words in a passage. It cannot say that an article "Phạm vi điều chỉnh" only
names what its law is about, that what a word means stands under "Giải thích từ ngữ", or that the question asks for the
conditions and the article's title announces the dossier. All is matched without accents, so that a question typed
without them is judged alike. Cross-validated on the train questions (AUROC with the right articles taken out): .734
without these signals, .755 with them.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from index.derived import terms
from index.derived.columns import Columns
from index.ranking.occurrences import SYLLABLES_READ
from index.records import Floats

SIGNALS = ("scope", "meanings", "defines", "in_title", "not_asked", "in_text", "cues")
#: Words that name one kind of rule, in questions and in titles.
QUESTION_KINDS = (
    ("phat",),
    ("thoi han", "bao lau", "thoi gian", "thoi diem", "khi nao"),
    ("tham quyen", "co quan nao", "do ai", "nguoi nao"),
    ("dieu kien", "tieu chuan", "tieu chi"),
    ("ho so", "giay to"),
    ("trinh tu", "thu tuc", "quy trinh"),
    ("nguyen tac",),
    ("noi dung", "bao gom", "gom nhung"),
    ("trach nhiem", "nhiem vu"),
    ("quyen",),
    ("nghia vu",),
    ("la gi", "duoc hieu", "khai niem", "giai thich"),
    ("hinh thuc", "phuong thuc", "phuong phap"),
    ("doi tuong", "truong hop"),
    ("muc", "bao nhieu"),
    ("hanh vi",),
    ("che do", "chinh sach"),
    ("co cau", "thanh phan", "to chuc"),
    ("yeu cau",),
    ("nguon", "kinh phi"),
    ("xu ly", "thu hoi", "dinh chi"),
    ("quan ly",),
    ("cap", "dang ky"),
    ("kiem tra", "thanh tra", "giam sat"),
    ("bao cao", "thong tin"),
)
#: What a text that answers the first kinds says.
ANSWER_CUES = (
    ("phat tien", "phat canh cao", "bi phat"),
    ("thoi han", "thoi gian", "ngay", "thang"),
    ("tham quyen", "quyet dinh", "chiu trach nhiem", "bo truong", "uy ban", "chu tich"),
    ("dieu kien", "dap ung"),
    ("ho so", "ban sao", "giay", "don"),
    ("trinh tu", "thu tuc", "trong thoi han", "nop", "tiep nhan"),
)
SCOPE, MEANINGS, MEANING_ASKED = ("pham vi dieu chinh",), ("giai thich tu ngu",), ("la gi", "duoc hieu", "nghia la")


def _phrase_codes(phrases: Sequence[str]) -> tuple[bytes, ...]:
    return tuple(terms.folded_codes(terms.syllable_codes(phrase.split())).tobytes() for phrase in phrases)


_KINDS, _CUES = tuple(map(_phrase_codes, QUESTION_KINDS)), tuple(map(_phrase_codes, ANSWER_CUES))
_SCOPE, _MEANINGS, _MEANING_ASKED = map(_phrase_codes, (SCOPE, MEANINGS, MEANING_ASKED))


def answer_signals(keys: Sequence[str], columns: Columns, rows: Sequence[int]) -> Floats:
    """The signals of passages, a row each, for a question with these syllable keys."""
    written = terms.folded_codes(terms.syllable_codes(keys)).tobytes()
    asked = [_holds_any(kind, written) for kind in _KINDS]
    cued = [cue for cue, is_asked in zip(_CUES, asked, strict=False) if is_asked]
    wanted = [kind for kind, is_asked in zip(_KINDS, asked, strict=True) if is_asked]
    others = [kind for kind, is_asked in zip(_KINDS, asked, strict=True) if not is_asked]
    meaning = _holds_any(_MEANING_ASKED, written)
    signals = np.empty((len(rows), len(SIGNALS)), np.float32)
    for position, row in enumerate(rows):
        title, text = _folded_texts(columns, row)
        meanings = _holds_any(_MEANINGS, title)
        signals[position] = (
            _holds_any(_SCOPE, title), meanings, meanings and meaning, _share_held(wanted, title),
            sum(_holds_any(kind, title) for kind in others), _share_held(wanted, text), _share_held(cued, text),
        )  # fmt: skip
    return signals


def _folded_texts(columns: Columns, row: int) -> tuple[bytes, bytes]:
    """The folded codes of a passage's title, and of its title and text together."""
    arrays = columns.arrays
    title_start, body_start = (int(ends[row - 1]) if row else 0 for ends in (arrays.title_end, arrays.body_end))
    body_end = min(int(arrays.body_end[row]), body_start + SYLLABLES_READ)
    title = terms.folded_codes(arrays.title[title_start : int(arrays.title_end[row])]).tobytes()
    return title, title + terms.folded_codes(arrays.body[body_start:body_end]).tobytes()


def _holds_any(phrases: Sequence[bytes], codes: bytes) -> bool:
    return any(phrase in codes for phrase in phrases)


def _share_held(kinds: Sequence[Sequence[bytes]], codes: bytes) -> float:
    return sum(_holds_any(kind, codes) for kind in kinds) / len(kinds) if kinds else 1.0
