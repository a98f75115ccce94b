"""What a model writes as Markdown, and what an article says in stars."""

from __future__ import annotations

import pytest
from textual.content import Content

from qa.types import Sentence
from tests.tui.chat_script import answer, article, citation
from tui.lines import answer_content
from tui.markdown import rendered, rendered_lines


def _styled(content: Content, style: str) -> list[str]:
    return [content.plain[span.start : span.end] for span in content.spans if str(span.style) == style]


def test_emphasis_code_and_links_are_styles_and_not_signs() -> None:
    content = rendered("**Bessent** led _them_, says `a.md` and [the wire](https://example.org).")
    assert content.plain == "Bessent led them, says a.md and the wire (https://example.org)."
    assert _styled(content, "bold") == ["Bessent"]
    assert _styled(content, "italic") == ["them"]
    assert _styled(content, "underline") == ["the wire"]


@pytest.mark.parametrize(
    "text",
    [
        "2*3*4 is 24",
        "a **half",
        "snake_case_name",
        "<b>no tags</b>",
        "[bold red]no markup[/]",
        "5 * 4",
        "",
        " ",
        "~~x~~",
        "x**2 + y**2",
        "2**3**2",
        "f(a*b)*c*d",
        "a **b**2",
        "a *b*c",
        "x***b***",
        "__init__ and __main__",
        "___init___",
        "C:\\*x\\_y",
        "\\*x\\*",
        "count(*) and sum(*)",
        "SELECT *, count(*) FROM x",
        "![chart](https://example.org/a.png)",
        "[![chart](a.png)](https://example.org)",
        '[the wire](https://example.org "its title")',
        "names[0](x)",
        "see <https://example.org/a>",
        "a &#8238;gnp&#8236; b",
        "A&amp;B",
    ],
)
def test_what_is_not_markdown_stays_as_it_is(text: str) -> None:
    assert rendered(text).plain == text
    assert not rendered(text).spans


@pytest.mark.parametrize(
    ("text", "said", "bold", "italic"),
    [
        ("so **bold** it", "so bold it", ["bold"], []),
        ("so *it* was", "so it was", [], ["it"]),
        ("x (**bold**).", "x (bold).", ["bold"], []),
        ('"**bold**," he said', '"bold," he said', ["bold"], []),
        ("“*it*”", "“it”", [], ["it"]),
        ("**two words**: x", "two words: x", ["two words"], []),
        ("__two words__", "two words", ["two words"], []),
        ("***both***", "both", ["both"], ["both"]),
        ("**2*3*4**", "2*3*4", ["2", "*", "3", "*", "4"], []),
        ("[**the wire**](https://example.org/a_(b))", "the wire (https://example.org/a_(b))", ["the wire"], []),
        ("x**2 is **bold**", "x**2 is bold", ["bold"], []),
    ],
)
def test_ordinary_emphasis(text: str, said: str, bold: list[str], italic: list[str]) -> None:
    content = rendered(text)
    assert content.plain == said
    assert _styled(content, "bold") == bold
    assert _styled(content, "italic") == italic


def test_items_and_headings() -> None:
    content = rendered_lines("## The talks\n- Madrid\n* Geneva\n1. London\nand **so")
    assert content.plain == "The talks\n• Madrid\n• Geneva\n1. London\nand **so"
    assert _styled(content, "bold") == ["The talks"]


def test_no_escape_sequence_survives() -> None:
    assert "\x1b" not in rendered("**\x1b[31mred\x1b[0m**").plain


@pytest.mark.parametrize(
    "text",
    ["a &#8238;gnp&#8236; b", "`&#x202e;`", "[a](https://example.org/&#8238;b)", "[a&#27;[0m](b&#27;)", "\u202ea"],
)
def test_no_character_that_steers_survives(text: str) -> None:
    assert not set("\u202e\u202c\x1b") & set(rendered(text).plain)


def test_an_answer_that_the_model_wrote_is_rendered() -> None:
    said = answer_content(
        answer(
            "Why?",
            Sentence("- The **canal** was blocked.", (1,), True),
            Sentence("- Nobody *knows* why.", (), False),
        )
    )
    assert said.plain == "• The canal was blocked. [1]\n• Nobody knows why. (not in the articles)"
    assert _styled(said, "bold") == ["canal"]


def test_an_articles_own_words_are_never_markdown() -> None:
    words = "The *Marsh Queen* and the **Ellen**."
    source = article("ships", f"{words} And more.")
    said = answer_content(answer("Which?", Sentence(words, (1,), True), citations=(citation(1, source, words),)))
    assert said.plain == f"{words} [1]"


def test_an_articles_words_are_known_however_they_are_spaced() -> None:
    words = "The *Marsh\n Queen* sank."
    source = article("ships", f"{words} And more.")
    said = answer_content(
        answer("Which?", Sentence("The *Marsh  Queen* sank.", (1,), True), citations=(citation(1, source, words),))
    )
    assert said.plain == "The *Marsh  Queen* sank. [1]"


def test_an_ordinary_answer_is_one_paragraph() -> None:
    said = answer_content(answer("Why?", Sentence("It was.", (1,), True), Sentence("It is.", (1,), True)))
    assert said.plain == "It was. [1] It is. [1]"
