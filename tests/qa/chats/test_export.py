"""Exports: Markdown whose structure no text can break, and JSON that holds everything."""

from __future__ import annotations

import json
import resource
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

from index.errors import FootnoteError
from qa.answer.layout import begins_line, shows_quote
from qa.chats.export import conversation_json, conversation_markdown, export
from qa.chats.saved import Conversation, SavedTurn
from qa.contract import answer_json
from qa.printable import storable
from qa.question.kind import Kind
from qa.types import Answer, Citation, Sentence
from tests.fakes import hit_of

HIT = hit_of("Rivers rose two metres.", 3, source="Gazette", date="2024-03-05", url="https://example.org/a_b")
OTHER = hit_of("Two cows drowned.", 4)
ANSWERED = Answer(
    question="What rose?",
    standalone_question="What rose?",
    text="Rivers rose. [1] Cows drowned. [2] Pigs flew. [unsupported]",
    abstained=False,
    confidence=0.5,
    sentences=(Sentence("Rivers rose.", (1,), True), Sentence("Cows drowned.", (2,), True), Sentence("Pigs flew.")),
    citations=(
        Citation(1, HIT.article, HIT.passage.text, HIT.passage.start, HIT.passage.end, (OTHER.article,)),
        Citation(2, OTHER.article, OTHER.passage.text, OTHER.passage.start, OTHER.passage.end),
    ),
    retrieved=(HIT, OTHER),
    model="scripted",
)
DATED = replace(
    ANSWERED,
    text="2024-02-01: Eve Moss [1]\n2020-02-01: Jo Park [2]",
    sentences=(Sentence("Eve Moss", (1,), True, "2024-02-01"), Sentence("Jo Park", (2,), True, "2020-02-01")),
)
REFUSED = Answer("Q?", "Q?", "The articles do not say.", True, 0.0, (), (), (HIT,), "scripted")
TURNS = (
    SavedTurn("What rose?", "2025-01-01T10:00:00.000+00:00", "answered", "Rivers", ANSWERED, None, 1),
    SavedTurn("Q?", "2025-01-01T10:01:00.000+00:00", "refused", "", REFUSED, None, 2),
    SavedTurn("Who?", "2025-01-01T10:02:00.000+00:00", "answered", "", DATED, None, 3),
    SavedTurn("And?", "2025-01-01T10:03:00.000+00:00", "stopped", "Half an *ans", None, None, 4),
    SavedTurn("Part?", "2025-01-01T10:03:30.000+00:00", "stopped", "", replace(ANSWERED, stopped=True), None, 5),
    SavedTurn("Why?", "2025-01-01T10:04:00.000+00:00", "failed", "", None, "no passage fits", 6),
)
WHOLE = Conversation("abc234", "What rose?", "2025-01-01T10:00:00.000+00:00", "2025-01-01T10:04:00.000+00:00", TURNS)

MARKDOWN = """\
# What rose?

## What rose?

Rivers rose.[^1] Cows drowned.[^2] Pigs flew. *(not in the articles)*

## Q?

The articles do not say.

## Who?

2024-02-01: Eve Moss[^3]

2020-02-01: Jo Park[^4]

## And?

Half an \\*ans

*(stopped, not checked)*

## Part?

Rivers rose.[^5] Cows drowned.[^6] Pigs flew. *(not in the articles)*

*(stopped)*

## Why?

*(failed)* no passage fits

[^1]: “Rivers rose two metres.” — Article 3, Gazette, 2024-03-05, also in 1 more, <https://example.org/a_b>

[^2]: “Two cows drowned.” — Article 4, 4.md

[^3]: “Rivers rose two metres.” — Article 3, Gazette, 2024-03-05, also in 1 more, <https://example.org/a_b>

[^4]: “Two cows drowned.” — Article 4, 4.md

[^5]: “Rivers rose two metres.” — Article 3, Gazette, 2024-03-05, also in 1 more, <https://example.org/a_b>

[^6]: “Two cows drowned.” — Article 4, 4.md
"""


def test_markdown() -> None:
    assert conversation_markdown(WHOLE) == MARKDOWN


