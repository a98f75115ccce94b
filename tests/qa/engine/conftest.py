"""A library of a few articles, and engines over it with a scripted model."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from index.build import build
from index.library import Library
from qa import Engine
from qa.llm.generator import Generator
from qa.stages import FOOTNOTE, Stages
from tests.fakes import HashEmbedder, ScriptedGenerator, WordReader, prose, write_article, write_articles
from tests.qa.engine.engine_over_news import CAFE, REWRITTEN, STORY, TALKS, Make


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An indexed library."""
    base = tmp_path_factory.mktemp("engine")
    news = base / "news"
    write_articles(news, range(1, 4))
    write_article(news, "story.md", "Mill shut", STORY, date="2024-03-05", source="Marsh Gazette")
    write_article(news, "wire.md", "Old mill closes", REWRITTEN, date="2024-03-06", source="Wire")
    write_article(news, "cafe.md", "A café", CAFE, date="2023-05-01", source="Gazette")
    write_article(news, "talks.md", "Talks", prose(7), TALKS, prose(8), date="2025-09-15", source="Wire")
    for number, (name, day) in enumerate([("Jo Park", "2020-02-01"), ("Eve Moss", "2024-02-01")]):
        text = f"{prose(20 + number)} {name} is the harbour master of Tidewell. {prose(30 + number)}"
        write_article(news, f"harbour-{day[:4]}.md", f"Harbour {number}", text, date=day)
    build(base / "library", [news], HashEmbedder())
    return base / "library"


@pytest.fixture
def make(folder: Path) -> Iterator[Make]:
    opened: list[Library] = []

    def engine(
        *replies: object, generator: Generator | None = None, stages: Stages = FOOTNOTE, **known: object
    ) -> Engine:
        embedder = HashEmbedder()
        opened.append(Library.open(folder, embedder))
        generator = generator or ScriptedGenerator(*replies, **known)  # type: ignore[arg-type]
        return Engine(opened[-1], embedder, WordReader(), generator, load_ms=7.0, stages=stages)

    yield engine
    for library in opened:
        library.close()
