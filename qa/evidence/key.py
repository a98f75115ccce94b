"""The sentence that is shown first, underlined in its passage, before anything is answered."""

from __future__ import annotations

from qa.answer.compose import best_quote
from qa.evidence.candidates import options
from qa.evidence.gather import Gathered
from qa.question.kind import SHORT
from qa.question.understood import Understood
from qa.verify.quotes import gather


def key_sentence(understood: Understood, gathered: Gathered) -> tuple[int, int] | None:
    """Start and end, in its article's text, of the likeliest sentence of the first passage; None where there is none.

    For a question that few words answer, it is the one that holds the likeliest words.
    """
    if not gathered.hits:
        return None
    first = gathered.hits[0]
    found = [one for part in gathered.parts for one in part.found if one.hit.passage.id == first.passage.id]
    if understood.kind in SHORT and (quote := best_quote(options(found[:1]), gather([first]))):
        return quote.start, quote.end
    inside = [one for one in gathered.sentences if one.hit.passage.id == first.passage.id]
    return (inside[0].start, inside[0].end) if inside else None
