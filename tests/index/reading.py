"""Files to read, and what the readers make of them."""

from __future__ import annotations

from pathlib import Path

from index.readers import Found, read
from index.types import Article, Problem, article_id

ONE = "The river rose two metres on Tuesday, and the mill that stands beside it was closed for a week."
TWO = "Nobody was hurt, the county said, but forty families spent the night in the school on the hill."
THREE = "The water was gone by the end of the month, and the wheel of the mill turned again before summer."


def found_in(path: Path, data: bytes | str) -> list[Found]:
    """What is read of a file with that content."""
    path.write_bytes(data.encode("utf-8") if isinstance(data, str) else data)
    return list(read(path, path.name))


def article_in(path: Path, data: bytes | str) -> Article:
    """The one article of such a file."""
    (found,) = found_in(path, data)
    assert isinstance(found, Article), found
    assert found.id == article_id(found.path)
    return found


def problem_in(path: Path, data: bytes | str) -> Problem:
    """The one problem of such a file, which is fit to be printed."""
    (found,) = found_in(path, data)
    assert isinstance(found, Problem), found
    assert "\n" not in found.reason
    assert found.reason.isprintable()
    return found
