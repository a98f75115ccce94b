"""What notifications say."""

from __future__ import annotations

import pytest

from tui.app import ChatApp


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What notifications say; they themselves go away in time."""
    said: list[str] = []
    monkeypatch.setattr(ChatApp, "notify", lambda _app, message, **_: said.append(message))
    return said
