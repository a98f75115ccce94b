"""A server as `footnote serve` makes it, over a small library with a scripted model, and its official clients."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from index.build import build
from index.library import Library
from qa import Engine
from qa.serve.adding import adder
from qa.serve.run import serving
from qa.serve.service import Service
from tests.fakes import HashEmbedder, ScriptedGenerator, WordReader, write_article, write_articles
from tests.qa.serve.doors import COST, KEY, REPLY, STORY, Door


@pytest.fixture
def news(tmp_path: Path) -> Path:
    folder = tmp_path / "news"
    write_articles(folder, range(1, 4))
    write_article(folder, "story.md", "Mill shut", STORY, date="2024-03-05", source="Marsh Gazette")
    known = {"date": "2025-01-02", "source": "Wire", "url": "https://example.org/bell"}
    write_article(folder, "bell.md", "The bell", "The bell of Tidewell was cast by Eve Moss in 1911.", **known)
    return folder


@pytest.fixture
def generator() -> ScriptedGenerator:
    """Answers every question with `REPLY`."""
    return ScriptedGenerator(*[REPLY] * 400)


@pytest.fixture
def engine(news: Path, library_dir: Path, embedder: HashEmbedder, generator: ScriptedGenerator) -> Iterator[Engine]:
    build(library_dir, [news], embedder)
    with Engine(Library.open(library_dir, embedder), embedder, WordReader(), generator) as engine:
        assert COST in STORY
        yield engine


@pytest.fixture
def service(engine: Engine) -> Service:
    return Service(engine)


@pytest.fixture
def writing(engine: Engine, library_dir: Path) -> Service:
    """A service that may index."""
    return Service(engine, adder(library_dir, HashEmbedder()))


@pytest_asyncio.fixture
async def door(service: Service) -> AsyncIterator[Door]:
    async with serving(service, "news", KEY) as address:
        yield Door(service, address)
