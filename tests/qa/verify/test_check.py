"""From draft to checked answer: the model's marks are never trusted, and nothing unsupported is cited."""

from __future__ import annotations

import pytest

from index.types import Article
from qa.answer.layout import UNSUPPORTED
from qa.answer.prompts import REFUSAL
from qa.verify.check import Checked, Contradicted, Statement, checked, cited, refused
from qa.verify.quotes import Evidence, Quote, gather
from tests.fakes import hit_of, no_similarity

CLOSED = "The town of Marsh closed its oldest mill on Tuesday."
COST = "Repairs will cost 4.5 million euros, said Ann Lee."
COPY = Article("copy", "copy.md", "A copy", CLOSED)
MILL = hit_of(f"{CLOSED} {COST}", 1, before="Something else.", versions=(COPY,))
RIVER = hit_of("The river rose two metres in a single night.", 2)
EVIDENCE = gather([MILL, RIVER])
QUESTION = "What do the articles say?"


def _quote(text: str) -> Quote:
    return next(quote for quote in EVIDENCE.quotes if quote.text == text)


def _never(_text: str, _quote: Quote) -> bool:
    return False


def _checked(
    draft: str,
    *,
    stopped: bool = False,
    evidence: Evidence = EVIDENCE,
    instead: Quote | None = None,
    contradicted: Contradicted = _never,
) -> Checked:
    return checked(
        draft, QUESTION, evidence, no_similarity, instead=instead, contradicted=contradicted, stopped=stopped
    )


def test_each_sentence_gets_the_quote_that_supports_it() -> None:
    found = _checked("Marsh closed its oldest mill. The river rose two metres. Repairs cost 4.5 million euros.")
    assert [(sentence.citations, sentence.supported) for sentence in found.sentences] == [
        ((1,), True),
        ((2,), True),
        ((3,), True),
    ]
    assert [citation.number for citation in found.citations] == [1, 2, 3]
    assert [citation.quote for citation in found.citations] == [CLOSED, RIVER.passage.text, COST]
    # the copy says what the first quote says and not what the third does
    assert [citation.also_in for citation in found.citations] == [(COPY,), (), ()]
    assert not found.abstained
    assert found.text == (
        "Marsh closed its oldest mill. [1] The river rose two metres. [2] Repairs cost 4.5 million euros. [3]"
    )
    for citation in found.citations:
        assert citation.article.text[citation.start : citation.end] == citation.quote


def test_a_report_of_the_same_form_is_named_only_for_the_sentence_that_it_has() -> None:
    price, oats = "Barley cost 4.20 marks a sack on Friday.", "Oats were dearer by nine pence."
    other = Article("other", "other.md", "The week after", f"{price.replace('4.20', '4.30')} {oats}")
    hit = hit_of(f"{price} {oats}", versions=(other,))
    found = _checked("Barley cost 4.20 marks a sack. Oats were dearer by nine pence.", evidence=gather([hit]))
    assert [(one.quote, one.also_in) for one in found.citations] == [(price, ()), (oats, (other,))]


def test_two_sentences_may_share_a_footnote() -> None:
    found = _checked("Marsh closed its oldest mill. It was on Tuesday that the oldest mill closed.")
    assert [sentence.citations for sentence in found.sentences] == [(1,), (1,)]
    assert len(found.citations) == 1


@pytest.mark.parametrize(
    "draft",
    [
        "The river rose two metres [1].",
        "The river rose two metres. [1][7]",
        "[ 3 ] The river rose two metres.",
        "The river [1, 2] rose two metres [1–3].",
        "The river rose two metres [99].",
    ],
)
def test_marks_that_the_model_wrote_are_taken_out_and_never_trusted(draft: str) -> None:
    found = _checked(draft)
    assert found.text == "The river rose two metres. [1]"
    assert found.citations[0].article == RIVER.article


@pytest.mark.parametrize(
    "draft",
    [
        "The town of Leeds closed its oldest mill on Tuesday.",
        "The town of Marsh closed its oldest mill in 1950.",
        "Repairs will cost 5.4 million euros.",
        "Repairs will cost 4.5 million euros, said Bo Carr.",
        "Ann Lee said that repairs would cost “far too much”.",
        "The river did not rise two metres.",
        "Castles are cold.",
    ],
)
def test_names_figures_and_words_that_no_quote_holds_are_unsupported(draft: str) -> None:
    found = _checked(f"The river rose two metres. {draft}")
    assert [(sentence.text, sentence.citations, sentence.supported) for sentence in found.sentences] == [
        ("The river rose two metres.", (1,), True),
        (draft, (), False),
    ]
    assert [citation.quote for citation in found.citations] == [RIVER.passage.text]
    assert found.text == f"The river rose two metres. [1] {draft} {UNSUPPORTED}"


WORTHLESS = ["It drowned 300 cows.", "", "  \n ", "[1]", "Answer:", "What do the articles say?"]


@pytest.mark.parametrize("draft", WORTHLESS)
def test_where_nothing_is_supported_the_quote_given_instead_speaks(draft: str) -> None:
    found = _checked(draft, instead=_quote(COST))
    assert [(sentence.text, sentence.supported) for sentence in found.sentences] == [(COST, True)]
    assert [citation.quote for citation in found.citations] == [COST]
    assert found.text == f"{COST} [1]"


