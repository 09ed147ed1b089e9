"""Lists by topic: a document without a known subject is found by its headings, one with a subject by that alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from index.library.library import Library
from index.lists.conditions import DocumentConditions, DocumentList
from index.lists.selection import select_documents
from ingest.records import Document
from tests.support.library_samples import SmallEncoder, make_document
from tests.support.task_samples import publish

TODAY = date(2026, 6, 1)
TEXTS = ("Chăm sóc cây mỗi tháng một lần.", "Thu gom rác thải vào ngày chẵn.")


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path) as opened:
        opened.use_model(SmallEncoder.name, SmallEncoder.dimension)
        yield opened


def headed(number: int, subject: str | None, *titles: str) -> Document:
    made = make_document(*TEXTS, number=number)
    outline = tuple(replace(node, title=title) for node, title in zip(made.outline, titles, strict=True))
    return replace(made, outline=outline, metadata=replace(made.metadata, subject=subject), file_name=f"{number}.txt")


def on_topic(library: Library, topic: str) -> DocumentList:
    return select_documents(library, DocumentConditions(topics=(topic,)), "number", TODAY)


def test_headings_stand_in_for_an_unknown_subject(library: Library) -> None:
    publish(library, headed(1, None, "Chăm sóc cây xanh", "QUẢN LÝ RÁC THẢI"))
    publish(library, headed(2, "Công tác thư viện", "Chăm sóc cây xanh", "QUẢN LÝ RÁC THẢI"))
    publish(library, headed(3, "Quản lý rác thải sinh hoạt", "Mục đích", "Yêu cầu"))
    found = on_topic(library, "rác thải")
    assert [one.document.metadata.number for one in found.documents] == ["1/KH-UBND", "3/KH-UBND"]
    assert [[place.quote for place in one.places] for one in found.documents] == [[TEXTS[1]], []]
    assert found.by_heading == 1


def test_a_long_title_is_the_text_of_a_unit(library: Library) -> None:
    text = "Sở Y tế chủ trì phối hợp với các địa phương quản lý rác thải y tế tại mọi cơ sở khám bệnh trên địa bàn"
    publish(library, headed(1, None, text, "Yêu cầu"))
    assert on_topic(library, "rác thải").documents == ()
