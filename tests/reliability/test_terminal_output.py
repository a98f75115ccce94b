"""Nothing but text reaches a terminal, a pipe or an export, whatever articles, file names and arguments hold."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.embed import MiniLM
from index.types import Article, Problem
from index.walk import printable
from qa.addresses import is_web, web_address
from qa.chats.export import conversation_markdown
from qa.chats.saved import Conversation, SavedTurn
from qa.cli import main
from qa.cli.answers import answer_lines, answer_text
from qa.cli.index import report
from qa.cli.render import article_text, context_lines, hit_text
from qa.cli.style import Style
from qa.contract import answer_json, json_text
from qa.types import Answer, Citation, Sentence
from scripts.trials.printed import Place, printed, unprintable
from tests.fakes import hit_of
from tui.plain import plain

EVIL = "\x1b]0;owned\x07\x1b[2J\x9b31m\u202e\u2066\u200bx\u2060\ufeff\U000e0041\xad\r\x7f\u2028y"
COLOURED = Style(80, colour=True)


def test_a_hostile_byte_is_seen() -> None:
    assert unprintable("naïve “東京” 👩\u200d🚀\n", on_terminal=False) is None
    assert unprintable("\x1b[1mbold\x1b[0m\r\n", on_terminal=True) is None
    assert unprintable("\x1b[1mbold\x1b[0m", on_terminal=False)
    for one in ("\x1b[2J", "\x1b]0;x\x07", "\x9b", "\u202e", "\u200b", "\U000e0041", "\udcff"):
        assert unprintable(one, on_terminal=True)


@given(st.recursive(st.text(), lambda inside: st.lists(inside) | st.dictionaries(st.text(), inside), max_leaves=9))
def test_json_loses_nothing_and_is_printable(value: object) -> None:
    written = json_text({"value": [value, EVIL]}, indent=2)
    assert json.loads(written) == {"value": [value, EVIL]}
    assert unprintable(written, on_terminal=False) is None
    assert json_text("naïve 東京 🙂") == '"naïve 東京 🙂"'


@given(st.text(st.sampled_from(f"{EVIL}ab\n ")))
def test_text_in_the_chat_keeps_its_offsets_and_steers_nothing(text: str) -> None:
    assert len(plain(text)) == len(text)
    assert unprintable(plain(text), on_terminal=False) is None


def test_file_names_keep_their_letters() -> None:
    assert printable("naïve 東京\u3000क\u200dष.md") == "naïve 東京\u3000क\u200dष.md"
    assert printable("a\u200b\u202e\U000e0041\n.md") == "a\\u200b\\u202e\\U000e0041\\n.md"


def test_answers_articles_and_hits_are_text() -> None:
    article = Article("id", f"a{EVIL}.md", f"T{EVIL}", f"The {EVIL} end", f"S{EVIL}", "2024-01-02", f"https://x/{EVIL}")
    citation = Citation(1, article, article.text, 0, len(article.text), (article,))
    hit = hit_of(f"A {EVIL} passage", title=f"T{EVIL}", source=EVIL, url=EVIL, path=EVIL, copies=(article,))
    sentences = (Sentence(f"Said {EVIL}.", (1,), True), Sentence(EVIL))
    said = Answer(EVIL, EVIL, f"Said {EVIL}.\n{EVIL}", False, 1.0, sentences, (citation,), (hit,), f"model{EVIL}")
    refused = Answer(EVIL, EVIL, EVIL, True, 0.0, (), (), (hit,), EVIL)
    shown = [
        *(answer_text(one, COLOURED) for one in (said, refused)),
        *(answer_lines(one, COLOURED) for one in (said, refused)),
        *(json_text(answer_json(one)) for one in (said, refused)),
        context_lines(citation),
        hit_text(1, hit, COLOURED),
        article_text(article, COLOURED),
        conversation_markdown(Conversation("1", EVIL, turns=(SavedTurn(EVIL, "", "answered", answer=said),))),
    ]
    assert [unprintable(one, on_terminal=True) for one in shown] == [None] * len(shown)


@pytest.mark.parametrize(
    "arguments",
    [
        ["show", EVIL],
        ["index", f"/nowhere/{EVIL}"],
        ["search", "boats", "--library", f"/nowhere/{EVIL}"],
        ["search", "boats", "-k", EVIL],
        ["search", "boats", f"--{EVIL}"],
        ["ask", "Who?", "--since", EVIL],
        ["ask", "Who?", "--model", f"{EVIL}.gguf"],
        ["chat", "--port", EVIL],
        [EVIL],
    ],
)
def test_errors_that_name_what_was_given_are_one_line_of_text(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FOOTNOTE_LIBRARY", str(tmp_path / f"none{EVIL}"))
    try:
        code = main(arguments)
    except SystemExit as left:
        code = left.code  # type: ignore[assignment]
    out, err = capsys.readouterr()
    assert (code, out) == (2, "")
    assert len(err.splitlines()) == 1
    assert unprintable(err, on_terminal=False) is None


def test_what_indexing_skipped_is_said_in_text(capsys: pytest.CaptureFixture[str]) -> None:
    from index.types import Summary

    report(Summary(problems=[Problem(f"a{EVIL}", f"bad {EVIL}")]), Path(f"/library{EVIL}"))
    err = capsys.readouterr().err
    assert len(err.splitlines()) == 2
    assert unprintable(err, on_terminal=False) is None


def test_only_addresses_on_the_web_are_shown() -> None:
    bad = (
        "javascript:alert(1)",
        "file:///etc/passwd",
        "data:text/html,x",
        "https://",
        "http://[",
        "https://x/\u202e",
        EVIL,
    )
    for url in bad:
        article = Article("id", "a.md", "Title", "Text.", url=url)
        assert not is_web(url)
        assert web_address(article) == ""
        citation = Citation(1, article, "Text.", 0, 5)
        shown = article_text(article, COLOURED) + context_lines(citation)
        assert url not in shown
    assert is_web("https://example.org/a_(b)?c=d#e")


@pytest.mark.models
def test_commands_over_hostile_articles_print_text_and_touch_nothing(tmp_path: Path) -> None:
    """A few of the commands that scripts/reliability.py runs, in processes of their own."""
    for tally in printed(Place.made(tmp_path), MiniLM(), seed=1, most=4):
        assert tally.failures == ()
