"""The screen that lists the keys."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

KEYS = (
    ("Enter", "ask; on a footnote or passage: open the article"),
    ("Tab", "from the prompt to the newest footnotes, and on"),
    ("↑ ↓", "earlier questions; among footnotes and passages"),
    ("Esc", "stop the answer; close the reader; back to the prompt"),
    ("n  p", "in the reader: next and previous"),
    ("PgUp PgDn", "scroll the conversation"),
    ("F2", "show or hide the passages"),
    ("Ctrl+L", "new chat"),
    ("Ctrl+P", "command palette: theme and more"),
    ("Ctrl+C", "copy the selection, or quit"),
    ("Ctrl+Q", "quit"),
)


class KeysScreen(ModalScreen[None]):
    """All keys at a glance."""

    BINDINGS: ClassVar[list[BindingType]] = [("escape,q,f1,question_mark,enter", "dismiss", "Close")]

    def compose(self) -> ComposeResult:
        width = max(len(key) for key, _ in KEYS)
        lines = [Content.assemble((key.ljust(width + 2), "bold $text-accent"), does) for key, does in KEYS]
        with VerticalScroll(id="keys") as box:
            box.border_title = "Keys"
            box.border_subtitle = "esc close"
            yield Static(Content("\n").join(lines))
