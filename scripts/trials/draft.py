"""An article that is to be written as a file."""

from __future__ import annotations

import html
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Draft:
    """An article to be written: paragraphs are of one line, or of several where these are a list."""

    title: str
    paragraphs: tuple[str, ...]


def broken(text: str) -> str:
    """A paragraph as HTML: its lines with a break between."""
    return "<br>".join(html.escape(line, quote=False) for line in text.split("\n"))
