"""A small library for the tests of the service: invented documents, taken in by the real way in."""

from __future__ import annotations

from pathlib import Path

PLAN = """ỦY BAN NHÂN DÂN
TỈNH GIA LAI
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 9701/KH-UBND
Gia Lai, ngày 12 tháng 3 năm 2024

KẾ HOẠCH
Phát triển thư viện cơ sở năm 2024 trên địa bàn tỉnh

Căn cứ Luật Thư viện ngày 21 tháng 11 năm 2019;
Căn cứ Nghị định số 93/2020/NĐ-CP ngày 18 tháng 8 năm 2020 của Chính phủ;
Ủy ban nhân dân tỉnh ban hành kế hoạch phát triển thư viện cơ sở năm 2024 như sau:

I. MỤC ĐÍCH, YÊU CẦU
1. Mục đích
Đưa sách đến từng thôn, làng; phấn đấu 80% số xã có tủ sách cộng đồng hoạt động thường xuyên.
2. Yêu cầu
Việc luân chuyển sách gắn với hoạt động của trường học và nhà văn hóa.

II. NỘI DUNG
1. Luân chuyển sách
Thư viện tỉnh luân chuyển 12.000 lượt sách về các xã vùng sâu, vùng xa.
2. Tập huấn
Mở 03 lớp tập huấn nghiệp vụ cho người làm công tác thư viện trong quý II/2024.

III. KINH PHÍ THỰC HIỆN
Kinh phí thực hiện là 2.450.000.000 đồng từ ngân sách tỉnh giao cho ngành văn hóa năm 2024.

IV. TỔ CHỨC THỰC HIỆN
1. Sở Văn hóa, Thể thao và Du lịch
a) Chủ trì, phối hợp với các sở, ngành liên quan triển khai kế hoạch này.
b) Tổng hợp kết quả, báo cáo Ủy ban nhân dân tỉnh trước ngày 30/11/2024.
2. Sở Giáo dục và Đào tạo
Chỉ đạo các trường học mở cửa phòng đọc phục vụ người dân ngoài giờ lên lớp.
3. Ủy ban nhân dân các huyện, thị xã, thành phố
Bố trí địa điểm đặt tủ sách và gửi báo cáo về Sở Văn hóa, Thể thao và Du lịch trước ngày 15/11/2024.

TM. ỦY BAN NHÂN DÂN
KT. CHỦ TỊCH
PHÓ CHỦ TỊCH
Nguyễn Văn A
"""

REGULATION = """ỦY BAN NHÂN DÂN
TỈNH GIA LAI
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 9702/2023/QĐ-UBND
Gia Lai, ngày 20 tháng 6 năm 2023

QUYẾT ĐỊNH
Ban hành Quy định về quản lý bến thuyền du lịch trên địa bàn tỉnh

ỦY BAN NHÂN DÂN TỈNH GIA LAI
Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;

QUYẾT ĐỊNH:

Điều 1. Phạm vi điều chỉnh
Quy định này áp dụng đối với bến thuyền phục vụ khách du lịch trên các hồ của tỉnh.

Điều 2. Trách nhiệm của chủ bến
1. Trang bị áo phao cho từng hành khách.
2. Niêm yết giá vé tại bến, gồm:
a) Giá vé người lớn;
b) Giá vé trẻ em.

Điều 3. Hiệu lực thi hành
Quyết định này có hiệu lực từ ngày 01 tháng 7 năm 2023.

TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH
Trần Văn B
"""

SAME_NUMBER = """ỦY BAN NHÂN DÂN
TỈNH GIA LAI
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 9701/KH-UBND
Gia Lai, ngày 05 tháng 02 năm 2022

KẾ HOẠCH
Trồng cây phân tán năm 2022

I. MỤC TIÊU
Trồng 500.000 cây phân tán tại công sở, trường học và ven đường.

II. TỔ CHỨC THỰC HIỆN
1. Sở Nông nghiệp và Phát triển nông thôn
Chủ trì hướng dẫn kỹ thuật, cung ứng cây giống cho các địa phương.

TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH
Trần Văn B
"""

#: A page with a text layer, so that there is something to mark. Its font knows no Vietnamese accents.
PDF_LINES = (
    "UY BAN NHAN DAN TINH GIA LAI",
    "So: 9703/BC-UBND",
    "Gia Lai, ngay 10 thang 10 nam 2024",
    "BAO CAO",
    "Ket qua kiem ke thiet bi phong chay nam 2024",
    "1. Toan tinh da kiem ke 4.120 binh chua chay.",
    "2. Cong an tinh chu tri viec thay the thiet bi hong truoc ngay 20/12/2024.",
)


def write_documents(folder: Path) -> None:
    """Write the documents as files."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "ke hoach thư viện.txt").write_text(PLAN, encoding="utf-8")
    (folder / "quy-dinh-ben-thuyen.txt").write_text(REGULATION, encoding="utf-8")
    (folder / "ke-hoach-cay.txt").write_text(SAME_NUMBER, encoding="utf-8")
    (folder / "bao-cao.pdf").write_bytes(one_page_pdf(PDF_LINES))


def one_page_pdf(lines: tuple[str, ...]) -> bytes:
    """A PDF of one page, written by hand: enough for a reader, small enough to read here."""
    shown = " ".join(f"({line}) Tj 0 -22 Td" for line in lines)
    content = f"BT /F1 12 Tf 72 760 Td {shown} ET".encode("ascii")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)
