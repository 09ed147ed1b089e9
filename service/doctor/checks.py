"""``hoivanban doctor``: whether this installation has what it needs, and how to mend what is missing.

Each check is one function from the settings to one or more findings; nothing is changed, and a library that is not
there yet is not made.
"""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
from collections.abc import Callable, Iterator, Mapping
from importlib.metadata import PackageNotFoundError, requires, version

from packaging.requirements import Requirement

from service.doctor import neighbour_checks, network_checks, safety_checks
from service.doctor.check_result import CheckResult, Severity
from service.settings import Settings, misspelt_variables

#: Free space below which there is a warning: a document of 20 pages takes about 2 MB with its index.
LITTLE_SPACE = 2 * 1024**3
#: Free space below which nothing can be ingested safely (SQLite's log and a compaction need room).
NO_SPACE = 200 * 1024**2
#: Packages that only models of other people need; a small installation leaves them out (deploy/packaging/locks.py).
FOREIGN_MODELS = ("sentence-transformers", "model2vec")
#: A child program that runs longer than this counts as broken.
PROGRAM_SECONDS = 20


def run_checks(settings: Settings, environment: Mapping[str, str] = os.environ) -> Iterator[CheckResult]:
    """The results of all checks, cheap ones first."""
    yield from _check_settings(environment)
    yield from _check_packages()
    for check in CHECKS:
        yield from check(settings)


def _check_settings(environment: Mapping[str, str]) -> Iterator[CheckResult]:
    for name in misspelt_variables(environment):
        yield CheckResult(
            "cài đặt", "warn", f"Biến {name} không phải là cài đặt nào.", "Sửa tên theo bảng trong docs/settings.md."
        )


def _check_packages() -> Iterator[CheckResult]:
    """The installed Python packages against the requirements of this version."""
    try:
        requirements = [Requirement(line) for line in requires("hoivanban") or ()]
    except PackageNotFoundError:
        yield CheckResult(
            "gói Python", "bad", "Gói hoivanban chưa được cài.", "Chạy: pip install -c constraints.txt -e ."
        )
        return
    needed = [one for one in requirements if one.marker is None or one.marker.evaluate({"extra": ""})]
    left_out = [name for name in FOREIGN_MODELS if not _installed_version(name)]
    wrong = [
        f"{one.name} {installed or 'chưa cài'}"
        for one in needed
        if one.name not in left_out
        and not one.specifier.contains(installed := _installed_version(one.name), prereleases=True)
    ]
    if wrong:
        yield CheckResult("gói Python", "bad", f"Chưa đúng: {', '.join(wrong)}.", "Chạy: make install")
    elif left_out:
        state = f"Bản cài gọn: đủ {len(needed) - len(left_out)} gói; chỉ dùng mô hình kèm theo."
        yield CheckResult("gói Python", "ok", state)
    else:
        yield CheckResult("gói Python", "ok", f"Đủ {len(needed)} gói.")


def _installed_version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _check_ocr(settings: Settings) -> Iterator[CheckResult]:
    name = "nhận dạng chữ"
    if not settings.ocr:
        yield CheckResult(name, "warn", "Đang tắt nên bản quét không được đọc.", "Bỏ HOIVANBAN_OCR=false nếu cần.")
        return
    if not _installed_version("trueocr"):
        remedy = "Cài lại Hỏi Văn Bản: pip install -c constraints.txt -e ."
        yield CheckResult(name, "bad", "Thiếu gói trueocr nên bản quét không đọc được.", remedy)
        return
    languages = _program_output("tesseract", "--list-langs")
    if languages is None:
        found = "Đọc được bản quét; chưa có Tesseract để đọc lại các chỗ còn nghi ngờ."
        yield CheckResult(name, "warn", found, "Cài gói tesseract-ocr và tesseract-ocr-vie.")
    elif "vie" not in languages.split():
        yield CheckResult(name, "warn", "Tesseract thiếu tiếng Việt.", "Cài gói tesseract-ocr-vie.")
    else:
        yield CheckResult(name, "ok", "Đọc được bản quét; Tesseract có tiếng Việt để đọc lại các chỗ còn nghi ngờ.")


