"""The sentences of making a whole file an annex of another document: why it cannot be."""

from __future__ import annotations

from index.access_labels import label_name
from index.library.clerk_publisher import NotMergeable
from index.records import StoredDocument

#: The name of an annex that nobody named.
UNNAMED = "Phụ lục"
_WHY = {
    "same": "Một văn bản không là phụ lục của chính nó; hãy chọn văn bản khác.",
    "state": "Cả hai văn bản phải đang trả lời; hãy cho văn bản đã rút trả lời lại trước.",
    "annex": "Văn bản này đã là phụ lục của một văn bản; hãy hoàn tác quyết định ấy trước.",
    "no_annex": "Văn bản này không được văn thư đặt làm phụ lục, nên không có gì để trả lại.",
    "main": "Văn bản chính phải có số, ký hiệu và không là phụ lục; hãy chọn văn bản khác, hoặc sửa số của nó trước.",
    "annexes": "Văn bản này đang có phụ lục ở tệp khác; hãy đặt các phụ lục ấy thẳng vào văn bản chính.",
}
_OTHER_READERS = (
    "Hai văn bản có người được thấy khác nhau ({first}; {second}): trích dẫn của phụ lục nêu số của văn bản chính, nên"
    " không đặt được. Hãy đổi người được thấy cho giống nhau rồi đặt."
)


def cited_name(given: str) -> str:
    """The name of an annex as it begins a citation.

    >>> cited_name("  phụ lục  II "), cited_name(" "), cited_name("Quy chế")
    ('Phụ lục II', 'Phụ lục', 'Quy chế')
    """
    name = " ".join(given.split()) or UNNAMED
    return name[0].upper() + name[1:]


def refusal(error: NotMergeable, document: StoredDocument, main: StoredDocument) -> str:
    """Why a document cannot be an annex of another one, in a sentence."""
    labels = {"first": label_name(document.access), "second": label_name(main.access)}
    return _WHY.get(str(error)) or _OTHER_READERS.format(**labels)
