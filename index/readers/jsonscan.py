"""Where the values of a JSON file lie, found by its brackets and strings alone: nothing is parsed, nothing kept.

So one record that is no JSON costs only itself, and a file of any size takes the memory of one block.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

_BLOCK = 1 << 20  # bytes read at once
_SIGN = re.compile(rb'["\[\]{},]')
_END = re.compile(rb'[^"\\]*+(?:\\.[^"\\]*+)*+"', re.DOTALL)
_DEEPEST = 3  # objects in objects, within which lists are looked for
_MOST_LISTS = 1000
_LONGEST_KEY = 200  # bytes

Span = tuple[int, int]
"""Where something begins, and where it ends, in bytes."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A list in objects: under which key, in how many objects, where it begins, and whether with an object."""

    key: str
    depth: int
    start: int
    of_objects: bool


@dataclass(frozen=True, slots=True)
class Outline:
    """What a file is at the top: how its first value begins ("{", "[" or, where it is neither, nothing), the lists in
    its objects, and whether there is a second value behind the first.
    """

    begins: bytes
    lists: tuple[Listed, ...]
    has_more: bool


def outline(stream: BinaryIO) -> Outline:
    """What the file is; for a list at the top, nothing within it is looked at."""
    lists: list[Listed] = []
    open_signs: list[bytes] = []
    string: Span = (0, 0)
    begins = b""
    pending: tuple[str, int, int] | None = None  # a list of which nothing has been seen yet
    for sign, start, end in _signs(stream, 0):
        if sign == b'"':
            string = (start, end)
        if pending is not None:
            if len(lists) < _MOST_LISTS:
                lists.append(Listed(*pending, of_objects=sign == b"{"))
            pending = None
        if sign in b"{[":
            if not open_signs:
                if begins:
                    return Outline(begins, tuple(lists), has_more=True)
                begins = sign
            if begins == b"[":
                break
            if sign == b"[" and len(open_signs) <= _DEEPEST and b"[" not in open_signs:
                pending = (_key(stream, string), len(open_signs), start)
            open_signs.append(sign)
        elif sign in b"}]" and open_signs:
            open_signs.pop()
    return Outline(begins, tuple(lists), has_more=False)


def elements(stream: BinaryIO, start: int) -> Iterator[Span | None]:
    """The elements of the list that begins there, in order; None at last, where the file ends before the list does."""
    depth, begun = 0, start + 1
    for sign, at, _ in _signs(stream, start):
        if sign in b"[{":
            depth += 1
        elif sign in b"]}":
            depth -= 1
            if depth == 0:
                yield begun, at
                return
        elif sign == b"," and depth == 1:
            yield begun, at
            begun = at + 1
    yield None


def _key(stream: BinaryIO, span: Span) -> str:
    return piece(stream, span)[1:-1].decode("utf-8", "replace") if span[1] - span[0] <= _LONGEST_KEY else ""


def piece(stream: BinaryIO, span: Span) -> bytes:
    """The bytes of a span; the place where the stream is read on stays."""
    before = stream.tell()
    stream.seek(span[0])
    data = stream.read(span[1] - span[0])
    stream.seek(before)
    return data


def _signs(stream: BinaryIO, start: int) -> Iterator[tuple[bytes, int, int]]:
    """Every bracket and comma outside of strings, and every string as its opening quote, with start and end."""
    stream.seek(start)
    opened, is_open = 0, False  # the string that goes on from the block before
    while block := stream.read(_BLOCK):
        backslashes = len(block) - len(block.rstrip(b"\\"))
        if backslashes % 2:  # what it escapes belongs to it
            block += stream.read(1)
        at = 0
        while at < len(block):
            if is_open:
                closing = _END.match(block, at)
                if closing is None:
                    break
                is_open, at = False, closing.end()
                yield b'"', opened, start + at
                continue
            sign = _SIGN.search(block, at)
            if sign is None:
                break
            at = sign.end()
            if sign.group() == b'"':
                is_open, opened = True, start + sign.start()
            else:
                yield sign.group(), start + sign.start(), start + at
        start += len(block)
