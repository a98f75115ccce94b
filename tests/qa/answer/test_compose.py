"""From likely words to an answer: said how, with which quote, and when two articles disagree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.facts import facts
from index.types import Hit
from qa.answer.compose import best_quote, composed, contradicted, quote_of
from qa.evidence.calibration import ANSWER, Signals, Weights
from qa.evidence.candidates import Option
from qa.question.understood import Order
from qa.verify.quotes import Evidence, gather
from qa.verify.support import missing_facts
from tests.fakes import hit_of

CLOSED = "The town of Marsh closed its oldest mill on Tuesday."
COST = "Repairs of the wheel house cost 4.5 million euros, not 5.4 million, said Ann Lee."
QUESTION = "What do repairs of the wheel house cost?"
MILL = hit_of(f"{CLOSED} {COST}", 1, before="👩‍👧 Something else.", date="2024-03-05")
SIGNALS = Signals(0.0, 0.0, 0, 0.5)


def _option(words: str, hit: Hit = MILL, logit: float = 2.0, *, last: bool = False) -> Option:
    start = hit.article.text.rindex(words) if last else hit.article.text.index(words, hit.passage.start)
    return Option(words, hit, start, start + len(words), SIGNALS, Weights(logit, ()))


def _said(*options: Option) -> list[tuple[str, str]]:
    """The answer's sentences, each with its quote."""
    answer = composed(QUESTION, options, _evidence(*options))
    assert answer is not None
    result = answer.result
    assert not result.abstained
    quotes = {citation.number: citation for citation in result.citations}
    for citation in result.citations:
        assert citation.article.text[citation.start : citation.end] == citation.quote
    assert all(sentence.supported for sentence in result.sentences)
    return [(sentence.text, quotes[sentence.citations[0]].quote) for sentence in result.sentences]


def _evidence(*options: Option) -> Evidence:
    return gather(list({option.hit.passage.id: option.hit for option in options}.values()))


# --- one answer


def test_the_likeliest_words_are_the_answer_and_their_sentence_its_quote() -> None:
    assert _said(_option("4.5 million euros"), _option("Ann Lee", logit=1.5)) == [("4.5 million euros", COST)]


def test_an_answer_begins_with_a_capital_and_ends_without_what_held_it() -> None:
    assert _said(_option("its oldest mill on")) == [("Its oldest mill on", CLOSED)]
    assert _said(_option(" 4.5 million euros, ")) == [("4.5 million euros", COST)]


def test_a_cut_off_end_gives_way_to_a_whole_sentence_that_says_the_same() -> None:
    cut = hit_of("with the app of Bell Ltd., which has over 1 billion users.", 2)
    whole = hit_of("Lee also bans the app of Bell Ltd., which has more than 1 billion users.", 3)
    likely, less, unlikely = -1.0, -1.5, -9.0
    words = _option("1 billion", whole, less)
    assert _said(_option("over 1 billion", cut, likely), words) == [(whole.passage.text, whole.passage.text)]
    assert _said(_option("over 1 billion", cut, likely)) == [(cut.passage.text, cut.passage.text)]
    far = _option("1 billion", whole, unlikely)
    assert _said(_option("over 1 billion", cut, likely), far) == [(cut.passage.text, cut.passage.text)]


def _weighed(seen: Signals) -> Option:
    return replace(_option("4.5 million euros"), signals=seen, weights=ANSWER)


def test_words_that_are_likelier_wrong_than_right_come_with_their_sentence() -> None:
    likely, unlikely = _weighed(SIGNALS), _weighed(replace(SIGNALS, opinion=-5.0))
    assert unlikely.logit < 0 < likely.logit
    assert _said(likely) == [("4.5 million euros", COST)]
    assert _said(unlikely) == [(COST, COST)]


@pytest.mark.parametrize("opinion", [0.0, -3.0])
def test_how_an_answer_is_put_does_not_hang_on_its_place_in_the_search(opinion: float) -> None:
    by_rank = Weights(2.5, (0.0, 0.0, -1.0, 0.0, 0.0))
    options = [replace(_weighed(replace(SIGNALS, rank=rank, opinion=opinion)), weights=by_rank) for rank in (0, 3, 7)]
    assert options[0].logit > 0 > options[2].logit
    said = [_said(option) for option in options]
    assert said[1:] == said[:1] * 2


