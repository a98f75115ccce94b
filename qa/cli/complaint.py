"""What went wrong, as the one line that a person gets to see."""

from __future__ import annotations

from qa.printable import one_line

# What a line has of a longer message, in characters: its beginning, and its end, which says what to do.
_BEGINNING, _END = 300, 200


def complaint(message: str) -> str:
    """The message on one line, without what could steer a terminal; of a long one the middle is left out."""
    line = one_line(message)
    return line if len(line) <= _BEGINNING + _END else f"{line[:_BEGINNING]} … {line[-_END:]}"
