"""A file of conversations that is written in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from qa.chats.conversations import Conversations
from tests.qa.chats.saying import Clock


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(library_dir: Path, clock: Clock) -> Iterator[Conversations]:
    with Conversations.open(library_dir, clock=clock) as opened:
        yield opened
