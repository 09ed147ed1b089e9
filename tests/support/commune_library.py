"""A commune's library and its service: the neighbour that a province's service asks."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from service.documents.ingest_command import ingest_paths
from service.settings import load_settings
from tests.support.live_server import live

COMMUNE_PLAN = """ỦY BAN NHÂN DÂN
XÃ IA MƠ NÔNG
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 47/KH-UBND
Ia Mơ Nông, ngày 08 tháng 4 năm 2026

KẾ HOẠCH
Duy tu đường thôn, làng năm 2026 trên địa bàn xã Ia Mơ Nông

Căn cứ Luật Đường bộ ngày 27 tháng 6 năm 2024;
Ủy ban nhân dân xã ban hành kế hoạch duy tu đường thôn, làng năm 2026 như sau:

I. MỤC TIÊU
Duy tu 14,5 km đường thôn, làng trước mùa mưa.

II. KINH PHÍ
Kinh phí duy tu đường thôn, làng là 685.000.000 đồng từ ngân sách xã.

III. TỔ CHỨC THỰC HIỆN
1. Phòng Kinh tế xã
Chủ trì, nghiệm thu khối lượng duy tu, báo cáo Ủy ban nhân dân xã trước ngày 25/9/2026.
2. Các thôn, làng
Huy động người dân phát quang lề đường, khơi thông rãnh thoát nước.

TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH
Rơ Châm H'Lan
"""

#: A question that only the commune's library answers.
COMMUNE_QUESTION = "kinh phí duy tu đường thôn làng của xã Ia Mơ Nông năm 2026 là bao nhiêu?"


@contextlib.contextmanager
def commune_service(folder: Path, **settings: object) -> Iterator[str]:
    """The address of a running service with the commune's plan in its library."""
    (folder / "commune-docs").mkdir(parents=True)
    (folder / "commune-docs" / "ke-hoach-47.txt").write_text(COMMUNE_PLAN, encoding="utf-8")
    given = load_settings(home=folder / "commune", workers=1, ocr=False, refresh_ms=50, **settings)
    ingest_paths(given, [folder / "commune-docs"])
    with live(given) as address:
        yield address


@contextlib.contextmanager
def replying(reply: Callable[[str, bytes], tuple[int, bytes, dict[str, str]]]) -> Iterator[str]:
    """The address of a server that gives to each path and body sent what ``reply`` says: status, body, headers."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            status, body, headers = reply(self.path, self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            with contextlib.suppress(OSError):
                self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing among the tests' output."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, name="replying-server", daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


def neighbours_file(path: Path, **addresses: str) -> Path:
    """A file of neighbours: a name and an address each, with further lines after the address where they are given."""
    tables = []
    for name, given in addresses.items():
        address, _, more = given.partition("\n")
        tables.append(f'[[neighbour]]\nname = "{name}"\ntitle = "UBND xã {name}"\naddress = "{address}"\n{more}\n')
    path.write_text("\n".join(tables), encoding="utf-8")
    return path
