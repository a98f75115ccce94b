"""Questions that a passage nearly answers, made from those that it does answer."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from scripts.training.groups import Candidate, Group
from scripts.training.swapped import swapped_groups

MILL = "In 2019 the town of Marsh closed its oldest mill. Ann Lee spoke to sixty workers there."
BRIDGE = "In 2021 Mayor Ilse Brandt opened the new bridge at Little Harrow in May."


def _group(number: int, question: str, text: str, answer: str, origin: str = "some") -> Group:
    start = text.index(answer)
    good = Candidate(f"Article {number}", text, ((start, start + len(answer)),), True)
    return Group(str(number), origin, question, answer, (Candidate("Other", "Nothing."), good))


CLOSED = _group(1, "What was closed in 2019?", MILL, "its oldest mill")
OPENED = _group(2, "Who opened the bridge in 2021?", BRIDGE, "Ilse Brandt")
WHEN = _group(3, "When did Mayor Ilse Brandt open it at Little Harrow?", BRIDGE, "May")
WHERE = _group(4, "Where did Ann Lee speak?", MILL, "the town of Marsh")


def test_one_detail_is_exchanged_for_one_of_its_kind_and_the_passage_answers_no_longer() -> None:
    made = {group.id: group for group in swapped_groups([CLOSED, OPENED, WHERE, WHEN])}
    assert made["1-swapped"].question == "What was closed in 2021?"
    assert made["2-swapped"].question == "Who opened the bridge in 2019?"
    # the other question's name of as many words
    assert made["4-swapped"].question == "Where did Little Harrow speak?"
    for group in made.values():
        assert group.origin == "some_swapped"
        assert group.answer == ""
        (candidate,) = group.candidates
        assert not candidate.relevant
        assert candidate.spans == ()
    assert made["1-swapped"].candidates[0] == Candidate("Article 1", MILL)


def test_a_replacement_never_stands_in_the_passage() -> None:
    # both name 2021 only: there is nothing else to put there
    again = _group(4, "What was opened in 2021?", BRIDGE, "the new bridge")
    assert list(swapped_groups([OPENED, again])) == []


def test_what_the_answer_itself_holds_or_the_passage_lacks_is_not_exchanged() -> None:
    only_answer = _group(5, "Was it in 2019 that it closed?", MILL, "In 2019")
    elsewhere = _group(6, "Who spoke to workers about Paris?", MILL, "Ann Lee")
    others = [_group(7, "Who went to Rome in 1999?", MILL, "Ann Lee")]
    assert [group.id for group in swapped_groups([only_answer, elsewhere, *others])] == []


def test_questions_without_an_answer_in_a_passage_are_passed_over() -> None:
    empty = Group("8", "some", "Who went to Marsh in 2019?", "", (Candidate("Article 8", MILL),))
    assert [group.id for group in swapped_groups([empty, OPENED])] == ["2-swapped"]
    assert list(swapped_groups([])) == []


def test_a_capital_that_only_opens_the_question_is_no_name() -> None:
    opens = _group(9, "Marsh closed what?", MILL, "its oldest mill")
    assert list(swapped_groups([opens, OPENED])) == []


def test_the_same_seed_gives_the_same_questions() -> None:
    groups = [CLOSED, OPENED, WHEN, WHERE]
    assert list(swapped_groups(groups, 5)) == list(swapped_groups(groups, 5))


@given(st.lists(st.text(max_size=40), max_size=5))
def test_any_questions_are_taken(questions: list[str]) -> None:
    groups = [_group(number, text, MILL, "Ann Lee") for number, text in enumerate(questions)]
    for group in swapped_groups([*groups, CLOSED, OPENED]):
        assert group.question
