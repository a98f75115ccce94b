"""A library of a few articles."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from index.build import build
from index.library import Library
from tests.fakes import HashEmbedder, write_article, write_articles
from tests.index.library.stories import CAFE, REWRITTEN, STORY


@pytest.fixture
def news(tmp_path: Path) -> Path:
    folder = tmp_path / "news"
    write_articles(folder, range(1, 5))
    write_article(folder, "story.md", "Mill shut", STORY, date="2024-03-05", source="Marsh Gazette")
    write_article(folder, "wire.md", "Old mill closes", REWRITTEN, date="2024-03-06", source="Wire")
    write_article(folder, "cafe.md", "A café", CAFE, date="2023-05-01", source="Gazette")
    return folder


@pytest.fixture
def folder(library_dir: Path, news: Path) -> Path:
    """An indexed library."""
    build(library_dir, [news], HashEmbedder())
    return library_dir


@pytest.fixture
def library(folder: Path, embedder: HashEmbedder) -> Iterator[Library]:
    with Library.open(folder, embedder) as opened:
        yield opened
