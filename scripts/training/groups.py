"""A question and the passages put before a model: the one form into which every dataset is brought."""

from __future__ import annotations

import hashlib
import json
import random
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Mark:
    """A sentence that somebody judged: how much it belongs in a good answer, from 0 to 1. Offsets are characters."""

    start: int
    end: int
    belongs: float


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage for a question. `spans` are the character offsets of the answer in `text`; a passage that holds the
    answer without a span that could be marked is `relevant` all the same. `marks` are sentences that were judged, and
    `rest` says how much it counts that the others were not chosen: 1 where whoever judged them read them all. Where the
    question is a claim instead, `supports` says whether the text supports it, and the rest says nothing.
    """

    title: str
    text: str
    spans: tuple[Span, ...] = ()
    relevant: bool = False
    marks: tuple[Mark, ...] = ()
    rest: float = 1.0
    supports: bool | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """A question with its candidates. `origin` names the dataset, `answer` is the gold answer ("" for none)."""

    id: str
    origin: str
    question: str
    answer: str
    candidates: tuple[Candidate, ...]


def write_groups(file: Path, groups: Iterable[Group]) -> None:
    """One group a line, as JSON."""
    with file.open("w", encoding="utf-8") as lines:
        for group in groups:
            lines.write(json.dumps(asdict(group), ensure_ascii=False) + "\n")


def read_groups(file: Path) -> Iterator[Group]:
    """What `write_groups` wrote."""
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            row["candidates"] = tuple(
                Candidate(
                    one["title"],
                    one["text"],
                    tuple((start, end) for start, end in one["spans"]),
                    one["relevant"],
                    tuple(Mark(**mark) for mark in one["marks"]),
                    one["rest"],
                    one.get("supports"),
                )
                for one in row["candidates"]
            )
            yield Group(**row)


def occurrences(text: str, answer: str) -> list[Span]:
    """Where `answer` stands in `text` as whole words, whatever the case."""
    words = answer.strip().strip(".")
    if not words:
        return []
    pattern = r"(?<!\w)" + r"\s+".join(re.escape(word) for word in words.split()) + r"(?!\w)"
    return [match.span() for match in re.finditer(pattern, text, re.IGNORECASE)]


def part(key: str, parts: int) -> int:
    """0..parts-1, the same for the same key on every machine: how questions are split into sets."""
    return int.from_bytes(hashlib.blake2b(key.encode(), digest_size=4).digest(), "big") % parts


def shuffled(groups: Sequence[Group], seed: int) -> list[Group]:
    """The groups in an order that only the seed decides."""
    mixed = list(groups)
    random.Random(seed).shuffle(mixed)
    return mixed
