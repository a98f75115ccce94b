"""Makes the helpers beside the tests importable whatever pytest's import mode; what notifications say."""

import sys
from pathlib import Path

import pytest

from tui.app import ChatApp

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What notifications say; they themselves go away in time."""
    said: list[str] = []
    monkeypatch.setattr(ChatApp, "notify", lambda _app, message, **_: said.append(message))
    return said
