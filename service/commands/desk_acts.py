"""``hoivanban review relation``, ``duplicates``, ``merge``, ``unmerge``: a clerk's acts between two documents."""

from __future__ import annotations

from typing import Annotated

import typer

from service.commands.review import NoteOption, WhoOption, clerk_name, given_day, recorded_decision
from service.commands.shared_options import (
    DocumentArgument,
    HomeOption,
    JsonOption,
    fail,
    open_library,
    print_json,
    settings_of,
)

_DAY_HELP = "Ngày dạng 2025-07-01."


def register(parent: typer.Typer) -> None:
    """Add these commands to ``hoivanban review``."""
    for command in (relation, duplicates, merge, unmerge):
        parent.command()(command)


def relation(  # noqa: PLR0913, PLR0917 - each option of a command is an argument
    context: typer.Context,
    document_id: DocumentArgument,
    kind: Annotated[str, typer.Argument(help="replaces, amends, repeals, based_on, implements...", metavar="LOẠI")],
    target: Annotated[str, typer.Argument(help="Mã văn bản kia, hoặc số, ký hiệu của nó.", metavar="VĂN_BẢN_KIA")],
    who: WhoOption,
    place: Annotated[str, typer.Option("--place", help="Phần của văn bản kia (khoản 2 Điều 5).")] = "",
    since: Annotated[str | None, typer.Option("--from", help=_DAY_HELP)] = None,
    until: Annotated[str | None, typer.Option("--until", help=_DAY_HELP)] = None,
    note: NoteOption = "",
    home: HomeOption = None,
) -> None:
    """Ghi một quan hệ mà văn bản không nêu hoặc máy không đọc được; đọc lại tệp vẫn giữ."""
    from index.library.clerk_relations import CLERK_RELATION_TYPES
    from index.store.clerk_values import UnusableValue
    from service.documents.clerk_relations import RelationRequest, add_relation

    known = next((name for name in CLERK_RELATION_TYPES if name == kind), None)
    if known is None:
        fail(f"Loại {kind!r} không dùng được: cần một trong {', '.join(CLERK_RELATION_TYPES)}.")
    clerk, missing = clerk_name(who), f"Không có văn bản {document_id}."
    detail = {"type": kind, "target": target, "place": place, "who": clerk, "note": note}
    days = given_day(since), given_day(until)
    with recorded_decision(home or context.obj, "review.relation_added", document_id, missing, **detail) as library:
        source, other = library.document(document_id), library.document(target)
        if source is None:
            raise LookupError(document_id)
        try:
            request = RelationRequest(known, other, "" if other else target, place, *days, None)
            add_relation(library, source, request, clerk, note)
        except UnusableValue as error:
            fail(str(error))
    typer.echo(f"Đã ghi quan hệ của {document_id}.")


def duplicates(context: typer.Context, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Liệt kê các văn bản có thể là một: cùng số, cơ quan, ngày, hoặc chữ gần như nhau."""
    from dataclasses import asdict

    with open_library(settings_of(home or context.obj)) as library:
        pairs = library.duplicates.pairs()
        names = {key: one.file_name for key, one in library.documents_by_id(
            {id_ for pair in pairs for id_ in (pair.first, pair.second)}
        ).items()}  # fmt: skip
    if as_json:
        print_json([asdict(pair) for pair in pairs])
        return
    for pair in pairs:
        why = "cùng số, cơ quan, ngày" if pair.reason == "number" else f"chữ giống {pair.likeness:.0%}"
        typer.echo(f"{pair.first}  {names.get(pair.first, '')}\n{pair.second}  {names.get(pair.second, '')}\n  {why}")
    typer.echo(f"Văn bản có thể trùng: {len(pairs)} cặp")


def merge(
    context: typer.Context,
    document_id: DocumentArgument,
    into: Annotated[str, typer.Option("--into", help="Mã văn bản được giữ lại để trả lời.", metavar="MÃ")],
    who: WhoOption,
    note: NoteOption = "",
    home: HomeOption = None,
) -> None:
    """Gộp một văn bản vào văn bản trùng với nó: văn bản kia trả lời, tệp này vẫn giữ."""
    from index.library.clerk_publisher import NotMergeable
    from service.answering.document_names import short_name
    from service.documents.merging import MERGED, refusal

    clerk, missing = clerk_name(who), f"Không có văn bản {document_id} hoặc {into}."
    detail = {"into": into, "who": clerk, "note": note}
    with recorded_decision(home or context.obj, "document.merge", document_id, missing, **detail) as library:
        document, keeper = library.document(document_id), library.document(into)
        if document is None or keeper is None:
            raise LookupError(document_id)
        try:
            with library.clerk_acts() as acts:
                acts.merge(document_id, into, MERGED.format(name=short_name(keeper)), clerk, note)
        except NotMergeable as error:
            fail(refusal(error, document, keeper))
    typer.echo(f"Đã gộp {document_id} vào {into}.")


def unmerge(
    context: typer.Context,
    document_id: DocumentArgument,
    who: WhoOption,
    note: NoteOption = "",
    home: HomeOption = None,
) -> None:
    """Bỏ việc gộp: văn bản lại tự trả lời."""
    from index.library.clerk_publisher import NotMergeable
    from service.documents.merging import refusal

    clerk, missing = clerk_name(who), f"Không có văn bản {document_id}."
    detail = {"who": clerk, "note": note}
    with recorded_decision(home or context.obj, "document.unmerge", document_id, missing, **detail) as library:
        document = library.document(document_id)
        if document is None:
            raise LookupError(document_id)
        try:
            with library.clerk_acts() as acts:
                acts.take_back_merge(document_id, clerk, note)
        except NotMergeable as error:
            fail(refusal(error, document, document))
    typer.echo(f"Đã bỏ việc gộp {document_id}.")
