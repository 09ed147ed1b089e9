"""The operator's file of neighbours: what is refused is one sentence, and the example can be used."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.app import create_app
from service.neighbours.configuration import NeighboursError, read_neighbours
from service.settings import load_settings
from tests.support.checkout import ROOT

GOOD = '[[neighbour]]\nname = "xa"\ntitle = "UBND xã"\naddress = "https://xa.example.vn"\n'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x = ", "không đúng dạng TOML"),
        ("[other]\n", "chỉ được gồm các bảng"),
        ('neighbour = ["xa"]\n', "chỉ được gồm các bảng"),
        (GOOD + 'key = "hvb_1"\n', "không ghi key vào tệp này"),
        (GOOD + 'colour = "red"\n', "không có mục 'colour'"),
        (GOOD.replace("https://xa", "ftp://xa"), "mục address không đúng dạng"),
        (GOOD.replace("xa.example.vn", "xa.example.vn:99999"), "mục address không đúng dạng"),
        (GOOD.replace("xa.example.vn", "[::1"), "mục address không đúng dạng"),
        (GOOD.replace("xa.example.vn", ":80"), "mục address không đúng dạng"),
        ("x = " + "[" * 5000, "không đúng dạng TOML"),
        (GOOD.replace('"xa"', '"Xã Một"'), "mục name không đúng dạng"),
        (GOOD.replace('title = "UBND xã"\n', ""), "thiếu mục title"),
        (GOOD + 'access = "mật"\n', "không phải nhãn truy cập"),
        (GOOD + 'ca_file = "khong-co.pem"\n', "không có tệp chứng thư"),
        (GOOD.replace("https", "http") + 'key_env = "KHOA"\n', "phải bắt đầu bằng https"),
        (GOOD + GOOD, "cùng tên"),
    ],
)
def test_a_file_that_cannot_be_used_is_one_sentence(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "neighbours.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(NeighboursError, match=said):
        read_neighbours(path)
    with pytest.raises(NeighboursError):
        create_app(load_settings(home=tmp_path / "home", neighbours=path))


def test_the_example_can_be_read_and_names_no_secret() -> None:
    example = ROOT / "deploy" / "lang-gieng.example.toml"
    assert [(one.name, one.access) for one in read_neighbours(example)] == [
        ("xa-ia-pet", "cong_khai"), ("so-noi-vu", "noi_bo"),
    ]  # fmt: skip


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(NeighboursError, match="Không đọc được"):
        read_neighbours(tmp_path / "none.toml")