@pytest.mark.parametrize("cut", ["the", "4", "4.", "5 million", "ill", "Tues", "million euro", "hou"])
def test_words_that_say_nothing_or_were_cut_in_two_give_way_to_their_sentence(cut: str) -> None:
    ((said, quote),) = _said(_option(cut))
    if cut == "million euro":
        # a stem is whole enough
        assert (said, quote) == ("Million euro", COST)
    else:
        assert said == quote


def test_a_sentence_over_two_lines_is_said_on_one() -> None:
    hit = hit_of("The mill\nclosed\n  on Tuesday.")
    assert _said(_option("on Tuesday", hit, -1.0)) == [("The mill closed on Tuesday.", hit.passage.text)]


def test_words_over_two_sentences_are_quoted_with_both() -> None:
    both = "oldest mill on Tuesday. Repairs"
    assert _said(_option(both)) == [(both[0].upper() + both[1:], f"{CLOSED} {COST}")]


def test_words_that_no_quote_holds_are_passed_over() -> None:
    three = hit_of("One is here. Two is there. Three is gone.", 2)
    long = _option("here. Two is there. Three", three, logit=3.0)
    assert quote_of(long, _evidence(long)) is None
    assert _said(long, _option("Two", three)) == [("Two", "Two is there.")]
    assert composed(QUESTION, [long], _evidence(long)) is None


def test_without_words_or_without_their_passage_there_is_no_answer() -> None:
    assert composed(QUESTION, [], gather([MILL])) is None
    assert composed(QUESTION, [_option("Ann Lee")], gather([])) is None
    assert composed(QUESTION, [_option("Ann Lee")], gather([hit_of(f"{CLOSED} {COST}", 2)])) is None


def test_the_best_quote_is_that_of_the_likeliest_words() -> None:
    quote = best_quote([_option("on Tuesday"), _option("Ann Lee", logit=1.0)], gather([MILL]))
    assert quote is not None
    assert quote.text == CLOSED
    assert best_quote([], gather([MILL])) is None


# --- articles of different times


def _dated(number: int, text: str, date: str | None) -> Hit:
    return hit_of(text, number, date=date)


def _two(first: str | None, second: str | None, *texts: str) -> list[Hit]:
    old, new = texts or ("Bo Carr leads the delegation.", "Ann Lee leads the delegation.")
    return [_dated(1, old, first), _dated(2, new, second)]


def test_articles_of_different_times_that_disagree_are_both_told_newest_first() -> None:
    old, new = _two("2020-08-01", "2025-09-15")
    for best, other in (("Bo Carr", "Ann Lee"), ("Ann Lee", "Bo Carr")):
        hits = {"Bo Carr": old, "Ann Lee": new}
        options = [_option(best, hits[best], 2.0), _option(other, hits[other], 1.9)]
        composed_answer = composed(QUESTION, options, _evidence(*options))
        assert composed_answer is not None
        answer = composed_answer.result
        assert [(one.text, one.as_of) for one in answer.sentences] == [
            ("Ann Lee", "2025-09-15"),
            ("Bo Carr", "2020-08-01"),
        ]
        assert answer.text == "2025-09-15: Ann Lee [1]\n2020-08-01: Bo Carr [2]"
        assert [citation.article.id for citation in answer.citations] == [new.article.id, old.article.id]


@pytest.mark.parametrize(
    ("dates", "logit"),
    [
        (("2025-09-10", "2025-09-15"), 1.9),
        ((None, "2025-09-15"), 1.9),
        (("2020-08-01", None), 1.9),
        (("2020-08-01", "2025-09-15"), 0.5),
    ],
)
def test_one_is_told_if_it_is_much_likelier_or_nobody_knows_which_is_newer(
    dates: tuple[str | None, str | None], logit: float
) -> None:
    old, new = _two(*dates)
    assert [text for text, _ in _said(_option("Bo Carr", old, 2.0), _option("Ann Lee", new, logit))] == ["Bo Carr"]


