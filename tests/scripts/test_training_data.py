"""Datasets brought into one form, on small invented ones."""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scripts.training.articles import Articles
from scripts.training.clapnq import clapnq_groups
from scripts.training.ester import ester_groups
from scripts.training.groups import Candidate, Group, Mark, occurrences, part, read_groups, shuffled, write_groups
from scripts.training.news import is_held_out, realtimeqa_groups, unanswerable_groups
from scripts.training.qamr import qamr_groups
from scripts.training.squad import squad_groups
from tests.fakes import HashEmbedder, prose, write_jsonl

MILL = "The town of Marsh closed its oldest mill on Tuesday. Repairs will cost 4.5 million euros."
BRIDGE = "Mayor Ilse Brandt opened the new bridge on Sunday. It had cost nine million euros."
RIVER = "The river rose two metres in a single night. Sixty workers were sent home."
GROUPS = [
    Group("1", "some", "Who opened the bridge?", "Ilse Brandt", (Candidate("B", BRIDGE, ((6, 17),), True),)),
    Group("2", "other", "Whö?\u2028 “Why” 👩‍👧", "", (Candidate("", MILL), Candidate("M\n", RIVER, (), True))),
    Group("3", "some", "When?", "", ()),
    Group("4", "open", "Why?", "", (Candidate("M", MILL, (), True, (Mark(0, 49, 0.8), Mark(50, 89, 0.0)), 0.25),)),
]


def _count(texts: Sequence[str]) -> list[int]:
    return HashEmbedder().count_tokens(texts)


# --- groups


def test_groups_come_back_as_they_were_written(tmp_path: Path) -> None:
    write_groups(tmp_path / "groups.jsonl", GROUPS)
    assert list(read_groups(tmp_path / "groups.jsonl")) == GROUPS
    write_groups(tmp_path / "none.jsonl", [])
    assert list(read_groups(tmp_path / "none.jsonl")) == []


@pytest.mark.parametrize(
    ("text", "answer", "found"),
    [
        ("Ann Lee met Bo. ann  lee\nleft.", "Ann Lee", ["Ann Lee", "ann  lee"]),
        ("ann  lee\nleft", " Lee left. ", ["lee\nleft"]),
        ("The mill, the Mill, the mills, a windmill", "mill", ["mill", "Mill"]),
        ("It cost $4.5 (4.5?) million, not 14.5.", "4.5", ["4.5", "4.5"]),
        ("C++ or C?", "c++", ["C++"]),
        ("Ødegård and ødegård", "Ødegård", ["Ødegård", "ødegård"]),
        ("nothing", " . ", []),
        ("nothing", "", []),
    ],
)
def test_answers_are_found_as_whole_words(text: str, answer: str, found: list[str]) -> None:
    assert [text[start:end] for start, end in occurrences(text, answer)] == found


def test_the_part_of_a_key_never_changes() -> None:
    assert [part(key, 3) for key in ("a", "b", "c", "", "Ødegård")] == [2, 2, 1, 0, 0]
    assert {part(str(number), 5) for number in range(100)} == {0, 1, 2, 3, 4}
    assert part("anything", 1) == 0


@given(st.text(st.characters(exclude_categories=["Cs"])), st.integers(1, 50))
def test_a_part_is_one_of_the_parts(key: str, parts: int) -> None:
    assert 0 <= part(key, parts) < parts


def test_the_seed_alone_decides_the_order() -> None:
    many = GROUPS * 5
    assert shuffled(many, 1) == shuffled(many, 1) != shuffled(many, 2)
    assert sorted(group.id for group in shuffled(many, 1)) == sorted(group.id for group in many)
    assert many == GROUPS * 5


# --- the SQuAD format


def _asked(number: str, question: str, *answers: tuple[str, int]) -> dict[str, Any]:
    return {"id": number, "question": question, "answers": [{"text": text, "answer_start": at} for text, at in answers]}


def _squad(file: Path, *, title: str = "A_small_town") -> Path:
    # a paragraph of two passages, the answer in the second
    long = f"{prose(1, 20)}\n\n{prose(2, 12)} {BRIDGE}"
    last = long.index("Ilse Brandt")
    rows = [
        {
            "title": title,
            "paragraphs": [
                {
                    "context": MILL,
                    "qas": [
                        _asked("cost", " What will repairs cost? ", ("4.5 million", 71), ("4.5", 71), ("4.5", 71)),
                        _asked("none", "Who repaired the mill?"),
                        _asked("lazy", "What happened?", (MILL * 2, 0)),
                    ],
                },
                {"context": RIVER, "qas": []},
            ],
        },
        {
            "title": "Bridges",
            "paragraphs": [{"context": long, "qas": [_asked("who", "Who opened?", ("Ilse Brandt", last))]}],
        },
    ]
    file.write_bytes(gzip.compress(json.dumps({"data": rows}).encode()))
    return file


