"""``hoivanban migrate-database``: the library's rows from SQLite to PostgreSQL or back."""

from __future__ import annotations

from typing import Annotated

import typer

from service.commands.shared_options import HomeOption, fail, open_library, settings_of

TargetOption = Annotated[
    str, typer.Option("--to", metavar="ĐÍCH", help="sqlite (tệp trong thư mục kho), hoặc postgresql+psycopg://...")
]


def migrate_database(to: TargetOption, home: HomeOption = None) -> None:
    """Chuyển kho sang cơ sở dữ liệu khác (SQLite, PostgreSQL) và so từng dòng. Hãy dừng dịch vụ trước khi chuyển."""
    from sqlalchemy.exc import SQLAlchemyError

    from index.store import database
    from index.upkeep.database_transfer import TransferError, transfer
    from service.access.operator_audit import record_operator_act
    from service.settings import POSTGRESQL

    settings = settings_of(home)
    file = settings.home / database.FILE_NAME
    if to != "sqlite" and not to.startswith(POSTGRESQL):
        fail(f"Đích {to!r} không dùng được; hãy ghi sqlite hoặc {POSTGRESQL}...")
    if to == "sqlite" and (settings.library_url is None or file.exists()):
        fail(f"Kho đang ở SQLite, hoặc tệp {file} còn đó. Hãy đặt HOIVANBAN_DATABASE_URL và dời tệp cũ đi.")
    target = database.open_engine(database.sqlite_url(file) if to == "sqlite" else to)
    try:
        with open_library(settings) as library:
            # Recorded before the transfer, so that both databases have the row.
            record_operator_act(library, "library.migrate", to.partition(":")[0])
            tables = transfer(library.engine, target)
    except TransferError as error:
        fail(str(error))
    except SQLAlchemyError as error:
        fail(f"Không chuyển được ({type(error).__name__}). Hãy kiểm tra địa chỉ và quyền trên cơ sở dữ liệu đích.")
    finally:
        target.dispose()
    rows = sum(table.rows for table in tables)
    typer.echo(f"Đã chuyển và so khớp {rows} dòng của {len(tables)} bảng.")
    if to == "sqlite":
        typer.echo("Hãy bỏ HOIVANBAN_DATABASE_URL rồi khởi động lại dịch vụ.")
    else:
        typer.echo(f"Hãy đặt HOIVANBAN_DATABASE_URL là địa chỉ vừa dùng rồi khởi động lại. Tệp {file} được giữ nguyên.")
