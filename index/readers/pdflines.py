"""The lines of a PDF put together to paragraphs, of which it has none: by what lines say, and by where they stand."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from statistics import median

from index.clean import tidy
from index.readers.pdfpage import HYPHEN, Line

_SENTENCE_END = re.compile(r"[.!?:…][\"'’”)\]]*$")
_TENS = frozenset("twenty thirty forty fifty sixty seventy eighty ninety".split())
_ONES = frozenset(
    "one two three four five six seven eight nine first second third fourth fifth sixth seventh eighth ninth".split()
)
# In lines: beyond such a distance to the next one a paragraph ends; beyond the other it does not tell.
_APART, _FAR = 1.3, 6.0
_OTHER_SIZE = 1.2  # times as large: a heading
_SHORT = 0.6  # of its column: a line that ends a paragraph
_STEP = 20.0  # points
_INDENT = (0.8, 4.0)  # by which a paragraph begins, in heights of a line


@dataclass(slots=True)
class Paragraph:
    """The text of a paragraph, and the pages on which it stands, counted from 0, with where in it each begins."""

    text: str = ""
    pages: list[tuple[int, int]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Placed:
    """A line with its page, and how far the lines of its column reach to the left and to the right."""

    line: Line
    page: int
    left: float
    right: float

    @property
    def text(self) -> str:
        return self.line.text


def paragraphs(pages: Sequence[Sequence[Line]]) -> list[Paragraph]:
    """The paragraphs of a document, also those that go on over a page or a column."""
    lines = [one for number, page in enumerate(pages) for one in _placed(page, number)]
    if not lines:
        return []
    leading = _leading(lines)
    words = set(re.findall(r"\b\w++(?:-\w++)++", " ".join(one.text for one in lines)))
    building = [_Building(lines[0])]
    for one, following in pairwise(lines):
        if _ends(one, following, leading):
            building.append(_Building(following))
        else:
            building[-1].add(one, following, words)
    return [found for one in building if (found := one.paragraph()).text]


class _Building:
    """A paragraph while its lines come."""

    def __init__(self, first: _Placed) -> None:
        self._pieces = [first.text.removesuffix(HYPHEN)]
        self._length = len(self._pieces[0])
        self._pages = [(first.page, 0)]

    def add(self, before: _Placed, line: _Placed, words: set[str]) -> None:
        divided = before.text.endswith(HYPHEN) or (
            re.search(r"\w-$", before.text) is not None and line.text[0].islower()
        )
        if not divided:
            self._put(" ")
        elif _is_compound(before.text, line.text, words) or not line.text[0].islower():
            if before.text.endswith(HYPHEN):
                self._put("-")
        elif before.text.endswith("-"):
            self._pieces[-1] = self._pieces[-1][:-1]
            self._length -= 1
        if line.page != self._pages[-1][0]:
            self._pages.append((line.page, self._length))
        self._put(line.text.removesuffix(HYPHEN))

    def _put(self, text: str) -> None:
        self._pieces.append(text)
        self._length += len(text)

    def paragraph(self) -> Paragraph:
        return Paragraph("".join(self._pieces), self._pages)


def _placed(page: Sequence[Line], number: int) -> list[_Placed]:
    """The lines of a page with their columns, told by where other lines begin that stand below one another."""
    tidied = ((line, tidy(line.text), line.text.endswith(HYPHEN)) for line in page)
    lines = [replace(line, text=text + HYPHEN * divided) for line, text, divided in tidied if text]
    columns: dict[int, list[Line]] = defaultdict(list)  # by where they begin, in steps that indents do not reach over
    for line in lines:
        columns[int(line.left // _STEP)].append(line)
    reach = {}
    for step in columns:
        near = [line for beside in (step - 1, step, step + 1) for line in columns.get(beside, ())]
        rights = sorted(line.right for line in near)
        reach[step] = min(line.left for line in near), rights[len(rights) * 4 // 5]
    return [_Placed(line, number, *reach[int(line.left // _STEP)]) for line in lines]


def _leading(lines: Sequence[_Placed]) -> float:
    """How far the lines of a paragraph stand below one another, in heights of a line."""
    distances = [distance for one, following in pairwise(lines) if 0 < (distance := _distance(one, following)) < _FAR]
    return median(distances) if distances else 1.2


def _distance(one: _Placed, following: _Placed) -> float:
    """How far below the next line stands, in heights of a line; not above 0 where it is on another page or column."""
    if one.page != following.page or not one.line.height:
        return 0.0
    return (one.line.bottom - following.line.bottom) / one.line.height


def _ends(one: _Placed, following: _Placed, leading: float) -> bool:
    """Whether a paragraph ends with a line."""
    if one.line.is_row or following.line.is_row:
        return True
    if one.text.endswith(HYPHEN) or re.search(r"\w-$", one.text) or following.text[0].islower():
        return False
    small, large = sorted((one.line.height, following.line.height))
    distance = _distance(one, following)
    if large > _OTHER_SIZE * small or leading * _APART < distance < _FAR:
        return True
    width = one.right - one.left
    if one.line.right - one.left < _SHORT * width:
        return True
    if _SENTENCE_END.search(one.text) is None:
        return False
    indent = (following.line.left - one.line.left) / max(one.line.height, 1.0)
    if distance > 0 and _INDENT[0] < indent < _INDENT[1]:
        return True
    word = len(following.text.split()[0]) / max(len(following.text), 1) * (following.line.right - following.line.left)
    return one.line.right + word < one.right - 0.02 * width


def _is_compound(line: str, following: str, words: set[str]) -> bool:
    """Whether the hyphen of a word that was divided at a line end is its own: it is a number in words, or the text has
    the word with its hyphen elsewhere.
    """
    first = re.split(r"[^\w-]", line.removesuffix(HYPHEN).removesuffix("-"))[-1]
    second = re.split(r"[^\w-]", following, maxsplit=1)[0]
    return f"{first}-{second}" in words or (first.casefold() in _TENS and second.casefold() in _ONES)
