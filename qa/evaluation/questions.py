"""Questions whose answers are known, from a JSON Lines file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from index.errors import FootnoteError
from qa.question.typed import clean_question
from qa.types import Turn

Kind = Literal["answerable", "near_miss", "out_of_scope"]
KINDS: tuple[Kind, ...] = ("answerable", "near_miss", "out_of_scope")

# "unanswerable" does not say which kind it is: it counts as the harder one
_TYPES: dict[str, Kind] = {
    **{kind: kind for kind in KINDS},
    "follow_up": "answerable",
    "unanswerable": "near_miss",
}


@dataclass(frozen=True, slots=True)
class Question:
    """One question and what is known about it.

    `answers` are gold strings, any of which is right; with `needs_all`, all of them have to be there. `supporting` are
    ids of the articles that hold the answer, see `qa.evaluation.scoring.names`. `history` are the turns before, oldest
    first; one whose answer is empty has yet to be answered.
    """

    id: str
    kind: Kind
    text: str
    answers: tuple[str, ...] = ()
    supporting: tuple[str, ...] = ()
    history: tuple[Turn, ...] = ()
    needs_all: bool = False

    @property
    def golds(self) -> tuple[str, ...]:
        """What a whole answer may be compared with."""
        return (" and ".join(self.answers),) if self.needs_all else self.answers


def read_questions(file: Path, limit: int | None = None) -> list[Question]:
    """The questions in `file`, at most the first `limit`. Raises FootnoteError, naming the line that is wrong."""
    questions: list[Question] = []
    lines: dict[str, int] = {}
    for number, line in _lines(file):
        if limit is not None and len(questions) == limit:
            break
        try:
            question = _question(line, number)
            if question.id in lines:
                raise FootnoteError(
                    f"the id '{question.id}' is that of line {lines[question.id]}", "give each its own", "invalid"
                )
        except FootnoteError as error:
            raise FootnoteError(f"{file}:{number}: {error.problem}", error.advice, error.code) from None
        lines[question.id] = number
        questions.append(question)
    if not questions:
        raise FootnoteError(
            f"no questions in {file}", "write one JSON object a line, as 'footnote eval --help' shows", "not-found"
        )
    return questions


def _lines(file: Path) -> Iterator[tuple[int, str]]:
    """The lines that are not blank, with their numbers from 1."""
    try:
        text = file.read_text("utf-8-sig")
    except FileNotFoundError:
        raise FootnoteError(f"{file} does not exist", "name a .jsonl file of questions", "not-found") from None
    except (OSError, UnicodeDecodeError) as error:
        raise FootnoteError(
            f"cannot read {file} ({error})", "name a .jsonl file of questions in UTF-8", "storage"
        ) from None
    # not splitlines(): JSON may hold U+2028 as it is
    return ((number, line) for number, line in enumerate(text.split("\n"), start=1) if line.strip())


def _question(line: str, number: int) -> Question:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise FootnoteError(f"not valid JSON ({error})", "write one object a line", "invalid") from None
    if not isinstance(record, dict):
        raise FootnoteError(
            "not a JSON object", 'write one a line, {"type": ..., "question": ..., "answers": [...]}', "invalid"
        )
    kind = _kind(record.get("type"))
    answers = _texts(record, "answers")
    if kind == "answerable" and not answers:
        raise FootnoteError("an answerable question without `answers`", "give a list of right ones", "invalid")
    return Question(
        id=_id(record.get("id"), number),
        kind=kind,
        text=clean_question(_text(record.get("question"), "question")),
        answers=answers,
        supporting=_texts(record, "supporting_articles" if "supporting_articles" in record else "articles"),
        history=tuple(_turn(turn) for turn in _list(record, "history")),
        needs_all=record.get("all") is True,
    )


def _kind(value: object) -> Kind:
    if not isinstance(value, str) or value not in _TYPES:
        raise FootnoteError(f"unknown `type` {json.dumps(value)[:60]}", f"the types are {', '.join(_TYPES)}", "invalid")
    return _TYPES[value]


def _id(value: object, number: int) -> str:
    """The id as text; the line's number where there is none."""
    if value is None:
        return str(number)
    return str(value) if isinstance(value, int) else _text(value, "id")


def _turn(value: object) -> Turn:
    if isinstance(value, dict):
        return Turn(clean_question(_text(value.get("question"), "question")), _text(value.get("answer", ""), "answer"))
    return Turn(clean_question(_text(value, "history")), "")


def _texts(record: dict[str, Any], key: str) -> tuple[str, ...]:
    texts = tuple(_text(value, key) for value in _list(record, key))
    if not all(text.strip() for text in texts):
        raise FootnoteError(f"`{key}` holds an empty text", "take it out", "invalid")
    return texts


def _list(record: dict[str, Any], key: str) -> list[object]:
    value = record.get(key, [])
    if not isinstance(value, list):
        raise FootnoteError(f"`{key}` is not a list", "put it in [ ]", "invalid")
    return value


def _text(value: object, key: str) -> str:
    """`value` without lone surrogates, which can neither be searched for nor written."""
    if not isinstance(value, str):
        raise FootnoteError(f"`{key}` is missing or holds what is not text", "give it as text in quotes", "invalid")
    return value.encode("utf-8", "replace").decode()
