"""The screen that lists the keys."""

from __future__ import annotations

from itertools import groupby
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from tui.actions import Keymap, actions, shown


class KeysScreen(ModalScreen[None]):
    """All keys at a glance, made from the bindings themselves."""

    BINDINGS: ClassVar[list[BindingType]] = [("escape,q,f1,question_mark,enter", "dismiss", "Close")]

    def __init__(self, keymap: Keymap) -> None:
        super().__init__()
        self._keymap = keymap

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="keys", classes="dialog") as box:
            box.border_title = "Keys"
            box.border_subtitle = "esc close"
            yield Static(keys_content(self._keymap))


def keys_content(keymap: Keymap) -> Content:
    """A heading for each section, and a line for each action."""
    known = actions(keymap)
    names = {one.id: " ".join(map(shown, one.keys)) for one in known}
    width = max(map(len, names.values())) + 2
    lines: list[Content] = []
    for section, those in groupby(known, lambda one: one.section):
        lines += [Content(), Content.styled(section, "bold")]
        lines += [Content.assemble((names[one.id].ljust(width), "bold $text-accent"), one.does) for one in those]
    return Content("\n").join(lines[1:])
