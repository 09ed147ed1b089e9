"""``hoivanban doctor``: the findings as lines or JSON; the exit code says whether something must be mended."""

from __future__ import annotations

import dataclasses

import typer

from service.commands.shared_options import NO_RESULT, HomeOption, JsonOption, print_json, settings_of

MARKS = {"ok": "  được ", "warn": "  LƯU Ý", "bad": "  HỎNG "}


def doctor(home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Kiểm tra bản cài đặt: gói, phông chữ, OCR, đĩa, quyền, khóa, giờ, nhật ký, sao lưu, mô hình; nói cách sửa."""
    from service.doctor.checks import run_checks, worst_severity

    findings = []
    for finding in run_checks(settings_of(home)):
        findings.append(finding)
        if not as_json:
            typer.echo(f"{MARKS[finding.verdict]}  {finding.name}: {finding.said} {finding.remedy}".rstrip())
    verdict = worst_severity(findings)
    if as_json:
        print_json({"verdict": verdict, "findings": [dataclasses.asdict(one) for one in findings]})
    if verdict == "bad":
        raise typer.Exit(NO_RESULT)
