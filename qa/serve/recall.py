"""What was answered lately, by its text: a client sends a conversation back as texts alone, and a follow-up leans on
an answer's structure.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace

from qa.types import Answer, Citation, Turn

# How many answers are kept; each is a few kilobytes.
MOST = 256


class Recall:
    """Turns by the text that a client was sent for them, those not asked for longest forgotten first."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._turns: OrderedDict[str, Turn] = OrderedDict()

    def keep(self, text: str, answer: Answer) -> None:
        """This answer was sent as that text."""
        turn = Turn.of(answer)
        self._turns[text.strip()] = replace(turn, citations=tuple(map(_light, turn.citations)))
        self._turns.move_to_end(text.strip())
        while len(self._turns) > self._most:
            self._turns.popitem(last=False)

    def turn(self, question: str, text: str) -> Turn:
        """The turn of a question that was answered with that text: as it was, or what its texts alone tell."""
        kept = self._turns.get(text.strip())
        if kept is None:
            return Turn(question, text)
        self._turns.move_to_end(text.strip())
        return replace(kept, question=question)


def _light(citation: Citation) -> Citation:
    """Without the texts of whole articles, which no follow-up reads."""
    also = tuple(replace(one, text="") for one in citation.also_in)
    return replace(citation, article=replace(citation.article, text=""), also_in=also)
