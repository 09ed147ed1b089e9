"""``hoivanban keys``: create, list and revoke API keys; ``hoivanban access``: set a document's access label."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from service.commands.shared_options import (
    DocumentArgument,
    HomeOption,
    JsonOption,
    checked_name,
    fail,
    open_library,
    open_or_create_library,
    print_json,
    print_lines,
    print_list,
    settings_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from index.accounts.keys_and_sessions import ApiKey

app = typer.Typer(help="Khóa của giao diện HTTP: tạo, liệt kê, thu hồi.", no_args_is_help=True, rich_markup_mode=None)

#: A key's default life in days: long enough not to interrupt work often, short enough that a forgotten key ends.
DAYS = 365


def register(parent: typer.Typer) -> None:
    """Add these commands to the ``hoivanban`` command."""
    parent.add_typer(app, name="keys")
    parent.command()(access)


@app.command("create")
def create(
    name: Annotated[str, typer.Argument(help="Tên để nhận ra khóa, ví dụ tên phần mềm sẽ dùng.", metavar="TÊN")],
    scopes: Annotated[
        list[str] | None,
        typer.Option(
            "--scope",
            help="Quyền, lặp lại được: ask (hỏi), read (đọc), write (nạp, rút), review (duyệt, sửa), admin.",
        ),
    ] = None,
    labels: Annotated[
        list[str] | None,
        typer.Option("--label", help="Nhãn được xem ngoài công khai: noi_bo, nhom:tên, tat_ca; lặp lại được."),
    ] = None,
    days: Annotated[int, typer.Option("--days", min=0, max=3650, help="Số ngày dùng được; 0 là không hết hạn.")] = DAYS,
    per_minute: Annotated[
        int | None, typer.Option("--per-minute", min=1, max=100_000, help="Số yêu cầu nhiều nhất mỗi phút.")
    ] = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Tạo khóa; khóa chỉ được hiện một lần này."""
    from index.accounts.keys_and_sessions import AccountStore
    from service.access.keys import Keys, life_days
    from service.access.operator_audit import record_together

    wanted_scopes, wanted_labels = _parse_scopes(scopes or ["ask"]), parse_labels(labels or [])
    name, settings = checked_name(name, "khóa"), settings_of(home)
    days = life_days(wanted_scopes, days, settings.admin_key_days)
    ends_at = (datetime.now(UTC) + timedelta(days=days)).isoformat(timespec="seconds") if days else None
    with open_or_create_library(settings) as library:
        keys = Keys(AccountStore(library.engine))
        key, secret = keys.generate(name, wanted_scopes, wanted_labels, per_minute, ends_at)
        with record_together(library, "key.create", key.id, name=key.name, scopes=key.scopes, labels=key.labels):
            keys.add(key)
    if as_json:
        print_json({**_key_data(key), "key": secret})
        return
    print_lines(
        [
            f"Khóa: {secret}",
            f"Mã: {key.id}; quyền: {', '.join(key.scopes)}; {_expiry_text(key)}.",
            "Hãy cất khóa ngay: hệ thống chỉ giữ mã băm nên không hiện lại được.",
        ]
    )


