"""The lines of a PDF's page, in the order in which they are read. PDFium says what stands where.

Text comes in the order in which it was drawn, which is nearly always that of reading. Only columns that were drawn
across, line by line, are put one after the other; tables, which are drawn so as well, are not.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median
from typing import Any

HYPHEN = "\x02"
"""Stands at the end of a line for the hyphen by which its last word was divided."""

_JOINED = (2, 0xFFFE)  # what PDFium has for it
_SAMPLED = 40  # characters that tell which way a page is turned
# In heights of a line: the gap that parts columns, in each of their lines at one place. In justified text, gaps of that
# width come about, but hardly in so many lines below one another.
_GAP, _FEWEST_ROWS = 1.0, 4
# Of a column's lines: how long half of them are, in characters, and how many go on in lower case, as cells do not.
_LONG, _GO_ON = 15, 0.25
_LINE = re.compile(f"[^\r\n\0{HYPHEN}]+{HYPHEN}?|{HYPHEN}")
_WORD = re.compile(r"[^ \t]+")


@dataclass(frozen=True, slots=True)
class Line:
    """A line, or a piece of one: its text, and where it stands, in points from the page's lower left corner. `is_row`
    where it is one of a table.
    """

    text: str
    left: float
    right: float
    bottom: float
    height: float
    is_row: bool = False


def lines_of(textpage: Any) -> list[Line]:
    """The lines of a page that pypdfium2 has opened as a text page."""
    return in_order(list(_rows(textpage)))


def in_order(rows: Sequence[Sequence[Line]]) -> list[Line]:
    """Rows of pieces, as they were drawn, as lines in the order in which they are read."""
    ordered: list[Line] = []
    at = 0
    while at < len(rows):
        end, gutters = _band(rows, at)
        columns = _columns(rows[at:end], gutters)
        if columns and all(map(_is_prose, columns)):
            ordered.extend(line for column in columns for line in column)
        elif columns:
            end = max(number for number in range(at, end) if len(rows[number]) > 1) + 1
            ordered.extend(_joined(row, " | ") for row in rows[at:end])
        else:
            end = at + 1
            ordered.append(_joined(rows[at]))
        at = end
    return ordered


# ---- what stands where


def _rows(textpage: Any) -> Iterator[list[Line]]:
    """The lines as they were drawn, each in pieces where there are wide gaps in it."""
    from pypdfium2 import raw

    handle = textpage.raw
    codes = (raw.FPDFText_GetUnicode(handle, index) for index in range(textpage.count_chars()))
    text = "".join(HYPHEN if code in _JOINED else chr(code) for code in codes)
    boxes = _Boxes(handle, _quarter(textpage))
    for line in _LINE.finditer(text):
        row: list[Line] = []
        words = [(line.start() + word.start(), line.start() + word.end()) for word in _WORD.finditer(line.group())]
        begun = 0
        for number, (_, end) in enumerate(words):
            is_last = number + 1 == len(words)
            if is_last or boxes.gap(end - 1, words[number + 1][0]) > _GAP:
                first, last = words[begun][0], end
                row.append(boxes.line(text[first:last], first, last - 1))
                begun = number + 1
        if row:
            yield row


class _Boxes:
    """Where the characters of a page stand, by their numbers."""

    def __init__(self, handle: Any, quarter: int) -> None:
        from pypdfium2 import raw

        self._handle = handle
        self._quarter = quarter
        self._box = raw.FS_RECTF()
        self._ask = raw.FPDFText_GetLooseCharBox

    def of(self, index: int) -> tuple[float, float, float, float]:
        """Left, bottom, right and top of a character, in points, as they are when its text is upright."""
        self._ask(self._handle, index, self._box)
        return _turned(self._box, self._quarter)

    def gap(self, index: int, following: int) -> float:
        """How far apart two characters of a line stand, in heights of it."""
        _, bottom, right, top = self.of(index)
        left = self.of(following)[0]
        return (left - right) / max(top - bottom, 1.0)

    def line(self, text: str, first: int, last: int) -> Line:
        """The line that begins and ends with these characters."""
        left, bottom, one, top = self.of(first)
        other, _, right, _ = self.of(last)
        return Line(text, min(left, other), max(one, right), bottom, top - bottom)


def _quarter(textpage: Any) -> int:
    """By how many quarters, against the clock, most of the text is turned."""
    from pypdfium2 import raw

    count = textpage.count_chars()
    sample = range(0, count, max(count // _SAMPLED, 1))
    angles = [raw.FPDFText_GetCharAngle(textpage.raw, index) for index in sample]
    quarters = [round(angle / (math.pi / 2)) % 4 for angle in angles if angle >= 0]
    return max(set(quarters), key=quarters.count) if quarters else 0


def _turned(box: Any, quarter: int) -> tuple[float, float, float, float]:
    """Left, bottom, right and top of a box, as they are when its text is upright."""
    left, bottom, right, top = box.left, box.bottom, box.right, box.top
    if quarter == 1:
        return bottom, -right, top, -left
    if quarter == 2:
        return -right, -top, -left, -bottom
    if quarter == 3:
        return -top, left, -bottom, right
    return left, bottom, right, top


# ---- columns that were drawn line by line


def _band(rows: Sequence[Sequence[Line]], at: int) -> tuple[int, list[tuple[float, float]]]:
    """The end of the rows from there on that leave the same gaps, one below the other, and these gaps."""
    first = rows[at]
    gutters = [(one.right, two.left) for one, two in pairwise(first)]
    end = at + 1
    while gutters and end < len(rows):
        row, above = rows[end], rows[end - 1]
        is_below = 0 < above[0].bottom - row[0].bottom < 3 * max(above[0].height, row[0].height)
        left = [gap for gutter in gutters for gap in _left_of(gutter, row)] if is_below else []
        left = [gap for gap in left if gap[1] - gap[0] >= _GAP * row[0].height]
        if not left:
            break
        gutters, end = left, end + 1
    return end, gutters


def _left_of(gap: tuple[float, float], row: Sequence[Line]) -> list[tuple[float, float]]:
    """What of a gap the pieces of a row leave free."""
    free = [gap]
    for piece in row:
        free = [
            part
            for start, end in free
            for part in ((start, min(end, piece.left)), (max(start, piece.right), end))
            if part[0] < part[1]
        ]
    return list(dict.fromkeys(free))


def _columns(rows: Sequence[Sequence[Line]], gutters: Sequence[tuple[float, float]]) -> list[list[Line]]:
    """The rows as columns, one after the other; none where too few stand side by side."""
    middles = sorted((start + end) / 2 for start, end in gutters)
    columns: list[list[Line]] = [[] for _ in range(len(middles) + 1)]
    for row in rows:
        by_column: dict[int, list[Line]] = {}
        for piece in row:
            by_column.setdefault(sum(middle < piece.left for middle in middles), []).append(piece)
        for number, pieces in by_column.items():
            columns[number].append(_joined(pieces))
    columns = [column for column in columns if column]
    return columns if len(columns) > 1 and min(map(len, columns)) >= _FEWEST_ROWS else []


def _is_prose(column: Sequence[Line]) -> bool:
    goes_on = sum(1 for line in column if line.text[:1].isalpha() and not line.text[:1].isupper())
    return median(len(line.text) for line in column) >= _LONG and goes_on >= _GO_ON * len(column)


def _joined(row: Sequence[Line], between: str = " ") -> Line:
    """The pieces of a row as one line."""
    if len(row) == 1:
        return row[0]
    return replace(
        row[0],
        text=between.join(piece.text for piece in row),
        left=min(piece.left for piece in row),
        right=max(piece.right for piece in row),
        height=max(piece.height for piece in row),
        is_row=between != " ",
    )
