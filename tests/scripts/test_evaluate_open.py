"""Open questions scored by the facts in their answers, and Footnote without its parts; without models."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from index.build import build
from index.errors import FootnoteError
from index.library import Library
from index.types import Article
from qa.types import Answer, Citation, Sentence, Timings
from scripts.evaluate_open import main, report, shown
from scripts.openquestions.figures import figures, mean
from scripts.openquestions.questions import Nugget, OpenQuestion, read_open_questions
from scripts.openquestions.scoring import holds, score
from scripts.openquestions.variants import PARTS, CosineReader, Models, Shallow, without
from tests.fakes import HashEmbedder, ScriptedGenerator, WordReader, hit_of, prose, write_article, write_jsonl

DEBT = Nugget(("two million in debt", "owed two million"), ("mill",), True)
ROOF = Nugget(("roof leaked",), ("mill", "town"), True)
BELL = Nugget(("bell was sold",), ("town",), False)
WHY = OpenQuestion("1", "why", "Why did the mill close?", (DEBT, ROOF, BELL))
NOBODY = OpenQuestion("2", "unanswerable", "Who bought the mill?", ())


def _article(name: str) -> Article:
    return hit_of("A mill.", path=f"/news/{name}.md").article


def _answer(*said: tuple[str, str, str], abstained: bool = False) -> Answer:
    """An answer of sentences, each with the quote behind it and the article that is from."""
    return Answer(
        question="",
        standalone_question="",
        text="The articles do not say." if abstained else " ".join(text for text, _, _ in said),
        abstained=abstained,
        confidence=1.0,
        sentences=tuple(Sentence(text, (number,), True) for number, (text, _, _) in enumerate(said, start=1)),
        citations=tuple(
            Citation(number, _article(name), quote, 0, len(quote))
            for number, (_, quote, name) in enumerate(said, start=1)
        ),
        retrieved=(),
        model="",
        timings=Timings(total=5.0),
    )


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("It OWED two  million.", True),
        ("It “owed” two-million", True),
        ("It owed two mil-lion", True),
        ("It owed three million", False),
        ("", False),
    ],
)
def test_a_nugget_is_held_however_it_is_spelled(text: str, wanted: bool) -> None:
    assert holds(text, DEBT) is wanted


def test_signs_of_money_and_percent_stay() -> None:
    assert not holds("It paid 5 for it.", Nugget(("paid $5",), (), True))
    assert holds("It paid U.S. taxes of 5%.", Nugget(("us taxes of 5%",), (), True))


def test_an_answer_covers_what_it_says_and_what_its_quotes_say() -> None:
    answer = _answer(
        ("It had debts.", "The mill owed two million.", "mill"),
        ("And the roof leaked.", "Rain came in.", "mill"),
    )
    scored = score(WHY, answer)
    assert scored.covered == (True, True, False)
    assert scored.cited == (True, False, False)
    assert (scored.vital, scored.full, scored.vital_cited, scored.precision) == (1.0, 1.0, 0.5, 0.5)
    assert scored.all == pytest.approx(2 / 3)
    assert (scored.sentences, scored.words, scored.unsupported) == (2, 7, 0)


def test_a_quote_counts_for_its_own_articles_alone() -> None:
    elsewhere = _answer(("It had debts.", "The mill owed two million.", "farm"))
    assert score(WHY, elsewhere).covered == (False, False, False)
    copy = replace(elsewhere.citations[0], also_in=(_article("mill"),))
    assert score(WHY, replace(elsewhere, citations=(copy,))).cited == (True, False, False)


def test_six_sentences_and_eighty_words_of_a_quote_count() -> None:
    filler = ("Nothing.", "Nothing at all.", "mill")
    assert score(WHY, _answer(*[filler] * 5, ("The roof leaked.", "", "mill"))).vital == 0.5
    assert score(WHY, _answer(*[filler] * 6, ("The roof leaked.", "", "mill"))).vital == 0.0
    long = "so " * 78 + "the roof leaked"
    assert score(WHY, _answer(("Rain.", long[3:].replace("the ", "", 1), "mill"))).vital == 0.5
    assert score(WHY, _answer(("Rain.", long, "mill"))).vital == 0.0


def test_figures_are_means_over_answerable_questions() -> None:
    right = score(WHY, _answer(("It owed two million; the roof leaked.", "It owed two million.", "mill")))
    refused = score(WHY, _answer(abstained=True))
    found = figures([right, refused, score(NOBODY, _answer(abstained=True)), score(NOBODY, _answer(("Ann.", "", "x")))])
    answerable = found["answerable"]
    assert (answerable["n"], answerable["vital"], answerable["full"], answerable["refused"]) == (2, 0.5, 0.5, 0.5)
    assert (answerable["precision"], answerable["sentences"]) == (1.0, 0.5)
    assert found["unanswerable_refused"] == 0.5
    assert found["kinds"] == {"why": {"vital": 0.5, "n": 2}}
    assert mean([]) is None


def test_what_an_answer_lacks_is_shown() -> None:
    text = shown(score(WHY, _answer(("It owed two million.", "", "mill"))))
    assert text.startswith("0.50 1 why: Why did the mill close?\nIt owed two million.")
    assert "lacks (vital): roof leaked" in text
    assert "lacks: bell was sold" in text
    assert shown(score(NOBODY, _answer(abstained=True))).startswith("2 unanswerable: ")


def _record(**other: Any) -> str:
    nugget = {"any": ["owed two million"], "articles": ["mill"], "vital": True}
    return json.dumps({"id": 1, "kind": "why", "question": "Why?", "answerable": True, "nuggets": [nugget], **other})


def test_questions_are_read(tmp_path: Path) -> None:
    none = _record(answerable=False, nuggets=[])
    first, second = read_open_questions(write_jsonl(tmp_path / "q.jsonl", [_record(), "", none]))
    assert first == OpenQuestion("1", "why", "Why?", (Nugget(("owed two million",), ("mill",), True),))
    assert first.is_answerable
    assert not second.is_answerable


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "not valid JSON"),
        ("[]", "wrong type"),
        ("{}", "missing"),
        (_record(nuggets=[]), "without nuggets"),
        (_record(nuggets=[{"any": "owed", "articles": [], "vital": True}]), "list of texts"),
        (_record(nuggets=[{"any": ["owed"], "articles": [], "vital": False}]), "vital"),
    ],
)
def test_a_line_that_is_no_question_is_named(tmp_path: Path, line: str, reason: str) -> None:
    file = write_jsonl(tmp_path / "q.jsonl", [_record(), line])
    with pytest.raises(FootnoteError, match=f"q.jsonl:2: .*{reason}"):
        read_open_questions(file)


def test_a_file_without_questions_is_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for file in (tmp_path / "none.jsonl", write_jsonl(tmp_path / "empty.jsonl", [])):
        assert main([str(file), "--library", str(tmp_path)]) == 2
        assert file.name in capsys.readouterr().err


FIRE = "The fire destroyed the Orvik mill in March."
CAUSE = "It began because the old dryer had burned dry wood."
CALLED = "The fire of the Orvik mill was called the worst in March."
OTHER = "The fire in the mill of the valley was small."


@pytest.fixture
def models(tmp_path: Path) -> Iterator[Models]:
    articles, embedder = tmp_path / "articles", HashEmbedder()
    write_article(articles, "mill.md", "Mill", f"{FIRE} {CAUSE}", CALLED, date="2020-03-01")
    write_article(articles, "valley.md", "Valley", OTHER, date="2020-04-01")
    for number in range(9):
        write_article(articles, f"{number}.md", f"Fire {number}", f"A fire was put out here. {prose(number)}")
    build(tmp_path / "library", [articles], embedder)
    with Library.open(tmp_path / "library", embedder) as library:
        yield Models(library, embedder, WordReader(), ScriptedGenerator(*["0]"] * 9, is_adapted=True))


def _said(part: str, question: str, models: Models) -> list[str]:
    return [one.text for one in without(part, models).answer(question).sentences]


def test_every_part_can_be_taken_away(models: Models) -> None:
    for part in PARTS:
        assert without(part, models).answer("How did the fire destroy the Orvik mill?").sentences, part


def test_without_kinds_all_questions_are_one(models: Models) -> None:
    assert without("kinds", models).answer("hi").kind == "how"
    assert without("nothing", models).answer("hi").kind == "small_talk"


def test_without_parts_a_question_is_read_once(models: Models) -> None:
    question = "Why did the fire destroy the Orvik mill and when was it called the worst?"
    assert isinstance(models.reader, WordReader)
    without("nothing", models).answer(question)
    assert len(models.reader.questions) == 2
    models.reader.questions.clear()
    without("parts", models).answer(question)
    assert len(models.reader.questions) == 1


def test_without_depth_six_passages_are_read(models: Models) -> None:
    question = "Why was there a fire here?"
    assert len(without("nothing", models).answer(question).retrieved) > 6
    assert len(without("depth", models).answer(question).retrieved) == 6
    shallow = Shallow(models.library)
    assert shallow.folder == models.library.folder


def test_without_selection_six_sentences_are_said(models: Models) -> None:
    question = "How did the fire destroy the Orvik mill in March?"
    assert len(_said("selection", question, models)) > len(_said("nothing", question, models))


def test_without_readable_sentences_nothing_is_brought_along(models: Models) -> None:
    question = "Why was dry wood burned by the old dryer?"
    assert _said("nothing", question, models) == [f"{FIRE} {CAUSE}"]
    assert _said("readable", question, models) == [CAUSE]


def test_parts_are_taken_away_from_what_a_model_is_given_as_well(models: Models) -> None:
    given = []
    for part in ("nothing", "readable"):
        generator = ScriptedGenerator("The dryer burned dry wood [1].")
        without(part, replace(models, generator=generator)).answer("Why was dry wood burned by the old dryer?")
        given.append(generator.prompts[0][-1].content)
    assert f"{FIRE} {CAUSE}" in given[0]
    assert f"{FIRE} {CAUSE}" not in given[1]
    assert CAUSE in given[1]


def test_without_its_subject_any_article_answers(models: Models) -> None:
    question = "How small was the fire in the mill of Orvik?"

    def sure(part: str) -> float:
        return without(part, models).answer(question).confidence

    assert sure("subject") > sure("nothing")


def test_without_the_reader_sentences_are_ranked_by_their_cosine() -> None:
    # the first sentence has more words of the question, the last one little else
    question, passages = "When was the Orvik mill lost?", [("", f"{CALLED} Mill."), ("", "When was the Orvik lost?")]
    before = WordReader().read(question, passages)
    after = CosineReader(WordReader(), HashEmbedder()).read(question, passages)
    scores = [[one.score for one in reading.sentences] for reading in (*before, *after)]
    assert sorted(scores[0] + scores[1]) == sorted(scores[2] + scores[3])
    assert scores[3] == [max(scores[0] + scores[1])]
    assert [(one.relevance, one.spans) for one in before] == [(one.relevance, one.spans) for one in after]


def test_without_the_reader_a_passage_may_have_no_sentence() -> None:
    assert CosineReader(WordReader(), HashEmbedder()).read("Why?", []) == []
    (reading,) = CosineReader(WordReader(), HashEmbedder()).read("Why?", [("", "")])
    assert reading.sentences == ()


def test_the_table_and_the_objects_have_a_line_for_each_part(
    models: Models, capsys: pytest.CaptureFixture[str]
) -> None:
    fact = Nugget(("old dryer",), ("mill.md",), True)
    questions = [OpenQuestion("1", "why", "Why was dry wood burned by the old dryer?", (fact,)), NOBODY]
    report(questions, models, ["nothing", "readable"])
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[:2] for line in lines[:3]] == [["without", "vital"], ["nothing", "1.00"], ["readable", "1.00"]]
    assert lines[-2:] == ["nothing: why 1.00 (1)", "readable: why 1.00 (1)"]
    report(questions, models, ["nothing"], show=True, as_json=True)
    out, err = capsys.readouterr()
    assert json.loads(out)["answerable"]["vital_cited"] == 1.0
    assert "Why was dry wood burned" in err
