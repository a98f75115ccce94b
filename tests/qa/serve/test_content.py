"""An answer as a chat message."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from qa.question.kind import Kind
from qa.serve.content import content_of
from qa.serve.recall import Recall
from qa.types import Answer, Citation, Sentence
from tests.fakes import hit_of

HIT = hit_of("The mill was shut. It was old.", title="Mill shut", date="2024-03-05")
CITED = Citation(1, HIT.article, "The mill was shut.", 0, 18)
OTHER = Citation(2, HIT.article, "It was old.", 19, 30)
LISTED = (Sentence("One.", (1, 2), True), Sentence("Two.", (2,), True), Sentence("Three."))
SAID = Answer(
    "What?", "What?", "", False, 1.0, LISTED, (CITED, OTHER), (HIT,), "m", kind=Kind.LIST, missing=("a fourth",)
)


def test_marks_are_where_the_annotations_say() -> None:
    content = content_of(SAID)
    marks = [
        content.text[one["url_citation"]["start_index"] : one["url_citation"]["end_index"]]
        for one in content.annotations
    ]
    assert marks == ["[1]", "[2]", "[2]"]
    said, _, notes = content.text.partition("\n\nThe articles do not say a fourth.\n\n")
    assert said == "- One. [1] [2]\n- Two. [2]\n- Three. [unsupported]"
    assert notes == (
        "[1] “The mill was shut.” — Mill shut · 2024-03-05 · 1.md  \n[2] “It was old.” — Mill shut · 2024-03-05 · 1.md"
    )


def test_a_refusal_shows_what_is_nearest() -> None:
    refused = replace(SAID, abstained=True, text="Not said.", sentences=(), citations=(), nearest=(CITED,), missing=())
    assert content_of(refused).text == (
        "Not said.\n\nNearest:\n\n[1] “The mill was shut.” — Mill shut · 2024-03-05 · 1.md"
    )
    assert content_of(refused).annotations == ()


@given(st.text(), st.text(), st.text())
def test_nothing_in_it_is_a_link_a_picture_or_html(sentence: str, quote: str, title: str) -> None:
    article = replace(HIT.article, title=f"![x](https://evil.example/{title})", path="<img src=x>")
    cited = replace(CITED, article=article, quote=f"{quote}<b>`a`")
    said = replace(SAID, sentences=(Sentence(f"[x](http://evil) {sentence}", (1,), True),), citations=(cited,))
    kinds = {
        child.type for token in MarkdownIt("commonmark").parse(content_of(said).text) for child in token.children or ()
    }
    assert not kinds & {"link_open", "image", "html_inline", "code_inline"}


def test_an_answer_that_comes_back_as_text_is_known_again() -> None:
    recall = Recall(most=2)
    text = content_of(SAID).text
    recall.keep(text, SAID)
    turn = recall.turn("What again?", f"{text}\n")
    assert (turn.question, turn.kind, turn.sentences) == ("What again?", Kind.LIST, LISTED)
    assert [one.quote for one in turn.citations] == [CITED.quote, OTHER.quote]
    assert {one.article.text for one in turn.citations} == {""}
    for other in "ab":
        recall.keep(other, SAID)
    assert recall.turn("What?", text).sentences == ()
