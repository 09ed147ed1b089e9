"""A floor under retrieval and abstention on a small slice, by the code that makes the tables."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from index.embedding import encoders
from index.training.collection import indexed_collection
from index.training.training_pairs import Article, TrainingQuestion
from tests.benchmarks import tables
from tests.benchmarks.dev_collections import Collection

SUBJECTS = (
    ("cấp giấy phép xây dựng nhà ở riêng lẻ", "hồ sơ gồm bản vẽ thiết kế và giấy tờ chứng minh quyền sử dụng đất"),
    ("trợ cấp mai táng cho người cao tuổi", "thân nhân được nhận một lần khi người cao tuổi qua đời"),
    ("đăng ký kết hôn có yếu tố nước ngoài", "hai bên nam nữ nộp giấy xác nhận tình trạng hôn nhân"),
    ("xử phạt hành vi xả nước thải vượt quy chuẩn", "phạt tiền và buộc khắc phục ô nhiễm môi trường"),
    ("tuyển dụng viên chức ngành giáo dục", "xét tuyển hoặc thi tuyển theo vị trí việc làm"),
    ("hỗ trợ lãi suất vốn vay cho hợp tác xã", "ngân hàng chính sách giải ngân theo tiến độ dự án"),
    ("phòng cháy chữa cháy rừng mùa khô", "chủ rừng lập phương án và trực gác hai mươi bốn giờ"),
    ("lưu trữ hồ sơ của cơ quan nhà nước", "thời hạn bảo quản tính từ ngày kết thúc công việc"),
)
ASPECTS = (("Điều kiện", "Ai được"), ("Trình tự, thủ tục", "Làm thế nào để"), ("Kinh phí", "Ai trả tiền cho việc"))


@pytest.fixture(scope="module")
def collection() -> Iterator[Collection]:
    articles, questions = [], []
    for i, (subject, fact) in enumerate(SUBJECTS):
        for j, (aspect, asks) in enumerate(ASPECTS):
            name = f"{i}.{j}"
            text = f"1. {aspect} về {subject} thực hiện như sau: {fact}.\n2. Trong {5 + i + j} ngày làm việc."
            articles.append(Article(name, "Quy định mẫu", f"{aspect} {subject}", text))
            questions.append(TrainingQuestion(name, f"{asks} {subject}? {aspect} ra sao?", (name,)))
    encoder = encoders.load()
    with indexed_collection(articles, encoder) as snapshot:
        yield Collection(snapshot, encoder, snapshot.ids.__getitem__, questions)


def test_floors(collection: Collection) -> None:
    found = tables.measure(collection)
    for row, floor in (("as typed", 0.97), ("no accents", 0.95), ("capitals", 0.95), ("one slip", 0.93)):
        assert found[row]["ndcg10"] >= floor, row
    assert found["as typed"]["ndcg10"] >= found["BM25"]["ndcg10"] - 0.01
    assert {f"no {part}" for part in tables.ABLATIONS} <= set(found)
    assert found["abstention"]["auroc"] >= 0.6


def test_the_interval_holds_the_difference() -> None:
    mean, low, high = tables.interval([1.0, 0.5, 1.0, 1.0], [0.5, 0.5, 0.5, 1.0])
    assert low <= mean == 25.0 <= high


def test_first_questions_do_not_depend_on_their_order(collection: Collection) -> None:
    asked = collection.questions
    turned = Collection(collection.snapshot, collection.encoder, collection.name, asked[::-1])
    assert tables.first(collection, 5).questions == tables.first(turned, 5).questions
