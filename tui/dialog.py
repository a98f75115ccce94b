"""Small dialogs: a box in the middle, Enter takes it, Esc leaves it."""

from __future__ import annotations

import asyncio
from pathlib import Path

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.suggester import Suggester
from textual.widgets import Input, Static

DIALOG_BINDINGS: tuple[Binding, ...] = (
    Binding("escape", "cancel", "Cancel", id="dialog_cancel", tooltip="Leave the dialog, or stop the indexing"),
    Binding("down", "app.focus_next", "Next field", show=False, id="dialog_next"),
    Binding("up", "app.focus_previous", "Previous field", show=False, id="dialog_previous"),
)


class LineScreen(ModalScreen[str | None]):
    """Asks for one line."""

    BINDINGS = [*DIALOG_BINDINGS]  # noqa: RUF012 - as Textual declares it

    def __init__(
        self, title: str, explanation: str, placeholder: str, suggester: Suggester | None = None, value: str = ""
    ) -> None:
        """`value` is what the line holds to begin with."""
        super().__init__()
        self._title = title
        self._explanation = explanation
        self._completes = "→ complete · " if suggester is not None else ""
        self._input = Input(value, placeholder, suggester=suggester, id="line", select_on_focus=False)
        self._input.cursor_position = len(value)

    def compose(self) -> ComposeResult:
        with Vertical(id="line-dialog", classes="dialog") as box:
            box.border_title = self._title
            box.border_subtitle = f"enter go · {self._completes}esc cancel"
            yield Static(Content(self._explanation))
            yield self._input

    def on_mount(self) -> None:
        self._input.focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if wanted := event.value.strip():
            self.dismiss(wanted)

    def action_cancel(self) -> None:
        self.dismiss(None)


class PathSuggester(Suggester):
    """Completes the path of a folder, or of a file that ends in `suffix`."""

    def __init__(self, suffix: str = "") -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._suffix = suffix

    async def get_suggestion(self, value: str) -> str | None:
        return await asyncio.to_thread(completed, value, self._suffix) if value else None


def completed(begun: str, suffix: str = "") -> str | None:
    """`begun` with the rest of the first name that fits."""
    folder, slash, start = begun.rpartition("/")
    try:
        names = sorted(Path(folder + slash or ".").expanduser().iterdir())
        for path in names:
            hidden = path.name.startswith(".") and not start.startswith(".")
            wanted = path.is_dir() or bool(suffix and path.name.endswith(suffix))
            if path.name.startswith(start) and path.name != start and wanted and not hidden:
                return folder + slash + path.name
    except (OSError, RuntimeError):  # no such folder, one that may not be read, or ~ of nobody
        return None
    return None
