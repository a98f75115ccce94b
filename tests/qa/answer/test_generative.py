"""An answer in a model's own words: what stays, what the evidence says instead, and when it is a refusal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import count
from typing import Any

import pytest

from index.errors import FootnoteError
from qa.answer.generative import Outcome, generate
from qa.answer.layout import UNSUPPORTED
from qa.answer.prompts import REFUSAL
from qa.configuration import SHIPPED, Limits
from qa.evidence.sentences import EvidenceSentence
from qa.question.kind import ASIDES, Kind
from qa.verify.check import Checked
from qa.verify.faithful import Faithful
from tests.fakes import ScriptedGenerator, WordReader, hit_of

FAITHFUL = Faithful(WordReader())
CLOSED = "The town of Marsh closed its oldest mill on Tuesday."
COST = "Repairs may cost more than 4.5 million euros, said Ann Lee."
HOME = "Sixty workers were sent home by the owner of the mill."
RAIN = "It rained in Quay for nine days."


def _sentence(text: str, number: int, score: float = 0.45) -> EvidenceSentence:
    hit = hit_of(text, number, before="Something else.", source="Marsh Post", date="2024-05-06")
    start = hit.passage.start
    return EvidenceSentence(hit, start, start + len(text), text, score)


EVIDENCE = [_sentence(CLOSED, 1), _sentence(COST, 2), _sentence(HOME, 3), _sentence(RAIN, 4, 0.3)]


def _run(
    draft: str | Sequence[str | Exception],
    kind: Kind = Kind.OVERVIEW,
    evidence: Sequence[EvidenceSentence] = EVIDENCE,
    *,
    model: ScriptedGenerator | None = None,
    **options: Any,
) -> tuple[Outcome, str]:
    """The outcome, and the tokens that were given out. Nothing is added, unless limits are given."""
    options.setdefault("limits", replace(SHIPPED.limits[kind], most_added=0))
    running = generate(
        "What happened to the mill?", kind, evidence, model or ScriptedGenerator(draft), FAITHFUL, **options
    )
    said = ""
    while True:
        try:
            said += next(running).text
        except StopIteration as done:
            return done.value, said


def _texts(outcome: Outcome) -> list[str]:
    return [sentence.text for sentence in outcome.result.sentences]


def test_a_draft_that_the_evidence_carries_is_the_answer() -> None:
    draft = (
        "Marsh closed its oldest mill on Tuesday. [1] Ann Lee said repairs may cost more than 4.5 million euros. [2]"
    )
    outcome, said = _run(draft)
    assert said == outcome.draft == draft
    assert outcome.result.text == draft
    assert [sentence.citations for sentence in outcome.result.sentences] == [(1,), (2,)]
    assert [citation.quote for citation in outcome.result.citations] == [CLOSED, COST]
    assert (outcome.replaced, outcome.dropped, outcome.added) == (0, 0, 0)
    for citation in outcome.result.citations:
        assert citation.article.text[citation.start : citation.end] == citation.quote


def test_footnotes_are_numbered_as_they_are_needed() -> None:
    outcome, _ = _run("Sixty workers were sent home. [3] Marsh closed its oldest mill. [1] Sixty were sent home. [3]")
    assert outcome.result.text == "Sixty workers were sent home. [1] Marsh closed its oldest mill. [2]"
    assert [citation.number for citation in outcome.result.citations] == [1, 2]


def test_the_prompt_has_the_evidence_numbered_with_its_origin_then_the_question() -> None:
    model = ScriptedGenerator(CLOSED)
    _run("", Kind.LIST, model=model)
    asked = model.prompts[0][-1].content
    assert asked.startswith(f"[1] (Marsh Post, 2024-05-06) {CLOSED}\n[2] (Marsh Post, 2024-05-06) {COST}\n[3]")
    assert "Question: What happened to the mill?\nList every one" in asked
    assert model.openings == [""]


def test_a_sentence_that_fails_gives_way_to_the_evidence_it_cites() -> None:
    outcome, _ = _run("Marsh closed its oldest mill. [1] Repairs cost nearly 4.5 million euros. [2]")
    assert _texts(outcome) == ["Marsh closed its oldest mill.", COST]
    assert all(sentence.supported for sentence in outcome.result.sentences)
    assert outcome.replaced == 1


def test_a_sentence_that_fails_and_cites_nothing_new_is_dropped() -> None:
    outcome, _ = _run("Marsh closed its oldest mill. [1] The mill burned to the ground. [1] A fire broke out.")
    assert _texts(outcome) == ["Marsh closed its oldest mill."]
    assert (outcome.replaced, outcome.dropped) == (0, 2)


def test_unlikely_evidence_is_not_said_instead() -> None:
    outcome, _ = _run("Marsh closed its oldest mill. [1] It snowed in Quay for ninety days. [4]")
    assert _texts(outcome) == ["Marsh closed its oldest mill.", RAIN]
    outcome, _ = _run(
        "Marsh closed its oldest mill. [1] It snowed in Quay for ninety days. [4]",
        limits=Limits(quotable=0.8, most_added=0),
    )
    assert _texts(outcome) == ["Marsh closed its oldest mill."]


def test_marks_that_cite_nothing_are_a_hint_that_is_wrong() -> None:
    outcome, _ = _run("Marsh closed its oldest mill on Tuesday. [9]")
    assert outcome.result.text == "Marsh closed its oldest mill on Tuesday. [1]"


def test_what_leans_on_a_sentence_that_fell_falls_too() -> None:
    outcome, _ = _run("Quay lost a bank. [4] It rained for nine days. [4]")
    assert _texts(outcome) == [RAIN]


def test_likely_evidence_that_was_left_out_is_added_at_the_end() -> None:
    evidence = [_sentence(CLOSED, 1), _sentence(COST, 2, 0.9), _sentence(HOME, 3, 0.8), _sentence(RAIN, 4, 0.4)]
    outcome, _ = _run("Marsh closed its oldest mill. [1]", evidence=evidence, limits=Limits())
    assert _texts(outcome) == ["Marsh closed its oldest mill.", COST, HOME]
    assert outcome.added == 2
    outcome, _ = _run("Marsh closed its oldest mill. [1]", evidence=evidence, limits=Limits(covering=0.95))
    assert _texts(outcome) == ["Marsh closed its oldest mill.", COST]


def test_what_is_said_already_is_not_added() -> None:
    evidence = [_sentence(CLOSED, 1, 0.9), _sentence("On Tuesday the town of Marsh closed its oldest mill.", 2, 0.9)]
    draft = "The town of Marsh closed its oldest mill on Tuesday. [1]"
    outcome, _ = _run(draft, evidence=evidence, limits=Limits())
    assert len(outcome.result.sentences) == 1


def test_a_fact_takes_two_sentences_at_most_those_on_the_likeliest_evidence() -> None:
    evidence = [_sentence(RAIN, 1, 0.3), _sentence(CLOSED, 2, 0.9), _sentence(HOME, 3, 0.8)]
    draft = "It rained in Quay for nine days. [1] Sixty workers were sent home. [3] Marsh closed its oldest mill. [2]"
    outcome, said = _run(draft, Kind.FACT, evidence, limits=Limits())
    assert _texts(outcome) == ["Sixty workers were sent home.", CLOSED]
    assert "closed" not in said  # the model was stopped when it had said enough


def test_items_of_a_list_stand_on_lines() -> None:
    outcome, _ = _run("- Marsh closed its oldest mill. [1]\n- Sixty workers were sent home. [3]", Kind.LIST)
    assert outcome.result.text == "- Marsh closed its oldest mill. [1]\n- Sixty workers were sent home. [2]"


def test_a_model_that_runs_in_circles_is_stopped() -> None:
    model = ScriptedGenerator("Marsh closed its oldest mill. [1] " * 30)
    outcome, said = _run("", model=model)
    assert _texts(outcome) == ["Marsh closed its oldest mill."]
    assert said.count("Marsh") == 2
    assert model.closed == 1


def test_a_last_sentence_that_was_cut_off_is_left_out() -> None:
    outcome, _ = _run("Marsh closed its oldest mill. [1] Repairs may")
    assert _texts(outcome) == ["Marsh closed its oldest mill."]


@pytest.mark.parametrize("draft", [REFUSAL, "The sentences do not mention it.", "There is no information in the text."])
def test_it_refuses_where_model_and_evidence_agree(draft: str) -> None:
    outcome, _ = _run(draft, evidence=[_sentence(CLOSED, 1, 0.05)])
    assert outcome.refused
    assert outcome.result.abstained
    assert outcome.result.text == REFUSAL
    assert outcome.result.citations == ()


def test_where_the_evidence_is_strong_and_the_model_refuses_the_evidence_speaks() -> None:
    outcome, _ = _run(REFUSAL, evidence=[*EVIDENCE[:3], _sentence(RAIN, 4, 0.05)])
    assert outcome.refused
    assert outcome.is_extractive
    assert _texts(outcome) == [CLOSED, COST, HOME]


def test_evidence_that_is_strong_only_together_speaks_by_its_best_sentence() -> None:
    evidence = [_sentence(RAIN, 1, 0.02), _sentence(CLOSED, 2, 0.1)]
    outcome, _ = _run(REFUSAL, evidence=evidence, answerable=0.8)
    assert _texts(outcome) == [CLOSED]


def test_another_extractive_answer_can_be_given() -> None:
    mine = Checked("Mine.", False, (), ())
    outcome, _ = _run(REFUSAL, extractive=lambda: mine)
    assert outcome.result is mine
    outcome, _ = _run(REFUSAL, extractive=lambda: Checked(REFUSAL, True, (), ()))
    assert not outcome.result.abstained
    outcome, _ = _run("Marsh closed its oldest mill. [1]", extractive=lambda: mine)
    assert outcome.result is not mine


def test_the_model_is_offered_to_refuse_only_where_the_evidence_is_not_strong() -> None:
    strong, weak = ScriptedGenerator(CLOSED), ScriptedGenerator(CLOSED)
    _run("", model=strong)
    _run("", model=weak, answerable=0.05)
    assert REFUSAL not in strong.prompts[0][-1].content
    assert REFUSAL in weak.prompts[0][-1].content


def test_a_fact_needs_surer_evidence_than_an_overview() -> None:
    limits = SHIPPED.limits
    assert limits[Kind.FACT].strong > limits[Kind.WHY].strong > limits[Kind.OVERVIEW].strong
    assert _run(REFUSAL, Kind.FACT, answerable=0.2)[0].result.abstained
    assert not _run(REFUSAL, Kind.OVERVIEW, answerable=0.2)[0].result.abstained
    assert limits.keys() == set(Kind) - ASIDES
    assert all(0 < one.weak < one.strong < 1 for one in limits.values())


def test_a_refusal_amid_an_answer_is_left_out() -> None:
    outcome, _ = _run(f"Marsh closed its oldest mill. [1] {REFUSAL}")
    assert not outcome.refused
    assert _texts(outcome) == ["Marsh closed its oldest mill."]


def test_where_the_evidence_is_weak_and_nothing_of_the_draft_stands_it_is_a_refusal() -> None:
    evidence = [_sentence(CLOSED, 1, 0.03)]
    outcome, _ = _run("The mill burned to the ground. [1]", evidence=evidence)
    assert outcome.result.abstained
    assert not outcome.refused
    outcome, _ = _run("Marsh closed its oldest mill. [1]", evidence=evidence)
    assert not outcome.result.abstained


@pytest.mark.parametrize("draft", ["", " \n", "[1]"])
def test_a_model_that_says_nothing_leaves_it_to_the_evidence(draft: str) -> None:
    assert _run(draft)[0].is_extractive
    assert _run(draft, answerable=0.01)[0].result.abstained


def test_what_was_stopped_stays_with_its_unfinished_sentence_unsupported() -> None:
    pieces = ["Marsh closed its oldest mill. ", "[1] ", "Repairs ", "may"]
    asked = count(1)
    outcome, said = _run(pieces, should_stop=lambda: next(asked) == 3)
    assert outcome.stopped
    assert said == "Marsh closed its oldest mill. [1] Repairs "
    assert outcome.result.text == f"Marsh closed its oldest mill. [1] Repairs {UNSUPPORTED}"
    assert not outcome.result.abstained


def test_stopped_before_a_word_it_has_no_sentences() -> None:
    outcome, said = _run(["", CLOSED], should_stop=lambda: True)
    assert (outcome.stopped, said, outcome.result.sentences) == (True, "", ())
    assert not outcome.result.abstained


def test_no_evidence_is_a_refusal_without_a_model() -> None:
    model = ScriptedGenerator()
    assert _run("", model=model, evidence=[])[0].result.abstained
    assert model.prompts == []


def test_the_least_likely_evidence_is_dropped_until_the_prompt_fits() -> None:
    whole = ScriptedGenerator(CLOSED)
    _run("", model=whole)
    tokens = whole.count_tokens(whole.prompts[0])
    short = ScriptedGenerator(CLOSED, context=tokens + 288 - 1)
    outcome, _ = _run("", model=short)
    assert RAIN not in short.prompts[0][-1].content
    assert HOME in short.prompts[0][-1].content
    assert not outcome.result.abstained


def test_unlikely_evidence_is_not_read_beside_enough_that_is_likely() -> None:
    evidence = [_sentence(RAIN, 1, 0.1), *(_sentence(text, 2, 0.8) for text in (CLOSED, COST, HOME, "Ann Lee left."))]
    model = ScriptedGenerator(CLOSED)
    _run("", model=model, evidence=evidence)
    assert RAIN not in model.prompts[0][-1].content
    model = ScriptedGenerator(CLOSED)
    _run("", model=model, evidence=evidence[:4])
    assert RAIN in model.prompts[0][-1].content


def test_where_nothing_fits_that_is_said() -> None:
    with pytest.raises(FootnoteError, match="ask a shorter"):
        _run("", model=ScriptedGenerator(context=300))


def test_sentences_carry_the_label_of_their_evidence() -> None:
    labelled = EvidenceSentence(EVIDENCE[0].hit, EVIDENCE[0].start, EVIDENCE[0].end, CLOSED, 0.9, "Marsh")
    outcome, _ = _run("Marsh closed its oldest mill. [1]", evidence=[labelled])
    assert [sentence.label for sentence in outcome.result.sentences] == ["Marsh"]


def test_no_unsupported_sentence_is_ever_left_in_a_finished_answer() -> None:
    draft = "The mill burned. [2] Ann Lee may pay. A ship sank in Quay on Friday. [4] [7] Sixty left. [3] So what? [1]"
    outcome, _ = _run(draft)
    assert outcome.result.sentences
    assert all(sentence.supported and sentence.citations for sentence in outcome.result.sentences)
