"""Text that a terminal can print and a file can hold."""

from __future__ import annotations

from index.errors import FootnoteError


def one_line(text: str) -> str:
    """The printable characters of `text` on one line: nothing that an article holds may steer the terminal."""
    return " ".join("".join(one if one.isprintable() else " " for one in text).split())


def storable(text: str) -> str:
    """`text` with "?" for each lone surrogate, which no file of UTF-8 can hold; everything else stays as it is."""
    return text.encode("utf-8", "replace").decode()


def as_told(error: Exception) -> FootnoteError:
    """The error as the user is told of it; anything but a `FootnoteError` is a bug and says so."""
    if isinstance(error, FootnoteError):
        return error
    return FootnoteError(f"unexpected {type(error).__name__} ({error})", "ask again, or see footnote doctor", "failed")


def explained(error: Exception) -> str:
    """What went wrong as one line for the user."""
    return one_line(str(as_told(error)))
