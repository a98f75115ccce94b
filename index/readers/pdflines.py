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
# What follows a hyphen that stands for the second half of a word: "low- and moderate-income".
_SUSPENDED = re.compile(r"(?:and|or|to|und|oder|bis|et|ou|y|o|e)\b")
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
_ROOM = 0.15  # of its column: more than that is left for another word only where a paragraph ends
# Lines of justified text end at their column's edge, give or take so many points; so many tell that nearly all do.
_FLUSH, _FEWEST_TO_TELL, _MOSTLY = 1.0, 8, 0.9
# Lines that say nearly the same are as wide as one another without being justified: there have to be so many lengths.
_LENGTHS = 4
_SAME = 0.05  # by which distances of one kind differ, as a share
# Lines a paragraph, in the mean. Of paragraphs that have fewer, a full line that ends a sentence and a page ends one
# more often than not: one line in twenty ends a sentence by chance, and one in nine is full that ends a paragraph.
_FEW_LINES = 3.2


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


@dataclass(frozen=True, slots=True)
class _Setting:
    """How far lines stand below one another within a paragraph and between two, in heights of a line; the second is 0
    where paragraphs are not set apart. `is_justified` says whether lines end at the edge of their column, `is_short`
    whether paragraphs have so few lines that one which seems to end with a page does.
    """

    leading: float
    between: float
    is_justified: bool
    is_short: bool

    def is_apart(self, distance: float) -> bool:
        return self.leading * _APART < distance < _FAR


def paragraphs(pages: Sequence[Sequence[Line]]) -> list[Paragraph]:
    """The paragraphs of a document, also those that go on over a page or a column."""
    lines = [one for number, page in enumerate(pages) for one in _placed(page, number)]
    if not lines:
        return []
    setting = _setting(lines)
    words = set(re.findall(r"\b\w++(?:-\w++)++", " ".join(one.text for one in lines)))
    building = [_Building(lines[0])]
    for one, following in pairwise(lines):
        if _ends(one, following, setting):
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
        if not divided or (before.text.endswith("-") and _SUSPENDED.match(line.text)):
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


def _setting(lines: Sequence[_Placed]) -> _Setting:
    """Told by the lines of which the next one goes on in lower case, and by those that end sentences: in news most
    paragraphs are so short that more lines stand apart than do not.
    """
    pairs = [(one, following, _distance(one, following)) for one, following in pairwise(lines)]
    below = [pair for pair in pairs if 0 < pair[2] < _FAR]
    within = [pair for pair in below if pair[1].text[0].islower()]
    leading = median([distance for _, _, distance in within or below] or [1.2])
    full = [len(one.text) for one, _, _ in within if one.right - one.line.right < _FLUSH]
    apart = [pair for pair in below if pair[2] > leading * _APART]
    between = [distance for one, _, distance in apart if _ends_sentence(one.text)]
    return _Setting(
        leading,
        between=median(between) if len(between) >= _FEWEST_TO_TELL else 0.0,
        is_justified=len(within) >= _FEWEST_TO_TELL
        and len(full) >= _MOSTLY * len(within)
        and len(set(full)) >= _LENGTHS,
        is_short=len(apart) >= _FEWEST_TO_TELL and len(below) < _FEW_LINES * len(apart),
    )


def _distance(one: _Placed, following: _Placed) -> float:
    """How far below the next line stands, in heights of a line; not above 0 where it is on another page or column."""
    if one.page != following.page or not one.line.height:
        return 0.0
    return (one.line.bottom - following.line.bottom) / one.line.height


def _ends(one: _Placed, following: _Placed, setting: _Setting) -> bool:
    """Whether a paragraph ends with a line."""
    if one.line.is_row or following.line.is_row:
        return True
    distance = _distance(one, following)
    if one.text.endswith(HYPHEN) or re.search(r"\w-$", one.text):
        return False
    if following.text[0].islower():  # what is set apart as all paragraphs are is one
        return setting.between > 0 and abs(distance - setting.between) < _SAME * setting.between
    small, large = sorted((one.line.height, following.line.height))
    if large > _OTHER_SIZE * small or setting.is_apart(distance):
        return True
    width = one.right - one.left
    if one.line.right - one.left < _SHORT * width:
        return True
    left = one.right - one.line.right - _first_word(following)  # for another word
    if not _ends_sentence(one.text):
        return left > _ROOM * width
    if distance > 0 and _INDENT[0] < (following.line.left - one.line.left) / max(one.line.height, 1.0) < _INDENT[1]:
        return True
    if setting.is_justified and one.right - one.line.right > 2 * _FLUSH:
        return True
    return left > 0.02 * width or (setting.is_short and one.page != following.page)


def _ends_sentence(text: str) -> bool:
    return _SENTENCE_END.search(text) is not None


def _first_word(line: _Placed) -> float:
    """How wide the first word of a line is, more or less."""
    return len(line.text.split()[0]) / max(len(line.text), 1) * (line.line.right - line.line.left)


def _is_compound(line: str, following: str, words: set[str]) -> bool:
    """Whether the hyphen of a word that was divided at a line end is its own: it is a number in words, or the text has
    the word with its hyphen elsewhere.
    """
    first = re.split(r"[^\w-]", line.removesuffix(HYPHEN).removesuffix("-"))[-1]
    second = re.split(r"[^\w-]", following, maxsplit=1)[0]
    return f"{first}-{second}" in words or (first.casefold() in _TENS and second.casefold() in _ONES)
