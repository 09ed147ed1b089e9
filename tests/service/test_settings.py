"""Settings: defaults, the environment, and errors that an operator understands."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.settings import SettingsError, load_settings, misspelt_variables

ORIGIN_REASON = "cần các địa chỉ dạng https://ten-may hoặc https://ten-may:cong, không có đường dẫn"


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    for name in list(os.environ):
        if name.startswith("HOIVANBAN_"):
            monkeypatch.delenv(name)


def test_defaults_serve_on_loopback() -> None:
    settings = load_settings()
    assert (settings.home, settings.host, settings.port) == (Path("var"), "127.0.0.1", 8000)
    assert settings.model is None
    assert settings.workers >= 1


def test_environment_is_read_and_an_override_wins(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOIVANBAN_HOME", str(tmp_path))
    monkeypatch.setenv("HOIVANBAN_PORT", "9001")
    settings = load_settings(port=9002, host=None)
    assert (settings.home, settings.host, settings.port) == (tmp_path, "127.0.0.1", 9002)


def test_empty_variable_counts_as_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOIVANBAN_MODEL", "")
    assert load_settings().model is None


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        pytest.param("PORT", "tám nghìn", "cần một số nguyên", id="not-a-number"),
        pytest.param("PORT", "70000", "không được quá 65535", id="too-large"),
        pytest.param("MAX_FILE_MB", "0", "phải từ 1 trở lên", id="too-small"),
        pytest.param("ORIGINS", "*", ORIGIN_REASON, id="any-origin"),
        pytest.param("OCR", "có lẽ", "cần true hoặc false", id="not-a-boolean"),
    ],
)
def test_bad_value_is_explained_in_vietnamese(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, reason: str
) -> None:
    monkeypatch.setenv(f"HOIVANBAN_{name}", value)
    with pytest.raises(SettingsError) as raised:
        load_settings()
    assert str(raised.value) == f"Cài đặt HOIVANBAN_{name} có giá trị {value!r} không hợp lệ: {reason}."


def test_origins_are_listed_with_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOIVANBAN_ORIGINS", "https://noi-bo.gialai.gov.vn, http://10.0.0.5:8080")
    assert load_settings().origins == ("https://noi-bo.gialai.gov.vn", "http://10.0.0.5:8080")
    assert load_settings(origins=("https://a.example",)).origins == ("https://a.example",)


def _config(folder: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> Path:
    path = folder / "hoivanban.toml"
    path.write_text(text, encoding="utf-8")
    monkeypatch.setenv("HOIVANBAN_CONFIG", str(path))
    return path


def test_the_file_is_read_and_the_environment_goes_before_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    _config(tmp_path, monkeypatch, f'port = 9001\nkeep_days = 7\nwatch = ["{tmp_path}"]\norigins = "https://a.vn"\n')
    monkeypatch.setenv("HOIVANBAN_KEEP_DAYS", "9")
    settings = load_settings()
    assert (settings.port, settings.keep_days) == (9001, 9)
    assert (settings.watch, settings.origins) == ((tmp_path,), ("https://a.vn",))


def test_a_wrong_file_is_explained(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = _config(tmp_path, monkeypatch, "port = 9001\nprot = 1\n")
    with pytest.raises(SettingsError, match="Không có cài đặt tên 'prot'"):
        load_settings()
    path.write_text("port = = 1", encoding="utf-8")
    with pytest.raises(SettingsError, match="không đúng dạng TOML"):
        load_settings()
    path.write_text("port = 70000", encoding="utf-8")
    with pytest.raises(SettingsError, match="HOIVANBAN_PORT có giá trị 70000 không hợp lệ: không được quá 65535"):
        load_settings()
    path.unlink()
    with pytest.raises(SettingsError, match="Không có tệp cài đặt"):
        load_settings()


def test_a_misspelt_variable_is_noticed() -> None:
    assert misspelt_variables({"HOIVANBAN_PROT": "1", "HOIVANBAN_PORT": "1", "HOIVANBAN_CONFIG": "a"}) == (
        "HOIVANBAN_PROT",
    )
