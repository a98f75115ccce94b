"""Questions about the library itself."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.types import Article
from qa.question.about_library import Asks, LibraryQuestion, asked_of_library, library_question, with_its_subject
from qa.question.kind import Kind
from qa.types import Citation, Turn


@pytest.mark.parametrize(
    ("question", "asks", "subject"),
    [
        ("How many articles do you have?", "count", None),
        ("how many articles are there", "count", None),
        ("How many documents are in the library?", "count", None),
        ("how many articles do you have about the salt mine?", "count", "the salt mine"),
        ("How many articles mention Orm?", "count", "Orm"),
        ("how many articles are in here about Orm", "count", "Orm"),
        ("Which is the newest article?", "newest", None),
        ("whats the latest article", "newest", None),
        ("which is the newest?", "newest", None),
        ("Show me the most recent article about Orm", "newest", "Orm"),
        ("What is the oldest article in here?", "oldest", None),
        ("Which sources do you have?", "sources", None),
        ("What sources do you have on Orm?", "sources", "Orm"),
        ("which newspapers are in here?", "sources", None),
        ("Which articles mention Ana Reyes?", "sources", "Ana Reyes"),
        ("list all articles about Orm", "sources", "Orm"),
        ("Do you have anything on Orm?", "sources", "Orm"),
        ("is Ana Reyes mentioned", "sources", "Ana Reyes"),
        ("Are tolls mentioned in any of the articles?", "sources", "tolls"),
        ("do the articles mention Orm", "sources", "Orm"),
        ("Could you please list the articles?", "contents", None),
        ("What is in here?", "contents", None),
        ("what do you know about?", "contents", None),
        ("what can I ask you", "contents", None),
        ("Which topics are covered?", "contents", None),
        ("What are these articles about?", "about", None),
        ("whats this about", "about", None),
        ("Summarize everything.", "about", None),
        ("summarise the articles please", "about", None),
        ("Give me an overview of the folder", "about", None),
        ("tl;dr", "about", None),
        ("overview", "about", None),
    ],
)
def test_questions_about_the_library(question: str, asks: Asks, subject: str | None) -> None:
    found = library_question(question)
    assert found is not None
    assert (found.asks, found.subject) == (asks, subject)


@pytest.mark.parametrize(
    "question",
    [
        "How many articles does the treaty have?",
        "How many documents did the police find?",
        "how many files are there in the smuggling case",
        "What's the latest you have on Orm?",
        "What is the latest on the salt mine?",
        "What is in the contract?",
        "What do you know about Orm?",
        "List the companies",
        "Summarize the trade talks",
        "give me an overview of the strike",
        "What is the book about?",
        "Which companies are named in the articles?",
        "What does the first article of the treaty say?",
        "first article of the treaty",
        "Which newspaper broke the story?",
        "Who wrote the newest article of the constitution?",
        "What is it about?",
        "what about the first one",
        "how many files from the ministry leaked",
        "how many articles are in the treaty",
        "what happened in 2020",
        "how many people died this year",
        "what do you know about Orm in 2020",
        "list",
        "",
        "?",
    ],
)
def test_questions_about_the_world(question: str) -> None:
    assert library_question(question) is None


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("how many articles about the toll do you have", LibraryQuestion("count", "the toll")),
        ("How many articles about the toll are there in here?", LibraryQuestion("count", "the toll")),
        ("whats the newest one about tolls", LibraryQuestion("newest", "tolls")),
        ("what about the oldest one", LibraryQuestion("oldest")),
        ("What do you have on Orm?", LibraryQuestion("sources", "Orm")),
        ("how many articles do you have from 2023", LibraryQuestion("count", when="from 2023")),
        ("How many articles mention Orm in March 2021?", LibraryQuestion("count", "Orm", "in March 2021")),
        (
            "list all articles between june and august 2023",
            LibraryQuestion("contents", when="between june and august 2023"),
        ),
        ("how many articles this week", LibraryQuestion("count", when="this week")),
        ("do you have any articles from 2021 about Orm", LibraryQuestion("sources", "Orm", "from 2021")),
        ("show me the articles from the Orm Courier", LibraryQuestion("contents", source="the Orm Courier")),
        ("show me the articles from Orm Today in 2021", LibraryQuestion("contents", None, "in 2021", "Orm Today")),
        ("latest article by the Post in 2021", LibraryQuestion("newest", None, "in 2021", "the Post")),
        ("which articles do you have from the Post about Orm", LibraryQuestion("sources", "Orm", None, "the Post")),
        # whether there is such a source, the library knows
        ("list the articles on the toll from the Post", LibraryQuestion("sources", "the toll from the Post")),
    ],
)
def test_what_stands_behind_a_question_narrows_it(question: str, expected: LibraryQuestion) -> None:
    assert library_question(question) == expected


@pytest.mark.parametrize(
    ("typed", "standalone", "subject"),
    [
        ("is she mentioned anywhere", "is Ana Reyes mentioned anywhere", "Ana Reyes"),
        ("latest article about it", "Latest article about the toll?", "the toll"),
        ("how many articles mention the toll", "how many articles mention the toll (Who is Ana Reyes?)", "the toll"),
        ("is there any news on it", "is there any news on it (What happened to the mill?)", None),
        ("do you have anything on this", "do you have anything on this", None),
    ],
)
def test_what_a_pronoun_stands_for_is_the_subject(typed: str, standalone: str, subject: str | None) -> None:
    asked = asked_of_library(typed, standalone)
    assert (asked.subject if asked else None) == subject
    assert (asked is None) == (subject is None)


def test_a_turn_about_the_library_is_kept_as_a_question_about_its_subject() -> None:
    asked = Turn("is she mentioned", "2 articles mention Ana Reyes.", "is Ana Reyes mentioned", Kind.LIBRARY)
    assert with_its_subject(asked).question == "What is known about Ana Reyes?"
    article = Article("a", "a.txt", "The toll of Orm", "The toll was raised.", None, "2021-03-02")
    newest = Turn("latest article", "It is ...", kind=Kind.LIBRARY, citations=(Citation(1, article, "", 0, 0),))
    assert with_its_subject(newest).question == "What is known about The toll of Orm?"
    for other in (
        Turn("how many articles do you have", "There are 3 articles.", kind=Kind.LIBRARY),
        Turn("Who won the cup?", "The Larks."),
    ):
        assert with_its_subject(other) == other


@given(st.text(max_size=100))
def test_any_text_is_taken(text: str) -> None:
    library_question(text)


@given(st.text(min_size=1, max_size=20))
def test_any_subject_is_taken(subject: str) -> None:
    library_question(f"which articles mention {subject}")
