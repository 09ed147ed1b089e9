"""The wire models of a clerk's decisions on two documents that look like one."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from service.schemas.common import Identifier
from service.schemas.review import NoteIn


class MergeIn(NoteIn):
    """The document that answers for this one from now on."""

    into: Identifier = Field(description="Mã văn bản được giữ lại để trả lời", examples=["d_77aa01b2c3"])


class DifferenceIn(NoteIn):
    """A document that is not this one."""

    other: Identifier = Field(description="Mã văn bản kia", examples=["d_77aa01b2c3"])
    decision: Literal["different", "undo"] = Field(
        description="`different`: hai văn bản khác nhau; `undo`: bỏ quyết định ấy", examples=["different"]
    )
