"""From a question to a checked, cited answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from qa.engine import Engine
    from qa.types import Answer, Citation, Event, Finished, Retrieved, Sentence, Token, Turn

__all__ = ["Answer", "Citation", "Engine", "Event", "Finished", "Retrieved", "Sentence", "Token", "Turn"]


def __getattr__(name: str) -> Any:
    """Import a public name when it is asked for: the command line starts, and can be stopped, before numpy is in."""
    if name not in __all__:
        raise AttributeError(f"module 'qa' has no attribute '{name}'")
    from importlib import import_module

    return getattr(import_module("qa.engine" if name == "Engine" else "qa.types"), name)
