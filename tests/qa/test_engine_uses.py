"""The engine as others use it: closed behind a block, awaited, and over a library that changes meanwhile."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from index.build import build
from index.errors import FootnoteError
from index.library import Library
from qa import Engine, Finished, Retrieved, Token, Turn
from tests.fakes import HashEmbedder, ScriptedGenerator, WordReader, prose, write_article, write_articles

COST = "Engineers found cracks in the wheel house and said repairs would cost 4.5 million euros."
QUESTION = "How much would repairs of the wheel house cost?"
REPLY = "Repairs would cost 4.5 million euros."


@pytest.fixture
def news(tmp_path: Path) -> Path:
    write_articles(tmp_path / "news", range(1, 4))
    write_article(tmp_path / "news", "story.md", "Mill shut", COST, date="2024-03-05")
    return tmp_path / "news"


@pytest.fixture
def engine(news: Path, library_dir: Path, embedder: HashEmbedder) -> Engine:
    build(library_dir, [news], embedder)
    return Engine(Library.open(library_dir, embedder), embedder, WordReader(), ScriptedGenerator(*[REPLY] * 9))


def test_a_block_closes_it(engine: Engine) -> None:
    with engine as opened:
        assert opened.answer(QUESTION).citations
    with pytest.raises(Exception, match="closed"):
        engine.answer(QUESTION)


@pytest.mark.asyncio
async def test_awaited_it_says_the_same(engine: Engine) -> None:
    with engine:
        events = [event async for event in engine.aask(QUESTION)]
        assert [type(event) for event in events] == [Retrieved, *[Token] * (len(events) - 2), Finished]
        answer = await engine.aanswer(QUESTION, [Turn("Which mill was shut?", "The oldest one.")])
        assert (answer.text, answer.citations[0].quote) == (f"{REPLY} [1]", COST)
        with pytest.raises(FootnoteError, match="empty"):
            await engine.aanswer("")


@pytest.mark.asyncio
async def test_questions_asked_at_once_are_answered_one_after_another(engine: Engine) -> None:
    with engine:
        answers = await asyncio.gather(*(engine.aanswer(QUESTION) for _ in range(8)))
    assert {answer.text for answer in answers} == {f"{REPLY} [1]"}


def test_a_question_sees_the_library_of_one_moment(
    engine: Engine, news: Path, library_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[int] = []
    search = engine.library.search

    def meanwhile(*arguments: object, **known: object) -> object:
        if not seen:  # another process adds an article in the middle of the question
            write_article(news, "late.md", "Late", prose(99))
            build(library_dir, [], HashEmbedder())
        seen.append(engine.library.counts().articles)
        return search(*arguments, **known)  # type: ignore[arg-type]

    monkeypatch.setattr(engine.library, "search", meanwhile)
    with engine:
        before = engine.library.counts().articles
        engine.answer(QUESTION)
        assert set(seen) == {before}
        assert engine.library.counts().articles == before + 1
