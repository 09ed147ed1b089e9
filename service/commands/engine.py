"""``hoivanban engine``: the cluster that finds for several services. What it holds is a cache of the library."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from service.commands.shared_options import NO_RESULT, HomeOption, fail, open_library, settings_of

if TYPE_CHECKING:
    from index.engine.beside import EngineBeside
    from index.library.library import Library
    from service.settings import Settings

app = typer.Typer(help="Cụm tìm kiếm chung của nhiều máy (Qdrant).", rich_markup_mode=None, no_args_is_help=True)


def register(parent: typer.Typer) -> None:
    """Add these commands to the ``hoivanban`` command."""
    parent.add_typer(app, name="engine")


@app.command()
def status(home: HomeOption = None) -> None:
    """Cho biết cụm tìm kiếm có trả lời và theo kịp kho không."""
    settings = settings_of(home)
    with open_library(settings) as library:
        health = _engine(settings, library).health(library.change)
        typer.echo(health.sentence(library.change))
    if health.state == "away":
        raise typer.Exit(NO_RESULT)


@app.command()
def rebuild(home: HomeOption = None) -> None:
    """Dựng lại bộ sưu tập trên cụm từ kho, bên cạnh bộ đang trả lời; xong thì chuyển sang bộ mới."""
    from index.engine.port import EngineAway
    from service.access.operator_audit import record_start_and_end

    settings = settings_of(home)
    with open_library(settings) as library, record_start_and_end(library, "engine.rebuild", "") as outcome:
        try:
            done = _engine(settings, library).rebuild()
        except EngineAway as error:
            fail(f"Cụm tìm kiếm không trả lời ({error}). Hãy xem máy chủ Qdrant và HOIVANBAN_ENGINE_URL.")
        if not done:
            fail("Một tiến trình khác đang ghi vào cụm tìm kiếm; hãy chờ xong rồi chạy lại.")
        outcome["passages"] = passages = library.count_answering()
    typer.echo(f"Đã dựng lại cụm tìm kiếm: {passages} đoạn.")


def _engine(settings: Settings, library: Library) -> EngineBeside:
    from index.engine.opening import engine_beside
    from index.records import VectorModel

    address, model = settings.engine_address, library.model()
    if address is None:
        fail("Chưa đặt HOIVANBAN_ENGINE_URL nên không dùng cụm tìm kiếm nào.")
    if model is None:
        fail("Kho chưa có văn bản nào nên chưa có gì để đưa lên cụm tìm kiếm.")
    return engine_beside(address, library, VectorModel(model.name, model.dimension))