def _check_libreoffice(_: Settings) -> Iterator[CheckResult]:
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        state = "Chưa có LibreOffice Writer; DOC và ODT được đọc trực tiếp, hình trong tệp DOC thì không."
        yield CheckResult("LibreOffice", "warn", state, "Cài gói libreoffice-writer.")
    else:
        yield CheckResult("LibreOffice", "ok", "DOC và ODT được đọc qua LibreOffice.")


def _check_fonts(_: Settings) -> Iterator[CheckResult]:
    """The machine's Vietnamese fonts, which draw page pictures of files that embed none."""
    listed = _program_output("fc-list", ":lang=vi", "family")
    if not listed:
        remedy = "Cài gói fonts-liberation và fonts-dejavu-core."
        yield CheckResult("phông chữ", "warn", "Không thấy phông chữ tiếng Việt để vẽ ảnh trang.", remedy)
    else:
        yield CheckResult("phông chữ", "ok", f"{len(set(listed.splitlines()))} bộ phông có tiếng Việt.")


def _check_home(settings: Settings) -> Iterator[CheckResult]:
    name, home = "thư mục kho", settings.home
    existing = next(folder for folder in (home, *home.absolute().parents) if folder.exists())
    if not existing.is_dir() or not os.access(existing, os.W_OK | os.X_OK):
        remedy = f"Cấp quyền ghi cho tài khoản chạy dịch vụ, hoặc đặt HOIVANBAN_HOME khác {home}."
        yield CheckResult(name, "bad", f"Không ghi được vào {existing}.", remedy)
        return
    free = shutil.disk_usage(existing).free
    shown = f"Còn trống {free / 1024**3:.1f} GB.".replace(".", ",", 1)
    if free < NO_SPACE:
        yield CheckResult(name, "bad", shown, "Dọn đĩa hoặc chuyển kho sang đĩa khác trước khi nạp thêm.")
    elif free < LITTLE_SPACE:
        yield CheckResult(name, "warn", shown, "Nên dọn đĩa: mỗi nghìn văn bản cần khoảng 2 GB.")
    else:
        yield CheckResult(name, "ok", shown)
    if home.is_dir() and home.stat().st_mode & stat.S_IWOTH:
        yield CheckResult(name, "bad", "Mọi tài khoản trên máy đều ghi được vào kho.", f"Chạy: chmod o-w {home}")


def _check_watched_folders(settings: Settings) -> Iterator[CheckResult]:
    for folder in settings.watch:
        if not folder.is_dir():
            yield CheckResult("thư mục theo dõi", "bad", f"Không có thư mục {folder}.", "Sửa HOIVANBAN_WATCH.")
        elif not os.access(folder, os.R_OK | os.X_OK):
            yield CheckResult("thư mục theo dõi", "bad", f"Không đọc được {folder}.", "Cấp quyền đọc thư mục này.")
        else:
            yield CheckResult("thư mục theo dõi", "ok", f"Đọc được {folder}.")


def _check_models(settings: Settings) -> Iterator[CheckResult]:
    from index.embedding.encoders import load
    from index.ranking import lightgbm_native
    from index.ranking.ranker import Ranker

    try:
        encoder = load(settings.model)
        width = len(encoder.embed_question("kế hoạch"))
    except (OSError, ValueError, ImportError) as error:
        remedy = "Sửa HOIVANBAN_MODEL, hoặc bỏ trống để dùng mô hình kèm theo."
        yield CheckResult("mô hình nhúng", "bad", f"Không mở được mô hình ({type(error).__name__}).", remedy)
    else:
        yield CheckResult("mô hình nhúng", "ok", f"{encoder.name}, {width} chiều.")
    yield _check_deep_vectors(settings)
    if Ranker.load().is_trained and not lightgbm_native.is_loadable():
        state = "Đã mở; chưa có thư viện OpenMP nên “search --explain” không nêu được điểm của từng đặc trưng."
        yield CheckResult("bộ xếp hạng", "warn", state, "Cài gói libgomp1 nếu cần.")
    elif Ranker.load().is_trained:
        yield CheckResult("bộ xếp hạng", "ok", "Đã mở.")
    else:
        yield CheckResult(
            "bộ xếp hạng", "warn", "Thiếu tệp nên kết quả xếp theo công thức đơn giản.", "Cài lại hoivanban."
        )


