"""OpenAI's chat completions, by their official client."""

from __future__ import annotations

import openai
import pytest

from tests.qa.serve.doors import COST, KEY, REPLY, UNANSWERED, Door, asking


@pytest.mark.asyncio
async def test_an_answer_with_its_citations(door: Door) -> None:
    async with door.openai() as client:
        reply = await client.chat.completions.create(**asking())
    (choice,) = reply.choices
    content = choice.message.content or ""
    assert choice.finish_reason == "stop"
    assert content.startswith(f"{REPLY} [1]\n\n[1] “{COST}” — Mill shut · Marsh Gazette · 2024-03-05 · story.md")
    (annotation,) = choice.message.annotations or []
    cited = annotation.url_citation
    assert content[cited.start_index : cited.end_index] == "[1]"
    assert (cited.title, cited.quote, cited.date) == ("Mill shut", COST, "2024-03-05")
    assert cited.url.startswith("footnote:")
    assert reply.footnote["answer"] == f"{REPLY} [1]"
    assert reply.usage
    assert reply.usage.total_tokens == reply.usage.prompt_tokens + reply.usage.completion_tokens


@pytest.mark.asyncio
async def test_a_stream_says_the_same(door: Door) -> None:
    async with door.openai() as client:
        whole = (await client.chat.completions.create(**asking())).choices[0].message
        stream = await client.chat.completions.create(**asking(stream=True, stream_options={"include_usage": True}))
        chunks = [chunk async for chunk in stream]
    assert {chunk.object for chunk in chunks} == {"chat.completion.chunk"}
    assert len({chunk.id for chunk in chunks}) == 1
    assert chunks[0].choices[0].delta.role == "assistant"
    said = "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)
    assert said == whole.content
    *_, last, usage = chunks
    assert last.choices[0].finish_reason == "stop"
    (annotation,) = last.choices[0].delta.annotations
    assert annotation == (whole.annotations or [])[0].model_dump()
    assert usage.usage


@pytest.mark.asyncio
async def test_a_refusal_says_so(door: Door) -> None:
    async with door.openai() as client:
        reply = await client.chat.completions.create(**asking(UNANSWERED))
    assert (reply.choices[0].message.content or "").startswith("The articles do not say")
    assert reply.footnote["abstained"] is True


@pytest.mark.asyncio
async def test_earlier_messages_are_the_conversation(door: Door) -> None:
    async with door.openai() as client:
        first = await client.chat.completions.create(**asking("Who cast the bell of Tidewell?"))
        messages = [
            {"role": "system", "content": "You are a pirate."},
            {"role": "user", "content": "Who cast the bell of Tidewell?"},
            {"role": "assistant", "content": first.choices[0].message.content},
            {"role": "user", "content": [{"type": "text", "text": "When was it cast?"}]},
        ]
        reply = await client.chat.completions.create(model="footnote", messages=messages)  # type: ignore[arg-type]
    assert "bell" in reply.footnote["standalone_question"]  # type: ignore[attr-defined]


@pytest.mark.asyncio
async def test_filters_may_be_given(door: Door) -> None:
    async with door.openai() as client:
        reply = await client.chat.completions.create(**asking(), extra_body={"since": "2025", "source": "wire"})
        assert {one["article_id"] for one in reply.footnote["retrieved"]} <= {
            hit.article.id for hit in await door.service.search("bell", 1)
        }
        with pytest.raises(openai.BadRequestError, match="date"):
            await client.chat.completions.create(**asking(), extra_body={"since": "someday"})


@pytest.mark.asyncio
async def test_there_is_one_model(door: Door) -> None:
    async with door.openai() as client:
        assert [model.id async for model in client.models.list()] == ["footnote"]
        assert (await client.models.retrieve("footnote")).owned_by == "footnote"
        with pytest.raises(openai.NotFoundError, match="goes by 'footnote'"):
            await client.models.retrieve("gpt-x")
        with pytest.raises(openai.NotFoundError, match="goes by 'footnote'"):
            await client.chat.completions.create(**asking(model="gpt-x"))


@pytest.mark.asyncio
async def test_a_wrong_key_is_refused(door: Door) -> None:
    for key in ("wrong", KEY + "k", "é"):
        async with door.openai(key) as client:
            if key.isascii():
                with pytest.raises(openai.AuthenticationError, match="key is wrong or missing"):
                    await client.chat.completions.create(**asking())


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "Invalid JSON"),
        (b"[" * 100_000, "Invalid JSON"),
        (b'{"model": "footnote", "messages": []}', "messages"),
        (b'{"model": "footnote", "messages": [{"role": "user", "content": " "}]}', "question is empty"),
        (b'{"model": "footnote", "messages": [{"role": "assistant", "content": "x"}]}', "must be the user's"),
        (b'{"model": "footnote", "messages": [{"role": "user", "content": [{"type": "image_url"}]}]}', "messages.0"),
        (b'{"model": "footnote", "messages": [{"role": "user", "content": "x"}], "n": 2}', "n cannot be used: "),
    ],
)
async def test_what_is_no_question_is_refused_in_one_line(door: Door, body: bytes, said: str) -> None:
    async with door.http() as client:
        for stream in (b"", b'"stream": true, '):
            reply = await client.post("/v1/chat/completions", content=body.replace(b'"model"', stream + b'"model"'))
            assert reply.status_code == 400
            error = reply.json()["error"]
            assert said in error["message"]
            assert "\n" not in error["message"]
            assert error["code"] == "invalid"
            assert error["message"] == f"{error['problem']}: {error['advice']}"


@pytest.mark.asyncio
async def test_an_oversized_request_is_refused(door: Door) -> None:
    async def endless() -> object:
        for _ in range(100):
            yield b" " * 65_536

    async with door.http() as client:
        for content in (b" " * (2**20 + 1), endless()):
            reply = await client.post("/v1/chat/completions", content=content)  # type: ignore[arg-type]
            assert reply.status_code == 413
            assert "send less of the conversation" in reply.json()["error"]["message"]
        reply = await client.post("/mcp", content=b" " * (2**20 + 1))
        assert reply.status_code == 413
