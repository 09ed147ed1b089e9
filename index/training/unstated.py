"""Questions for what a document does not state: ``python -m index.training.unstated HOME OUT``.

The hardest unanswerable questions name the right document and ask for a thing that it might well say: what it costs,
where people meet. They are made by rule for each document of a library, and only of things of which no
passage of it says a word. No text of a document is taken but the name by which people call it.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.derived.answer_cues import BITS, answer_cues
from index.evaluation.library_texts import DocumentText, document_texts
from ingest.text.normalize import fold

#: Words of a subject that people use: the first ones.
NAMED_WORDS = 14
#: Share of capitals above which a subject is written in capitals.
CAPITALS = 0.4
#: Questions made for one document.
MOST_EACH = 4


@dataclass(frozen=True, slots=True)
class Unstated:
    """A thing asked for: the question about a document ``{name}``, what must stand nowhere in it.

    ``words`` are folded phrases, ``kinds`` kinds of thing (``index.derived.answer_cues``).
    """

    question: str
    words: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()


THINGS = (
    Unstated("Tổng kinh phí thực hiện {name} là bao nhiêu tiền?", kinds=("sum",)),
    Unstated("Theo {name}, phụ cấp lưu trú một ngày là bao nhiêu tiền?", ("phu cap luu tru", "luu tru")),
    Unstated("Theo {name}, tập thể được khen thì kèm bao nhiêu tiền thưởng?", ("tien thuong", "muc thuong")),
    Unstated("Không thực hiện {name} thì bị phạt bao nhiêu tiền?", ("phat tien", "xu phat", "muc phat")),
    Unstated("{name} hỗ trợ mỗi hộ bao nhiêu tiền?", ("ho tro",), ("sum",)),
    Unstated("Lệ phí phải nộp theo {name} là bao nhiêu?", ("le phi", "phi ")),
    Unstated("Cuộc họp nêu trong {name} bắt đầu lúc mấy giờ?", kinds=("hour",)),
    Unstated("Hội nghị tổng kết của {name} tổ chức ở đâu?", ("hoi nghi",)),
    Unstated("Ai là tổ trưởng tổ giúp việc theo {name}?", ("to truong", "to giup viec")),
    Unstated("Số điện thoại liên hệ về {name} là số mấy?", ("dien thoai", "lien he", "email")),
    Unstated("{name} đặt mục tiêu xếp hạng thứ mấy cả nước?", ("xep hang", "thu hang", "xep thu")),
    Unstated("Cần tuyển thêm bao nhiêu người theo {name}?", ("tuyen dung", "bien che")),
    Unstated("Hồ sơ theo {name} phải lưu giữ trong bao nhiêu năm?", ("luu tru", "luu giu")),
    Unstated("Đơn vị nào cung cấp xe đưa đón theo {name}?", ("xe dua don", "dua don")),
    Unstated("Lớp tập huấn về {name} mở bao nhiêu buổi?", ("tap huan", "boi duong")),
)


def unstated_questions(documents: Iterable[DocumentText]) -> Iterator[dict[str, Any]]:
    """The questions of each document, at most ``MOST_EACH``; half of them typed without accents, by the file's name."""
    for document in documents:
        name = called_by(document)
        if not name:
            continue
        text = fold("\n".join(document.texts))
        stated = {kind for kind, bit in BITS.items() if any(answer_cues(one) & bit for one in document.texts)}
        fitting = [
            thing
            for thing in THINGS
            if stated.isdisjoint(thing.kinds) and not (thing.words and any(words in text for words in thing.words))
        ]
        # Which of them: by the file's name, so that a document more changes no others.
        fitting.sort(key=lambda thing: _digest(document.file_name + thing.question))
        for thing in fitting[:MOST_EACH]:
            asked = thing.question.format(name=name)
            asked = asked[0].upper() + asked[1:]
            key = _digest(asked)
            yield {
                "id": f"unstated-{key[:12]}",
                "question": fold(asked) if int(key[0], 16) % 2 else asked,
                "answerable": False,
                "document": document.file_name,
            }


def called_by(document: DocumentText) -> str:
    """The document as people call it: type, what it is about, who issued it; "" where that is not known.

    >>> called_by(DocumentText("a.pdf", "Kế hoạch", "về việc kiểm tra bệnh viện", "Sở Y tế", ()))
    'kế hoạch kiểm tra bệnh viện của Sở Y tế'
    """
    if not document.subject or not document.type_name:
        return ""
    subject = re.sub(r"(?i)^(?:v/v|về việc|về)\s+", "", document.subject)
    words = (subject.lower() if sum(map(str.isupper, subject)) > CAPITALS * len(subject) else subject).split()
    about = " ".join(words[:NAMED_WORDS])
    issuer = f" của {document.issuer}" if document.issuer else ""
    return f"{document.type_name.lower()} {about[0].lower()}{about[1:]}{issuer}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument(
        "--questions", type=Path, help="questions whose fold and place in a set the documents take over"
    )
    options = parser.parse_args()
    folds = _folds(options.questions)
    lines = [
        {**line, **({"fold": folds[line["document"]]} if line["document"] in folds else {})}
        for line in unstated_questions(document_texts(options.home))
    ]
    options.out.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")


def _folds(questions: Path | None) -> dict[str, str]:
    """The fold of each document, from the questions asked of it."""
    if questions is None:
        return {}
    lines = (json.loads(line) for line in questions.read_text(encoding="utf-8").splitlines() if line.strip())
    return {line["document"]: line["fold"] for line in lines if line.get("document") and line.get("fold")}


if __name__ == "__main__":
    main()
