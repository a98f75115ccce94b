"""The real program with the embedded models in a real terminal: painted by Textual, seen through tmux."""

from __future__ import annotations

import re

import pytest

from scripts.terminal import FOOTNOTE, Terminal, boxed, has_tmux

pytestmark = [pytest.mark.models, pytest.mark.skipif(not has_tmux(), reason="tmux is not installed")]

QUESTION = "When was the Ever Given refloated?"
QUOTE = (
    "The container ship Ever Given was refloated in the Suez Canal on March 29, 2021, six days after it ran aground "
    "and blocked one of the busiest shipping routes in the world."
)
# Text, and the escape sequences that say how it looks.
_PIECE = re.compile(r"\x1b\[([\d;]*)m|([^\x1b]+)")


def chat_in_terminal(*flags: str) -> Terminal:
    """`footnote chat` in the home folder of this test."""
    return Terminal([*FOOTNOTE, "chat", *flags], columns=120, rows=36)


def bold_words(styled: str) -> str:
    """All that stands in bold letters on a background of its own, in one line."""
    bold, coloured, found = False, False, []
    for codes, text in _PIECE.findall(styled):
        if not text:
            bold = codes == "1" or (bold and codes not in ("", "0"))
            coloured = codes.startswith("48;") or (coloured and codes not in ("", "0", "49"))
        elif bold and coloured:
            found.append(text)
    return " ".join(" ".join(found).split())


def left_column(screen: str) -> list[str]:
    """The conversation: what stands left of the passages or the article."""
    return [line[:66].rstrip() for line in screen.splitlines()[1:12]]


def test_ask_open_the_footnote_quit_and_come_back() -> None:
    with chat_in_terminal() as terminal:
        terminal.wait_for("ready", seconds=300)
        assert QUOTE not in bold_words(terminal.screen(styled=True))
        terminal.type(QUESTION)
        terminal.press("Enter")
        asked = terminal.wait_for("Answer ─", seconds=300)
        assert "March 29, 2021" in boxed(asked)
        terminal.press("Tab", "Enter")
        terminal.wait_for("─ [1] ─")
        terminal.wait(lambda _: QUOTE in bold_words(terminal.screen(styled=True)), "the highlighted quote")
        before = left_column(terminal.screen())
        terminal.press("C-q")
        assert terminal.wait_for_end() == 0

    with chat_in_terminal("--resume") as terminal:
        terminal.wait_for("Answer ─", seconds=300)
        terminal.wait_for("ready", seconds=300)
        terminal.press("Tab", "Enter")
        terminal.wait(lambda _: QUOTE in bold_words(terminal.screen(styled=True)), "the highlighted quote")
        after = left_column(terminal.screen())
        assert [_unpainted(line) for line in after] == [_unpainted(line) for line in before]
        terminal.press("C-q")
        assert terminal.wait_for_end() == 0


def _unpainted(line: str) -> str:
    """A line without what a new start does not know: how fast the model wrote."""
    return re.sub(r"[─ ]*[\d.]+ m?s( · \d+ tokens/s)?", "", line)
