"""``hoivanban doctor``: the checks of the installation as lines or JSON; exit code 1 if something must be mended."""

from __future__ import annotations

import dataclasses

import typer

from service.commands.shared_options import NO_RESULT, HomeOption, JsonOption, print_json, settings_of

MARKS = {"ok": "  được ", "warn": "  LƯU Ý", "bad": "  HỎNG "}


def doctor(home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Kiểm tra bản cài đặt: gói, phông chữ, OCR, đĩa, quyền, khóa, giờ, nhật ký, sao lưu, mô hình; nói cách sửa."""
    from service.doctor.checks import run_checks, worst_severity

    results = []
    for result in run_checks(settings_of(home)):
        results.append(result)
        if not as_json:
            typer.echo(f"{MARKS[result.verdict]}  {result.name}: {result.said} {result.remedy}".rstrip())
    severity = worst_severity(results)
    if as_json:
        print_json({"verdict": severity, "findings": [dataclasses.asdict(result) for result in results]})
    if severity == "bad":
        raise typer.Exit(NO_RESULT)
