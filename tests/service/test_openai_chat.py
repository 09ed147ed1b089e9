"""The interface of OpenAI's chat completions, used by OpenAI's own client."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import openai
import pytest
from openai import OpenAI
from openai.types.chat import ChatCompletionMessageParam

from index.accounts.keys_and_sessions import AccountStore
from index.library.library import Library
from service.access.keys import Keys
from service.documents.ingest_command import ingest_paths
from service.schemas.openai import MODEL
from service.settings import load_settings
from tests.support.live_server import live
from tests.support.small_library import write_documents

QUESTION = "Kinh phí phát triển thư viện cơ sở là bao nhiêu tiền?"
FOLLOW_UP = "Còn Sở Giáo dục và Đào tạo thì sao?"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("openai")
    write_documents(folder / "docs")
    ingest_paths(load_settings(home=folder / "home", workers=1, ocr=False), [folder / "docs"])
    return folder / "home"


@pytest.fixture(scope="module")
def key(home: Path) -> str:
    with Library.open(home) as library:
        return Keys(AccountStore(library.engine)).create("trang trò chuyện", ["ask"])[1]


@pytest.fixture(scope="module")
def client(home: Path, key: str) -> Iterator[OpenAI]:
    with (
        live(load_settings(home=home, workers=1, ocr=False)) as address,
        OpenAI(base_url=f"{address}/v1", api_key=key, max_retries=0) as opened,
    ):
        yield opened


def user(*questions: str) -> list[ChatCompletionMessageParam]:
    """A conversation in which the assistant said something after each question but the last."""
    messages: list[ChatCompletionMessageParam] = [{"role": "system", "content": "Bạn là trợ lý."}]
    for question in questions:
        messages += [{"role": "user", "content": question}, {"role": "assistant", "content": "Đã trả lời."}]
    return messages[:-1]


def test_models(client: OpenAI) -> None:
    assert [model.id for model in client.models.list()] == [MODEL]
    assert client.models.retrieve(MODEL).owned_by == MODEL


def test_answer_with_citations_in_text_and_annotations(client: OpenAI) -> None:
    done = client.chat.completions.create(model=MODEL, messages=user(QUESTION), temperature=0, max_tokens=5, seed=1)
    choice = done.choices[0]
    content = choice.message.content or ""
    assert choice.finish_reason == "stop"
    assert "2.450.000.000 đồng" in content
    assert "Kế hoạch số 9701/KH-UBND ngày 12/3/2024" in content.partition("Nguồn:")[2]
    assert choice.message.annotations
    for annotation in choice.message.annotations:
        cited = annotation.url_citation
        assert content[cited.start_index : cited.end_index] == "[1]"
        assert "9701/KH-UBND" in cited.title
        assert cited.url.startswith(str(client.base_url).removesuffix("/v1/"))
    assert done.usage is not None
    assert done.usage.total_tokens == done.usage.prompt_tokens + done.usage.completion_tokens > 20


def without_link(text: str | None) -> str:
    """The text without the link to the answer's own page, which is another one for each answer."""
    assert text is not None
    shown, found, _ = text.rpartition("\n\n[Xem câu trả lời trên trang")
    assert found
    return shown


def test_link_leads_to_the_page_of_the_answer(client: OpenAI, key: str) -> None:
    text = client.chat.completions.create(model=MODEL, messages=user(QUESTION)).choices[0].message.content or ""
    found = re.search(r"\]\((http://[^/]+)/a/(a_\w+)\?ma=([\w-]+)\)$", text)
    assert found
    headers = {"Authorization": f"Bearer {key}"}
    kept = httpx.get(f"{found[1]}/api/v1/answers/{found[2]}", params={"ma": found[3]}, headers=headers).json()
    assert kept["answer"]["question"] == QUESTION


def test_stream_says_the_same(client: OpenAI) -> None:
    plain = client.chat.completions.create(model=MODEL, messages=user(QUESTION))
    chunks = list(
        client.chat.completions.create(
            model=MODEL, messages=user(QUESTION), stream=True, stream_options={"include_usage": True}
        )
    )
    text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)
    assert without_link(text) == without_link(plain.choices[0].message.content)
    ended = [chunk for chunk in chunks if chunk.choices and chunk.choices[0].finish_reason]
    assert [chunk.choices[0].finish_reason for chunk in ended] == ["stop"]
    assert (ended[0].choices[0].delta.model_extra or {})["annotations"]
    assert chunks[-1].usage == plain.usage
    with client.chat.completions.stream(model=MODEL, messages=user(QUESTION)) as stream:
        final = stream.get_final_completion().choices[0].message.content
        assert without_link(final) == without_link(text)


