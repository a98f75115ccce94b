"""Answers in a model's own words, from what was gathered to what is reported."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import FootnoteError
from index.types import Article
from qa.answer.outcome import Outcome
from qa.answer.prompts import REFUSAL
from qa.answer.refusal import NEAR_REFUSAL
from qa.answer.short import Model
from qa.answer.written import written
from qa.clock import Clock
from qa.configuration import SHIPPED
from qa.evidence.gather import Gathered
from qa.question.kind import Kind
from qa.question.understood import Understood
from qa.stages import FOOTNOTE, Stages
from qa.types import Token
from tests.fakes import ScriptedGenerator, WordReader, no_similarity
from tests.gathered import gathered, part, passage, scored, understood

CLOSED = "The town of Marsh closed its oldest mill on Tuesday."
SILL = "The Sill rose two metres in a single night."
WAGES = "The council promised to pay sixty workers until summer."
LEE = "Ann Lee has led the ferry company since 2009."
SHE = "She wants to sell three boats."
STORY = passage(1, CLOSED, SILL, date="2024-03-05")
NEXT = passage(2, WAGES, date="2024-03-06")
FERRY = passage(3, LEE, SHE)
SURE, UNLIKELY = 0.95, 0.001
BOTH = gathered(part(scored(STORY, CLOSED, SURE), scored(NEXT, WAGES, 0.9)))
WEAK = gathered(part(scored(STORY, CLOSED, 0.05)))


def _run(
    generator: ScriptedGenerator,
    evidence: Gathered,
    question: Understood | None = None,
    *,
    stop_after: int = 10**6,
    stages: Stages = FOOTNOTE,
) -> tuple[Outcome, list[str], Clock]:
    clock, seen = Clock(0.0), list[str]()
    model = Model(generator, no_similarity, clock, lambda: len(seen) >= stop_after)
    running = written(question or understood(evidence), evidence, model, WordReader(), stages)
    while True:
        try:
            token = next(running)
        except StopIteration as done:
            return done.value, seen, clock
        assert isinstance(token, Token)
        seen.append(token.text)


def test_the_answer_is_in_the_model_s_words_over_the_evidence_it_cites() -> None:
    draft = "Marsh closed its oldest mill on Tuesday. [1] The council promised to pay sixty workers. [2]"
    outcome, said, clock = _run(ScriptedGenerator(draft), BOTH)
    assert "".join(said) == draft
    assert outcome.result.text == draft
    assert [citation.quote for citation in outcome.result.citations] == [CLOSED, WAGES]
    assert (outcome.confidence, outcome.short_answer, outcome.stopped) == (SURE, None, False)
    timings = clock.timings()
    assert 0 < timings.first_token <= timings.total
    assert {"reading the prompt", "writing the draft", "checking the answer"} <= set(dict(timings.stages))


def test_the_model_reads_sentences_of_every_part_the_likeliest_of_each() -> None:
    first = part(scored(STORY, CLOSED, SURE), scored(STORY, SILL, 0.8))
    second = part(scored(NEXT, WAGES, 0.7))
    generator = ScriptedGenerator(REFUSAL)
    _run(generator, gathered(first, second))
    asked = generator.prompts[0][-1].content
    assert all(text in asked for text in (CLOSED, SILL, WAGES))


def test_what_two_parts_found_is_read_once() -> None:
    generator = ScriptedGenerator(REFUSAL)
    _run(generator, gathered(part(scored(STORY, CLOSED, SURE)), part(scored(STORY, CLOSED, 0.9))))
    assert generator.prompts[0][-1].content.count(CLOSED) == 1


def test_a_sentence_that_leans_is_read_with_the_one_before() -> None:
    generator = ScriptedGenerator(REFUSAL)
    _run(generator, gathered(part(scored(FERRY, SHE, SURE))))
    assert f"{LEE} {SHE}" in generator.prompts[0][-1].content


def test_weak_evidence_is_read_and_refused_only_where_the_model_agrees() -> None:
    refusing = ScriptedGenerator(REFUSAL)
    outcome, _, _ = _run(refusing, WEAK)
    assert len(refusing.prompts) == 1
    assert (outcome.result.abstained, outcome.result.text, outcome.confidence) == (True, NEAR_REFUSAL, 0.05)
    assert [one.quote for one in outcome.nearest] == [CLOSED]
    outcome, _, _ = _run(ScriptedGenerator("Marsh closed its oldest mill. [1]"), WEAK)
    assert (outcome.result.abstained, outcome.nearest) == (False, ())
    assert outcome.result.text == "Marsh closed its oldest mill. [1]"


def test_where_the_model_refuses_strong_evidence_the_articles_speak() -> None:
    outcome, _, _ = _run(ScriptedGenerator(REFUSAL), BOTH)
    assert outcome.result.text == f"{CLOSED} [1] {WAGES} [2]"
    assert outcome.nearest == ()


def test_what_counts_as_strong_evidence_is_a_number_of_the_configuration() -> None:
    limits = {kind: replace(one, strong=0.99) for kind, one in SHIPPED.limits.items()}
    wary = Stages(configuration=replace(SHIPPED, limits=limits))
    outcome, _, _ = _run(ScriptedGenerator(REFUSAL), BOTH, stages=wary)
    assert outcome.result.abstained


def test_what_the_articles_then_do_not_say_is_named() -> None:
    evidence = gathered(
        part(scored(STORY, CLOSED, SURE), kind=Kind.FACT, missing="who closed it"),
        part(scored(NEXT, WAGES, UNLIKELY), kind=Kind.FACT, missing="by how much it rose"),
    )
    outcome, _, _ = _run(ScriptedGenerator(REFUSAL), evidence, understood(evidence, Kind.FACT))
    assert outcome.missing == ("by how much it rose",)
    assert outcome.result.text == f"{CLOSED} [1]\nThe articles do not say by how much it rose."


def test_without_evidence_the_model_is_not_asked() -> None:
    generator = ScriptedGenerator()
    outcome, said, _ = _run(generator, gathered(part()))
    assert (outcome.result.text, outcome.result.abstained, outcome.confidence) == (REFUSAL, True, 0.0)
    assert (said, generator.prompts) == ([], [])


def test_more_is_written_from_what_was_not_shown_however_unlikely() -> None:
    first, second = scored(STORY, CLOSED, SURE), scored(STORY, SILL, UNLIKELY)
    evidence = gathered(part(first, second))
    shown = frozenset({(first.hit.article.id, first.start, first.end)})
    generator = ScriptedGenerator("The Sill rose two metres. [1]")
    outcome, _, _ = _run(generator, evidence, understood(evidence, Kind.OVERVIEW, shown=shown, more=True))
    assert CLOSED not in generator.prompts[0][-1].content
    assert outcome.result.text == "The Sill rose two metres. [1]"
    assert outcome.result.citations[0].quote == SILL


def test_a_stopped_answer_keeps_what_was_written() -> None:
    pieces = ["Marsh closed its oldest mill. [1] ", "The ", "council"]
    generator = ScriptedGenerator(pieces)
    outcome, said, _ = _run(generator, BOTH, stop_after=2)
    assert said == pieces[:2]
    assert outcome.stopped
    assert outcome.result.text.startswith("Marsh closed its oldest mill. [1]")
    assert generator.closed == 1


def test_a_footnote_names_the_other_articles_that_say_that_sentence() -> None:
    # one that says this sentence and not the rest of the passage is no copy of it
    other = Article("other", "other.md", "Another", f"{CLOSED} Nothing else is alike.")
    evidence = gathered(part(scored(replace(STORY, versions=(other,)), CLOSED, SURE)))
    outcome, _, _ = _run(ScriptedGenerator("Marsh closed its oldest mill. [1]"), evidence)
    assert outcome.result.citations[0].also_in == (other,)


def test_where_nothing_fits_beside_the_question_that_is_said() -> None:
    with pytest.raises(FootnoteError, match="tokens"):
        _run(ScriptedGenerator(context=120), BOTH)


def test_leaving_it_leaves_the_model_too() -> None:
    generator = ScriptedGenerator(["Marsh ", "closed ", "it."])
    running = written(understood(BOTH), BOTH, Model(generator, no_similarity, Clock(0.0), lambda: False), WordReader())
    next(running)
    running.close()
    assert generator.closed == 1


@given(st.text(max_size=80), st.sampled_from([BOTH, WEAK, gathered(part(scored(FERRY, SHE, 0.4)))]))
def test_whatever_is_written_every_sentence_has_its_quote(draft: str, evidence: Gathered) -> None:
    outcome, _, _ = _run(ScriptedGenerator(draft), evidence)
    assert outcome.result.abstained is not bool(outcome.result.sentences)
    assert all(sentence.supported and sentence.citations for sentence in outcome.result.sentences)
    for citation in (*outcome.result.citations, *outcome.nearest):
        assert citation.article.text[citation.start : citation.end] == citation.quote
