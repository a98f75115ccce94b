"""One answer against its question and articles."""

from __future__ import annotations

from dataclasses import replace

import pytest

from index.errors import FootnoteError
from index.types import Article
from qa.evaluation.row import row_json
from qa.evaluation.scoring import is_correct, names, ranking, score
from qa.types import Sentence
from tests.fakes import hit_of
from tests.qa.evaluation.invented import COST, MAYOR, answer, citation_of, question, refusal, row


def test_a_right_answer() -> None:
    scored = row()
    assert (scored.correct, scored.exact, scored.f1) == (True, 1.0, 1.0)
    assert (scored.cited_correctly, scored.supporting_rank, scored.read_holds_answer) == (True, 1, True)
    (citation,) = scored.citations
    assert (citation.valid, citation.on_target) == (True, True)
    assert [one.facts_found for one in scored.sentences] == [True]


def test_a_refusal_is_wrong_for_every_kind() -> None:
    for kind in ("answerable", "near_miss", "out_of_scope"):
        scored = row(refusal(), kind=kind, answers=("The articles do not say",))
        assert scored.abstained
        assert (scored.correct, scored.exact, scored.f1, scored.cited_correctly) == (False, 0.0, 0.0, False)


def test_an_answer_to_what_has_none_is_wrong() -> None:
    scored = row(kind="near_miss")
    assert (scored.correct, scored.exact, scored.f1) == (False, 0.0, 0.0)
    assert not scored.with_support


@pytest.mark.parametrize(
    ("words", "right"),
    [
        ("It was Ilse Brandt who opened it", True),
        ("Brandt", True),  # F1 2/3
        ("Mayor Brandt", False),  # F1 1/2
        ("Ilse Brandts", False),
    ],
)
def test_correct_holds_the_gold_or_comes_close(words: str, right: bool) -> None:
    assert is_correct(question(), words) is right


def test_where_all_are_asked_for_one_is_not_enough() -> None:
    both = question(answers=("Ilse Brandt", "Otto Lang"), needs_all=True)
    assert not is_correct(both, "Ilse Brandt of the council of Marsh")
    assert is_correct(both, "First Otto Lang of the council of Marsh, then Ilse Brandt")
    assert is_correct(replace(both, needs_all=False), "Ilse Brandt of the council of Marsh")


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("world/story.md", {"id", "world/story.md", "story.md", "story"}),
        ("news.jsonl#41", {"id", "news.jsonl#41", "41"}),
        ("a/news.jsonl#x/y", {"id", "a/news.jsonl#x/y", "x/y", "y"}),
    ],
)
def test_what_an_article_may_be_called(path: str, wanted: set[str]) -> None:
    assert names(Article("id", path, "Title", "Text")) == wanted


def test_the_ranking_is_of_distinct_articles() -> None:
    first, second, third = (hit_of(COST, number) for number in (3, 1, 2))
    again = replace(first, passage=replace(first.passage, id=9))
    assert ranking(question(supporting=("1", "2.md")), [first, again, second, first, third]) == ("3.md", "1", "2.md")
    scored = row(answer(retrieved=(first, again, second)), supporting=("1",))
    assert scored.supporting_rank == 2
    assert row(answer(retrieved=(first,)), supporting=("1",)).supporting_rank is None


def test_the_answer_must_stand_in_the_first_four_passages() -> None:
    others = [hit_of(COST, number) for number in range(2, 6)]
    assert not row(answer(retrieved=(*others, hit_of(MAYOR)))).read_holds_answer
    assert row(answer(retrieved=(*others[:3], hit_of(MAYOR)))).read_holds_answer


def test_a_citation_is_valid_where_its_quote_stands() -> None:
    good = answer().citations[0]
    for bad in (replace(good, start=good.start + 1), replace(good, quote=""), replace(good, number=2)):
        (scored,) = row(answer(citations=(bad,))).citations
        assert not scored.valid
    (elsewhere,) = score(question(), answer(), lambda _: "other text").citations
    assert not elsewhere.valid

    def missing(_name: str) -> str:
        raise FootnoteError("no article", "name another", "not-found")

    (gone,) = score(question(), answer(), missing).citations
    assert not gone.valid


def test_a_citation_is_on_target_if_article_and_words_are() -> None:
    (other_article,) = row(supporting=("2.md",)).citations
    assert not other_article.on_target
    (other_words,) = row(answers=("Otto Lang",)).citations
    assert not other_words.on_target
    scored = row(supporting=("2.md",))
    assert scored.correct
    assert not scored.cited_correctly


def test_facts_are_looked_for_in_the_cited_quotes_only() -> None:
    bridge, cost = hit_of(MAYOR), hit_of(COST, 2)
    sentences = (
        Sentence("Ilse Brandt opened it.", (1,), True),
        Sentence("Otto Brandt opened it.", (1,), True),
        Sentence("Brandt says repairs cost 4.5 million.", (1, 2), True),
        Sentence("Repairs cost 5.4 million.", (2,), True),
        Sentence("Ilse Brandt paid.", (2,), True),
        Sentence("it rained.", (), True),
    )
    given = answer(sentences=sentences, citations=(citation_of(bridge), citation_of(cost, 2)))
    scored = score(question(), given, lambda _: "")
    assert [one.facts_found for one in scored.sentences] == [True, False, True, False, False, False]


def test_a_row_as_json() -> None:
    written = row_json(row())
    assert written == {
        "id": "q",
        "type": "answerable",
        "question": "Who opened the bridge?",
        "answers": ["Ilse Brandt"],
        "answer": "Ilse Brandt. [1]",
        "abstained": False,
        "confidence": 0.9,
        "correct": True,
        "cited_correctly": True,
        "exact_match": 1.0,
        "f1": 1.0,
        "citations": [{"article_id": "0000000001", "quote": MAYOR, "valid": True, "on_target": True}],
        "sentences": [{"text": "Ilse Brandt.", "citations": [1], "supported": True, "facts_in_quotes": True}],
        "supporting_rank": 1,
        "answer@4": True,
        "timings_ms": {"retrieve": 2.0, "first_token": 30.0, "total": 40.0},
    }
