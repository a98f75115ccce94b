"""Datasets in the SQuAD format, cut into passages as the library cuts articles, with hard negatives.

Sources: Miller et al. 2020, "The Effect of Natural Distribution Shift on Question Answering Models" (SQuADShifts);
Rajpurkar et al. 2018, "Know What You Don't Know" (SQuAD 2.0).
"""

from __future__ import annotations

import gzip
import json
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.split import TokenCounter, split
from scripts.training.groups import Candidate, Group, Span, occurrences
from scripts.training.nearest import Nearest

# The longest passage, in tokens: what is left of the embedder's 256 beside a title.
_LIMIT = 230
# A negative is drawn from this many passages that look most like the question.
_HARD = 12
# Answers longer than this, in characters, are sentences copied out of laziness.
_LONGEST_ANSWER = 160


@dataclass(frozen=True, slots=True)
class _Paragraph:
    title: str
    text: str
    passages: tuple[Span, ...]


def squad_groups(file: Path, count_tokens: TokenCounter, *, negatives: int, seed: int = 1) -> Iterator[Group]:
    """Every question of a (gzipped) SQuAD file with its passage and `negatives` others that lack the answer."""
    rows = json.loads(gzip.decompress(file.read_bytes()))["data"]
    paragraphs: list[_Paragraph] = []
    asked: list[tuple[int, dict[str, Any]]] = []
    for row in rows:
        title = _title(row.get("title", ""))
        for paragraph in row["paragraphs"]:
            text = paragraph["context"]
            paragraphs.append(_Paragraph(title, text, tuple(split(text, count_tokens, _LIMIT))))
            asked += [(len(paragraphs) - 1, question) for question in paragraph["qas"]]
    finder = _Finder(paragraphs)
    draw = random.Random(seed)
    near = finder.nearest([question["question"] for _, question in asked])
    for (home, question), close in zip(asked, near, strict=True):
        group = _group(file.name.split(".")[0], question, paragraphs, home, close, finder, negatives, draw)
        if group:
            yield group


def _group(
    origin: str,
    question: dict[str, Any],
    paragraphs: Sequence[_Paragraph],
    home: int,
    close: Sequence[int],
    finder: _Finder,
    negatives: int,
    draw: random.Random,
) -> Group | None:
    golds = [(answer["text"], answer["answer_start"]) for answer in question["answers"]]
    if any(len(text) > _LONGEST_ANSWER for text, _ in golds):
        return None
    texts = sorted({text for text, _ in golds})
    own = paragraphs[home]
    candidates: list[Candidate] = []
    if golds:
        gold = _agreed(golds)
        last = gold[1] + len(gold[0])
        spot = next(((start, end) for start, end in own.passages if start <= gold[1] and last <= end), None)
        if spot is None:
            return None
        start = gold[1] - spot[0]
        candidates.append(Candidate(own.title, own.text[slice(*spot)], ((start, start + len(gold[0])),), True))
    else:
        gold = ("", 0)
    others = [passage for passage in finder.of(home) if not golds or not _holds(finder.text(passage), texts)]
    if not golds:
        # asked of this very paragraph, which cannot answer
        candidates += [finder.candidate(passage) for passage in others[: negatives + 1]]
    hard = [passage for passage in close if finder.home(passage) != home and not _holds(finder.text(passage), texts)]
    if golds:
        # half of the time the rest of its own paragraph: the same subject without the answer
        near = list(others[:1]) if draw.random() < 0.5 else []
        pool = [*near, *draw.sample(hard, min(len(hard), negatives))]
        candidates += [finder.candidate(passage) for passage in pool[:negatives]]
    return Group(str(question["id"]), origin, question["question"].strip(), gold[0], tuple(candidates))


class _Finder:
    """Passages by number, and those that share most words with a question."""

    def __init__(self, paragraphs: Sequence[_Paragraph]) -> None:
        self._paragraphs = paragraphs
        self._places = [(home, span) for home, one in enumerate(paragraphs) for span in one.passages]
        self._first = {home: number for number, (home, _) in reversed(list(enumerate(self._places)))}
        self._nearest = Nearest([self.text(number) for number in range(len(self._places))])

    def home(self, passage: int) -> int:
        return self._places[passage][0]

    def of(self, home: int) -> range:
        first = self._first.get(home, 0)
        return range(first, first + len(self._paragraphs[home].passages))

    def text(self, passage: int) -> str:
        home, (start, end) = self._places[passage]
        return self._paragraphs[home].text[start:end]

    def candidate(self, passage: int) -> Candidate:
        return Candidate(self._paragraphs[self.home(passage)].title, self.text(passage))

    def nearest(self, questions: Sequence[str]) -> Iterator[list[int]]:
        """For each question the numbers of the passages most like it, best first."""
        return self._nearest.of(questions, _HARD)


def _agreed(golds: Sequence[tuple[str, int]]) -> tuple[str, int]:
    """The answer most annotators gave, the shortest of equals."""
    counts = Counter(golds)
    return min(counts, key=lambda gold: (-counts[gold], len(gold[0])))


def _holds(text: str, answers: Sequence[str]) -> bool:
    return any(occurrences(text, answer) for answer in answers)


def _title(name: str) -> str:
    """Wikipedia titles; the other collections have file names there, which say nothing."""
    return "" if name.startswith(("Amazon_Reviews", "Filtered_Reddit")) else name.replace("_", " ")
