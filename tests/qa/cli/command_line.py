"""A command, what it came to, and an article that its questions are about."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[3]
CLOSED = "The town of Marsh closed its oldest mill on Tuesday after the river rose two metres in a single night."
COST = "Engineers found cracks in the wheel house and said repairs would cost 4.5 million euros."
QUESTION = "How much would repairs of the wheel house cost?"
REPLY = "Repairs would cost 4.5 million euros."
UNANSWERED = "Which comet passed Jupiter in 1994?"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one command came to."""

    code: int
    out: str
    err: str

    @property
    def complaints(self) -> list[str]:
        """The lines on standard error that report a problem."""
        return [line for line in self.err.splitlines() if line.startswith("footnote")]


Run = Callable[..., Outcome]


def still_answers(run: Run, library: Path) -> None:
    """The library is in order: it answers as if nothing had happened."""
    outcome = run("ask", QUESTION, "--json", "--library", library)
    assert (outcome.code, outcome.err) == (0, "")
    (citation,) = json.loads(outcome.out)["citations"]
    assert citation["quote"] == COST


def complains(outcome: Outcome, *said: str) -> None:
    """One line on standard error, nothing else, and exit code 2."""
    assert outcome.code == 2
    assert outcome.out == ""
    assert len(outcome.err.splitlines()) == 1, outcome.err
    assert outcome.err.startswith("footnote")
    assert len(outcome.err) < 600
    for words in said:
        assert words in outcome.err


def skips(outcome: Outcome, *said: str) -> None:
    """`index` names one skipped thing, says how the rest went, and exits with 2."""
    assert outcome.code == 2
    assert outcome.out == ""
    (line,) = outcome.complaints
    assert line.startswith("footnote: skipped ")
    for words in said:
        assert words in line
    assert "articles in" in outcome.err.splitlines()[-1]
