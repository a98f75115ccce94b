"""The things that one question asks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.question.kind import Kind
from qa.question.kinds import kind_of
from qa.question.parts import joined, parts_of
from qa.question.understood import Part


def asked(question: str) -> list[str]:
    return [part.question for part in parts_of(question, kind_of(question))]


def missing(question: str) -> list[str | None]:
    return [part.missing for part in parts_of(question, kind_of(question))]


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        (
            "Who won the Tarn election and by how much?",
            ["Who won the Tarn election?", "By how much was the Tarn election won?"],
        ),
        ("Who founded Brine Works and when?", ["Who founded Brine Works?", "When was Brine Works founded?"]),
        ("Who wrote the letters, and why?", ["Who wrote the letters?", "Why were the letters written?"]),
        (
            "How many tries did Oduya score and in which minutes?",
            ["How many tries did Oduya score?", "In which minutes did Oduya score tries?"],
        ),
        (
            "how many ships did the storm sink in Orm and when",
            ["How many ships did the storm sink in Orm?", "When did the storm sink ships in Orm?"],
        ),
        (
            "When does the ferry stop running, and why?",
            ["When does the ferry stop running?", "Why does the ferry stop running?"],
        ),
        ("Did the levy pass and by how much?", ["Did the levy pass?", "By how much did the levy pass?"]),
        ("How many towers fell, and which ones?", ["How many towers fell?", "Which towers fell?"]),
        (
            "Who bought Reyes's archive, how much was paid, and what will be done with it?",
            [
                "Who bought Reyes's archive?",
                "Reyes's archive: how much was paid?",
                "What will be done with Reyes's archive?",
            ],
        ),
        (
            "Which towns trade with Orm over the strait, and which with Tarn?",
            ["Which towns trade with Orm over the strait?", "Which towns trade with Tarn over the strait?"],
        ),
        (
            "Which islands are inhabited and which are empty?",
            ["Which islands are inhabited?", "Which islands are empty?"],
        ),
        (
            "Is the tunnel open yet? If not, what is missing?",
            ["Is the tunnel open yet?", "The tunnel open: what is missing?"],
        ),
        ("What is a tide mill and who invented it?", ["What is a tide mill?", "Who invented a tide mill?"]),
        (
            "Who is leading the two crews in Orm, and for how long will they sail?",
            ["Who is leading the two crews in Orm?", "For how long will the two crews in Orm sail?"],
        ),
        (
            "What is the Harbour Pledge and is Ana Reyes part of it?",
            ["What is the Harbour Pledge?", "Is Ana Reyes part of the Harbour Pledge?"],
        ),
        (
            "Why did Ana Reyes resign and what will she do now?",
            ["Why did Ana Reyes resign?", "What will Ana Reyes do now?"],
        ),
    ],
)
def test_questions_of_several_parts(question: str, parts: list[str]) -> None:
    assert asked(question) == parts


@pytest.mark.parametrize(
    "question",
    [
        "Who leads the talks on trade and security?",
        "When was the merger of Orm and Tarn blocked?",
        "Who were Bonnie and Clyde?",
        "What happened first, and then, on the day of the flood?",
        "Who knows when and where the ship sank?",
        "Who criticised the dam and why?",
        "Which man, who had no ticket, won?",
        "Who is the woman who founded the club and who sold it?",
        "What happened to the ferry and how did it end?",
        "How many rail lines voted no and how many yes?",
        "The ship ran aground. Which canal did it block?",
        "ferries and trains",
        "Who explained how it works?",
        "tunnel collapse and flood summary",
        "Walk me through the strike and what came of it",
        "What does the report say happened when the gate broke?",
        "",
        "?",
        "and",
    ],
)
def test_questions_of_one_part(question: str) -> None:
    assert len(parts_of(question, kind_of(question))) == 1


@pytest.mark.parametrize(
    ("question", "labels", "words"),
    [
        ("Compare the 2019 fair with the 2025 fair", ["2019 fair", "2025 fair"], ["2019 fair", "2025 fair"]),
        ("Shipyard wages, Orm vs Tarn", ["Orm", "Tarn"], ["Shipyard wages Orm", "Shipyard wages Tarn"]),
        ("harbour toll Orm vs Tarn", ["Orm", "Tarn"], ["toll Orm", "toll Tarn"]),
        ("salt price 2010 vs 2020", ["2010", "2020"], ["price 2010", "price 2020"]),
        ("salt price jan 2010 vs may 2012", ["jan 2010", "may 2012"], ["price jan 2010", "price may 2012"]),
        ("orm vs tarn harbour fees", ["orm", "tarn"], ["orm harbour fees", "tarn harbour fees"]),
        ("larks vs terns on the new rules", ["larks", "terns"], ["larks on the new", "terns on the new"]),
        (
            "How does North Shore pilot pay compare with the South Shore?",
            ["North Shore pilot pay", "South Shore"],
            ["North Shore pilot pay", "South Shore pilot pay"],
        ),
        ("How is the north line different from the south line?", ["north line", "south line"], ["north", "south"]),
        ("What is the difference between a lock and a weir?", ["lock", "weir"], ["lock", "weir"]),
        (
            "What do Reyes and the harbour board each say about the toll?",
            ["Reyes", "harbour board"],
            ["Reyes say about the toll", "harbour board say about the toll"],
        ),
        ("Where were the 1998 and 2002 regattas held?", ["1998", "2002"], ["1998 regattas held", "2002 regattas held"]),
        ("What did drought do to prices in 2015 and in 2024?", ["2015", "2024"], ["in 2015", "in 2024"]),
    ],
)
def test_sides(question: str, labels: list[str], words: list[str]) -> None:
    parts = parts_of(question, kind_of(question))
    assert [part.label for part in parts] == labels
    assert all(word.casefold() in part.question.casefold() for word, part in zip(words, parts, strict=True))


@pytest.mark.parametrize(
    "question",
    [
        "How did the price change between 2010 and 2015?",
        "Compare",
        "Compare the two ferries",
        "Who won Larks vs Terns?",
        "What happened from 2010 to 2015 and in 2016?",
        "salt vs salt",
    ],
)
def test_no_sides(question: str) -> None:
    assert [part.label for part in parts_of(question, kind_of(question))] == [None]


def test_what_is_asked_beside_a_comparison_is_a_part_too() -> None:
    parts = parts_of("How does Orm's fee compare with Tarn's, and what was offered?", Kind.COMPARISON)
    assert [part.label for part in parts] == ["Orm's fee", "Tarn's", None]
    assert parts[2].missing == "what was offered"


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("Who won the Tarn election and by how much?", ["who won the Tarn election", "by how much"]),
        ("Who founded Brine Works and when?", ["who founded Brine Works", "when"]),
        ("Who won the vote, and what did the loser say?", ["who won the vote", "what the loser said"]),
        ("Who bought the mill, and what will be done with it?", ["who bought the mill", "what will be done with it"]),
        ("How many boats did Ito sell and why?", ["how many boats Ito sold", "why"]),
        ("Who lost the cup, and what does Reyes say to that?", ["who lost the cup", "what Reyes says to that"]),
        ("Did the levy pass, and how long will it last?", [None, "how long it will last"]),
        ("How many towers fell, and which ones were they?", ["how many towers fell", "which ones"]),
    ],
)
def test_what_is_missing_has_a_name(question: str, names: list[str | None]) -> None:
    assert missing(question) == names


def test_kinds_of_parts() -> None:
    parts = parts_of("What is a tide mill and how does it work?", Kind.DEFINITION)
    assert [part.kind for part in parts] == [Kind.DEFINITION, Kind.HOW]


def test_small_talk_has_one_part() -> None:
    assert parts_of("hello and how are you", Kind.SMALL_TALK) == (Part("hello and how are you", Kind.SMALL_TALK),)


def test_names_of_what_is_missing_are_joined() -> None:
    parts = [Part("a", Kind.FACT, missing=name) for name in ("when", None, "why", "by how much")]
    assert joined(parts) == "when, why and by how much"
    assert joined(parts[:2]) == "when"
    assert joined(parts[1:2]) == ""


@given(st.text(max_size=200), st.sampled_from(Kind))
def test_any_text_has_parts(question: str, kind: Kind) -> None:
    assert parts_of(question, kind)


WORDS = "who what which when and but why did was Reyes won it they , : ? . vs 2019 2025 compare with each the by how"


@given(st.lists(st.sampled_from(WORDS.split()), max_size=16), st.sampled_from(Kind))
def test_words_in_any_order_have_parts(words: list[str], kind: Kind) -> None:
    parts = parts_of(" ".join(words), kind)
    assert 1 <= len(parts) <= 5
    assert all(part.label is None or part.label for part in parts)
