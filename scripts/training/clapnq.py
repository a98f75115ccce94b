"""CLAPNQ: long answers with the sentences they rest on. Source: Rosenthal et al. 2024, "CLAPnq"."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from index.split import TokenCounter, split
from scripts.training.groups import Candidate, Group, Mark

_LIMIT = 230


def clapnq_groups(folder: Path, count_tokens: TokenCounter) -> Iterator[Group]:
    """Answerable questions with the passage in which most selected sentences stand, and the unanswerable ones."""
    for name in ("answerable", "unanswerable"):
        for line in (folder / f"{name}.jsonl").read_text("utf-8").splitlines():
            row = json.loads(line)
            shown = row["passages"][0]
            pieces = [shown["text"][start:end] for start, end in split(shown["text"], count_tokens, _LIMIT)]
            selected = row["output"][0].get("selected_sentences") or [] if name == "answerable" else []
            marks = [tuple(_marks(piece, selected)) for piece in pieces]
            most = max(map(len, marks), default=0)
            candidates = tuple(
                Candidate(shown["title"], piece, (), len(held) == most > 0, held)
                for piece, held in zip(pieces, marks, strict=True)
                if not selected or len(held) in (0, most)
            )
            if candidates:
                yield Group(row["id"], "clapnq", row["input"] + "?", "", candidates)


def _marks(piece: str, selected: Sequence[str]) -> Iterator[Mark]:
    for sentence in map(str.strip, selected):
        start = piece.find(sentence)
        if start >= 0:
            yield Mark(start, start + len(sentence), 1.0)
