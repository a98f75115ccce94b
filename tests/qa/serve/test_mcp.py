"""The MCP tools by the official client: over HTTP, old protocol and new, and over standard input and output."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path
from typing import Any

import pytest
from mcp import Client, StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp_types import CallToolResult

from qa.serve.run import serving
from qa.serve.service import Service
from tests.fakes import prose, write_article
from tests.qa.serve.doors import COST, KEY, QUESTION, REPLY, UNANSWERED, Door

REPOSITORY = Path(__file__).resolve().parents[3]
READING = {"ask", "search", "show", "libraries"}
# `footnote serve --stdio` with stand-ins for the models
STDIO = f"""
import sys
sys.path.insert(0, {str(REPOSITORY)!r})
from tests.fakes import HashEmbedder, ScriptedGenerator, WordReader
from index.library import Library
from qa import Engine
from qa.serve.run import serve_stdio
from qa.serve.service import Service
print("noise that must not reach the client", file=sys.stderr)
embedder = HashEmbedder()
engine = Engine(Library.open(sys.argv[1], embedder), embedder, WordReader(), ScriptedGenerator(*[{REPLY!r}] * 9))
with engine:
    serve_stdio(Service(engine), "news")
"""


async def _called(client: Client, tool: str, **arguments: object) -> dict[str, Any]:
    result = await client.call_tool(tool, arguments)
    assert not result.is_error, result.content
    assert isinstance(result.structured_content, dict)
    return result.structured_content


async def _refused(client: Client, tool: str, **arguments: object) -> str:
    result = await client.call_tool(tool, arguments)
    assert result.is_error
    return _text(result)


def _text(result: CallToolResult) -> str:
    return "".join(getattr(part, "text", "") for part in result.content)


async def _asks(client: Client) -> None:
    """What every transport has to do."""
    tools = {tool.name: tool for tool in (await client.list_tools()).tools}
    assert tools.keys() == READING
    for tool in tools.values():
        assert tool.description
        assert tool.output_schema
        assert tool.annotations
        assert tool.annotations.read_only_hint
    result = await client.call_tool("ask", {"question": QUESTION})
    assert _text(result).startswith(f"{REPLY} [1]")
    answer = result.structured_content
    assert answer is not None
    assert (answer["abstained"], answer["missing"]) == (False, [])
    (cited,) = answer["citations"]
    assert (cited["quote"], cited["date"], cited["source"]) == (COST, "2024-03-05", "Marsh Gazette")
    shown = await _called(client, "show", article=cited["article_id"])
    assert shown["text"][cited["start"] : cited["end"]] == COST
    refusal = await _called(client, "ask", question=UNANSWERED)
    assert (refusal["abstained"], refusal["citations"]) == (True, [])


@pytest.mark.asyncio
@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_over_http(door: Door, mode: str) -> None:
    async with door.mcp(mode=mode) as client:
        await _asks(client)


@pytest.mark.asyncio
@pytest.mark.usefixtures("engine")
async def test_over_standard_input_and_output(library_dir: Path) -> None:
    server = StdioServerParameters(
        command=sys.executable, args=["-c", STDIO, str(library_dir)], env=dict(os.environ), cwd=REPOSITORY
    )
    with Path(os.devnull).open("w") as nowhere:
        async with Client(stdio_client(server, nowhere), read_timeout_seconds=120) as client:
            await _asks(client)


@pytest.mark.asyncio
async def test_searching_and_reading_on(door: Door) -> None:
    async with door.mcp() as client:
        found = await _called(client, "search", query="wheel house repairs", k=2)
        best = found["passages"][0]
        assert COST in best["text"]
        part = await _called(client, "show", article=best["article_id"], start=best["start"], length=30)
        assert part["text"] == best["text"][:30]
        assert part["next_start"] == best["start"] + 30
        assert part["total_chars"] > 30
        nothing = await _called(client, "search", query="wheel house", since="2030")
        assert nothing["passages"] == []
        (library,) = (await _called(client, "libraries"))["libraries"]
        assert (library["name"], library["articles"], library["newest"]) == ("news", 5, "2025-01-02")


@pytest.mark.asyncio
async def test_what_cannot_be_done_is_one_line(door: Door) -> None:
    async with door.mcp() as client:
        assert "the question is empty" in await _refused(client, "ask", question=" ")
        assert "date" in await _refused(client, "ask", question=QUESTION, since="someday")
        assert "no article 'zzz'" in await _refused(client, "show", article="zzz")
        assert "Unknown tool" in await _refused(client, "add", path="/etc")


@pytest.mark.asyncio
async def test_a_conversation_may_be_given(door: Door) -> None:
    async with door.mcp() as client:
        history = [{"question": "Who cast the bell of Tidewell?", "answer": "Eve Moss"}]
        answer = await _called(client, "ask", question="When was it cast?", history=history)
        assert "bell" in answer["standalone_question"]


@pytest.mark.asyncio
async def test_adding_reads_again_what_the_library_follows_and_nothing_else(
    writing: Service, news: Path, tmp_path: Path
) -> None:
    write_article(news, "late.md", "Late", prose(99))
    write_article(tmp_path / "secret", "own.md", "Own", prose(98))
    async with serving(writing, "news", KEY) as address, Door(writing, address).mcp() as client:
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        assert tools.keys() == READING | {"add"}
        assert not getattr(tools["add"].annotations, "read_only_hint", True)
        added = await _called(client, "add", path=str(news / "late.md"))
        assert (added["changed"], added["articles"]) == (1, 6)
        assert (await _called(client, "add"))["changed"] == 0
        (news / "way").symlink_to(tmp_path / "secret")
        for outside in (tmp_path / "secret", news / "way", news / ".." / "secret", Path("/etc")):
            assert "is not under a folder that the library follows" in await _refused(client, "add", path=str(outside))
        assert (await _called(client, "libraries"))["libraries"][0]["articles"] == 6


@pytest.mark.asyncio
async def test_a_wrong_key_opens_nothing(door: Door) -> None:
    let_in = False
    with pytest.raises(BaseExceptionGroup):
        async with asyncio.timeout(60), door.mcp(key="wrong"):
            let_in = True
    assert not let_in
