"""Vietnamese names of jobs, of their states, and of what became of each file."""

from __future__ import annotations

from index.ingestion.records import Result

JOB_KINDS = {"ingest": "nạp tệp", "upload": "nạp tệp tải lên", "reread": "đọc lại", "replace": "thay tệp"}
JOB_STATES = {
    "receiving": "đang nhận tệp",
    "queued": "đang chờ",
    "running": "đang chạy",
    "done": "xong",
    "failed": "hỏng",
    "cancelled": "đã hủy",
}
#: The outcomes of files, in the order of a report.
FILE_RESULTS: dict[Result, str] = {
    "indexed": "đã nạp",
    "unchanged": "không đổi",
    "duplicate": "trùng",
    "moved": "đã chuyển chỗ",
    "held": "chờ duyệt",
    "withdrawn": "thôi trả lời",
    "refused": "không nhận",
}