@pytest.mark.parametrize("rank", [0, 1, 5])
def test_whether_a_second_answer_is_told_does_not_hang_on_its_place_in_the_search(rank: int) -> None:
    old, new = _two("2020-08-01", "2025-09-15")
    first, second = (
        replace(_option(*one), signals=SIGNALS, weights=ANSWER) for one in (("Bo Carr", old), ("Ann Lee", new))
    )
    assert len(_said(first, replace(second, signals=replace(SIGNALS, rank=rank)))) == 2


@pytest.mark.parametrize(("first", "second"), [(0.3, -0.1), (-0.1, -0.2)])
def test_what_is_likelier_wrong_than_right_is_not_told_as_a_second_answer(first: float, second: float) -> None:
    old, new = _two("2020-08-01", "2025-09-15")
    assert len(_said(_option("Ann Lee", new, first), _option("Bo Carr", old, second))) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Scott Bessent", "Bessent"),
        ("4.5 million euros", "4.5 million"),
        ("Ann Lee", "4.5 million"),
        ("a shorter week", "Ann Lee"),
    ],
)
def test_answers_that_agree_or_are_of_different_kinds_do_not_disagree(one: str, other: str) -> None:
    old, new = _two("2020-08-01", "2025-09-15", f"It was {one} then.", f"It was {other} now.")
    assert len(_said(_option(one, old), _option(other, new))) == 1


def test_two_answers_of_one_article_are_not_of_different_times() -> None:
    hit = hit_of("Bo Carr met Ann Lee.", date="2025-09-15")
    assert len(_said(_option("Bo Carr", hit), _option("Ann Lee", hit))) == 1


def _series(days: Sequence[tuple[str, str]]) -> list[Option]:
    """Reports of one form, the first of which is a little likelier."""
    return [
        _option(price, _dated(number, f"Petrol costs {price} a litre in Marsh this week.", day), 2.0 - number / 10)
        for number, (day, price) in enumerate(days, 1)
    ]


WEEKS = (("2025-03-01", "1.70 crowns"), ("2025-03-15", "1.75 crowns"), ("2025-03-08", "1.72 crowns"))


def test_of_reports_of_one_form_within_weeks_the_newest_is_told_with_its_date() -> None:
    options = _series(WEEKS)
    answer = composed(QUESTION, options, _evidence(*options))
    assert answer is not None
    assert [(one.text, one.as_of) for one in answer.result.sentences] == [("1.75 crowns", "2025-03-15")]
    assert answer.short_answer == "1.75 crowns"


@pytest.mark.parametrize(("order", "expected"), [("latest", "Ann Lee"), ("first", "Bo Carr")])
def test_the_latest_or_the_first_where_it_is_asked_for(order: Order, expected: str) -> None:
    old, new = _two("2020-08-01", "2025-09-15", "In Madrid it was Bo Carr.", "The delegation followed Ann Lee.")
    for likelier in (0.5, -0.5):
        options = [_option("Bo Carr", old, 2.0 + likelier), _option("Ann Lee", new, 2.0 - likelier)]
        options.sort(key=lambda one: -one.logit)
        answer = composed(QUESTION, options, _evidence(*options), order)
        assert answer is not None
        assert [one.text for one in answer.result.sentences] == [expected]


def test_the_latest_does_not_win_where_it_hardly_answers() -> None:
    old, new = _two("2020-08-01", "2025-09-15")
    options = [_option("Bo Carr", old, 4.0), _option("Ann Lee", new, 0.5)]
    answer = composed(QUESTION, options, _evidence(*options), "latest")
    assert answer is not None
    assert [one.text for one in answer.result.sentences] == ["Bo Carr"]


def test_words_are_not_cut_out_of_a_denial() -> None:
    hit = hit_of("A court in Marsh found Bo Carr not guilty of theft.")
    option = _option("Bo Carr", hit)
    for question, expected in (("Who was found guilty of theft?", None), ("Whom did a court try?", "Bo Carr")):
        answer = composed(question, [option], _evidence(option))
        assert answer is not None
        assert answer.short_answer == expected
        assert answer.result.sentences[0].text == (expected or hit.passage.text)


