"""``hoivanban sites``: register, list and revoke the sites that may embed the widget."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from service.commands.shared_options import (
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
    from index.accounts.widget_sites import WidgetSite

app = typer.Typer(
    help="Các trang được nhúng khung hỏi đáp: đăng ký, liệt kê, thu hồi.", no_args_is_help=True, rich_markup_mode=None
)


def register(parent: typer.Typer) -> None:
    """Add these commands to the ``hoivanban`` command."""
    parent.add_typer(app, name="sites")


@app.command("create")
def create(
    name: Annotated[str, typer.Argument(help="Tên để nhận ra trang, ví dụ Cổng nội bộ Sở.", metavar="TÊN")],
    origins: Annotated[
        list[str], typer.Option("--origin", help="Địa chỉ của trang (https://cong.tinh.gov.vn), lặp lại được.")
    ],
    labels: Annotated[
        list[str] | None,
        typer.Option(
            "--label",
            help="Nhãn được xem ngoài công khai; chỉ có trong mã do máy chủ của trang lấy bằng mật khẩu. Lặp lại được.",
        ),
    ] = None,
    per_minute: Annotated[
        int | None,
        typer.Option("--per-minute", min=1, max=100_000, help="Số yêu cầu nhiều nhất mỗi phút của cả trang."),
    ] = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Đăng ký một trang; mật khẩu cho máy chủ của trang chỉ được hiện một lần này."""
    from service.access.operator_audit import record_together
    from service.access.sites import BadOrigin, Sites
    from service.commands.keys import parse_labels

    site_labels = parse_labels(labels or [])
    name = checked_name(name, "trang")
    with open_or_create_library(settings_of(home)) as library:
        try:
            site, secret = Sites(library.engine).generate(name, origins, site_labels, per_minute)
        except BadOrigin as error:
            fail(str(error))
        with record_together(library, "site.create", site.id, name=site.name, origins=site.origins, labels=site.labels):
            Sites(library.engine).add(site)
    if as_json:
        print_json({**site_data(site), "secret": secret})
        return
    print_lines(
        [
            f"Mã trang: {site.id}",
            f"Mật khẩu cho máy chủ của trang: {secret}",
            f'Nhúng: <hoi-van-ban site="{site.id}"></hoi-van-ban>',
            "Hãy cất mật khẩu ngay, không đặt vào trang: hệ thống không hiện lại được.",
        ]
    )


@app.command("list")
def list_sites(home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Liệt kê các trang đã đăng ký, cả trang đã thu hồi."""
    from service.access.sites import Sites

    with open_library(settings_of(home)) as library:
        sites = Sites(library.engine).all()
    empty = "Chưa có trang nào: không trang nào khác được nhúng."
    print_list([site_data(site) for site in sites], map(_site_line, sites), empty, as_json=as_json)


@app.command("revoke")
def revoke(
    site_id: Annotated[str, typer.Argument(help="Mã của trang (s_...).", metavar="MÃ_TRANG")], home: HomeOption = None
) -> None:
    """Thu hồi một trang; mã đã cấp cho trang đó cũng hết hiệu lực."""
    from service.access.operator_audit import record_together
    from service.access.sites import Sites

    with open_library(settings_of(home)) as library, record_together(library, "site.revoke", site_id):
        if not Sites(library.engine).revoke(site_id):
            fail(f"Không có trang đang dùng với mã {site_id!r}; hãy xem: hoivanban sites list")
    typer.echo(f"Đã thu hồi trang {site_id}.")


def site_data(site: WidgetSite) -> dict[str, object]:
    """A site's fields without the digest of its secret."""
    return {
        "id": site.id,
        "name": site.name,
        "origins": site.origins,
        "labels": site.labels,
        "per_minute": site.per_minute,
        "made_at": site.made_at,
        "revoked_at": site.revoked_at,
    }


def _site_line(site: WidgetSite) -> str:
    over = f"; đã thu hồi {site.revoked_at[:10]}" if site.revoked_at else ""
    rate = f"; {site.per_minute} yêu cầu/phút" if site.per_minute else ""
    labels = f"; nhãn {', '.join(site.labels)}" if site.labels else ""
    return f"{site.id}  {site.name}: {', '.join(site.origins)}{labels}{rate}{over}"
