"""Whatever a model writes, every citation carries its sentence."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.facts import facts, stems
from index.words import STOP_WORDS
from qa.answer.prompts import NONE, REFUSAL
from qa.verify.faithful import departures
from qa.verify.quotes import Evidence, gather
from qa.verify.support import missing_facts
from tests.qa.engine.engine_over_news import MASTER, QUESTION, Make, assert_sound, finished

pytestmark = pytest.mark.slow  # hundreds of answers

# some of its words stand in the story, most do not
DOUBTFUL = "Which wheel house inspector resigned over comets?"


_PIECES = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        [
            *(
                "[1]",
                "[2]",
                "[",
                "]",
                "[12",
                "[1, 2]",
                "[1]. ",
                ". ",
                ".\n",
                "\n\n",
                "“",
                "”",
                "Answer:",
                " not ",
                ", ",
            ),
            *(" 4.5 ", " 4,500 ", " 2 ", "seven ", "2024", "Tuesday ", "Marsh ", "Leeds ", "Ann Lee ", "Madrid "),
            *("The river rose 2 metres. ", "Repairs would cost ", " million euros.", " the mill closed ", REFUSAL),
        ]
    ),
)
_DRAFTS = st.lists(_PIECES, max_size=12).map("".join)
_DIGITS = re.compile(r"[0-9]+")
_NAME_INSIDE = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{2,}\b")
_SPELLED = {"2": "two", "7": "seven", "4": "four", "1": "one"}


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_DRAFTS)
def test_no_draft_leads_to_a_citation_that_does_not_carry_its_sentence(make: Make, draft: str) -> None:
    answer = make(draft).answer(QUESTION)
    assert_sound(answer)
    # the evidence is strong, and only an answer that was stopped keeps what nothing supports
    assert not answer.abstained
    assert answer.sentences
    quotes = {citation.number: citation.quote for citation in answer.citations}
    marks = {int(number) for number in re.findall(r" \[([0-9]+)\](?= |$)", answer.text, re.MULTILINE)}
    assert set(quotes) <= marks
    for sentence in answer.sentences:
        assert sentence.supported
        assert not re.search(r"\[\s*[0-9]+\s*\]", sentence.text)
        cited = [quotes[number] for number in sentence.citations]
        assert sentence.text in cited or not list(departures(sentence.text, cited, stems(QUESTION)))
        _assert_in(" ".join(cited), sentence.text)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_DRAFTS, st.sampled_from(["", "4.5", "Engineers", "Sixty", NONE]), st.sampled_from([QUESTION, MASTER, DOUBTFUL]))
def test_whatever_an_adapted_model_writes_the_answer_is_carried_by_its_quotes(
    make: Make, draft: str, likes: str, question: str
) -> None:
    answer = make(draft, is_adapted=True, likes=likes).answer(question)
    assert_sound(answer)
    assert answer.abstained is not bool(answer.citations)
    quotes = {citation.number: citation.quote for citation in answer.citations}
    for sentence in answer.sentences:
        assert sentence.supported
        for number in sentence.citations:
            _assert_carries(quotes[number], sentence.text, gather(answer.retrieved))


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_DRAFTS, st.integers(0, 6))
def test_wherever_an_adapted_model_is_stopped_the_answer_is_sound(make: Make, draft: str, pieces: int) -> None:
    asked: list[bool] = []
    engine = make(draft, is_adapted=True)
    events = list(engine.ask(QUESTION, should_stop=lambda: bool(asked.append(True)) or len(asked) > pieces))  # type: ignore[func-returns-value]
    answer = finished(events)
    assert_sound(answer)
    assert answer.stopped is (len(asked) > pieces)


def _assert_carries(quote: str, sentence: str, evidence: Evidence) -> None:
    """Names and numbers of the sentence stand in the quote: by the program's own measure, and by a cruder one."""
    given = next(one.given for one in evidence.quotes if one.text == quote)
    assert missing_facts(facts(sentence), given) == []
    _assert_in(quote, sentence)


def _assert_in(quote: str, sentence: str) -> None:
    bare = quote.replace(",", "")
    for digits in _DIGITS.findall(sentence.replace(",", "")):
        assert digits in bare or _SPELLED.get(digits, "?") in quote.casefold()
    for name in _NAME_INSIDE.findall(sentence):
        if name.casefold() not in STOP_WORDS:
            assert name[:3].casefold() in quote.casefold()