def test_a_weekday_comes_with_the_day_of_its_article() -> None:
    option = _option("Tuesday")
    answer = composed(QUESTION, [option], _evidence(option))
    assert answer is not None
    assert answer.result.text == "2024-03-05: Tuesday [1]"


def test_a_short_answer_has_its_qualifier() -> None:
    hit = hit_of("The app has more than 1 billion users today.")
    option = _option("1 billion", hit)
    answer = composed(QUESTION, [option], _evidence(option))
    assert answer is not None
    assert answer.short_answer == answer.result.sentences[0].text == "More than 1 billion"


# --- contradictions


def _is_contradicted(text: str, *options: Option) -> bool:
    evidence = gather([MILL])
    quote = next(quote for quote in evidence.quotes if quote.text == COST)
    return contradicted(options)(text, quote)


def test_a_sentence_with_the_unlikely_of_two_figures_is_contradicted_by_its_quote() -> None:
    right, wrong = _option("4.5 million euros", logit=3.0), _option("5.4 million", logit=-1.0)
    assert _is_contradicted("Repairs cost 5.4 million.", right, wrong)
    assert not _is_contradicted("Repairs cost 4.5 million euros.", right, wrong)


def test_figures_that_are_about_as_likely_do_not_contradict() -> None:
    assert not _is_contradicted(
        "Repairs cost 5.4 million.", _option("4.5 million euros", logit=3.0), _option("5.4 million", logit=2.0)
    )


def test_what_the_reader_did_not_think_of_is_not_contradicted() -> None:
    likely = _option("4.5 million euros", logit=3.0)
    assert not _is_contradicted("Ann Lee spoke of repairs.", likely)
    assert not _is_contradicted("Ann Lee spoke of repairs.")
    # a word that says nothing is in every sentence
    assert not _is_contradicted("Ann Lee spoke of repairs.", likely, _option("of the", logit=-9.0))


def test_only_words_of_the_quote_itself_contradict() -> None:
    elsewhere, before = hit_of(COST, 2), _option("on Tuesday", logit=9.0)
    wrong = _option("5.4 million", logit=0.0)
    assert not _is_contradicted(
        "Repairs cost 5.4 million.", before, _option("4.5 million euros", elsewhere, 9.0), wrong
    )


# --- whatever the reader finds

_TEXTS = st.sampled_from(
    [
        f"{CLOSED} {COST}",
        "Le Café Ünder 👩‍👧 opened in Marsh. Its naïve painter came from Århus. “It’s fine”, she said — twice.",
        "The U.S. paid $1,250,000 (U.K.: £4.5m) in 2020.\nNo. 7 came 2nd;\n\nAnn-Marie O’Neil's mills didn't.",
    ]
)


@given(_TEXTS, st.lists(st.tuples(st.integers(0, 130), st.integers(1, 40), st.floats(-3, 3)), max_size=4))
def test_no_words_lead_to_an_answer_that_its_quote_does_not_carry(
    text: str, cuts: list[tuple[int, int, float]]
) -> None:
    hits = [_dated(1, text, "2020-01-01"), _dated(2, text, "2024-01-01")]
    options = [
        Option(
            text[start : start + length],
            hit,
            start,
            start + len(text[start : start + length]),
            SIGNALS,
            Weights(logit, ()),
        )
        for number, (start, length, logit) in enumerate(cuts)
        for hit in [hits[number % 2]]
    ]
    evidence = gather(hits)
    answer = composed(QUESTION, options, evidence)
    for sentence in answer.result.sentences if answer else ():
        (number,) = sentence.citations
        citation = answer.result.citations[number - 1]  # type: ignore[union-attr]
        given_ = next(
            quote.given
            for quote in evidence.quotes
            if (quote.hit.article.id, quote.start, quote.end) == (citation.article.id, citation.start, citation.end)
        )
        assert sentence.supported
        assert missing_facts(facts(sentence.text), given_) == []
        assert facts(sentence.text).stems <= given_.stems
