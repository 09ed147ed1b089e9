"""A few made-up articles with questions, in the files that the training commands read."""

from __future__ import annotations

import gzip
import hashlib
import json
from pathlib import Path

SUBJECTS = ["giấy phép", "hợp đồng", "học phí", "lương hưu", "đất ở", "hộ chiếu", "tiền thuê", "bảo hiểm"]
ACTIONS = ["cấp mới", "thu hồi", "gia hạn", "hoàn trả", "kiểm tra", "đăng ký", "chuyển nhượng", "công bố"]


def write_training_data(folder: Path) -> Path:
    """Sixty-four articles, one question about each, a recent document and an encyclopedia page."""
    articles, questions = [], []
    for subject in SUBJECTS:
        for action in ACTIONS:
            key = hashlib.sha256(f"{subject}{action}".encode()).hexdigest()[:8]
            text = f"Cơ quan có thẩm quyền {action} {subject} trong 15 ngày. Người {action} nộp hồ sơ {subject}."
            articles.append(
                {
                    "id": key,
                    "topic": f"Quy định về {subject}",
                    "title": f"{action} {subject}",
                    "text": text,
                    "related": [],
                }
            )
            questions.append({"id": key, "question": f"Thời hạn {action} {subject} là bao lâu?", "gold": [key]})
    recent = {"title": "Nghị định về học phí", "lines": ["Điều 1. Mức thu học phí", "Mức thu do trường công bố. " * 4]}
    page = {"title": "Hộ chiếu", "text": "Hộ chiếu là giấy tờ để đi lại giữa các nước. Hộ chiếu có thời hạn."}
    for name, records in (("legal-articles", articles), ("recent-documents", [recent]), ("wikipedia", [page])):
        with gzip.open(folder / f"{name}.jsonl.gz", "wt", encoding="utf-8") as file:
            file.writelines(json.dumps(record, ensure_ascii=False) + "\n" for record in records)
    lines = "".join(json.dumps(question, ensure_ascii=False) + "\n" for question in questions)
    (folder / "legal-questions.jsonl").write_text(lines, encoding="utf-8")
    return folder