def _by_id(groups: Iterator[Group]) -> dict[str, Group]:
    return {group.id: group for group in groups}


def test_each_question_comes_with_its_passage_and_others_without_the_answer(tmp_path: Path) -> None:
    groups = _by_id(squad_groups(_squad(tmp_path / "tiny.json.gz"), _count, negatives=1))
    cost = groups["cost"]
    assert (cost.origin, cost.question, cost.answer) == ("tiny", "What will repairs cost?", "4.5")
    first, *others = cost.candidates
    assert first == Candidate("A small town", MILL, ((71, 74),), True)
    assert len(others) == 1
    assert all(not one.relevant and not one.spans and "4.5" not in one.text for one in others)


def test_offsets_are_those_of_the_passage_that_a_paragraph_was_cut_into(tmp_path: Path) -> None:
    first, *others = _by_id(squad_groups(_squad(tmp_path / "tiny.json.gz"), _count, negatives=2))["who"].candidates
    (span,) = first.spans
    assert first.text[slice(*span)] == "Ilse Brandt"
    assert first.relevant
    assert len(first.text) < len(prose(1, 20)) + len(prose(2, 12))
    assert 1 <= len(others) <= 2
    assert not any("Ilse Brandt" in one.text for one in others)


def test_what_a_paragraph_does_not_answer_is_asked_of_it_all_the_same(tmp_path: Path) -> None:
    none = _by_id(squad_groups(_squad(tmp_path / "tiny.json.gz"), _count, negatives=1))["none"]
    assert none.answer == ""
    assert none.candidates == (Candidate("A small town", MILL),)


def test_answers_that_copy_whole_sentences_are_left_out(tmp_path: Path) -> None:
    assert set(_by_id(squad_groups(_squad(tmp_path / "tiny.json.gz"), _count, negatives=1))) == {"cost", "none", "who"}


def test_the_same_file_gives_the_same_groups(tmp_path: Path) -> None:
    file = _squad(tmp_path / "tiny.json.gz")
    assert list(squad_groups(file, _count, negatives=1)) == list(squad_groups(file, _count, negatives=1))


def test_names_of_files_are_no_titles(tmp_path: Path) -> None:
    file = _squad(tmp_path / "tiny.json.gz", title="Amazon_Reviews_0_17")
    assert _by_id(squad_groups(file, _count, negatives=1))["cost"].candidates[0].title == ""


# --- CLAPNQ


def test_long_answers_mark_the_passage_that_holds_their_sentences(tmp_path: Path) -> None:
    shown = [{"title": "Marsh", "text": f"{prose(3, 12)}\n\n{MILL} {prose(4, 10)}"}]
    write_jsonl(
        tmp_path / "answerable.jsonl",
        [
            json.dumps(
                {
                    "id": "1",
                    "input": "what will repairs cost",
                    "passages": shown,
                    "output": [{"selected_sentences": [" Repairs will cost 4.5 million euros. "]}],
                }
            )
        ],
    )
    write_jsonl(
        tmp_path / "unanswerable.jsonl",
        [json.dumps({"id": "2", "input": "who swam", "passages": shown, "output": [{"answer": ""}]})],
    )
    good, none = clapnq_groups(tmp_path, _count)
    assert (good.origin, good.question, good.answer) == ("clapnq", "what will repairs cost?", "")
    assert [one.relevant for one in good.candidates] == ["Repairs will cost" in one.text for one in good.candidates]
    (relevant,) = [one for one in good.candidates if one.relevant]
    (mark,) = relevant.marks
    assert (relevant.text[mark.start : mark.end], mark.belongs) == ("Repairs will cost 4.5 million euros.", 1.0)
    assert not any(one.marks for one in (*good.candidates, *none.candidates) if one != relevant)
    assert len(good.candidates) > 1
    assert none.candidates
    assert not any(one.relevant or one.spans for one in none.candidates)
    assert {one.title for one in (*good.candidates, *none.candidates)} == {"Marsh"}


# --- ESTER and QAMR


def test_all_places_of_an_answer_are_marked(tmp_path: Path) -> None:
    rows = [
        {"context": BRIDGE, "question": "What happened to the bridge?", "answers": ["nine million", "opened"]},
        {"context": RIVER, "question": "Why were workers sent home?", "answers": ["The river rose"]},
    ]
    (tmp_path / "ester.jsonl.gz").write_bytes(gzip.compress("\n".join(map(json.dumps, rows)).encode()))
    bridge, river = ester_groups(tmp_path / "ester.jsonl.gz")
    own, other = bridge.candidates
    assert own.relevant
    assert [own.text[start:end] for start, end in own.spans] == ["opened", "nine million"]
    assert other == Candidate("", RIVER)
    assert river.candidates == (Candidate("", RIVER, ((0, 14),), True), Candidate("", BRIDGE))


