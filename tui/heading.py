"""The line on top: what this is, and which articles are asked."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static

from tui.plain import one_line


class Heading(Static):
    """Title and subtitle; with a filter, its words instead of the subtitle, so that they are never cut off."""

    def __init__(self, title: str, subtitle: str) -> None:
        super().__init__("", id="heading", markup=False)
        self._title = one_line(title)
        self._subtitle = one_line(subtitle)
        self.show("", "")

    def name_library(self, subtitle: str) -> None:
        """Other articles are asked from now on; `show` shows it."""
        self._subtitle = one_line(subtitle)

    def show(self, filtered: str, clear: str) -> None:
        """`filtered` says which articles are asked, `clear` is the key that asks all again."""
        self.set_class(bool(filtered), "-filtered")
        title = Content.styled(self._title, "bold $text-accent")
        if filtered:
            hint = (f"  {clear} clears it", "$foreground 60%")
            self.update(Content.assemble(title, "  only ", (filtered, "bold $text-warning"), hint))
        else:
            self.update(Content.assemble(title, (f"  {self._subtitle}", "$foreground 60%")))
