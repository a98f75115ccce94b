"""What Footnote says when something is wrong: what it is, what to do about it, and which sort of trouble it is."""

from __future__ import annotations

from typing import Literal

Code = Literal[
    "invalid",  # what was asked, typed or set cannot be used as it is
    "not-found",  # what was named is not there
    "not-installed",  # a package or a part of Footnote is missing
    "busy",  # somebody else is at it: the same will do later
    "storage",  # a file or folder cannot be read or written, or its disk is full
    "damaged",  # a file of Footnote's own is not as it was written
    "incompatible",  # a file is of another version, of another embedding model, or not Footnote's
    "remote",  # a server or the hub does not answer, or refuses
    "failed",  # anything else
]
"""The sort of trouble, for programs: names are added, never changed."""


class FootnoteError(Exception):
    """An error meant for the person at the keyboard, who sees `problem: advice` on one line and nothing else of it.

    `problem` says what is wrong, `advice` what to do ("" where nothing can be done), `code` which sort of trouble it
    is. The command line prints the line to standard error and exits with 2.
    """

    def __init__(self, problem: str, advice: str, code: Code) -> None:
        super().__init__(problem, advice, code)
        self.problem = problem
        self.advice = advice
        self.code = code

    def __str__(self) -> str:
        return f"{self.problem}: {self.advice}" if self.advice else self.problem