def conversation_of(completion: object) -> str:
    return str((getattr(completion, "model_extra", None) or {})["conversation_id"])


def test_conversation_is_taken_from_the_messages(client: OpenAI, home: Path, key: str) -> None:
    first = client.chat.completions.create(model=MODEL, messages=user(QUESTION))
    after = client.chat.completions.create(model=MODEL, messages=user(QUESTION, FOLLOW_UP))
    assert "mở cửa phòng đọc" in (after.choices[0].message.content or "")
    assert conversation_of(after) == conversation_of(first)
    # Asked again (a chat page's "regenerate"), the thread has already gone on: another one is begun, alike.
    again = client.chat.completions.create(model=MODEL, messages=user(QUESTION, FOLLOW_UP))
    assert conversation_of(again) != conversation_of(first)
    said = without_link(after.choices[0].message.content)
    assert without_link(again.choices[0].message.content) == said
    # Another process knows nothing of it, and answers alike.
    with (
        live(load_settings(home=home, workers=1, ocr=False)) as address,
        OpenAI(base_url=f"{address}/v1", api_key=key) as other,
    ):
        there = other.chat.completions.create(model=MODEL, messages=user(QUESTION, FOLLOW_UP))
    assert without_link(there.choices[0].message.content) == said


def test_parts_of_text_are_read_and_pictures_refused(client: OpenAI) -> None:
    part: list[ChatCompletionMessageParam] = [{"role": "user", "content": [{"type": "text", "text": QUESTION}]}]
    assert "2.450.000.000" in (
        client.chat.completions.create(model=MODEL, messages=part).choices[0].message.content or ""
    )
    picture: list[ChatCompletionMessageParam] = [
        {"role": "user", "content": [{"type": "image_url", "image_url": {"url": "data:image/png;base64,AA=="}}]}
    ]
    with pytest.raises(openai.BadRequestError) as refused:
        client.chat.completions.create(model=MODEL, messages=picture)
    assert refused.value.code == "unsupported_parameter"


def test_what_is_not_in_the_library_is_said(client: OpenAI) -> None:
    done = client.chat.completions.create(model=MODEL, messages=user("Giá vé máy bay đi Đà Lạt là bao nhiêu?"))
    assert "Không tìm thấy" in (done.choices[0].message.content or "")
    assert not done.choices[0].message.annotations


@pytest.mark.parametrize(
    ("more", "param"),
    [
        ({"n": 2}, "n"),
        ({"logprobs": True}, "logprobs"),
        ({"response_format": {"type": "json_object"}}, "response_format"),
        ({"tool_choice": "required"}, "tool_choice"),
    ],
    ids=["n", "logprobs", "response_format", "tool_choice"],
)
def test_what_is_not_supported_is_refused(client: OpenAI, more: dict[str, object], param: str) -> None:
    with pytest.raises(openai.BadRequestError) as refused:
        client.chat.completions.create(model=MODEL, messages=user(QUESTION), **more)  # type: ignore[call-overload]
    assert (refused.value.code, refused.value.param) == ("unsupported_parameter", param)
    assert param in refused.value.message


def test_errors_have_the_form_of_openai(client: OpenAI) -> None:
    with pytest.raises(openai.NotFoundError) as unknown:
        client.chat.completions.create(model="gpt-5", messages=user(QUESTION))
    assert (unknown.value.code, unknown.value.param) == ("model_not_found", "model")
    with pytest.raises(openai.UnprocessableEntityError) as empty:
        client.chat.completions.create(model=MODEL, messages=user(" "))
    assert empty.value.code == "empty_question"
    with pytest.raises(openai.UnprocessableEntityError) as none:
        client.chat.completions.create(model=MODEL, messages=[])
    assert none.value.param == "messages"
    with pytest.raises(openai.AuthenticationError) as wrong:
        client.with_options(api_key="hvb_sai_sai").chat.completions.create(model=MODEL, messages=user(QUESTION))
    assert wrong.value.code == "unauthorized"
