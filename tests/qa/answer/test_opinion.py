"""The adapted model's draft as an option, and its opinion of all others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.types import Hit
from qa.answer.compose import composed, is_out
from qa.answer.opinion import ASKED, Draft, weighed
from qa.answer.prompts import NONE, Excerpt, reading
from qa.evidence.candidates import Found, Option, options
from qa.evidence.reader import AnswerSpan, Reading
from qa.llm.generator import Message
from qa.llm.likelihood import GiveUp
from qa.verify.quotes import gather
from tests.fakes import ScriptedGenerator, hit_of

QUESTION = "Who opened the bridge?"
BRIDGE = hit_of("Mayor Ilse Brandt opened the new bridge with Bo Carr.", 1, before="👩‍👧 First.")
MILL = hit_of("Ann Lee closed the mill. Sixty workers were sent home.", 2)
UNREAD = hit_of("Zoe Kim opened a shop.", 3)


def _found(hit: Hit, *words: str) -> Found:
    """The passage with spans for some of its words, each a little less likely than the one before."""
    text = hit.passage.text
    spans = (AnswerSpan(text.index(word), text.index(word) + len(word), 9.0 - n) for n, word in enumerate(words))
    return Found(hit, Reading(1.0, tuple(spans)), 0)


FOUND = [_found(BRIDGE, "Ilse Brandt", "Bo Carr"), _found(MILL, "Ann Lee")]


def _weighed(draft: str, generator: ScriptedGenerator | None = None, found: list[Found] = FOUND) -> list[Option]:
    generator = generator or ScriptedGenerator(is_adapted=True)
    return weighed(_prompt(found), options(found), found, Draft.of(draft), generator)


def _prompt(found: list[Found]) -> list[Message]:
    return reading(QUESTION, [Excerpt.of(one.hit) for one in found])


@pytest.mark.parametrize(
    ("text", "number", "answer"),
    [
        ("1] Ilse Brandt", 1, "Ilse Brandt"),
        ("[12] Ilse Brandt\n", 12, "Ilse Brandt"),
        (" 2 ]Ilse", 2, "Ilse"),
        ("0]", 0, ""),
        ("Ilse Brandt", 0, "Ilse Brandt"),
        ("1 Ilse", 0, "1 Ilse"),
        ("", 0, ""),
        ("1] [2] both", 1, "[2] both"),
    ],
)
def test_a_draft_is_a_number_and_a_few_words(text: str, number: int, answer: str) -> None:
    assert Draft.of(text) == Draft(number, answer)


@given(st.text())
def test_any_text_is_a_draft(text: str) -> None:
    assert Draft.of(text).number >= 0
    assert Draft.of(text).answer in text


def test_without_an_opinion_the_reader_s_order_stands() -> None:
    assert [one.text for one in _weighed("1] Ilse Brandt")] == ["Ilse Brandt", "Ann Lee", "Bo Carr"]


def test_what_the_model_is_likely_to_write_comes_first() -> None:
    best, *others = _weighed("1] Ilse Brandt", ScriptedGenerator(likes="bo carr"))
    assert best.text == "Bo Carr"
    assert best.signals.opinion > 0
    assert all(one.signals.opinion == 0 for one in others)


def test_where_it_would_rather_write_that_nothing_answers_all_are_unlikelier() -> None:
    before = {one.text: one.logit for one in _weighed("0]")}
    after = {one.text: one.logit for one in _weighed("0]", ScriptedGenerator(likes=NONE))}
    assert before.keys() == after.keys()
    assert all(after[text] < before[text] for text in before)


def test_it_is_asked_of_every_option_with_the_number_of_its_passage() -> None:
    generator = ScriptedGenerator()
    _weighed("0]", generator)
    (replies,) = generator.judged
    assert replies[0] == NONE
    assert sorted(replies[1:]) == ["[1] Bo Carr", "[1] Ilse Brandt", "[2] Ann Lee"]


def test_only_the_likeliest_options_are_put_before_it() -> None:
    words = "one two three four five six seven eight nine ten".split()
    found = [_found(hit_of(" ".join(words)), *words[:5]), _found(hit_of(" ".join(words), 2), *words[5:])]
    generator = ScriptedGenerator()
    assert len(_weighed("0]", generator, found)) == len(generator.judged[0]) - 1 == ASKED < len(words)


def test_options_of_passages_that_it_did_not_read_are_left_out() -> None:
    found = [*FOUND, _found(UNREAD, "Zoe Kim")]
    kept = weighed(_prompt(found), options(found), found[:2], Draft.of("0]"), ScriptedGenerator())
    assert "Zoe Kim" not in {one.text for one in kept}


def test_without_options_it_is_not_asked() -> None:
    generator = ScriptedGenerator()
    assert weighed(_prompt([]), [], [], Draft.of("1] Ann"), generator) == []
    assert _weighed("1] nowhere", generator, [_found(MILL)]) == []
    assert generator.judged == []


# --- its own draft


def test_a_draft_whose_words_stand_in_a_passage_is_an_option_too() -> None:
    found = _weighed("2] sixty  WORKERS", ScriptedGenerator(likes="sixty workers"))
    assert [one.text for one in found] == ["Sixty workers", "Ilse Brandt", "Ann Lee", "Bo Carr"]
    drafted = found[0]
    assert drafted.hit.article.text[drafted.start : drafted.end] == drafted.text
    # until the model says how likely it is, it is no likelier than the least span of its passage
    assert drafted.signals.span == FOUND[1].reading.spans[-1].score


def test_a_draft_that_the_reader_thought_of_is_not_there_twice() -> None:
    assert [one.text for one in _weighed("1] Bo Carr")].count("Bo Carr") == 1


def test_the_draft_is_looked_for_in_the_passage_that_it_names_first() -> None:
    twice = [_found(hit_of("The mill closed.", number), "closed") for number in (1, 2, 3)]
    for number in (1, 2, 3):
        drafted = [one for one in _weighed(f"{number}] mill", None, twice) if one.text == "mill"]
        assert [one.hit.passage.id for one in drafted] == [number]
    (elsewhere,) = [one for one in _weighed("9] Sixty", None, FOUND) if one.text == "Sixty"]
    assert elsewhere.hit is MILL


def test_offsets_of_a_draft_are_those_of_the_article() -> None:
    (drafted,) = [one for one in _weighed("1] the new bridge") if one.text == "the new bridge"]
    assert BRIDGE.article.text[drafted.start : drafted.end] == "the new bridge"


@pytest.mark.parametrize("draft", ["1] Zoe Kim", "1] bridg", "1] Ilse.*", "1] .", "1] [", "0]", "1]", "", "1] 👩‍👧"])
def test_a_draft_that_stands_in_no_passage_is_no_option(draft: str) -> None:
    assert {one.text for one in _weighed(draft)} == {"Ilse Brandt", "Bo Carr", "Ann Lee"}


# --- what it is not asked to the end


class _Doubting(ScriptedGenerator):
    """Knows at first how likely each reply is at most, then how likely it is."""

    def __init__(self, likely: Sequence[float], most: Sequence[float]) -> None:
        super().__init__(is_adapted=True)
        self._likely, self._most = likely, most

    def likelihoods(
        self, messages: Sequence[Message], replies: Sequence[str], opening: str = "", give_up: GiveUp = lambda *_: False
    ) -> list[float]:
        super().likelihoods(messages, replies, opening)
        found, settled = list(self._most[: len(replies)]), {0: self._likely[0]}
        for number in sorted(range(1, len(replies)), key=lambda number: -self._most[number]):
            if not give_up(number, self._most[number], settled):
                settled[number] = self._likely[number]
        for number, value in settled.items():
            found[number] = value
        return found


DATES = ("2024-03-05", "2024-03-20", "2024-08-01", None)
CHANCES = st.lists(st.tuples(st.floats(-14, 0), st.floats(0, 14)), min_size=10, max_size=10)


@settings(max_examples=400, deadline=None)
@given(CHANCES, st.lists(st.sampled_from(DATES), min_size=3, max_size=3), st.permutations(range(3)))
def test_the_answer_is_the_same_where_it_is_not_asked_to_the_end(
    chances: list[tuple[float, float]], dates: list[str | None], ranks: list[int]
) -> None:
    """Whatever is said about at most, and in which order: best words, and those of another time beside them."""
    texts = (
        "Ilse Brandt opened the mill with Bo. Abe came. Ann Lee spoke of Jo Park.",
        "Ann Lee and Jo Park closed it.",
        "Zoe Kim and Eve Moss ran it.",
    )
    # of the first passage, words that cross two borders of sentences: no quote holds them
    names = (("Bo. Abe came. Ann Lee", "Ilse Brandt", "Jo Park"), ("Ann Lee", "Jo Park"), ("Zoe Kim", "Eve Moss"))
    hits = [
        hit_of(text, number, date=day) for number, (text, day) in enumerate(zip(texts, dates, strict=True), start=1)
    ]
    found = [replace(_found(hit, *words), rank=rank) for hit, words, rank in zip(hits, names, ranks, strict=True)]
    likely = [value for value, _ in chances]
    most = [min(0.0, value + more) for value, more in chances]
    given = options(found)
    whole = weighed(_prompt(found), given, found, Draft.of("0]"), _Doubting(likely, likely))
    out = partial(is_out, evidence=gather(hits))
    short = weighed(_prompt(found), given, found, Draft.of("0]"), _Doubting(likely, most), is_out=out)
    assert composed(QUESTION, short, gather(hits)) == composed(QUESTION, whole, gather(hits))
