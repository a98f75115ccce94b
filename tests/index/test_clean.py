"""What is taken out of scraped text, and, more important, what is not."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.boilerplate import removed_by
from index.clean import clean, clean_title, derive_title, tidy, without_invisible

PROSE = "The river rose two metres on Tuesday, and the mill that stands beside it was closed for a week."
MORE = "Nobody was hurt, the county said, but forty families spent the night in the school on the hill."

BOILERPLATE = [
    "3 minute read",
    "Please enter your comment!",
    "Please enter your name here",
    "Leave a Reply",
    "Be the first to comment",
    "Your email address will not be published.",
    "📣 The Gazette is now on WhatsApp. Click here to join our channel (@TheGazette) for more",
    "More Must-Reads from The Gazette",
    "Contact us at letters@gazette.example",
    "Advertisement",
    "Story continues below advertisement",
    "Read more: The mill that would not close",
    "Related: Ten rivers to see",
    "Sign up for our daily newsletter",
    "Share on Facebook",
    "Share this article",
    "Follow us on X",
    "Follow Ann Lee on Twitter: @annlee.",
    "Ann Lee covers rivers for the Gazette. Reach her at alee@example.com",
    "© 2024 Marsh Gazette. All rights reserved.",
    "We use cookies to improve this site.",
    "Skip to main content",
    "Home > News > Rivers",
    "–With assistance from Ann Lee.",
    "Reporting by Ann Lee in York; Editing by Bo Carr",
    "Contributing: The Associated Press",
    "This story has been updated with additional details.",
    "___",
    "* * *",
]

PROSE_THAT_LOOKS_LIKE_IT = [
    "Readers can sign up for the newsletter of the river trust, and forty thousand have done so.",
    "Copyright law is what the court will have to decide on.",
    "Reporting by the Guardian found that hundreds died.",
    "With help from his mother, Smith built a boat.",
    "Writing by hand is good for the memory.",
    "Trump is now on Twitter.",
    "PORTLAND, Ore. (AP) — Almost everything went right for the home side on Friday night.",
    "The police said that data had been stolen, and the Federal Police (AFP) said on Friday that they knew by whom.",
    "Agents may earn a commission on every house they sell, and most of them do.",
    "The photographer sued Getty Images.",
    "More news from the (fencing) strip",
    "Recommended-dose trials began in May.",
    "Related work was done in York.",
    "TikTok ban",
    "“It’s about farmers”",
    "By design, the dam lets one litre in ten through.",
    "Advertising is what pays for the paper.",
    "- one thing",
    "Missouri",
]


@pytest.mark.parametrize("line", BOILERPLATE)
def test_boilerplate_goes(line: str) -> None:
    assert clean(f"{PROSE}\n\n{line}\n\n{MORE}").paragraphs == (PROSE, MORE)


@pytest.mark.parametrize("line", PROSE_THAT_LOOKS_LIKE_IT)
def test_prose_stays(line: str) -> None:
    assert clean(f"{PROSE}\n\n{line}\n\n{MORE}").paragraphs == (PROSE, line, MORE)


@pytest.mark.parametrize(
    "line",
    [
        "ceremony-afp [File] Two presidents at a dinner in Oslo on May 3, 2016 | AFP",
        "Photo: The mill in May",
        "The mill on May 3, 2024. (AP Photo/Ann Lee)",
        "The mill on May 3, 2024. Ann Lee/Reuters",
        "The mill on May 3, 2024 | Reuters",
        "The mill in May. Ann Lee/AFP via Getty Images",
        "The mill in May (Image credit: Ann Lee)",
    ],
)
def test_captions_are_kept_apart(line: str) -> None:
    found = clean(f"{PROSE}\n\n{line}\n\n{MORE}")
    assert found.paragraphs == (PROSE, MORE)
    assert found.captions == (line,)


def test_breadcrumbs_above_the_headline_go_and_lists_below_it_stay() -> None:
    found = clean(f"• World\n  • China\n\nThe Mill Is Closed\n\n• Two dead\n• One hurt\n\n{PROSE}")
    assert found.title == "The Mill Is Closed"
    assert found.paragraphs == ("• Two dead\n• One hurt", PROSE)


def test_byline_and_dates_go_only_above_the_first_sentence() -> None:
    found = clean(f"The Mill Is Closed\n\nBy Ann Lee\n\nPublished March 3, 2024\n\n{PROSE}\n\nBy The River Side")
    assert found.paragraphs == (PROSE, "By The River Side")


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (f"The mill is closed | News\n\n{PROSE}", "The mill is closed"),
        (f"The mill is closed - CNN\n\n{PROSE}", "The mill is closed"),
        (f"The mill is closed | Reuters\n\n{PROSE}", "The mill is closed"),
        (f"Will the mill close?\n\n{PROSE}", "Will the mill close?"),
        (f"Trade with the U.S.\n\n{PROSE}", "Trade with the U.S."),
        (f"The mill is closed\n{PROSE}\n{MORE}", "The mill is closed"),
        (f"YORK\n{PROSE}\n{MORE}", None),
        (f"YORK\n\n{PROSE}", None),
        (f"{PROSE}\n\n{MORE}", None),
        ("The mill is closed", None),
    ],
)
def test_headlines(text: str, title: str | None) -> None:
    found = clean(text)
    assert found.title == title
    assert "".join(found.paragraphs) != ""


def test_a_known_title_is_kept_and_taken_from_the_top() -> None:
    found = clean(f"• World\n\nThe mill is closed | News\n\n{PROSE}", "The Mill is closed")
    assert found.title == "The Mill is closed"
    assert found.paragraphs == (PROSE,)
    assert clean(f"A subhead\n\n{PROSE}", "The mill").paragraphs == ("A subhead", PROSE)
    assert clean(f"{PROSE}\n\nThe mill\n\n{MORE}", "The mill").paragraphs == (PROSE, "The mill", MORE)


def test_titles_lose_only_the_name_of_the_site() -> None:
    assert clean_title("Trade Talks Back On – But Why") == "Trade Talks Back On – But Why"
    assert clean_title(" Mill\xa0closed  – The Marsh Gazette ") == "Mill closed"
    assert clean_title("Mill closed | Rivers | Marsh") == "Mill closed"
    assert clean_title("CNN") == "CNN"


def test_a_title_made_from_the_body() -> None:
    assert (
        derive_title(["YORK", "The U.S. mill of Mr. Lee is closed. It rained."]) == "The U.S. mill of Mr. Lee is closed"
    )
    cut = derive_title([PROSE + " " + MORE])
    assert len(cut) <= 91
    assert cut.endswith("…")
    assert PROSE.startswith(cut[:-1])
    assert derive_title([]) == ""


def test_wrapped_lines_are_joined_and_lists_are_not() -> None:
    wrapped = (
        "The river rose two metres on Tuesday, and the mill that stands\n"
        "beside it was closed for a week, the county said, but forty\n"
        "families were brought to the school.\n\n"
        "Nobody was hurt, and the water was gone by the end of the week,\n"
        "which is what the county had hoped for.\n\n- one\n- two"
    )
    found = clean(wrapped)
    assert found.paragraphs[0].endswith("brought to the school.")
    assert "\n" not in found.paragraphs[0]
    assert len(found.paragraphs) == 3
    assert found.paragraphs[2] == "- one\n- two"


def test_without_blank_lines_every_line_is_a_paragraph() -> None:
    assert clean(f"{PROSE}\n{MORE}\nShort one.").paragraphs == (PROSE, MORE, "Short one.")


def test_invisible_characters_and_escape_sequences() -> None:
    dirty = "a\x1b[31mb\x1b]8;;http://x\x07c\x1b]8;;\x07 \u202ed\u2066 e\u200bf\xadg\xa0\u2009h\x00i\ufeff \ud800"
    assert tidy(dirty) == "abc d efg hi \ufffd"
    assert tidy("cafe\u0301\r\nx\u2028y") == "café\nx\ny"
    assert tidy("👩\u200d👧 🇫🇷 می\u200cخواهم a\u200db") == "👩\u200d👧 🇫🇷 می\u200cخواهم ab"
    assert without_invisible("a\tb\n  c") == "a\tb\n  c"


LINES = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        [*BOILERPLATE, *PROSE_THAT_LOOKS_LIKE_IT, PROSE, MORE, "• World", "YORK", "By Ann Lee", "x" * 70, "- a", ""]
    ),
    st.text(alphabet="ab -.\u200d\u200c\u0301é\x1b[]\u212a", max_size=90),
    st.lists(st.sampled_from(["river", "Mill", "and", "closed.", "Sign up", "newsletter"]), max_size=16).map(" ".join),
)
TEXTS = st.lists(st.tuples(LINES, st.sampled_from(["\n", "\n\n", " ", "\r\n"])), max_size=14).map(
    lambda parts: "".join(line + end for line, end in parts)
)


@given(TEXTS, st.one_of(st.none(), st.just("The mill")))
def test_cleaning_again_changes_nothing(text: str, title: str | None) -> None:
    once = clean(text, title)
    again = clean("\n\n".join(once.paragraphs), "no such title")
    assert again.paragraphs == once.paragraphs
    assert again.captions == ()


@given(st.one_of(st.text(st.characters()), TEXTS))
def test_what_comes_out_is_printable_and_encodable(text: str) -> None:
    found = clean(text)
    for part in (*found.paragraphs, *found.captions, found.title or ""):
        part.encode("utf-8")
        assert not any(unicodedata.category(character) == "Cc" for character in part.replace("\n", ""))
        assert part == part.strip()
        assert "\n\n" not in part
    assert tidy(tidy(text)) == tidy(text)


@pytest.mark.parametrize(
    "line", ["With help from " + "A" * 150 + "!", "Reporting by A-A." * 12 + "!", "By A" + " A" * 40 + "!"]
)
def test_a_line_made_to_make_rules_backtrack_is_kept_as_prose(line: str) -> None:
    assert clean(f"{PROSE}\n\n{line}").paragraphs == (PROSE, line)
    assert removed_by(line) is None


def test_consent_paywall_and_lists_of_other_articles_are_not_the_article() -> None:
    first, second = (
        "The harbour authority reopened its lock on Tuesday.",
        "Ninety-four barges had been waiting, he said.",
    )
    notices = [
        "We value your privacy. We and our 847 partners store and access information on a device, such as cookies.",
        "Accept all",
        "Reject all",
        first,
        "You have 2 free articles remaining this month.",
        "This article is for subscribers only. Subscribe for 1 crown for the first month, cancel at any time.",
        "Already a subscriber? Log in",
        second,
        "Enable JavaScript and cookies to continue",
        "Most viewed\n1 Mayor opens fair\n2 Storm warning for the coast",
    ]
    assert clean("\n\n".join(notices)).paragraphs == (first, second)
    assert clean("Most viewed\n\nOnly one line below.").paragraphs == ("Only one line below.",)
    kept = ("12 people were hurt in the fire.", "This story is for members of the tribe, who lost their land.")
    assert clean("\n\n".join(["Trending", *kept])).paragraphs == kept
