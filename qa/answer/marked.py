"""A draft as sentences, each with the numbers of the evidence that the model cites for it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.sentences import sentence_spans

_MARK = re.compile(r"\s*\[\s*(\d[\d\s,;–-]*)\]")
# A mark before the punctuation that ends a sentence.
_EARLY_MARK = re.compile(r"((?:\s*\[\s*\d[\d\s,;–-]*\])+)\s*([.!?])(?!\w)")
_BULLET = re.compile(r"^\s*(?:[-*•–]\s+|\d{1,2}[.)]\s+|#+\s+)")
_BOLD = re.compile(r"\*\*|__")
# Labels that small models repeat from the prompt.
_LABEL = re.compile(r"^\s*(?:(?:short |final )?answer|a)\s*:\s*", re.IGNORECASE)
# Words at the head of a sentence that tie it to what was said before, or speak of the articles.
_LEAD = re.compile(
    r"^(?:(?:however|additionally|furthermore|moreover|overall|therefore|thus|in addition|in summary|in conclusion|"
    r"in short|to summarize|also|"
    r"(?:according to|based on) (?:the |these )?(?:articles?|passages?|texts?|sentences?|evidence|information)"
    r"(?: (?:above|given|provided))?), |"
    r"the (?:articles?|passages?|texts?|sentences?) (?:also )?(?:says?|states?|mentions?|reports?) that )",
    re.IGNORECASE,
)
_FINISHED = re.compile(r"[.!?…][\"'”’)]*$")
_RANGE = re.compile(r"(\d+)\s*[–-]\s*(\d+)")
# The longest range of marks that is taken at its word: "[1-40]" says nothing.
_LONGEST_RANGE = 6


@dataclass(frozen=True, slots=True)
class Marked:
    """A sentence of a draft without its marks. `numbers` are the marks, in the order they were written. `is_item` says
    that it is a line of a list.
    """

    text: str
    numbers: tuple[int, ...]
    is_item: bool = False

    @property
    def is_finished(self) -> bool:
        """Whether it ends as sentences do, or in marks."""
        return bool(self.numbers or _FINISHED.search(self.text))


def marked(draft: str) -> list[Marked]:
    """The sentences of a draft, each once: a small model can run in circles."""
    found: dict[str, Marked] = {}
    for one in written(draft):
        found.setdefault(one.text, one)
    return list(found.values())


def written(draft: str) -> list[Marked]:
    """The sentences of a draft as they were written."""
    found: list[Marked] = []
    for line in _BOLD.sub("", draft).splitlines():
        is_item = bool(_BULLET.match(line))
        found += _sentences(_LABEL.sub("", _BULLET.sub("", line)), is_item=is_item)
    return found


def _sentences(line: str, *, is_item: bool) -> list[Marked]:
    text, marks = _without_marks(_EARLY_MARK.sub(r"\2\1", line))
    spans = sentence_spans(text)
    found = []
    for place, (start, end) in enumerate(spans):
        until = spans[place + 1][0] if place + 1 < len(spans) else len(text)
        numbers = dict.fromkeys(number for at, number in marks if start < at <= until)
        said = _plain(text[start:end])
        # a line that announces a list says nothing
        if any(letter.isalnum() for letter in said) and not (said.endswith(":") and not numbers):
            found.append(Marked(said, tuple(numbers), is_item))
    return found


def _without_marks(text: str) -> tuple[str, list[tuple[int, int]]]:
    """The text without marks, and where in it each number stood."""
    pieces: list[str] = []
    marks: list[tuple[int, int]] = []
    end = length = 0
    for mark in _MARK.finditer(text):
        pieces.append(text[end : mark.start()])
        length += len(pieces[-1])
        marks += [(length, number) for number in _numbers(mark[1])]
        end = mark.end()
    return "".join([*pieces, text[end:]]), marks


def _numbers(mark: str) -> list[int]:
    """The numbers of a mark such as "1, 3" or "2-4"."""
    found: list[int] = []
    for piece in re.split(r"[,;\s]+", re.sub(r"\s*([–-])\s*", r"\1", mark)):
        if both := _RANGE.fullmatch(piece):
            first, last = int(both[1]), int(both[2])
            found += range(first, min(last, first + _LONGEST_RANGE) + 1)
        elif piece.isdigit():
            found.append(int(piece))
    return found


def _plain(text: str) -> str:
    """The sentence on one line, without the words that tie it to what stood before."""
    text = " ".join(text.split())
    bare = _LEAD.sub("", text)
    return text if bare == text else bare[:1].upper() + bare[1:]
