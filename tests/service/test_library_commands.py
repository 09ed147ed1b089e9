"""The commands that keep the library: what they do, print, and exit with."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from index.ingestion.jobs import JobQueue
from index.library.library import Library, ListRequest
from service.cli import app
from tests.support.negative_samples import n7_identity_numbers
from tests.support.small_library import PLAN, write_documents

RUNNER = CliRunner()
NOWHERE = "d_khongco"


def run(*arguments: str, home: Path) -> Result:
    return RUNNER.invoke(app, [*arguments, "--home", str(home)])


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("library-commands")
    write_documents(folder / "docs")
    n7_identity_numbers(folder / "docs")
    assert run("ingest", str(folder / "docs"), "--no-ocr", home=folder / "home").exit_code == 0
    return folder


@pytest.fixture(scope="module")
def home(made: Path) -> Path:
    return made / "home"


def ids(home: Path) -> dict[str, str]:
    with Library.open(home) as library:
        page = library.documents(ListRequest(state=None, access=None))
        active = library.documents(ListRequest(access=None))
        return {document.file_name: document.id for document in (*page.documents, *active.documents)}


@pytest.mark.parametrize(
    "command",
    [
        ("jobs",), ("jobs", "show", "1"), ("withdraw", NOWHERE), ("restore", NOWHERE), ("purge", NOWHERE, "--yes"),
        ("backup", "x.tar"), ("verify",), ("reembed", "x"), ("review",), ("review", "approve", NOWHERE, "--who", "A"),
    ],
)  # fmt: skip
def test_without_a_library_each_says_so(command: tuple[str, ...], tmp_path: Path) -> None:
    result = run(*command, home=tmp_path / "trống")
    assert result.exit_code == 2
    assert "Chưa có kho tại" in result.output
    assert not (tmp_path / "trống").exists()


@pytest.mark.parametrize("command", [("withdraw",), ("restore",), ("purge", "--yes")])
def test_unknown_documents(command: tuple[str, ...], home: Path) -> None:
    result = run(*command, NOWHERE, home=home)
    assert (result.exit_code, f"Không có văn bản {NOWHERE}." in result.output) == (2, True)


def test_withdraw_and_restore(home: Path) -> None:
    document = ids(home)["ke-hoach-cay.txt"]
    assert "Đã rút" in run("withdraw", document, "--reason", "thử", home=home).output
    with Library.open(home) as library:
        withdrawn = library.document(document)
        assert withdrawn is not None
        assert withdrawn.state == "withdrawn"
    assert run("restore", document, home=home).exit_code == 0
    with Library.open(home) as library:
        assert document in {listed.id for listed in library.documents().documents}


def test_jobs_are_listed_shown_cancelled_and_retried(home: Path, made: Path) -> None:
    assert "Chưa có việc nào." in run("jobs", home=home).output
    with Library.open(home) as library:
        number = str(JobQueue(library).submit_ingest([made / "docs"]))
    assert "nạp tệp  đang chờ" in run("jobs", home=home).output
    assert run("jobs", "cancel", number, home=home).exit_code == 0
    assert run("jobs", "cancel", number, home=home).exit_code == 2
    assert json.loads(run("jobs", "--json", home=home).output)[0]["state"] == "cancelled"
    assert run("jobs", "retry", number, home=home).exit_code == 0
    assert "chưa kết thúc" in run("jobs", "retry", number, home=home).output
    shown = json.loads(run("jobs", "show", number, "--json", home=home).output)
    assert (shown["state"], shown["files"]) == ("queued", [])
    assert "Không có việc số 99." in run("jobs", "show", "99", home=home).output
    run("jobs", "cancel", number, home=home)


@pytest.mark.sqlite  # PostgreSQL has a backup of its own, as the command says
def test_backup_recover_and_verify(home: Path, tmp_path: Path) -> None:
    archive = tmp_path / "kho.tar"
    done = run("backup", str(archive), "--json", home=home)
    assert json.loads(done.output)["documents"] == len(ids(home))
    assert "Kho nguyên vẹn." in run("recover", str(archive), home=tmp_path / "mới").output
    assert run("recover", str(archive), home=tmp_path / "mới").exit_code == 2
    assert json.loads(run("verify", "--indexes", "--json", home=tmp_path / "mới").output) == {"problems": []}
    original = next(path for path in (tmp_path / "mới" / "files").rglob("*") if path.is_file())
    original.chmod(0o600)
    original.write_bytes(b"x")
    damaged = run("verify", home=tmp_path / "mới")
    assert (damaged.exit_code, "bị hỏng" in damaged.output) == (1, True)
    archive.write_bytes(archive.read_bytes()[:5000])
    assert "Không có tệp sao lưu" in run("recover", str(tmp_path / "không có.tar"), home=tmp_path / "khác").output
    broken = run("recover", str(archive), home=tmp_path / "khác")
    assert (broken.exit_code, "Bản sao lưu" in broken.output) == (2, True)
    assert run("backup", str(tmp_path / "không có" / "x.tar"), home=home).exit_code == 2


@pytest.mark.sqlite
def test_a_backup_takes_no_name_of_another_file(home: Path, tmp_path: Path) -> None:
    """The older file may be the only backup that is whole; a link that leads nowhere is a name too."""
    other = tmp_path / "kho.tar"
    other.write_text("cũ", encoding="utf-8")
    leads_nowhere = tmp_path / "liên kết.tar"
    leads_nowhere.symlink_to(tmp_path / "chưa có")
    for target in (other, leads_nowhere, tmp_path):
        refused = run("backup", str(target), home=home)
        assert (refused.exit_code, "không ghi đè" in refused.output) == (2, True)
    assert other.read_text(encoding="utf-8") == "cũ"
    assert not (tmp_path / "chưa có").exists()
    assert run("backup", str(tmp_path / "kho-2.tar"), home=home).exit_code == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["kho-2.tar", "kho.tar", "liên kết.tar"]


def test_a_document_is_restored_and_a_library_recovered(home: Path, tmp_path: Path) -> None:
    """Two acts, two words: a backup is no document, and the sentence says which command takes it."""
    archive = tmp_path / "kho.tar"
    archive.write_bytes(b"x")
    refused = run("restore", str(archive), home=home)
    assert (refused.exit_code, "hoivanban recover" in refused.output) == (2, True)
    document = ids(home)["bao-cao.pdf"]
    assert run("withdraw", document, home=home).exit_code == 0
    assert "trả lời trở lại" in run("restore", document, home=home).output


def test_purge_asks_and_says_what_is_gone(home: Path) -> None:
    document = ids(home)["bao-cao.pdf"]
    refused = RUNNER.invoke(app, ["purge", document, "--home", str(home)], input="n\n")
    assert refused.exit_code == 1
    gone = json.loads(run("purge", document, "--yes", "--json", home=home).output)
    assert (gone["document_id"], len(gone["files"]), gone["rows"]["documents"]) == (document, 1, 1)
    assert document not in ids(home).values()
    assert run("verify", "--indexes", home=home).exit_code == 0


def test_a_purge_says_what_stays_in_the_folder_and_a_clerk_may_allow_it_again(tmp_path: Path) -> None:
    home, docs = tmp_path / "home", tmp_path / "docs"
    write_documents(docs)
    assert run("ingest", str(docs), "--no-ocr", home=home).exit_code == 0
    assert "Chưa xóa hẳn tệp nào" in run("purged", home=home).output
    document = ids(home)["bao-cao.pdf"]
    refused = RUNNER.invoke(app, ["purge", document, "--home", str(home)], input="n\n")
    assert f"không xóa: {docs / 'bao-cao.pdf'}" in refused.output
    assert run("purge", document, "--yes", home=home).exit_code == 0
    assert f"còn ở {docs / 'bao-cao.pdf'}" not in run("purged", home=home).output
    assert "đã được xóa hẳn ngày" in run("ingest", str(docs), "--no-ocr", home=home).output
    (known,) = json.loads(run("purged", "--json", home=home).output)
    assert known["paths"] == [str(docs / "bao-cao.pdf")]
    assert run("purged", "allow", "không có", home=home).exit_code == 2
    assert run("purged", "allow", known["name"], home=home).exit_code == 0
    assert "bao-cao.pdf" not in ids(home)
    assert run("ingest", str(docs), "--no-ocr", home=home).exit_code == 0
    assert "bao-cao.pdf" in ids(home)
    assert "purged.allow" in run("audit", "list", home=home).output


def test_reembed_wants_a_model(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    result = run("reembed", str(tmp_path / "mô hình"), home=home)
    assert (result.exit_code, "Không có mô hình nhúng" in result.output) == (2, True)


def test_reembed_goes_over(made: Path, tmp_path: Path) -> None:
    import shutil

    from index.embedding.encoders import BUNDLED

    shutil.copytree(BUNDLED, tmp_path / "khác")
    assert run("ingest", str(made / "docs" / "ke-hoach-cay.txt"), home=tmp_path / "kho").exit_code == 0
    done = run("reembed", str(tmp_path / "khác"), home=tmp_path / "kho")
    assert (done.exit_code, "Đã chuyển mô hình;" in done.output) == (0, True)
    assert run("verify", "--indexes", home=tmp_path / "kho").exit_code == 0
    old = run("ask", "Trồng bao nhiêu cây?", home=tmp_path / "kho")
    assert (old.exit_code, "HOIVANBAN_MODEL" in old.output) == (2, True)


def test_an_emptied_folder(made: Path, tmp_path: Path) -> None:
    folder, home = tmp_path / "vào", tmp_path / "kho"
    folder.mkdir()
    for i in range(6):
        (folder / f"{i}.txt").write_text(f"THÔNG BÁO\nSố {i}: lịch trực ban tuần {i} của cơ quan.", encoding="utf-8")
    assert run("ingest", str(folder), home=home).exit_code == 0
    for path in folder.iterdir():
        path.unlink()
    assert "--empty-ok" in run("ingest", str(folder), home=home).output
    assert run("ingest", str(folder), "--empty-ok", home=home).output.count("thôi trả lời: ") == 6


def test_review(home: Path, made: Path) -> None:
    waiting = json.loads(run("review", "--json", home=home).output)
    (held,) = waiting["held_back"]
    assert held["file_name"] == "N7.docx"
    assert "Văn bản chờ duyệt: 1" in run("review", home=home).output
    document = held["document_id"]
    assert "Thiếu tùy chọn --who" in run("review", "approve", document, home=home).output
    assert run("review", "approve", document, "--who", "Lê Văn B", home=home).exit_code == 0
    assert run("review", "reject", document, "--who", "Lê Văn B", home=home).exit_code == 2
    assert json.loads(run("review", "--json", home=home).output)["held_back"] == []
    with Library.open(home) as library:
        assert document in {listed.id for listed in library.documents().documents}
    regulation = ids(home)["quy-dinh-ben-thuyen.txt"]
    said = run("review", "status", regulation, "expired", "--since", "2025-01-01", "--who", "Lê Văn B", home=home)
    assert "Hết hiệu lực" in said.output
    with Library.open(home) as library:
        (word,) = library.reviews.document_reviews(regulation)
        assert (word.decision, word.who, str(word.since), bool(word.at)) == ("expired", "Lê Văn B", "2025-01-01", True)
    assert run("review", "status", regulation, "lạ", "--who", "A", home=home).exit_code == 2
    assert run("review", "status", regulation, "expired", "--since", "1/1", "--who", "A", home=home).exit_code == 2
    assert run("review", "edge", "9999", "accept", "--who", "A", home=home).exit_code == 2
    assert "Đã xác nhận số hiệu" in run("review", "metadata", regulation, "--who", "A", home=home).output
    assert run("review", "metadata", "d_0", "--who", "A", home=home).exit_code == 2


def test_review_relates_and_merges_documents(tmp_path: Path) -> None:
    write_documents(tmp_path / "docs")
    (tmp_path / "docs" / "chép lại.txt").write_text(PLAN.replace("Số: 9701/KH-UBND\n", ""), encoding="utf-8")
    home = tmp_path / "kho"
    assert run("ingest", str(tmp_path / "docs"), home=home).exit_code == 0
    known = ids(home)
    plan, copy, regulation = (known[f"{name}.txt"] for name in ("ke hoach thư viện", "chép lại", "quy-dinh-ben-thuyen"))
    (pair,) = json.loads(run("review", "duplicates", "--json", home=home).output)
    assert {pair["first"], pair["second"]} == {plan, copy}
    assert "Văn bản có thể trùng: 1 cặp" in run("review", "duplicates", home=home).output
    who = ("--who", "Lê Văn B")
    assert "chính nó" in run("review", "merge", plan, "--into", plan, *who, home=home).output
    assert run("review", "merge", copy, "--into", "d_0", *who, home=home).exit_code == 2
    assert run("review", "merge", copy, "--into", plan, *who, home=home).exit_code == 0
    with Library.open(home) as library:
        assert library.duplicates.keeper(copy) == plan
    assert run("review", "unmerge", copy, *who, home=home).exit_code == 0
    assert "chưa gộp" in run("review", "unmerge", copy, *who, home=home).output

    said = run("review", "relation", plan, "based_on", "Quyết định số 9702/2023/QĐ-UBND", *who, home=home)
    assert said.exit_code == 0, said.output
    with Library.open(home) as library:
        (edge,) = [one for one in library.relations.outgoing(plan) if one.is_clerks]
        assert (edge.target_id, edge.review) == (regulation, "accept")
    assert "đã có" in run("review", "relation", plan, "based_on", regulation, *who, home=home).output
    assert "không dùng được" in run("review", "relation", plan, "loves", regulation, *who, home=home).output
    late = run("review", "relation", plan, "amends", regulation, "--from", "1/1", *who, home=home)
    assert "cần dạng 2025-07-01" in late.output
    assert run("review", "relation", "d_0", "amends", regulation, *who, home=home).exit_code == 2


def test_review_offers_candidates_and_takes_a_value(tmp_path: Path) -> None:
    (tmp_path / "chưa chắc.txt").write_text(
        "BỘ Y TẾ\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\nSố: 9777/QĐ-BTC\n"
        "Hà Nội, ngày 08 tháng 7 năm 2022\n\nKẾ HOẠCH\nKhám sức khỏe cho người cao tuổi\n\n"
        "Căn cứ Quyết định số 9777/QĐ-BTC ngày 05 tháng 7 năm 2022 của Bộ Tài chính;\n"
        "1. Mỗi trạm y tế khám cho người cao tuổi hai lần trong năm.\n",
        encoding="utf-8",
    )
    home = tmp_path / "kho"
    assert run("ingest", str(tmp_path / "chưa chắc.txt"), home=home).exit_code == 0
    said = run("review", home=home).output
    assert "chưa chắc số hiệu: có giá trị để chọn" in said
    assert "số hiệu 9777/QĐ-BTC?" in said
    assert "trùng số một văn bản căn cứ" in said
    (entry,) = json.loads(run("review", "--json", home=home).output)["uncertain"]
    document = entry["document_id"]
    assert [one["value"] for one in entry["candidates"] if one["field"] == "number"] == ["9777/QĐ-BTC"]
    who = ("--who", "Lê Văn B")
    assert run("review", "value", document, "number", "mười hai", *who, home=home).exit_code == 2
    assert run("review", "value", document, "colour", "xanh", *who, home=home).exit_code == 2
    assert run("review", "value", "d_0", "number", "9778/KH-BYT", *who, home=home).exit_code == 2
    given = run("review", "value", document, "number", "9778/KH-BYT", *who, home=home)
    assert f"Đã đặt số hiệu của {document}: 9778/KH-BYT." in given.output
    assert run("ingest", str(tmp_path / "chưa chắc.txt"), "--again", home=home).exit_code == 0
    with Library.open(home) as library:
        (known,) = library.documents().documents
        assert (known.metadata.number, known.metadata.sources["number"]) == ("9778/KH-BYT", "clerk")
    assert json.loads(run("review", "--json", home=home).output)["uncertain"] == []


def test_review_of_a_relation(tmp_path: Path) -> None:
    head = "ỦY BAN NHÂN DÂN\nTỈNH GIA LAI\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n"
    (tmp_path / "mới.txt").write_text(
        head + "Số: 9712/2024/QĐ-UBND\nGia Lai, ngày 20 tháng 6 năm 2024\n\nQUYẾT ĐỊNH\nQuy định về chợ đêm\n\n"
        "Điều 1. Phạm vi\nQuyết định này quy định về chợ đêm.\nĐiều 2. Hiệu lực thi hành\n"
        "Quyết định này có hiệu lực từ ngày 01 tháng 7 năm 2024 và thay thế Quyết định số 9711/2020/QĐ-UBND "
        "ngày 02 tháng 3 năm 2020 của Ủy ban nhân dân tỉnh Gia Lai.\n",
        encoding="utf-8",
    )
    home = tmp_path / "kho"
    assert run("ingest", str(tmp_path / "mới.txt"), home=home).exit_code == 0
    (found,) = json.loads(run("review", "--json", home=home).output)["relations"]
    assert (found["type"], found["effective"]) == ("replaces", "2024-07-01")
    number = str(found["id"])
    assert run("review", "edge", number, "có", "--who", "A", home=home).exit_code == 2
    assert "thay thế" in run("review", "edge", number, "reject", "--who", "A", home=home).output
    assert json.loads(run("review", "--json", home=home).output)["relations"] == []


def test_watch_takes_in_and_stops(made: Path, tmp_path: Path) -> None:
    assert run("watch", str(tmp_path / "không có"), home=tmp_path / "kho").exit_code == 2
    folder = tmp_path / "đến"
    folder.mkdir()
    source = (made / "docs" / "ke-hoach-cay.txt").read_bytes()
    (folder / "một.txt").write_bytes(source)
    command = [sys.executable, "-m", "service.cli", "watch", str(folder), "--home", str(tmp_path / "kho")]
    environment = {**os.environ, "HOIVANBAN_WORKERS": "1", "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        assert "Đang theo dõi 1 thư mục" in process.stdout.readline()
        assert process.stdout.readline().startswith("đã nạp: một.txt (")
        time.sleep(0.5)  # until the system's notices are set up
        (folder / "hai.txt").write_bytes(source)
        assert process.stdout.readline().startswith("trùng: hai.txt")
        process.send_signal(signal.SIGINT)
        assert "Đã dừng theo dõi." in process.stdout.read()
    assert process.returncode == 0
