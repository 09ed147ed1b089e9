"""Measuring: no result depends on an article's place in the file, and a floor under the whole query path."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest

from index.embedding import encoders
from index.evaluation.evaluate import article_library, evaluate_articles

SUBJECTS = (
    ("cấp giấy phép xây dựng nhà ở riêng lẻ", "hồ sơ gồm bản vẽ thiết kế và giấy tờ chứng minh quyền sử dụng đất"),
    ("trợ cấp mai táng cho người cao tuổi", "thân nhân được nhận một lần khi người cao tuổi qua đời"),
    ("đăng ký kết hôn có yếu tố nước ngoài", "hai bên nam nữ nộp giấy xác nhận tình trạng hôn nhân"),
    ("quản lý hoạt động thông tin đối ngoại", "sở ngoại vụ chủ trì tham mưu kế hoạch hằng năm"),
    ("xử phạt hành vi xả nước thải vượt quy chuẩn", "phạt tiền và buộc khắc phục ô nhiễm môi trường"),
    ("tuyển dụng viên chức ngành giáo dục", "xét tuyển hoặc thi tuyển theo vị trí việc làm"),
    ("hỗ trợ lãi suất vốn vay cho hợp tác xã", "ngân hàng chính sách giải ngân theo tiến độ dự án"),
    ("phòng cháy chữa cháy rừng mùa khô", "chủ rừng lập phương án và trực gác hai mươi bốn giờ"),
    ("lưu trữ hồ sơ của cơ quan nhà nước", "thời hạn bảo quản tính từ ngày kết thúc công việc"),
    ("bảo hiểm y tế cho học sinh sinh viên", "ngân sách nhà nước hỗ trợ một phần mức đóng"),
)
ASPECTS = (
    "Điều kiện",
    "Trình tự, thủ tục",
    "Trách nhiệm của Ủy ban nhân dân cấp xã",
    "Kinh phí",
    "Thời hạn giải quyết",
)


def _articles() -> list[dict[str, Any]]:
    return [
        {
            "id": f"{i}.{j}",
            "title": f"{aspect} {subject}",
            "topic": "Quy định mẫu",
            "text": f"1. {aspect} về {subject} thực hiện như sau: {fact}.\n2. Trong {5 + i + j} ngày làm việc.",
        }
        for i, (subject, fact) in enumerate(SUBJECTS)
        for j, aspect in enumerate(ASPECTS)
    ]


def _written(path: Path, lines: list[dict[str, Any]]) -> Path:
    path.write_text("\n".join(json.dumps(one, ensure_ascii=False) for one in lines), encoding="utf-8")
    return path


def _questions() -> list[dict[str, Any]]:
    return [
        {"id": f"q{i}.{j}", "question": f"{aspect} khi {subject} được quy định thế nào?", "gold": [f"{i}.{j}"]}
        for i, (subject, _) in enumerate(SUBJECTS)
        for j, aspect in enumerate(ASPECTS)
    ]


def test_no_result_depends_on_the_place_in_the_file(tmp_path: Path) -> None:
    articles, encoder = _articles(), encoders.load()
    twins = [{**articles[0], "id": "twin"}, *articles]
    asked = [one["question"] for one in _questions()[::7]] + ["quy định"]
    found = []
    for seed in range(2):
        random.Random(seed).shuffle(twins)
        with article_library(_written(tmp_path / f"{seed}.jsonl", twins), encoder) as run:
            found.append([run.ranked_ids(question, 20) for question in asked])
    assert found[0] == found[1]


@pytest.mark.parametrize(("no_accents", "floor"), [(False, 0.97), (True, 0.95)])
def test_quality_stays_above_the_floor(tmp_path: Path, no_accents: bool, floor: float) -> None:
    articles = _written(tmp_path / "articles.jsonl", _articles())
    questions = _written(tmp_path / "questions.jsonl", _questions())
    figures = evaluate_articles(articles, questions, no_accents=no_accents)
    assert figures["ndcg10"] >= floor
    assert figures["r10"] == 1.0
    assert {"p50_ms", "p95_ms", "index_s", "peak_mb", "serving_mb"} <= set(figures)
