"""An answer in a notebook: HTML and Markdown in which nothing that an article says is markup."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from qa.answer.html import answer_html
from qa.question.kind import Kind
from qa.types import Answer, Citation, Sentence
from tests.fakes import hit_of

HIT = hit_of("The mill was shut. It was old.", title="Mill shut", source="Gazette", date="2024-03-05")
CITED = Citation(1, HIT.article, "The mill was shut.", 0, 18)
SAID = Answer("What?", "What?", "It was. [1]", False, 1.0, (Sentence("It was.", (1,), True),), (CITED,), (HIT,), "m")
_OWN = {"div", "p", "ul", "li", "sup", "dl", "dt", "dd", "q", "em", "strong", "a"}


class _Tags(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str | None] = []
        self.words = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value for name, value in attributes if name == "href"]
        assert {name for name, _ in attributes} <= {"href", "rel"}

    def handle_data(self, data: str) -> None:
        self.words += data


def test_an_answer_with_its_footnote() -> None:
    html = _Tags(SAID._repr_html_())
    assert html.words == "It was.[1][1] Mill shut · Gazette · 2024-03-05 · 1.mdThe mill was shut."
    assert html.links == []
    assert SAID._repr_markdown_() == (
        "It was.[^1]\n\n[^1]: “The mill was shut.” — Mill shut, Gazette, 2024-03-05, 1.md"
    )


def test_lists_refusals_and_links() -> None:
    listed = (Sentence("One.", (1,), True), Sentence("Two.", (), False))
    html = _Tags(answer_html(replace(SAID, kind=Kind.LIST, sentences=listed, missing=("the third",))))
    assert html.tags[:4] == ["div", "ul", "li", "sup"]
    assert "(not in the articles)" in html.words
    assert "The articles do not say the third." in html.words
    refused = replace(SAID, abstained=True, text="Not said.", sentences=(), citations=(), nearest=(CITED,))
    assert _Tags(answer_html(refused)).words.startswith("Not said.Nearest:[1] Mill shut")
    for url, links in (("https://example.org/a?b&c", 1), ("javascript:alert(1)", 0), ('https://x/"onclick="', 1)):
        article = replace(HIT.article, url=url)
        shown = _Tags(answer_html(replace(SAID, citations=(replace(CITED, article=article),))))
        assert shown.links == [url] * links


@given(st.text(), st.text(), st.text())
def test_no_text_is_markup(sentence: str, title: str, quote: str) -> None:
    article = replace(HIT.article, title=f"{title}<script>alert(1)</script>", path="<img src=x>", source=title)
    cited = replace(CITED, article=article, quote=f"<b>{quote}")
    html = answer_html(replace(SAID, sentences=(Sentence(f"<i>{sentence}", (1,), True),), citations=(cited,)))
    assert set(_Tags(html).tags) <= _OWN
