"""Errors that people and programs read."""

from __future__ import annotations

import pickle

from index.errors import FootnoteError


def test_people_see_problem_and_advice_on_one_line() -> None:
    assert str(FootnoteError("the disk is full", "make room", "storage")) == "the disk is full: make room"
    assert str(FootnoteError("nothing can be done", "", "failed")) == "nothing can be done"


def test_the_fields_come_whole_through_a_pipe() -> None:
    """The chat hears of the engine's errors from another process."""
    sent = FootnoteError("cannot read a: b", "mend c: d", "storage")
    came = pickle.loads(pickle.dumps(sent))
    assert (came.problem, came.advice, came.code) == (sent.problem, sent.advice, sent.code)
