"""Sentences of a refusal that several kinds of file share."""

from __future__ import annotations

UNSUPPORTED = (
    "Định dạng tệp chưa được hỗ trợ; hãy dùng PDF, DOCX, DOC, RTF, ODT, XLSX, ODS, CSV, PPTX, HTML, TXT, thư (EML, "
    "MSG), gói edXML, ZIP hoặc ảnh JPG, PNG, TIFF, WebP, HEIC."
)
NO_TEXT_FILE = "Tệp không phải là văn bản (dữ liệu nhị phân hoặc mã hóa) nên không được tiếp nhận; hãy gửi tệp gốc."
EMPTY = "Tệp rỗng, không có nội dung; hãy kiểm tra và gửi lại tệp gốc."
UNREADABLE = "Không đọc được tệp vì không có quyền hoặc lỗi ổ đĩa; hãy kiểm tra quyền truy cập tệp."
DAMAGED = "Tệp bị hỏng hoặc tải về chưa đủ; hãy gửi lại tệp gốc."
MACROS = "Tệp chứa macro nên không được tiếp nhận; hãy lưu lại ở định dạng không có macro (.docx, .pdf)."
EXECUTABLE = "Tệp là hoặc có chứa chương trình chạy được nên không được tiếp nhận; hãy gửi tệp văn bản gốc."
ENCRYPTED = "Tệp được đặt mật khẩu nên không đọc được; hãy gửi bản không mã hóa."
BOMB = "Tệp nén bung ra quá lớn so với một văn bản nên không được tiếp nhận; hãy mở, lưu lại rồi gửi bản mới."
