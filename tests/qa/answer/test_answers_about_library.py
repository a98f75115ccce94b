"""What the library knows of itself, said with footnotes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from index.facts import stems
from index.types import Article, Filters, Mentions
from qa.answer.about_library import MOST, about_library, library_answer
from qa.question.about_library import LibraryQuestion, library_question
from qa.question.kind import Kind
from qa.question.understood import Part, Understood
from qa.verify.check import Checked


def article(name: str, text: str, date: str | None = None, source: str | None = None) -> Article:
    return Article(name, f"{name}.txt", f"On {name}", text, source, date)


TOLL = article("toll", "The harbour board of Orm raised the toll by a tenth on Monday.", "2021-03-02", "Courier")
AGAIN = article("again", "The harbour board of Orm raised the toll by a tenth on Monday night.", "2021-03-03", "Post")
FIRE = article(
    "fire", "ORM — A fire destroyed the old mill of Orm early on Sunday. Nobody was hurt.", "2019-07-01", "Post"
)
CUP = article("cup", "The Larks won the cup for the first time in their history.", None, "Courier")


@dataclass(frozen=True)
class Overview:
    articles: int
    undated: int
    oldest: str | None
    newest: str | None
    sources: Sequence[tuple[str, int]]


class FakeLibrary:
    """Articles in a list; all that mention a subject are known unless `lists_all` says otherwise."""

    lists_all = True

    def __init__(self, *articles: Article) -> None:
        self.articles = articles

    def let_through(self, filters: Filters) -> list[Article]:
        return [
            one
            for one in self.articles
            if (filters.since or "") <= (one.date or "9")
            and (not (filters.since or filters.until) or one.date)
            and (one.date or "") <= (filters.until or "9")
            and (filters.source or "").casefold() in (one.source or "").casefold()
        ]

    def overview(self, filters: Filters, /) -> Overview:
        articles = self.let_through(filters)
        dates = sorted(one.date for one in articles if one.date)
        sources = Counter(one.source for one in articles if one.source).most_common()
        undated = len(articles) - len(dates)
        return Overview(len(articles), undated, dates[0] if dates else None, dates[-1] if dates else None, sources)

    def newest(self, filters: Filters, n: int, /) -> list[Article]:
        return self.oldest(filters, len(self.articles))[::-1][:n]

    def oldest(self, filters: Filters, n: int, /) -> list[Article]:
        return sorted((one for one in self.let_through(filters) if one.date), key=lambda one: one.date or "")[:n]

    def representative(self, filters: Filters, n: int, /) -> list[Article]:
        return self.let_through(filters)[:n]

    def mentions(self, subject: str, filters: Filters, /) -> Mentions:
        found = self.mentioning(subject, filters, len(self.articles))
        dates = [one.date for one in found if one.date]
        return Mentions(len(found), min(dates, default=None), max(dates, default=None), self.lists_all)

    def mentioning(self, subject: str, filters: Filters, n: int, /) -> list[Article]:
        words = stems(subject)
        return [one for one in self.let_through(filters) if words <= stems(f"{one.title} {one.text}")][:n]


def answer(question: str, *articles: Article) -> Checked:
    asked = library_question(question)
    assert asked is not None
    found = library_answer(asked, FakeLibrary(*articles), Filters())
    assert all(one.article.text[one.start : one.end] == one.quote for one in found.citations)
    assert [one.number for one in found.citations] == list(range(1, len(found.citations) + 1))
    assert found.abstained or all(one.supported for one in found.sentences)
    return found


def cited(found: Checked) -> list[str]:
    return [one.article.id for one in found.citations]


def test_how_many() -> None:
    found = answer("How many articles do you have?", TOLL, FIRE, CUP)
    assert found.text == "There are 3 articles, from 1 July 2019 to 2 March 2021 (1 without a date). [1] [2] [3]"
    assert cited(found) == ["fire", "toll", "cup"]
    assert answer("How many articles do you have?", CUP).text == "There is 1 article. [1]"


def test_how_many_of_a_large_library_cites_the_oldest_and_the_newest() -> None:
    many = [
        article(f"a{day}", "A ship has come into the harbour of Orm today.", f"2020-01-{day:02}")
        for day in range(1, 20)
    ]
    found = answer("How many articles are there?", *many)
    assert found.text == "There are 19 articles, from 1 January 2020 to 19 January 2020. [1] [2]"
    assert cited(found) == ["a1", "a19"]


def test_the_newest_and_the_oldest() -> None:
    assert answer("Which is the newest article?", TOLL, FIRE, CUP).text == (
        "The newest article is “On toll” (Courier, 2 March 2021). [1]"
    )
    assert answer("Which is the oldest article?", TOLL, FIRE, CUP).text == (
        "The oldest article is “On fire” (Post, 1 July 2019). [1]"
    )
    assert answer("Which is the newest article about Orm?", TOLL, FIRE, CUP).text.startswith(
        "The newest article that mentions Orm is “On toll”"
    )
    assert answer("Which is the newest article?", CUP).abstained


def test_sources() -> None:
    found = answer("Which sources do you have?", TOLL, FIRE, CUP)
    assert found.text == "The articles come from 2 sources:\nCourier, 2 articles [1]\nPost, 1 article [2]"
    assert cited(found) == ["toll", "fire"]
    assert "do not name" in answer("Which sources do you have?", article("x", "Nothing is known of it.")).text


def test_articles_on_a_subject_have_all_its_words() -> None:
    found = answer("Which articles mention the harbour board?", TOLL, FIRE, CUP)
    assert found.text == "1 article mentions the harbour board. [1]"
    assert [one.article.title for one in found.citations] == ["On toll"]
    assert answer("How many articles mention Orm?", TOLL, FIRE, CUP).text == "2 articles mention Orm. [1] [2]"
    nothing = answer("Which articles mention Tarn?", TOLL, FIRE, CUP)
    assert nothing.abstained
    assert nothing.text == "No article mentions Tarn."


def test_the_newest_on_a_subject_needs_a_date() -> None:
    assert answer("Which is the oldest article about the toll?", CUP, AGAIN, TOLL).text == (
        "The oldest article that mentions the toll is “On toll” (Courier, 2 March 2021). [1]"
    )
    undated = answer("Which is the newest article about the Larks?", CUP, TOLL)
    assert undated.abstained
    assert undated.text.startswith("None of the articles that mention the Larks has a date")


def test_what_may_not_be_all_is_said_to_be_the_least() -> None:
    library = FakeLibrary(TOLL, FIRE, CUP)
    library.lists_all = False
    count = library_answer(LibraryQuestion("count", "Orm"), library, Filters())
    assert count.text == "At least 2 articles mention Orm. [1] [2]"
    newest = library_answer(LibraryQuestion("newest", "Orm"), library, Filters())
    assert newest.text.startswith("The newest article found that mentions Orm is “On toll”")


def test_a_time_narrows_what_is_told() -> None:
    assert answer("How many articles do you have from 2021?", TOLL, AGAIN, FIRE, CUP).text == (
        "There are 2 articles from 2021, from 2 March 2021 to 3 March 2021. [1] [2]"
    )
    assert answer("How many articles mention Orm in 2019?", TOLL, FIRE).text == "1 article in 2019 mentions Orm. [1]"
    assert answer("What is the oldest article since 2020?", TOLL, FIRE).text.startswith(
        "The oldest article since 2020 is “On toll”"
    )
    for year in ("2020", "2050"):
        nothing = answer(f"How many articles do you have from {year}?", TOLL, FIRE)
        assert nothing.abstained
        assert nothing.text == f"There are no articles from {year}."


def test_a_source_narrows_what_is_told() -> None:
    courier = answer("Show me the articles from the courier", TOLL, FIRE, CUP)
    assert courier.text.startswith("There are 2 articles from the courier, of 2 March 2021 (1 without a date).")
    assert cited(courier) == ["toll", "cup"]
    assert answer("How many articles mention Orm from the Post?", TOLL, AGAIN, FIRE).text == (
        "2 articles from the Post mention Orm. [1] [2]"
    )
    assert answer("List the articles about the toll from the Tribune", TOLL).text == (
        "No article mentions the toll from the Tribune."
    ), "what is no source belongs to the subject"
    nothing = answer("Show me the articles from the Tribune", TOLL)
    assert nothing.abstained
    assert nothing.text == "There are no articles from the Tribune."


def test_a_source_is_known_by_the_name_of_its_site() -> None:
    week, day = (
        article(name, f"{name.title()} told of Orm.", "2021-03-02", source)
        for name, source in (("week", "theormweek.co.uk"), ("day", "ormtoday.com"))
    )
    campus = article("campus", "A campus of Orm.", "2021-03-02", "campus.ormtoday.com")
    assert cited(answer("Show me the articles from The Orm Week", week, day, campus)) == ["week"]
    assert cited(answer("Show me the articles from Orm Today", week, day, campus)) == ["day", "campus"]
    assert cited(answer("List the articles about Orm from Orm Today", week, day, campus)) == ["day", "campus"]
    assert cited(answer("Show me the articles from Orm Today in 2021", week, day, campus)) == ["day", "campus"]
    assert cited(answer("Show me the articles from The Orm Week this week", week, day, campus)) == ["week"]
    assert answer("Show me the articles from Orm", week, day, campus).abstained


def test_a_filter_that_is_set_stays() -> None:
    asked = library_question("How many articles do you have from 2021?")
    assert asked is not None
    found = library_answer(asked, FakeLibrary(TOLL, AGAIN, FIRE), Filters(until="2021-03-02", source="cour"))
    assert found.text == "There is 1 article from 2021, of 2 March 2021. [1]"


def test_contents() -> None:
    found = answer("What is in here?", TOLL, FIRE)
    assert found.text == "There are 2 articles, from 1 July 2019 to 2 March 2021. [1] [2]"
    assert [one.article.title for one in found.citations] == ["On fire", "On toll"]


def test_what_a_few_articles_are_about_is_told_in_order_of_time_and_once() -> None:
    found = answer("What are these articles about?", CUP, AGAIN, TOLL, FIRE)
    assert found.text.splitlines() == [
        "2019-07-01: A fire destroyed the old mill of Orm early on Sunday. [1]",
        "2021-03-02: The harbour board of Orm raised the toll by a tenth on Monday. [2]",
        "The Larks won the cup for the first time in their history. [3]",
    ]
    assert [one.as_of for one in found.sentences] == ["2019-07-01", "2021-03-02", None]
    assert found.citations[0].quote.startswith("A fire")


def test_what_many_articles_are_about_is_told_of_some() -> None:
    things = "bakers ferries salmon beetles ladders rockets violins glaciers donkeys lanterns".split()
    many = [
        article(one, f"{one.title()} of {one}ville were counted by {one}folk and {one}men in {one}time.", "2020-01-01")
        for one in things
    ]
    found = answer("Summarize everything", *many)
    assert found.sentences[0].text == "There are 10 articles, of 1 January 2020."
    assert len(found.sentences) == 1 + MOST


@pytest.mark.parametrize("asks", ["count", "newest", "oldest", "sources", "contents", "about"])
def test_an_empty_library_has_nothing_to_tell(asks: str) -> None:
    for subject in (None, "Orm"):
        question = LibraryQuestion(asks, subject)  # type: ignore[arg-type]
        assert library_answer(question, FakeLibrary(), Filters()).abstained


def understood(question: str, standalone: str | None = None) -> Understood:
    alone = standalone or question
    return Understood(question, alone, Kind.FACT, (alone,), (Part(alone, Kind.FACT),))


def test_small_talk_has_a_line_and_no_footnotes() -> None:
    outcome = about_library(understood("thanks"), FakeLibrary(TOLL), Filters())
    assert outcome is not None
    assert outcome.result.text == "You're welcome."
    assert not outcome.result.abstained
    assert not outcome.result.citations
    after = about_library(understood("ok", "ok (Who won the cup?)"), FakeLibrary(TOLL), Filters())
    first = about_library(understood("ok"), FakeLibrary(TOLL), Filters())
    assert after is not None
    assert first is not None
    assert after.result.text != first.result.text


def test_a_question_about_the_library_is_answered() -> None:
    outcome = about_library(understood("how many articles do you have"), FakeLibrary(TOLL), Filters())
    assert outcome is not None
    assert outcome.result.text == "There is 1 article, of 2 March 2021. [1]"


def test_other_questions_are_not_for_the_library() -> None:
    assert about_library(understood("Who won the cup?"), FakeLibrary(CUP), Filters()) is None