def _check_deep_vectors(settings: Settings) -> CheckResult:
    from index.embedding.encoders import BOTH
    from index.embedding.transformer import deep_encoder

    if settings.model not in (None, BOTH):
        return CheckResult("véc-tơ nghĩa", "ok", "Không dùng, theo HOIVANBAN_MODEL.")
    encoder = deep_encoder(settings.model)
    if encoder is None:
        reason = "Thiếu tệp mô hình nên chỉ tìm bằng từ và véc-tơ tĩnh."
        return CheckResult("véc-tơ nghĩa", "warn", reason, "Cài lại hoivanban.")
    try:
        encoder.embed_question("kế hoạch")
    except Exception as error:  # noqa: BLE001  # onnxruntime raises types of its own for a damaged file
        reason = f"Không mở được mô hình ({type(error).__name__})."
        return CheckResult("véc-tơ nghĩa", "bad", reason, "Cài lại hoivanban, hoặc đặt HOIVANBAN_MODEL=static.")
    return CheckResult("véc-tơ nghĩa", "ok", f"{encoder.name}, {encoder.dimension} chiều.")


def _check_library(settings: Settings) -> Iterator[CheckResult]:
    from sqlalchemy.exc import SQLAlchemyError

    from index.store import database

    url = settings.library_url
    if url is None and not (settings.home / database.FILE_NAME).is_file():
        yield CheckResult("kho", "warn", f"Chưa có kho tại {settings.home}.", "Chạy: hoivanban ingest THƯ_MỤC")
        return
    engine = database.open_engine(url or database.sqlite_url(settings.home / database.FILE_NAME))
    try:
        schema = database.schema_version(engine)
        found = list(safety_checks.check_library_contents(settings, engine)) if schema == database.SCHEMA else []
    except SQLAlchemyError:
        remedy = "Xem lại HOIVANBAN_DATABASE_URL và máy chủ dữ liệu; với SQLite, khôi phục từ bản sao lưu."
        yield CheckResult("kho", "bad", "Không mở được cơ sở dữ liệu.", remedy)
        return
    finally:
        engine.dispose()
    if schema is not None and schema > database.SCHEMA:
        yield CheckResult("kho", "bad", f"Kho do bản mới hơn tạo (lược đồ {schema}).", "Nâng cấp hoivanban.")
    elif schema != database.SCHEMA:
        yield CheckResult(
            "kho", "warn", f"Lược đồ {schema or 'trống'}, sẽ được nâng cấp khi mở.", "Sao lưu trước khi mở."
        )
    else:
        yield CheckResult("kho", "ok", f"Lược đồ {schema}.")
    yield from found


def _check_port(settings: Settings) -> Iterator[CheckResult]:
    from service.server.server import address_problem

    if address_problem(settings):
        state = f"Cổng {settings.port} tại {settings.host} đang có chương trình dùng, hoặc không được phép dùng."
        yield CheckResult("cổng", "warn", state, "Bình thường nếu dịch vụ đang chạy; nếu không, đổi HOIVANBAN_PORT.")
    else:
        yield CheckResult("cổng", "ok", f"Cổng {settings.port} tại {settings.host} dùng được.")


def _program_output(*command: str) -> str | None:
    """The output of a program; None if it is missing or fails."""
    program = shutil.which(command[0])
    if program is None:
        return None
    try:
        done = subprocess.run(  # noqa: S603 # nosec B603 # a program found on PATH, with fixed arguments
            [program, *command[1:]], check=False, capture_output=True, text=True, timeout=PROGRAM_SECONDS
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 else None


CHECKS: tuple[Callable[[Settings], Iterator[CheckResult]], ...] = (
    _check_home, safety_checks.check_folder_rights, safety_checks.check_clock,
    network_checks.check_time_source, _check_watched_folders, _check_port,
    _check_ocr, _check_libreoffice, _check_fonts,
    _check_library, _check_models, network_checks.check_engine, neighbour_checks.check_neighbours,
)  # fmt: skip


def worst_severity(results: list[CheckResult]) -> Severity:
    """The worst severity of all results."""
    order: tuple[Severity, ...] = ("ok", "warn", "bad")
    return max((result.verdict for result in results), key=order.index, default="ok")
