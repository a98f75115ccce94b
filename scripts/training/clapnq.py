"""CLAPNQ: long answers with the sentences they rest on. Source: Rosenthal et al. 2024, "CLAPnq"."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from index.split import TARGET, TokenCounter, split
from scripts.training.groups import Candidate, Group

_LIMIT = 230


def clapnq_groups(folder: Path, count_tokens: TokenCounter) -> Iterator[Group]:
    """Answerable questions with the passage in which most selected sentences stand, and the unanswerable ones."""
    for name in ("answerable", "unanswerable"):
        for line in (folder / f"{name}.jsonl").read_text("utf-8").splitlines():
            row = json.loads(line)
            shown = row["passages"][0]
            pieces = [shown["text"][start:end] for start, end in split(shown["text"], count_tokens, _LIMIT, TARGET)]
            selected = row["output"][0].get("selected_sentences") or [] if name == "answerable" else []
            held = [sum(sentence.strip() in piece for sentence in selected) for piece in pieces]
            candidates = tuple(
                Candidate(shown["title"], piece, (), bool(selected) and count == max(held) > 0)
                for piece, count in zip(pieces, held, strict=True)
                if not selected or count in (0, max(held))
            )
            if candidates:
                yield Group(row["id"], "clapnq", row["input"] + "?", "", candidates)
