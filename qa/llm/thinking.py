"""Replies of models that think aloud before they answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

_OPEN, _CLOSE = "<think>", "</think>"


def without_thinking(pieces: Iterable[str]) -> Iterator[str]:
    """The pieces without a block of thoughts in front, in whose place empty ones come. What a reply that is nothing but
    thoughts leaves is nothing.
    """
    held, is_begun = "", False
    for piece in pieces:
        if is_begun:
            yield piece
            continue
        held += piece
        start = held.lstrip()
        if start.startswith(_OPEN):
            _, closed, rest = start.partition(_CLOSE)
            is_begun = bool(closed)
            yield rest.lstrip() if closed else ""
        elif _OPEN.startswith(start):
            yield ""
        else:
            is_begun = True
            yield held
    if not is_begun and not held.lstrip().startswith(_OPEN):
        yield held
