"""Articles to index."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fakes import write_articles


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """Four articles of two passages each."""
    write_articles(tmp_path / "news", range(1, 5))
    return tmp_path / "news"
