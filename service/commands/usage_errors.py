"""Usage errors in Vietnamese: one line each, with the command that shows the help."""

from __future__ import annotations

import importlib
import re
import sys
from typing import Any

import typer
from typer.core import TyperGroup

# Typer brings its own copy of Click in some releases and uses the installed one in others; this is the one in use.
_errors: Any = importlib.import_module(typer.BadParameter.__module__)

BAD_USE = 2
#: Messages for a number outside its limits, from Click and from pydantic (which newer releases of Typer use).
_OUTSIDE = re.compile(r"range|than or equal")
_QUOTED = re.compile(r"'([^']*)'|\(([^)]*)\)$")


#: What Click says of a path, and the Vietnamese reason.
_PATHS = (
    ("does not exist", "không có tệp hoặc thư mục này"),
    ("is not readable", "tài khoản này không có quyền đọc"),
    ("is not writable", "tài khoản này không có quyền ghi"),
    ("is a directory", "đây là thư mục, cần một tệp"),
    ("is a file", "đây là tệp, cần một thư mục"),
)
#: Words that Click and Typer write into every help page, and the Vietnamese ones. Longer ones come first.
_HELP_WORDS = (
    (re.compile(r"^Usage:", re.MULTILINE), "Cách dùng:"),
    (re.compile(r"^Options:$", re.MULTILINE), "Tùy chọn:"),
    (re.compile(r"^Commands:$", re.MULTILINE), "Lệnh:"),
    (re.compile(r"^Arguments:$", re.MULTILINE), "Tham số:"),
    (re.compile(r"\[OPTIONS\]"), "[TÙY_CHỌN]"),
    (re.compile(r"COMMAND \[ARGS\]\.\.\."), "LỆNH [THAM_SỐ]..."),
    (re.compile(r"Show this message and exit\."), "In hướng dẫn này."),
    (re.compile(r"\[default: "), "[mặc định: "),
    (re.compile(r"(?<=[\[ ])required\]"), "bắt buộc]"),
)
#: Kinds of values; each word is padded to the length of Click's, so that the columns stay aligned.
_KINDS = {"int": "số", "int range": "số", "integer": "số", "str": "chữ", "text": "chữ", "path": "tệp"}
_KIND = re.compile(rf"<({'|'.join(sorted(_KINDS, key=len, reverse=True))})>(?= )")


class _VietnameseContext(typer.Context):
    """The context of a command, with its help in Vietnamese."""

    def get_help(self) -> str:
        text = super().get_help()
        for pattern, vietnamese in _HELP_WORDS:
            text = pattern.sub(vietnamese, text)
        return _KIND.sub(lambda match: f"<{_KINDS[match[1]]}>".ljust(len(match[0])), text)


class VietnameseGroup(TyperGroup):
    """A group of commands whose help and usage errors, and those of all its commands, are Vietnamese."""

    context_class = _VietnameseContext

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of that name."""
        found = super().get_command(ctx, cmd_name)
        if found is not None:
            found.context_class = _VietnameseContext
            if isinstance(found, TyperGroup):
                for command in found.commands.values():
                    command.context_class = _VietnameseContext
        return found

    def main(self, *args: Any, **options: Any) -> Any:
        """Run; a usage error exits with 2 and one Vietnamese line, or is raised if ``standalone_mode`` is off."""
        if not options.pop("standalone_mode", True):
            return super().main(*args, **{**options, "standalone_mode": False})
        try:
            code = super().main(*args, **{**options, "standalone_mode": False})
        except _errors.ClickException as error:
            typer.echo(explain(error), err=True)
            sys.exit(BAD_USE)
        except typer.Abort:
            typer.echo("Đã dừng.", err=True)
            sys.exit(130)
        sys.exit(code if isinstance(code, int) else 0)


def explain(error: Any) -> str:
    """The Vietnamese message of a usage error."""
    if type(error).__name__ == "NoArgsIsHelpError":
        return str(error.format_message())
    message = _reason(error)
    context = getattr(error, "ctx", None)
    return message + (f" Xem cách dùng: {context.command_path} --help" if context is not None else "")


def _reason(error: Any) -> str:
    message = str(error.format_message())
    if isinstance(error, _errors.NoSuchOption):
        near = f" Có phải là {', '.join(error.possibilities)}?" if error.possibilities else ""
        return f"Không có tùy chọn {error.option_name}.{near}"
    if isinstance(error, _errors.MissingParameter):
        return f"Thiếu {_parameter_name(error.param)}."
    if isinstance(error, _errors.BadOptionUsage):
        return f"Tùy chọn {error.option_name} cần một giá trị."
    if isinstance(error, _errors.BadParameter):
        return f"Giá trị của {_parameter_name(error.param)} không dùng được: {_wanted(message, error.param)}."
    found = _QUOTED.search(message.rstrip(". "))
    named = (found[1] or found[2]) if found else ""
    if message.startswith("No such command"):
        return f"Không có lệnh {named}."
    if "unexpected extra argument" in message:
        return f"Thừa tham số: {named}."
    return f"Cách dùng không đúng: {message}"


def _parameter_name(parameter: Any) -> str:
    if parameter is None:
        return "tham số"
    if getattr(parameter, "opts", None) and parameter.opts[0].startswith("-"):
        return f"tùy chọn {parameter.opts[0]}"
    return f"tham số {parameter.metavar or parameter.name}"


def _wanted(message: str, parameter: Any) -> str:
    if _OUTSIDE.search(message):
        # Depending on the release, the limits are attributes of the parameter or of its type.
        kind = getattr(parameter, "type", parameter)
        least, most = (getattr(parameter, name, getattr(kind, name, None)) for name in ("min", "max"))
        parts = [f"từ {least}" if least is not None else "", f"đến {most}" if most is not None else ""]
        return "cần một số " + " ".join(part for part in parts if part)
    if "valid integer" in message:
        return "cần một số nguyên"
    for words, reason in _PATHS:
        if words in message:
            return reason
    return message
