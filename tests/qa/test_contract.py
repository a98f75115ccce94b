"""The JSON that scripts rely on: these keys, no others, and offsets that count characters of the article's text."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from index.types import Article
from qa.contract import answer_json, article_json, hit_json
from qa.question.kind import Kind
from qa.types import Answer, Citation, Sentence, Timings
from tests.fakes import hit_of

ANSWER = {
    "question",
    "standalone_question",
    "answer",
    "abstained",
    "confidence",
    "sentences",
    "citations",
    "retrieved",
    "model",
    "timings_ms",
    "kind",
    "short_answer",
    "missing",
    "nearest",
}
SENTENCE = {"text", "citations", "supported"}
CITATION = {"number", "article_id", "title", "source", "date", "url", "path", "quote", "start", "end", "also_in"}
CITATION |= {"page"}
RETRIEVED = {"article_id", "passage_id", "start", "end", "score"}
TIMINGS = {"load", "retrieve", "first_token", "total"}
ORIGIN = {"article_id", "title", "source", "date", "url", "path"}

TEXT = "Naïve 👩‍👧 rivers rose two metres."
COPY = Article("copy", "b.jsonl#7", "A copy", TEXT, "Wire", None, None)
HIT = hit_of(
    TEXT, 3, before="Before.", copies=(COPY,), source="Gazette", date="2024-03-05", url="https://example.org/a"
)
CITED = Citation(1, HIT.article, "rivers rose two metres.", 18, 41, (COPY,))
ANSWERED = Answer(
    question="And then?",
    standalone_question="What rose? And then?",
    text="Rivers rose. [1] Cows drowned.",
    abstained=False,
    confidence=0.123456789,
    sentences=(Sentence("Rivers rose.", (1,), True), Sentence("Cows drowned.")),
    citations=(CITED,),
    retrieved=(HIT,),
    model="scripted",
    timings=Timings(1.25, 2.35, 3.45, 4.55),
)
REFUSED = Answer("Q?", "Q?", "The articles do not say.", True, 0.0, (), (), (), "scripted")


def _printed(value: Any) -> Any:
    return json.loads(json.dumps(value, ensure_ascii=False, allow_nan=False))


def test_an_answer() -> None:
    printed = _printed(answer_json(ANSWERED))
    assert printed.keys() == ANSWER
    assert printed["question"] == "And then?"
    assert printed["standalone_question"] == "What rose? And then?"
    assert printed["answer"] == ANSWERED.text
    assert printed["abstained"] is False
    assert printed["confidence"] == 0.1235
    assert printed["model"] == "scripted"
    assert printed["timings_ms"].keys() == TIMINGS
    assert all(type(value) is float for value in printed["timings_ms"].values())
    assert [sentence.keys() for sentence in printed["sentences"]] == [SENTENCE, SENTENCE]
    assert printed["sentences"][0] == {"text": "Rivers rose.", "citations": [1], "supported": True}
    assert printed["sentences"][1] == {"text": "Cows drowned.", "citations": [], "supported": False}
    assert printed["kind"] == "fact"
    assert printed["short_answer"] is None
    assert printed["missing"] == printed["nearest"] == []


def test_a_citation_s_offsets_count_characters_of_the_article_that_show_prints() -> None:
    (citation,) = _printed(answer_json(ANSWERED))["citations"]
    shown = _printed(article_json(HIT.article))
    assert citation.keys() == CITATION
    assert citation["number"] == 1
    assert citation["article_id"] == shown["article_id"] == HIT.article.id
    start = shown["text"].index("rivers")
    assert (citation["start"], citation["end"]) == (CITED.start, CITED.end)
    assert TEXT in shown["text"]
    assert shown["text"][start : start + len(citation["quote"])] == citation["quote"]
    assert [copy.keys() for copy in citation["also_in"]] == [ORIGIN]
    assert citation["also_in"][0]["path"] == "b.jsonl#7"
    assert citation["also_in"][0]["date"] is None


def test_the_page_of_a_quote_and_of_a_passage() -> None:
    paged = replace(HIT, article=replace(HIT.article, pages=(0, 5, 15)))
    cited = replace(CITED, article=paged.article)
    assert _printed(answer_json(replace(ANSWERED, citations=(cited,), nearest=(cited,))))["nearest"][0]["page"] == 3
    assert _printed(hit_json(paged))["page"] == 2
    assert _printed(answer_json(ANSWERED))["citations"][0]["page"] is None


def test_what_was_retrieved_is_in_rank_order() -> None:
    (retrieved,) = _printed(answer_json(ANSWERED))["retrieved"]
    assert retrieved.keys() == RETRIEVED
    assert retrieved["passage_id"] == 3
    assert HIT.article.text[retrieved["start"] : retrieved["end"]] == TEXT
    second = hit_of("More.", 9)
    both = Answer("Q?", "Q?", "", True, 0.0, (), (), (second, HIT), "scripted")
    assert [one["passage_id"] for one in answer_json(both)["retrieved"]] == [9, 3]


def test_a_refusal_has_the_same_keys() -> None:
    printed = _printed(answer_json(REFUSED))
    assert printed.keys() == ANSWER
    assert printed["abstained"] is True
    assert printed["sentences"] == printed["citations"] == printed["retrieved"] == []


def test_the_kind_of_an_answer_what_is_short_of_it_and_what_is_nearest() -> None:
    near = replace(CITED, number=1)
    half = replace(ANSWERED, kind=Kind.COMPARISON, short_answer="two metres", missing=("by how much",))
    printed = _printed(answer_json(half))
    assert (printed["kind"], printed["short_answer"], printed["missing"]) == (
        "comparison",
        "two metres",
        ["by how much"],
    )
    refused = _printed(answer_json(replace(REFUSED, nearest=(near,))))
    assert refused["nearest"] == _printed(answer_json(ANSWERED))["citations"]
    assert refused["citations"] == []


def test_a_search_result_is_a_retrieved_record_with_its_text_and_origin() -> None:
    printed = _printed(hit_json(HIT))
    assert printed.keys() == RETRIEVED | ORIGIN | {"text", "similarity", "also_in", "page"}
    assert printed["text"] == TEXT
    assert printed.items() >= {"source": "Gazette", "date": "2024-03-05", "url": "https://example.org/a"}.items()


def test_an_article() -> None:
    article = Article("0123456789", "a/b.md", "Title", "One.\n\nTwo.", captions=("A mill",))
    assert _printed(article_json(article)) == {
        "article_id": "0123456789",
        "title": "Title",
        "source": None,
        "date": None,
        "url": None,
        "path": "a/b.md",
        "language": None,
        "captions": ["A mill"],
        "text": "One.\n\nTwo.",
    }