def test_sentences_of_one_page_make_a_passage(tmp_path: Path) -> None:
    long = prose(1, 8)
    pages = (("7", "It rained."), ("7", RIVER), ("7", RIVER), ("7", long), ("8", MILL))
    rows = [
        {
            "source": "news",
            "page": page,
            "sentence": text,
            "question": "What?",
            "answer": text[:5],
            "start": 0,
            "end": 5,
        }
        for page, text in pages
    ]
    (tmp_path / "qamr.jsonl.gz").write_bytes(gzip.compress("\n".join(map(json.dumps, rows)).encode()))
    groups = list(qamr_groups(tmp_path / "qamr.jsonl.gz"))
    texts = [f"It rained. {RIVER}"] * 3 + [long, MILL]
    assert [one.text for group in groups for one in group.candidates] == texts
    assert len({group.id for group in groups}) == 5
    for group in groups:
        (own,) = group.candidates
        assert own.relevant
        assert [own.text[start:end] for start, end in own.spans] == [group.answer]


# --- questions over news articles


@pytest.fixture
def articles() -> Articles:
    texts = {
        "mill": f"It cost 4.5 million then. {prose(6, 5)} {MILL}",
        "bridge": BRIDGE,
        "echo": f"Elsewhere 4.5 million euros were spent on jam. {prose(5)}",
        "river": RIVER,
    }
    titles = {"mill": "Mill shut", "bridge": "Bridge", "echo": "Echo", "river": "River"}
    return Articles(titles, texts, _count)


def _news(file: Path, rows: list[dict[str, Any]]) -> Path:
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return file


def test_a_passage_counts_as_relevant_in_a_supporting_article_only(tmp_path: Path, articles: Articles) -> None:
    row = {
        "type": "answerable",
        "question": "What will repairs of the mill cost?",
        "answers": ["4.5 million"],
        "supporting_articles": ["mill"],
    }
    names = [f"q{number}" for number in range(12)]
    file = _news(tmp_path / "questions.jsonl", [{**row, "id": name} for name in names])
    trained = list(realtimeqa_groups(file, articles, held_out=False))
    held_out = list(realtimeqa_groups(file, articles, held_out=True))
    assert {group.id for group in held_out} == {name for name in names if is_held_out(name)}
    assert sorted(group.id for group in (*trained, *held_out)) == sorted(names)
    for group in (*trained, *held_out):
        good, *others = group.candidates
        assert (good.title, good.relevant) == ("Mill shut", True)
        # of two places the one amid the words of the question
        assert good.spans == ((good.text.rindex("4.5 million"), good.text.rindex("4.5 million") + 11),)
        # one that holds the answer elsewhere is neither
        assert {one.title for one in others} == {"Bridge", "River"}
        assert not any(one.relevant or one.spans for one in others)


def test_out_of_scope_questions_are_never_trained_on(tmp_path: Path, articles: Articles) -> None:
    rows: list[dict[str, Any]] = [
        {"id": f"q{number}", "type": kind, "question": "Who swam?", "answers": [], "supporting_articles": []}
        for number in range(9)
        for kind in ("out_of_scope", "near_miss")
    ]
    file = _news(tmp_path / "questions.jsonl", rows)
    groups = [group for side in (True, False) for group in realtimeqa_groups(file, articles, held_out=side)]
    assert len(groups) == 9
    assert all(group.answer == "" and not any(one.relevant for one in group.candidates) for group in groups)


def test_questions_of_other_years_are_answered_by_nothing(tmp_path: Path, articles: Articles) -> None:
    file = tmp_path / "quiz.csv"
    with file.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines)
        writer.writerow(["question", "answer"])
        writer.writerows([["What will repairs cost?", "4.5 million"], ["Who swam? ", "Nobody"], ["A test?", "x"]])
    groups = list(unanswerable_groups(file, articles, count=2, without={"A test?"}))
    assert {group.question.strip() for group in groups} == {"What will repairs cost?", "Who swam?"}
    for group in groups:
        assert group.origin == "newsquizqa"
        assert group.answer == ""
        assert 1 <= len(group.candidates) <= 2
        assert not any(one.relevant or one.spans for one in group.candidates)
    cost = next(group for group in groups if "repairs" in group.question)
    assert not any("4.5 million" in one.text for one in cost.candidates)