@pytest.mark.parametrize("draft", WORTHLESS)
def test_without_such_a_quote_it_is_unsupported_or_if_it_says_nothing_a_refusal(draft: str) -> None:
    found = _checked(draft)
    assert found.citations == ()
    if len(draft) < 10:
        assert found == refused()
    else:
        assert found.text == f"{draft} {UNSUPPORTED}"


def test_the_quote_given_instead_is_not_needed_where_one_sentence_is_supported() -> None:
    found = _checked("The river rose two metres. It drowned 300 cows.", instead=_quote(COST))
    assert found.text == f"The river rose two metres. [1] It drowned 300 cows. {UNSUPPORTED}"


def test_the_quote_given_instead_is_put_on_one_line() -> None:
    evidence = gather([hit_of("The river\nrose  twice.")])
    found = _checked("", evidence=evidence, instead=evidence.quotes[0])
    assert found.text == "The river rose twice. [1]"
    assert found.citations[0].quote == "The river\nrose  twice."


def test_a_sentence_that_its_quote_contradicts_is_not_supported_by_it() -> None:
    asked: list[tuple[str, str]] = []

    def contradicted(text: str, quote: Quote) -> bool:
        asked.append((text, quote.text))
        return "river" in text

    found = _checked("The river rose two metres. Marsh closed its oldest mill. It is 9.", contradicted=contradicted)
    assert [sentence.supported for sentence in found.sentences] == [False, True, False]
    assert [citation.quote for citation in found.citations] == [CLOSED]
    # what no quote supports needs no second opinion
    assert asked == [
        ("The river rose two metres.", RIVER.passage.text),
        ("Marsh closed its oldest mill.", CLOSED),
    ]


def test_where_all_that_passed_is_contradicted_the_quote_given_instead_speaks() -> None:
    found = _checked("The river rose two metres.", contradicted=lambda *_: True, instead=_quote(COST))
    assert found.text == f"{COST} [1]"
    assert _checked("The river rose two metres.", contradicted=lambda *_: True).citations == ()


def test_statements_of_different_times_stand_on_lines_of_their_own_behind_their_dates() -> None:
    old, new = Statement("Two metres", _quote(RIVER.passage.text), "2023-01-02"), Statement("4.5", _quote(COST))
    assert cited([old, new]).text == "2023-01-02: Two metres [1]\n4.5 [2]"
    assert [sentence.as_of for sentence in cited([old, new]).sentences] == ["2023-01-02", None]


def test_a_last_sentence_that_was_cut_off_is_left_out() -> None:
    assert _checked("The river rose two metres. Repairs will cost 4.").text == "The river rose two metres. [1] " + (
        f"Repairs will cost 4. {UNSUPPORTED}"
    )
    assert _checked("The river rose two metres. Repairs will").text == "The river rose two metres. [1]"
    assert _checked("The river rose two metres").text == "The river rose two metres [1]"


def test_a_draft_that_was_stopped_stays_as_it_is() -> None:
    found = _checked("The river rose two metres. Repairs will", stopped=True)
    assert found.text == f"The river rose two metres. [1] Repairs will {UNSUPPORTED}"
    assert _checked("It drowned", stopped=True).text == f"It drowned {UNSUPPORTED}"
    assert _checked("", stopped=True).sentences == ()
    assert not _checked("", stopped=True, instead=_quote(COST)).abstained
    assert _checked("", stopped=True, instead=_quote(COST)).citations == ()


def test_a_repeated_sentence_counts_once() -> None:
    found = _checked("The river rose two metres. " * 20 + "The  river rose\ntwo metres.")
    assert [sentence.text for sentence in found.sentences] == ["The river rose two metres."]
    assert found.text == "The river rose two metres. [1]"


@pytest.mark.parametrize(
    "draft",
    ["Answer: The river rose two metres.", "A: The river rose two metres.", " ANSWER : The river rose two metres."],
)
def test_a_label_from_the_prompt_is_taken_off(draft: str) -> None:
    assert _checked(draft).text == "The river rose two metres. [1]"


@pytest.mark.parametrize(
    "draft",
    [
        REFUSAL,
        REFUSAL.upper(),
        f"  {REFUSAL} The river rose two metres.",
        f"Answer: {REFUSAL}",
        f"{REFUSAL} [1]",
        "The passages do not mention it.",
        "The article doesn't say who.",
        "The text does not provide that.",
    ],
)
def test_a_refusal_is_recognised(draft: str) -> None:
    found = _checked(draft)
    assert found == refused()
    assert found.abstained
    assert found.text == REFUSAL
    assert (found.sentences, found.citations) == ((), ())


@pytest.mark.parametrize("draft", ["The articles say that the river rose two metres.", "The river rose two metres."])
def test_what_only_begins_like_a_refusal_is_an_answer(draft: str) -> None:
    assert not _checked(draft).abstained


def test_what_the_evidence_does_not_hold_is_not_cited() -> None:
    found = _checked("The river rose two metres.", evidence=gather([]), stopped=True)
    assert found.citations == ()
    assert not found.sentences[0].supported


def test_other_brackets_are_the_model_s_own_words() -> None:
    assert _checked("The river [sic] rose {two} metres.").text == "The river [sic] rose {two} metres. [1]"