def test_json() -> None:
    printed = json.loads(json.dumps(conversation_json(WHOLE)))
    turns = printed.pop("turns")
    assert printed == {"id": "abc234", "title": "What rose?", "created": WHOLE.created, "updated": WHOLE.updated}
    first = {"question": "What rose?", "asked": TURNS[0].asked, "state": "answered"}
    assert turns[0] == {**first, "answer": json.loads(json.dumps(answer_json(ANSWERED)))}
    assert [turn["state"] for turn in turns] == [turn.state for turn in TURNS]
    assert turns[3].keys() == {"question", "asked", "state", "draft", "answer"}
    assert (turns[3]["draft"], turns[3]["answer"]) == ("Half an *ans", None)
    assert turns[5]["reason"] == "no passage fits"


def _markdown(answer: Answer) -> str:
    """What is written below the question."""
    turn = SavedTurn("Q?", TURNS[0].asked, "answered", answer=answer)
    return conversation_markdown(replace(WHOLE, turns=(turn,))).split("## Q?\n\n")[1]


def test_a_list_is_one_in_markdown_and_a_quote_just_said_is_not_said_again() -> None:
    items = (Sentence("Rivers rose two metres.", (1,), True), Sentence("1. Cows", (2,), True), Sentence("*Pigs*"))
    listed = replace(ANSWERED, kind=Kind.LIST, sentences=items, missing=("how many [pigs]",))
    assert _markdown(listed) == (
        "- Rivers rose two metres.[^1]\n\n1\\. Cows[^2]\n\n- \\*Pigs\\* *(not in the articles)*\n\n"
        "*The articles do not say how many \\[pigs\\].*\n\n"
        "[^1]: Article 3, Gazette, 2024-03-05, also in 1 more, <https://example.org/a_b>\n\n"
        "[^2]: “Two cows drowned.” — Article 4, 4.md\n"
    )


def test_sides_have_their_names_in_markdown() -> None:
    sides = (
        Sentence("It rose.", (1,), True, label="The *river*"),
        Sentence("It sank.", (1,), True, label="The *river*"),
        Sentence("They drowned.", (2,), True, label="Cows"),
    )
    assert _markdown(replace(ANSWERED, kind=Kind.COMPARISON, sentences=sides)).startswith(
        "**The \\*river\\***\n\nIt rose.[^1] It sank.[^1]\n\n**Cows**\n\nThey drowned.[^2]\n\n[^1]:"
    )


def test_a_refusal_has_what_is_nearest_as_quotes_in_markdown() -> None:
    refused = replace(REFUSED, nearest=ANSWERED.citations)
    assert _markdown(refused) == (
        "The articles do not say.\n\nNearest:\n\n> “Rivers rose two metres.”[^1]\n\n> “Two cows drowned.”[^2]\n\n"
        "[^1]: Article 3, Gazette, 2024-03-05, also in 1 more, <https://example.org/a_b>\n\n"
        "[^2]: Article 4, 4.md\n"
    )


# --- files


@pytest.mark.parametrize("name", ["chat.md", "chat.JSON", "naïve 👩‍👧.md"])
def test_a_file_is_written_once(tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    export(WHOLE, file)
    text = file.read_text("utf-8")
    assert text == MARKDOWN if name.endswith(".md") else json.loads(text) == conversation_json(WHOLE)
    with pytest.raises(FootnoteError, match="there already"):
        export(replace(WHOLE, title="Another"), file)
    assert file.read_text("utf-8") == text


@pytest.mark.parametrize(
    "name", ["chat", "chat.txt", ".md", "folder/none/chat.md", "a\0b.md", "x" * 300 + ".md", "d.md"]
)
def test_a_file_that_cannot_be_is_one_line(tmp_path: Path, name: str) -> None:
    (tmp_path / "d.md").mkdir()
    with pytest.raises(FootnoteError) as error:
        export(WHOLE, tmp_path / name)
    assert len(str(error.value).splitlines()) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["d.md"]


def test_half_a_file_is_not_left(tmp_path: Path) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hard))
    try:
        with pytest.raises(FootnoteError, match="cannot write"):
            export(replace(WHOLE, title="x" * 5000), tmp_path / "chat.md")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert list(tmp_path.iterdir()) == []


# --- whatever the texts hold