@app.command("list")
def list_keys(home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Liệt kê các khóa, cả khóa đã hết hạn hoặc bị thu hồi."""
    from index.accounts.key_uses import KeyUseStore
    from index.accounts.keys_and_sessions import AccountStore

    settings = settings_of(home)
    with open_library(settings) as library:
        keys = AccountStore(library.engine).all_keys()
        uses = KeyUseStore(library.engine).all()
    idle = {key.id for key in keys if uses.is_idle(key, settings.idle_key_days, datetime.now(UTC))}
    rows = [{**_key_data(key), "used_at": uses.last.get(key.id), "idle": key.id in idle} for key in keys]
    empty = "Chưa có khóa nào: dịch vụ chỉ nhận yêu cầu từ chính máy này."
    print_list(rows, _key_lines(keys, idle, uses.last), empty, as_json=as_json)


@app.command("enable")
def enable(
    key_id: Annotated[str, typer.Argument(help="Mã của khóa (12 ký tự).", metavar="MÃ_KHÓA")], home: HomeOption = None
) -> None:
    """Mở lại khóa bị tạm dừng vì lâu không dùng, hoặc bị chặn ở trang đăng nhập vì nhập sai nhiều lần."""
    from index.accounts.key_uses import KeyUseStore
    from index.accounts.keys_and_sessions import AccountStore
    from index.store.database import now
    from service.access.operator_audit import record_operator_act

    with open_library(settings_of(home)) as library:
        found = next((key for key in AccountStore(library.engine).all_keys() if key.id == key_id), None)
        if found is None or not found.is_valid_at(now()):
            fail(f"Không có khóa còn hạn với mã {key_id!r}; hãy xem: hoivanban keys list")
        uses = KeyUseStore(library.engine)
        uses.begin()
        uses.note(key_id, at_once=True)
        uses.forget_wrong(key_id)
        record_operator_act(library, "key.enable", key_id)
    typer.echo(f"Đã mở lại khóa {key_id}.")


@app.command("matrix")
def matrix(
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Ghi ra tệp XLSX hoặc CSV thay vì in.", metavar="TỆP")
    ] = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Ma trận phân quyền: mỗi khóa, trang nhúng được làm gì, thấy gì, dùng lần cuối khi nào, còn dùng được không."""
    from service.access.access_matrix import COLUMNS, WIDTHS, access_matrix
    from service.access.operator_audit import record_operator_act
    from service.http.sheet_files import SheetLayout, sheet_file

    settings = settings_of(home)
    with open_library(settings) as library:
        rows = access_matrix(library.engine, settings.idle_key_days)
        if output is not None:
            if output.suffix.lower() not in (".xlsx", ".csv"):
                fail(f"Tên tệp {output} phải kết thúc bằng .xlsx hoặc .csv.")
            layout = SheetLayout("Ma trận phân quyền", COLUMNS, WIDTHS)
            try:
                output.write_bytes(sheet_file(layout, rows, (), "csv" if output.suffix.lower() == ".csv" else "xlsx"))
            except OSError as error:
                fail(f"Không ghi được {output}: {error.strerror}.")
            record_operator_act(library, "access.matrix", str(output), rows=len(rows))
            typer.echo(f"Đã ghi {len(rows)} dòng vào {output}.")
            return
    named = [dict(zip(COLUMNS, row, strict=True)) for row in rows]
    print_list(
        named, ("; ".join(filter(None, row)) for row in rows), "Chưa có khóa hay trang nhúng nào.", as_json=as_json
    )


@app.command("revoke")
def revoke(
    key_id: Annotated[str, typer.Argument(help="Mã của khóa (12 ký tự).", metavar="MÃ_KHÓA")], home: HomeOption = None
) -> None:
    """Thu hồi khóa; các phiên đăng nhập bằng khóa đó cũng hết hiệu lực."""
    from index.accounts.keys_and_sessions import AccountStore
    from service.access.keys import Keys
    from service.access.operator_audit import record_together

    with open_library(settings_of(home)) as library, record_together(library, "key.revoke", key_id):
        if not Keys(AccountStore(library.engine)).revoke(key_id):
            fail(f"Không có khóa đang dùng với mã {key_id!r}; hãy xem: hoivanban keys list")
    typer.echo(f"Đã thu hồi khóa {key_id}.")


def access(
    document_id: DocumentArgument,
    label: Annotated[str, typer.Argument(help="cong_khai, noi_bo hoặc nhom:tên.", metavar="NHÃN")],
    home: HomeOption = None,
) -> None:
    """Đổi nhãn truy cập của một văn bản: ai được thấy văn bản đó."""
    from index.access_labels import is_held_back, label_name
    from index.library.library import UnknownDocument
    from index.records import PUBLIC
    from service.access.authentication import EVERY_LABEL
    from service.access.operator_audit import record_together

    (new_label,) = parse_labels([label]) or (PUBLIC,)
    if new_label == EVERY_LABEL:
        fail(f"{EVERY_LABEL} là nhãn của khóa, không phải của văn bản; hãy dùng cong_khai, noi_bo hoặc nhom:tên.")
    with open_library(settings_of(home)) as library:
        document = library.document(document_id)
        if document is not None and is_held_back(document.access):
            fail(f"Văn bản {document_id} đang chờ duyệt; hãy duyệt bằng “hoivanban review” trước.")
        before = document.access if document is not None else ""
        try:
            with record_together(library, "document.access", document_id, before=before, access=new_label):
                library.set_access(document_id, new_label)
        except UnknownDocument:
            fail(f"Không có văn bản với mã {document_id!r} trong kho.")
    typer.echo(f"Văn bản {document_id}: {label_name(new_label)}.")


def _parse_scopes(given: Iterable[str]) -> tuple[str, ...]:
    from service.access.principal import SCOPES

    words = [word.strip() for option in given for word in option.split(",") if word.strip()]
    if unknown := [word for word in words if word not in SCOPES]:
        fail(f"Không có quyền {unknown[0]!r}; các quyền là {', '.join(SCOPES)}.")
    return tuple(scope for scope in SCOPES if scope in words)


def parse_labels(given: Iterable[str]) -> tuple[str, ...]:
    """The labels given as options, without the public one, which everybody has."""
    from index.access_labels import InvalidLabel, parse_label
    from index.accounts.keys_and_sessions import sorted_labels
    from index.records import PUBLIC
    from service.access.authentication import EVERY_LABEL

    words = [word.strip() for option in given for word in option.split(",") if word.strip()]
    try:
        return sorted_labels(
            found for word in words if (found := word if word == EVERY_LABEL else parse_label(word)) != PUBLIC
        )
    except InvalidLabel as error:
        fail(str(error))


def _key_data(key: ApiKey) -> dict[str, object]:
    return {
        "id": key.id,
        "name": key.name,
        "scopes": key.scopes,
        "labels": key.labels,
        "per_minute": key.per_minute,
        "made_at": key.made_at,
        "ends_at": key.ends_at,
        "revoked_at": key.revoked_at,
    }


def _key_lines(keys: Iterable[ApiKey], idle: set[str], used: Mapping[str, str]) -> list[str]:
    return [
        f"{key.id}  {key.name}: {', '.join(key.scopes)}"
        + (f"; nhãn {', '.join(key.labels)}" if key.labels else "")
        + (f"; {key.per_minute} yêu cầu/phút" if key.per_minute else "")
        + f"; {_expiry_text(key)}"
        + (f"; dùng lần cuối {used[key.id][:10]}" if key.id in used else "")
        + (f"; tạm dừng vì lâu không dùng (mở lại: hoivanban keys enable {key.id})" if key.id in idle else "")
        for key in keys
    ]


def _expiry_text(key: ApiKey) -> str:
    from index.store.database import now

    if key.revoked_at is not None:
        return f"đã thu hồi {key.revoked_at[:10]}"
    if key.ends_at is None:
        return "không hết hạn"
    return f"{'dùng đến' if key.is_valid_at(now()) else 'đã hết hạn'} {key.ends_at[:10]}"
