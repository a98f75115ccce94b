"""Open questions with the sentences that belong in an answer, and questions that a passage only seems to answer."""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from pathlib import Path

from scripts.training.articles import Articles
from scripts.training.authored import (
    answerability_groups,
    articles_of,
    evidence_groups,
    is_held_out,
    placed_rows,
    rows_of,
)
from scripts.training.groups import Candidate, part
from tests.fakes import HashEmbedder, prose, write_jsonl

MILL = "The town of Marsh closed its oldest mill on Tuesday. Repairs will cost 4.5 million euros. Nobody was surprised."
JAM = "A mill in Harrow makes jam. It closed for a week."


def _count(texts: Sequence[str]) -> list[int]:
    return HashEmbedder().count_tokens(texts)


def _id(held_out: bool) -> str:
    return next(name for name in map(str, range(99)) if is_held_out(name) == held_out)


OWN, KEPT = _id(False), _id(True)
OTHER = next(name for name in map(str, range(100, 199)) if not is_held_out(name))
TEXTS = {OWN: f"{MILL}\n\n{prose(1, 12)}\n\n{prose(2, 12)}", KEPT: MILL, OTHER: JAM}


def _articles() -> Articles:
    return Articles(dict.fromkeys(TEXTS, "News"), TEXTS, _count)


def _question(article: str) -> dict[str, object]:
    gold = [("Repairs will cost 4.5 million euros.", 2), ("The town of Marsh closed its oldest mill on Tuesday.", 1)]
    return {
        "id": f"about {article}",
        "question": "what is up with the mill",
        "gold": [{"article_id": article, "sentence": sentence, "grade": grade} for sentence, grade in gold],
        "near": [{"article_id": article, "sentence": "Nobody was surprised."}],
    }


def test_a_question_comes_with_its_sentences_and_with_passages_that_only_look_alike(tmp_path: Path) -> None:
    file = tmp_path / "evidence.jsonl"
    write_jsonl(file, [json.dumps(_question(OWN))])
    ((group, held_out),) = evidence_groups(rows_of(file), _articles())
    assert (held_out, group.origin, group.answer) == (False, "evidence", "")
    own, *others = group.candidates
    assert own.relevant
    marked = {own.text[mark.start : mark.end]: mark.belongs for mark in own.marks}
    assert marked == {
        "Repairs will cost 4.5 million euros.": 1.0,
        "The town of Marsh closed its oldest mill on Tuesday.": 0.8,
        "Nobody was surprised.": 0.0,
    }
    assert {one.text for one in others} >= {JAM, MILL}
    assert not any(one.relevant or one.marks for one in others)
    # what nobody judged may yet belong: more likely in the articles named
    assert own.rest < next(one.rest for one in others if one.text == JAM) < 1
    assert len(others) == 4


def test_of_questions_held_out_all_passages_are_kept_and_what_the_search_returns(tmp_path: Path) -> None:
    file = tmp_path / "evidence.jsonl"
    write_jsonl(file, [json.dumps(_question(KEPT))])
    (named, first), (returned, second) = evidence_groups(rows_of(file), _articles())
    assert first
    assert second
    assert (named.origin, returned.origin) == ("evidence", "evidence_search")
    assert [one.text for one in named.candidates] == [MILL]
    assert len(returned.candidates) == 5
    # another article that says the same was not judged
    assert sum(one.relevant for one in returned.candidates) == 1
    assert all(one.rest == 1 for one in (*named.candidates, *returned.candidates))


def test_a_sentence_that_was_cut_is_marked_in_both_passages(tmp_path: Path) -> None:
    long = "mill " * 400 + "end."
    row = {"id": "1", "question": "mill", "gold": [{"article_id": OWN, "sentence": long, "grade": 2}], "near": []}
    file = tmp_path / "evidence.jsonl"
    write_jsonl(file, [json.dumps(row)])
    ((group, _),) = evidence_groups(rows_of(file), Articles({OWN: "News"}, {OWN: long}, _count))
    assert len(group.candidates) > 1
    assert all([(one.start, one.end) for one in given.marks] == [(0, len(given.text))] for given in group.candidates)


def test_answered_and_unanswered_questions_of_a_passage(tmp_path: Path) -> None:
    cost = {"question": "What will repairs cost?", "answer": "4.5 million euros"}
    row = {
        "article_id": OWN,
        "title": "News",
        "passage": MILL,
        "answerable": [{**cost, "sentence": "Repairs will cost 4.5 million euros."}],
        "unanswerable": [{"question": "What did the mill cost?", "trap": "4.5 million euros", "why": "repairs"}],
    }
    file = tmp_path / "answerability.jsonl"
    write_jsonl(file, [json.dumps(row), json.dumps({**row, "article_id": KEPT})])
    found = list(answerability_groups(rows_of(file), _articles()))
    assert [held_out for _, held_out in found] == [False, False, True, True]
    answered, unanswered = found[0][0], found[1][0]
    own, *beside = answered.candidates
    assert len(beside) in (1, 2)
    other = beside[-1]
    assert (own.relevant, [own.text[start:end] for start, end in own.spans]) == (True, ["4.5 million euros"])
    assert not other.relevant
    assert "4.5" not in other.text
    assert (unanswered.answer, unanswered.candidates) == ("", (Candidate("News", MILL),))


def test_articles_are_read_as_the_library_cleans_them(tmp_path: Path) -> None:
    rows = [{"id": name, "title": f"On {name} | CNN", "text": f"{MILL}\n\n\n{JAM}"} for name in map(str, range(30))]
    file = tmp_path / "articles.jsonl.gz"
    file.write_bytes(gzip.compress("\n".join(map(json.dumps, rows)).encode()))
    articles = Articles.read([file], {"0", "1"}, 4, _count)
    assert set(articles.texts) == {"0", "1"} | {name for name in map(str, range(30)) if part(name, 4) == 0}
    assert articles.texts["0"] == f"{MILL}\n\n{JAM}"
    assert {piece.title for piece in articles.passages("0")} == {"On 0"}
    for piece in articles.passages("0"):
        assert articles.texts["0"][piece.start :].startswith(piece.text)


def test_the_articles_of_both_files_are_known(tmp_path: Path) -> None:
    write_jsonl(tmp_path / "evidence.jsonl", [json.dumps(_question(OWN))])
    rows = [{"article_id": KEPT, "title": "", "passage": MILL, "answerable": [], "unanswerable": []}]
    write_jsonl(tmp_path / "answerability.jsonl", map(json.dumps, rows))
    assert articles_of(rows_of(tmp_path / "evidence.jsonl"), rows_of(tmp_path / "answerability.jsonl")) == {OWN, KEPT}


def test_sentences_are_named_by_their_places(tmp_path: Path) -> None:
    text = "The mill closed. Ann Lee was sad."
    place = text.index("Ann")
    row = {"id": "w1", "question": "who was sad", "gold": [["a1", place, len(text), 2]], "near": [["a1", 0, 16]]}
    for name, record in (("open", row), ("articles", {"id": "a1", "text": text})):
        with gzip.open(tmp_path / f"{name}.jsonl.gz", "wt") as file:
            file.write(json.dumps(record) + "\n")
    (found,) = placed_rows(tmp_path / "open.jsonl.gz", tmp_path / "articles.jsonl.gz")
    assert found["gold"] == [{"article_id": "a1", "sentence": "Ann Lee was sad.", "grade": 2}]
    assert [one["sentence"] for one in found["near"]] == ["The mill closed."]
