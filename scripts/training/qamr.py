"""QAMR: questions over single sentences, with answers on which people agree.

Source: Michael et al. 2018, "Crowdsourcing Question-Answer Meaning Representations".
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from scripts.training.groups import Candidate, Group

# Sentences of one page are put together up to this many characters, about as long as the passages of a library.
_LONGEST = 600


def qamr_groups(file: Path) -> Iterator[Group]:
    """Each question with a passage made of its sentence and others of the same page, in their order."""
    rows = [json.loads(line) for line in gzip.decompress(file.read_bytes()).decode("utf-8").splitlines()]
    for (source, page), page_rows in groupby(rows, key=lambda row: (row["source"], row["page"])):
        asked = list(page_rows)
        for number, (text, starts) in enumerate(_passages(list(dict.fromkeys(row["sentence"] for row in asked)))):
            for place, row in enumerate(asked):
                if row["sentence"] in starts:
                    start = starts[row["sentence"]]
                    own = Candidate("", text, ((start + row["start"], start + row["end"]),), True)
                    name = f"qamr-{source}-{page}-{number}-{place}"
                    yield Group(name, "qamr", row["question"], row["answer"], (own,))


def _passages(sentences: list[str]) -> Iterator[tuple[str, dict[str, int]]]:
    """Texts, and where each sentence begins in them."""
    text, starts = "", dict[str, int]()
    for sentence in sentences:
        if text and len(text) + len(sentence) > _LONGEST:
            yield text, starts
            text, starts = "", {}
        text += " " if text else ""
        starts[sentence] = len(text)
        text += sentence
    yield text, starts
