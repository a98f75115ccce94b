"""What the engine is asked, over which articles, and what holds for every answer."""

from __future__ import annotations

from collections.abc import Callable

from qa import Answer, Engine, Event, Finished
from qa.answer.prompts import REFUSAL
from qa.answer.refusal import NEAR_REFUSAL
from qa.question.kind import Kind
from tests.fakes import ScriptedGenerator

CLOSED = "The town of Marsh closed its oldest mill on Tuesday after the river rose 2 metres in a single night."
COST = "Engineers found cracks in the wheel house and said repairs would cost 4.5 million euros."
HOME = "About sixty workers were sent home, and the council promised to pay their wages until summer."
STORY = f"{CLOSED} {COST} {HOME}"
REWRITTEN = STORY.replace("closed", "shut").replace("About sixty", "Some sixty")
OPENED = "Le Café Ünder 👩‍👧 opened in Marsh."
CAFE = f"{OPENED} Its naïve painter came from Århus. “It’s fine”, she said — twice."
LEE = "The treasury secretary, Ann Lee, leads the American delegation in Madrid."
CARR = "Vice Premier Bo Carr leads the Chinese delegation in Madrid."
TALKS = f"{LEE} {CARR}"
MASTER = "Who is the harbour master of Tidewell?"
QUESTION = "How much would repairs of the wheel house cost?"
REPLY = "Repairs would cost 4.5 million euros."
UNANSWERED = "Which comet passed Jupiter in 1994?"


Make = Callable[..., Engine]


def model_of(engine: Engine) -> ScriptedGenerator:
    generator = engine._generator
    assert isinstance(generator, ScriptedGenerator)
    return generator


def finished(events: list[Event]) -> Answer:
    assert isinstance(events[-1], Finished)
    assert [type(event) for event in events].count(Finished) == 1
    return events[-1].answer


def assert_sound(answer: Answer) -> None:
    """What holds for every answer that comes from passages."""
    numbers = [citation.number for citation in answer.citations]
    assert numbers == list(range(1, len(numbers) + 1))
    assert {number for sentence in answer.sentences for number in sentence.citations} == set(numbers)
    for citation in answer.footnotes:
        assert citation.article.text[citation.start : citation.end] == citation.quote
        assert citation.article.id in {hit.article.id for hit in answer.retrieved}
    for sentence in answer.sentences:
        assert sentence.supported == bool(sentence.citations)
    if answer.abstained:
        assert (answer.sentences, answer.citations, answer.short_answer, answer.missing) == ((), (), None, ())
        assert answer.text == (NEAR_REFUSAL if answer.nearest else REFUSAL)
        assert [one.number for one in answer.nearest] == list(range(1, len(answer.nearest) + 1))
    else:
        assert answer.nearest == ()
    if answer.short_answer is not None:
        assert answer.short_answer in {sentence.text for sentence in answer.sentences}
        assert answer.kind in (Kind.FACT, Kind.COUNT)
