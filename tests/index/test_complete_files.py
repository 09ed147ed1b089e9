"""A file counts as whole only with its own end in place and nobody writing it."""

from __future__ import annotations

import io
import signal
import zipfile
from pathlib import Path

import pypdf
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from PIL import Image

from index.ingestion.complete_files import is_complete


def _pdf() -> bytes:
    writer = pypdf.PdfWriter()
    for _ in range(3):
        writer.add_blank_page(200, 200)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in ("word/document.xml", "[Content_Types].xml"):
            archive.writestr(name, "<a/>" * 50)
    return out.getvalue()


def _image(kind: str) -> bytes:
    out = io.BytesIO()
    Image.effect_noise((40, 40), 90).save(out, kind)
    return out.getvalue()


FILES = {"pdf": _pdf(), "docx": _zip(), "png": _image("PNG"), "jpg": _image("JPEG")}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("trọn") / "tệp"
    path.write_bytes(FILES["pdf"])
    if not is_complete(path):
        pytest.skip("this file system does not say who writes")
    return path


@pytest.mark.parametrize("kind", FILES)
def test_a_finished_file_is_whole(place: Path, kind: str) -> None:
    place.write_bytes(FILES[kind])
    assert is_complete(place)
    with place.open("ab"):
        assert not is_complete(place), "somebody may still write"
    assert is_complete(place)


@pytest.mark.parametrize("missing", range(1, 26))
def test_zeros_for_the_end_of_a_directory_of_parts(place: Path, missing: int) -> None:
    whole = FILES["docx"]
    place.write_bytes(whole[:-missing] + b"\0" * missing)
    assert is_complete(place) is (place.read_bytes() == whole)


@given(kind=st.sampled_from(sorted(FILES)), part=st.floats(0, 0.999), fill=st.booleans())
def test_no_part_of_a_file_is_whole(place: Path, kind: str, part: float, fill: bool) -> None:
    whole = FILES[kind]
    cut = whole[: int((len(whole.rstrip()) - 1) * part)]
    # Copying programs may reserve the room first.
    content = cut + b"\0" * (len(whole) - len(cut)) if fill else cut
    assume(content != whole)  # a ZIP file ends with zeros of its own
    place.write_bytes(content)
    assert not is_complete(place)


def test_the_first_end_of_a_file_made_for_the_web_is_not_its_end(place: Path) -> None:
    first = b"%PDF-1.4\n1 0 obj\n<< /Linearized 1 >>\nendobj\nstartxref\n0\n%%EOF\n"
    place.write_bytes(first)
    assert not is_complete(place)


def test_formats_without_an_end_and_absent_files_are_never_sure(place: Path) -> None:
    place.write_text("Điều 1.")
    assert not is_complete(place)
    assert not is_complete(place.with_name("không có"))
    assert not is_complete(place.parent)


def test_a_writer_who_comes_meanwhile_does_no_harm() -> None:
    # The signal of a broken lease ends a process by default; the one chosen here is ignored by default.
    assert signal.getsignal(signal.SIGURG) == signal.SIG_DFL
