"""Prompts that fit: passages go from the end, whole, and the question never does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import FootnoteError
from qa.answer.fit import fit
from qa.answer.prompts import Excerpt, heading, messages, reading
from qa.llm.generator import Message
from tests.fakes import ScriptedGenerator, hit_of, prose

QUESTION = "Which mill was closed on Tuesday?"
HITS = [hit_of(prose(number), number, source="Gazette", date="2024-03-05") for number in range(1, 6)]
EXCERPTS = [Excerpt.of(hit) for hit in HITS]


def _text(prompt: list[Message]) -> str:
    return "\n".join(message.content for message in prompt)


def _words(count: int) -> int:
    return ScriptedGenerator().count_tokens(messages(QUESTION, EXCERPTS[:count]))


def test_with_room_for_all_every_passage_is_there_behind_its_heading() -> None:
    prompt, count = fit(QUESTION, EXCERPTS, ScriptedGenerator(), 100)
    assert count == len(HITS)
    text = _text(prompt)
    for hit in HITS:
        assert 0 <= text.index(heading(hit)) < text.index(hit.passage.text)
    assert QUESTION in text
    assert all(part in heading(HITS[0]) for part in ("Article 1", "Gazette", "2024-03-05"))


def test_an_adapted_model_is_given_the_prompt_it_was_trained_on() -> None:
    generator = ScriptedGenerator(is_adapted=True)
    prompt, count = fit(QUESTION, EXCERPTS, generator, 100)
    assert (prompt, count) == (reading(QUESTION, EXCERPTS), len(HITS))
    text = _text(prompt)
    places = [text.index(f"[{number}] {heading(hit)}\n{hit.passage.text}") for number, hit in enumerate(HITS, start=1)]
    assert places == sorted(places)
    assert text.endswith(f"Question: {QUESTION}")
    generator.context = generator.count_tokens(reading(QUESTION, EXCERPTS[:2])) + 10
    assert fit(QUESTION, EXCERPTS, generator, 10) == (reading(QUESTION, EXCERPTS[:2]), 2)


@pytest.mark.parametrize("count", range(len(HITS) + 1))
def test_to_the_token(count: int) -> None:
    assert fit(QUESTION, EXCERPTS, ScriptedGenerator(context=_words(count) + 10), 10)[1] == count


def test_one_token_less_drops_the_last_passage() -> None:
    assert fit(QUESTION, EXCERPTS, ScriptedGenerator(context=_words(3) + 9), 10)[1] == 2


@given(st.integers(0, 400))
def test_passages_are_whole_or_gone_and_the_question_stays(context: int) -> None:
    generator = ScriptedGenerator(context=context)
    if context - 10 < _words(0):
        with pytest.raises(FootnoteError):
            fit(QUESTION, EXCERPTS, generator, 10)
        return
    prompt, count = fit(QUESTION, EXCERPTS, generator, 10)
    text = _text(prompt)
    assert generator.count_tokens(prompt) <= context - 10
    assert QUESTION in text
    assert [hit.passage.text in text for hit in HITS] == [place < count for place in range(len(HITS))]
    assert not any(" ".join(hit.passage.text.split()[:3]) in text for hit in HITS[count:])


def test_a_question_too_long_for_the_model_is_an_error() -> None:
    with pytest.raises(FootnoteError, match="question"):
        fit("mill " * 500, EXCERPTS, ScriptedGenerator(context=300), 10)
