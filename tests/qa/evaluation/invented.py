"""Invented questions, articles and answers for the tests of evaluation."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from index.errors import FootnoteError
from index.types import Hit
from qa.evaluation import Question, Row, score
from qa.types import Answer, Citation, Sentence, Timings
from tests.fakes import hit_of

COST = "Engineers said repairs of the wheel house would cost 4.5 million euros."
MAYOR = "Mayor Ilse Brandt opened the new bridge on Sunday."


def question(**known: Any) -> Question:
    """An answerable one, unless `known` says otherwise."""
    fields = {"id": "q", "kind": "answerable", "text": "Who opened the bridge?", "answers": ("Ilse Brandt",)}
    return Question(**{**fields, "supporting": ("1.md",), **known})


def citation_of(hit: Hit, number: int = 1) -> Citation:
    """The whole passage, cited."""
    return Citation(number, hit.article, hit.passage.text, hit.passage.start, hit.passage.end)


def answer(text: str = "Ilse Brandt. [1]", **known: Any) -> Answer:
    """One sentence that cites the passage `MAYOR` of the article `1.md`, unless `known` says otherwise."""
    hit = hit_of(MAYOR, before="Bridge.")
    fields = {
        "question": "Who opened the bridge?",
        "standalone_question": "Who opened the bridge?",
        "text": text,
        "abstained": False,
        "confidence": 0.9,
        "sentences": (Sentence("Ilse Brandt.", (1,), True),),
        "citations": (citation_of(hit),),
        "retrieved": (hit, hit_of(COST, 2)),
        "model": "scripted",
        "timings": Timings(1.0, 2.0, 30.0, 40.0),
    }
    return Answer(**{**fields, **known})


def refusal(**known: Any) -> Answer:
    return answer("The articles do not say.", abstained=True, sentences=(), citations=(), **known)


def text_of(name: str) -> str:
    """The text of the one article that there is."""
    if name != f"{1:010x}":
        raise FootnoteError(f"no article '{name}'", "name another", "not-found")
    return f"Bridge.\n\n{MAYOR}"


def row(given: Answer | None = None, **known: Any) -> Row:
    """The answer scored for a question with those fields."""
    return score(question(**known), given or answer(), text_of)


def write_questions(file: Path, records: Iterable[dict[str, Any] | str]) -> Path:
    """One a line; a string is written as it is."""
    lines = [one if isinstance(one, str) else json.dumps(one) for one in records]
    file.write_text("".join(f"{line}\n" for line in lines), "utf-8")
    return file
