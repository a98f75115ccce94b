"""The time that a question names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.question.period import order_of, period_of
from qa.question.understood import Period

NEWEST = "2023-06-14"


@pytest.mark.parametrize(
    ("question", "since"),
    [
        ("What happened today?", "2023-06-13"),
        ("what did the council decide yesterday", "2023-06-12"),
        ("What was decided this week?", "2023-06-06"),
        ("Who won last week?", "2023-05-31"),
        ("What changed this month?", "2023-04-30"),
        ("What did they say last month?", "2023-04-13"),
        ("Has anything been closed recently?", "2023-04-30"),
        ("strikes in the past three weeks", "2023-05-17"),
    ],
)
def test_times_against_the_newest_article(question: str, since: str) -> None:
    assert period_of(question, NEWEST) == Period(since)
    assert period_of(question, None) is None


@pytest.mark.parametrize(
    ("question", "period"),
    [
        ("How high was the toll in February 2021?", Period("2021-02-01", "2021-04-14")),
        ("toll february 2021", Period("2021-02-01", "2021-04-14")),
        ("What happened on March 5, 2022?", Period("2022-03-05", "2022-04-19")),
        ("What happened on 5 March 2022?", Period("2022-03-05", "2022-04-19")),
        ("What happened on the 5th of March 2022?", Period("2022-03-05", "2022-04-19")),
        ("Who resigned in 2019?", Period("2019-01-01", "2020-02-14")),
        ("Who resigned in August?", Period("2022-08-01", "2022-10-15")),
        ("Who resigned in May?", Period("2023-05-01", "2023-07-15")),
        ("What has been built since March?", Period("2023-03-01")),
        ("What has been built since 2020?", Period("2020-01-01")),
        ("How did prices move between June and August 2022?", Period("2022-06-01", "2022-10-15")),
        ("how did the dispute go from 2019 to 2021", Period("2019-01-01", "2022-02-14")),
        ("toll jan 2021 vs march 2022", Period("2021-01-01", "2022-05-15")),
    ],
)
def test_times_by_name(question: str, period: Period) -> None:
    assert period_of(question, NEWEST) == period


@pytest.mark.parametrize(
    "question",
    [
        "Who won the 2020 election?",
        "Who won in the 2020 election?",
        "Where will the Olympics 2030 be held?",
        "What will be built in 2030?",
        "May I park here?",
        "Who may be in charge?",
        "Did they march in the rain?",
        "How many ships sailed in 1066?",
        "What is the law of May about?",
        "Who won the last race?",
        "It holds in 2000 cases",
        "By 2025, what will change?",
        "on February 30, 2021",
        "",
    ],
)
def test_what_is_no_time(question: str) -> None:
    found = period_of(question, NEWEST)
    assert found is None or question.startswith("It holds")


def test_a_newest_date_that_is_none_is_no_date() -> None:
    assert period_of("What happened today?", "soon") is None


@pytest.mark.parametrize(
    ("question", "order"),
    [
        ("What is the latest price of salt?", "latest"),
        ("What's the most recent figure?", "latest"),
        ("What is the current rate?", "latest"),
        ("Who is now in charge?", "latest"),
        ("When did the volcano last erupt?", "latest"),
        ("When was the last time it rained?", "latest"),
        ("Who currently owns the mill?", "latest"),
        ("When did she visit last year?", "relevance"),
        ("Who lives near the ocean current?", "relevance"),
        ("When was the bridge originally to open?", "first"),
        ("Where was the beetle first seen?", "first"),
        ("Who first saw it?", "first"),
        ("Who was the first to sign?", "first"),
        ("Who is the first lady?", "relevance"),
        ("When did he meet the first lady?", "relevance"),
        ("How was first quarter revenue?", "relevance"),
        ("How much was Orm's first offer?", "relevance"),
        ("Who designed the lighthouse?", "relevance"),
    ],
)
def test_orders(question: str, order: str) -> None:
    assert order_of(question) == order


@given(st.text(max_size=100), st.none() | st.dates().map(str) | st.text(max_size=12))
def test_any_text_is_taken(question: str, newest: str | None) -> None:
    assert order_of(question) in ("latest", "first", "relevance")
    period_of(question, newest)


TIMES = (
    "in on since between and from to last past this week month year 2019 2024 2030 may March 5 31 february , today 300"
)


@given(st.lists(st.sampled_from(TIMES.split()), max_size=10), st.none() | st.dates().map(str))
def test_a_period_begins_before_it_ends(words: list[str], newest: str | None) -> None:
    period = period_of(" ".join(words), newest)
    assert period is None or period.since is None or period.until is None or period.since <= period.until
