"""Suggestions: example questions that the library answers, and completion while typing."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from service.http import serialise
from service.routes.dependencies import CitedDep
from service.schemas.common import ProblemOut
from service.schemas.questions import ExamplesOut, SuggestionOut, SuggestionsOut
from service.state import StateDep
from service.suggestions import complete_question

router = APIRouter(prefix="/api/v1", tags=["Gợi ý"], responses={422: {"model": ProblemOut}})


@router.get("/examples", summary="Câu hỏi gợi ý mà kho hiện trả lời được, và kho có gì")
def examples(state: StateDep, principal: CitedDep) -> ExamplesOut:
    offered = state.examples.current(principal.labels)
    return ExamplesOut(questions=offered.questions, documents=offered.documents, has_samples=offered.has_samples)


@router.get("/suggest", summary="Hoàn thành số, ký hiệu hoặc trích yếu văn bản đang gõ, có dấu hoặc không dấu")
def suggest(
    state: StateDep,
    principal: CitedDep,
    q: Annotated[str, Query(max_length=600, description="Phần đã gõ của câu hỏi", examples=["ke hoach 516"])],
    limit: Annotated[int, Query(ge=1, le=20, description="Số gợi ý nhiều nhất", examples=[5])] = 5,
) -> SuggestionsOut:
    return SuggestionsOut(
        suggestions=tuple(
            SuggestionOut(kind=item.kind, question=item.question, document=serialise.document_out(item.document))
            for item in complete_question(state.assistant.library.visible_to(principal.labels), q, limit)
        )
    )
