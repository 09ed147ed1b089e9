"""The sentences of merging two documents: why it was done, and why it cannot be."""

from __future__ import annotations

from index.access_labels import label_name
from index.library.clerk_publisher import NotMergeable
from index.records import StoredDocument

#: The reason with which a merged document is withdrawn.
MERGED = "đã gộp vào {name}"
_WHY = {
    "same": "Một văn bản không gộp được vào chính nó; hãy chọn văn bản khác.",
    "state": "Chỉ gộp được hai văn bản đang trả lời; hãy cho văn bản kia trả lời lại trước.",
    "merged": "Văn bản này chưa gộp vào văn bản nào.",
    "different": "Chưa ai xác định hai văn bản này là khác nhau.",
}
_OTHER_READERS = (
    "Hai văn bản có người được thấy khác nhau ({first}; {second}) nên không gộp: gộp không được làm lộ chữ của văn bản"
    " nào. Hãy đổi người được thấy cho giống nhau rồi gộp."
)


def refusal(error: NotMergeable, document: StoredDocument, keeper: StoredDocument) -> str:
    """Why two documents cannot be merged, in a sentence."""
    labels = {"first": label_name(document.access), "second": label_name(keeper.access)}
    return _WHY.get(str(error)) or _OTHER_READERS.format(**labels)
