"""ESTER: why, what if and what happened, over a few sentences of news.

Source: Han et al. 2021, "ESTER: A Machine Reading Comprehension Dataset for Event Semantic Relation Reasoning".
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

from scripts.training.groups import Candidate, Group, Span
from scripts.training.nearest import Nearest


def ester_groups(file: Path) -> Iterator[Group]:
    """Each question with its passage, all places of its answer marked, and a like passage that is not its own."""
    rows = [json.loads(line) for line in gzip.decompress(file.read_bytes()).decode("utf-8").splitlines()]
    texts = list(dict.fromkeys(row["context"] for row in rows))
    near = Nearest(texts).of([row["question"] for row in rows], 2)
    for number, (row, close) in enumerate(zip(rows, near, strict=True)):
        spans = tuple(sorted({_place(row["context"], answer) for answer in row["answers"]}))
        others = [Candidate("", texts[other]) for other in close if texts[other] != row["context"]]
        own = Candidate("", row["context"], spans, True)
        yield Group(f"ester-{number}", "ester", row["question"], row["answers"][0], (own, *others[:1]))


def _place(text: str, answer: str) -> Span:
    start = text.index(answer)
    return start, start + len(answer)
