"""Lessons for the reader, from small invented groups."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest

from scripts.training.groups import Candidate, Group, occurrences
from scripts.training.lessons import Lesson, news_sequences, paragraph_sequences, written_sequences
from tests.fakes import prose


def _home(number: int) -> Candidate:
    """A passage of its own article, which holds the answer `answer <number>`."""
    text = f"{prose(number, 2)} It was answer\n{number}, they said. {prose(100 + number, 2)}"
    start = text.index("answer")
    return Candidate(f"Title {number % 4}", text, ((start, text.index(",", start)),), True)


def _plain(candidate: Candidate) -> Candidate:
    return Candidate(candidate.title, candidate.text)


def _groups(passages: int = 12, questions: int = 3) -> list[Group]:
    """Several questions about each passage, each beside the next passage; the last has no answer."""
    homes = [_home(number) for number in range(passages)]
    return [
        Group(
            f"{number}-{question}",
            "invented",
            f"Question {question} about {number}?",
            f"answer {number}" if question < questions - 1 else "",
            (home if question < questions - 1 else _plain(home), _plain(homes[(number + 1) % passages])),
        )
        for number, home in enumerate(homes)
        for question in range(questions)
    ]


def _assert_sound(lessons: Sequence[Lesson]) -> None:
    for lesson in lessons:
        for exchange in lesson.exchanges:
            if exchange.number:
                _, text = lesson.passages[exchange.number - 1]
                assert occurrences(text, exchange.answer)
                assert "\n" not in exchange.answer
            else:
                assert exchange.answer == ""


def test_questions_about_three_passages_share_one_reading_of_them() -> None:
    lessons = list(paragraph_sequences(_groups(), 5, random.Random(1)))
    assert len(lessons) == 5
    _assert_sound(lessons)
    for lesson in lessons:
        assert len(set(lesson.passages)) == len(lesson.passages) == 3
        assert 2 <= len(lesson.exchanges) <= 10
        for exchange in lesson.exchanges:
            _, _, about = exchange.question.removesuffix("?").split()[1:]
            if exchange.number:
                assert exchange.answer == f"answer {about}"
            else:
                # written for one of these passages without an answer, or answered by none of them
                assert "Question 2" in exchange.question or not any(
                    occurrences(text, f"answer {about}") for _, text in lesson.passages
                )


def test_some_questions_are_asked_that_no_passage_answers() -> None:
    groups = [group for group in _groups(passages=16, questions=5) if group.answer]
    lessons = list(paragraph_sequences(groups, 16, random.Random(1)))
    _assert_sound(lessons)
    exchanges = [exchange for lesson in lessons for exchange in lesson.exchanges]
    absent = [exchange for exchange in exchanges if not exchange.number]
    assert 0 < len(absent) < len(exchanges) / 3


def test_no_passage_is_there_twice_and_few_make_short_lessons() -> None:
    alone = [group for group in _groups(passages=2) if group.answer]
    for lesson in paragraph_sequences(alone, 9, random.Random(1)):
        assert len(set(lesson.passages)) == len(lesson.passages) == 2


def test_unanswered_questions_are_at_most_half_as_many_as_answered_ones() -> None:
    groups = [group for group in _groups(12, 2) for _ in range(3)]
    mostly_none = [group for group in groups if not group.answer] * 5 + groups
    for lesson in paragraph_sequences(mostly_none, 12, random.Random(1)):
        answered = sum(exchange.number > 0 for exchange in lesson.exchanges)
        assert len(lesson.exchanges) - answered <= answered // 2 + 1


def test_the_passage_that_answers_may_be_any_of_them() -> None:
    lessons = list(paragraph_sequences(_groups(), 12, random.Random(1)))
    assert {exchange.number for lesson in lessons for exchange in lesson.exchanges} == {0, 1, 2, 3}


@pytest.mark.parametrize("make", [lambda groups, draw: paragraph_sequences(groups, 6, draw), news_sequences])
def test_the_same_draw_makes_the_same_lessons(make: object) -> None:
    first, second = (list(make(_groups(), random.Random(3))) for _ in range(2))  # type: ignore[operator]
    assert first == second
    assert first != list(make(_groups(), random.Random(4)))  # type: ignore[operator]


def test_a_third_of_the_news_questions_come_without_the_passage_that_answers() -> None:
    groups = [group for group in _groups(60, 2) if group.answer]
    lessons = list(news_sequences(groups, random.Random(1)))
    _assert_sound(lessons)
    assert len(lessons) == len(groups) == 60
    assert all(len(lesson.exchanges) == 1 for lesson in lessons)
    without = [lesson for lesson in lessons if not lesson.exchanges[0].number]
    assert 10 < len(without) < 30
    for lesson, group in zip(lessons, groups, strict=True):
        held = [occurrences(text, group.answer) != [] for _, text in lesson.passages]
        assert held == [place == lesson.exchanges[0].number for place in range(1, len(held) + 1)]


def test_a_news_question_with_a_detail_exchanged_is_asked_beside_the_one_it_was_made_from() -> None:
    text = "Ann Lee opened the bridge in 2021."
    asked = Group("1", "news", "Who did in 2021?", "Ann Lee", (Candidate("T", text, ((0, 7),), True),))
    near = Group("1-swapped", "news_swapped", "Who did in 1999?", "", (Candidate("T", text),))
    alone = Group("2-swapped", "news_swapped", "Who did in 1888?", "", (Candidate("T", text),))
    for seed in range(9):
        for lesson in news_sequences([asked, near, alone], random.Random(seed)):
            assert lesson.passages == (("T", text),)
            assert {(one.question, one.number, one.answer) for one in lesson.exchanges} == {
                ("Who did in 2021?", 1, "Ann Lee"),
                ("Who did in 1999?", 0, ""),
            }


def test_news_questions_whose_answer_nobody_marked_are_left_out() -> None:
    unmarked = Group("1", "news", "Who?", "Ann", (Candidate("T", "Ann did.", (), True), Candidate("U", "Bo did.")))
    nothing = Group("2", "news", "Who?", "", ())
    refused = Group("3", "news", "Who?", "", (Candidate("U", "Bo did."),))
    (lesson,) = news_sequences([unmarked, nothing, refused], random.Random(1))
    assert lesson.passages == (("U", "Bo did."),)
    assert [(one.question, one.number, one.answer) for one in lesson.exchanges] == [("Who?", 0, "")]


def test_written_questions_are_asked_over_two_passages_and_one_of_like_words() -> None:
    groups = [_with_neighbour(group, number) for number, group in enumerate(_groups(40))]
    lessons = list(written_sequences(groups, random.Random(1)))
    assert len(lessons) == 20
    _assert_sound(lessons)
    homes = {group.candidates[0].text for group in groups}
    for lesson in lessons:
        about = [one for one in lesson.passages if one[1] in homes]
        assert len(lesson.passages) == len(about) + 1
        assert len(lesson.exchanges) == 6
        assert all("Neighbour" not in title for title, _ in about)
    # now and then the passage that is asked about is not among those shown
    shown = [sum(bool(exchange.number) for exchange in lesson.exchanges) for lesson in lessons]
    assert set(shown) == {2, 4}


def test_a_lesson_shows_titles_without_the_article_s_first_sentence() -> None:
    text = "Ann Lee won the race."
    titled = "Rain in the U.S. and beyond. The rain of Tuesday closed four roads near Marsh."
    groups = [
        Group(
            str(number),
            "answerability",
            "Who won?",
            "Ann Lee",
            (Candidate(titled, f"{text} {number}", ((0, 7),), True),),
        )
        for number in range(2)
    ]
    (lesson,) = written_sequences(groups, random.Random(3))
    assert {title for title, _ in lesson.passages} == {"Rain in the U.S. and beyond"}


def _with_neighbour(group: Group, number: int) -> Group:
    """The same, beside a passage about which nothing was written."""
    near = Candidate("Neighbour", f"Something else. {number}")
    return Group(group.id, group.origin, group.question, group.answer, (group.candidates[0], near))