_READER = MarkdownIt("commonmark").enable("table").enable("strikethrough").use(footnote_plugin)
_BAD = [
    *("# a #", "1. one", "12) two", "- a", "+ b", "* c", "=====", "---", "> quote", "    code", "```\ncode", "~~~"),
    *("<script>", "<!-- ", "</h1>", "&amp;", "&#35;", "[a](http://b)", "![a](b)", "[^1]", "[^1]: x", "[a]: http://b"),
    *(
        "*a*",
        "__b__",
        "~~c~~",
        "`d`",
        "$x$",
        "a\n\n# b",
        "a\n===",
        "| a |\n|---|\n| b |",
        ": term",
        "\\",
        "a\\\n",
        "\t",
    ),
    *("\u2028# a", "\x0b- a", "\r\n# a", "\x85# b", "http://a.b/<c>", "www.a.b", "^sup^", "%", "-", "1.", "x  ", "“"),
]
_TEXT = st.one_of(
    st.lists(st.sampled_from(_BAD), min_size=1, max_size=4).map("".join),
    st.lists(st.sampled_from(_BAD), min_size=1, max_size=4).map("\n".join),
    st.text(st.characters(exclude_categories=()), max_size=30),
)


def _shown(token: Token) -> str:
    """What a reader sees of a paragraph or heading, without footnote marks; fails on anything that is no text."""
    parts = []
    for child in token.children or []:
        assert child.type in ("text", "text_special", "footnote_ref", "footnote_anchor", "em_open", "em_close"), child
        parts.append(child.content if child.type.startswith("text") else "")
    return "".join(parts)


def _read(markdown: str) -> tuple[list[str], list[str], int]:
    """Headings, other paragraphs and the number of footnotes; fails on any other block."""
    shown: dict[str, list[str]] = {"heading": [], "paragraph": []}
    notes, kind = 0, ""
    for token in _READER.parse(markdown):
        base = token.type.removesuffix("_open").removesuffix("_close")
        assert base in ("heading", "paragraph", "inline", "footnote_block", "footnote", "footnote_anchor"), token
        notes += token.type == "footnote_open"
        if token.type in ("heading_open", "paragraph_open"):
            kind = base
        elif token.type == "inline":
            shown[kind].append(_shown(token))
    return shown["heading"], shown["paragraph"], notes


def _plain(text: str) -> str:
    """The text as a reader is to see it, without what is no text."""
    from qa.answer.markdown import _steers

    return " ".join("".join(" " if _steers(one) else one for one in text).split())


@settings(max_examples=200)
@given(_TEXT, _TEXT, _TEXT, _TEXT)
def test_no_text_breaks_the_structure(question: str, sentence: str, quote: str, title: str) -> None:
    article = replace(HIT.article, title=title, text=quote, path=quote, url=None, source=sentence or None)
    answer = replace(
        ANSWERED,
        sentences=(Sentence(sentence, (1,), True), Sentence(question)),
        citations=(Citation(1, article, quote, 0, len(quote)),),
    )
    turns = (
        SavedTurn(question, "", "answered", "", answer),
        SavedTurn(title, "", "stopped", sentence),
        SavedTurn("Last?", "", "failed", "", None, quote),
    )
    markdown = conversation_markdown(Conversation("a", title, "", "", turns))
    markdown.encode()
    headings, paragraphs, notes = _read(markdown)
    assert headings == [_plain(title), _plain(question), _plain(title), "Last?"]
    assert notes == 1
    first = " ".join(filter(None, [_plain(sentence), _plain(question), "(not in the articles)"]))
    said = paragraphs[: 2 if begins_line(question) else 1]  # what looks like an item has a line of its own
    assert " ".join(" ".join(said).split()) == " ".join(first.split())
    assert f"“{_plain(quote)}”" in paragraphs[-1] or not shows_quote(answer, answer.citations[0])
    assert storable(markdown) == markdown


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "http://a b", "https://a>b", "https://a\n# b", "https://a\x1b", "ftp://a/*b*", ""]
)
def test_only_web_addresses_become_links(url: str) -> None:
    article = replace(HIT.article, url=url)
    answer = replace(ANSWERED, citations=(replace(ANSWERED.citations[0], article=article),))
    headings, _, notes = _read(conversation_markdown(replace(WHOLE, turns=(replace(TURNS[0], answer=answer),))))
    assert len(headings) == 2
    assert notes == 1


def test_the_page_of_a_quote_is_in_its_footnote() -> None:
    paged = replace(ANSWERED.citations[0], article=replace(HIT.article, pages=(0, 0)))
    turn = replace(TURNS[0], answer=replace(ANSWERED, citations=(paged, ANSWERED.citations[1])))
    assert "Article 3, Gazette, 2024-03-05, p. 2, also in 1 more" in conversation_markdown(
        replace(WHOLE, turns=(turn,))
    )
