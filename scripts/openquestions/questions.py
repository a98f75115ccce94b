"""Open questions with the facts that belong in a good answer, from a JSON Lines file."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.errors import FootnoteError


@dataclass(frozen=True, slots=True)
class Nugget:
    """One fact. `texts` are ways to say it, any of which will do; `articles` name those that say it. A good answer
    holds every `vital` one; it may hold the others.
    """

    texts: tuple[str, ...]
    articles: tuple[str, ...]
    is_vital: bool


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question and its nuggets; none where the articles do not answer it."""

    id: str
    kind: str
    text: str
    nuggets: tuple[Nugget, ...]

    @property
    def is_answerable(self) -> bool:
        return bool(self.nuggets)


def read_open_questions(file: Path) -> list[OpenQuestion]:
    """The questions in `file`. Raises FootnoteError, naming the line that is wrong."""
    try:
        lines = file.read_text("utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise FootnoteError(
            f"cannot read {file} ({error})", "name a .jsonl file of open questions", "storage"
        ) from None
    questions = [_read(line, f"{file}:{number}") for number, line in enumerate(lines, start=1) if line.strip()]
    if not questions:
        raise FootnoteError(f"no questions in {file}", "write one JSON object a line", "not-found")
    return questions


def _read(line: str, place: str) -> OpenQuestion:
    try:
        question = _question(json.loads(line))
    except ValueError as error:
        raise FootnoteError(f"{place}: not valid JSON ({error})", "write one object a line", "invalid") from None
    except (KeyError, TypeError) as error:
        raise FootnoteError(
            f"{place}: missing or of the wrong type ({error})", "see --help for the keys", "invalid"
        ) from None
    if question.is_answerable and not any(one.is_vital for one in question.nuggets):
        raise FootnoteError(
            f"{place}: none of the nuggets is vital", "say which ones a good answer has to hold", "invalid"
        )
    return question


def _question(record: dict[str, Any]) -> OpenQuestion:
    nuggets = tuple(_nugget(one) for one in record["nuggets"]) if record["answerable"] else ()
    if record["answerable"] and not nuggets:
        raise TypeError("an answerable question without nuggets")
    return OpenQuestion(str(record["id"]), str(record["kind"]), record["question"], nuggets)


def _nugget(record: dict[str, Any]) -> Nugget:
    if isinstance(record["any"], str) or not record["any"]:
        raise TypeError("`any` is a list of texts")
    return Nugget(tuple(record["any"]), tuple(record["articles"]), bool(record["vital"]))
