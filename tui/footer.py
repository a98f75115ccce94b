"""The line of keys at the bottom."""

from __future__ import annotations

from dataclasses import dataclass, replace

from rich.cells import cell_len
from textual.content import Content
from textual.events import Leave, MouseDown, MouseMove
from textual.screen import Screen
from textual.widget import Widget

from tui.later import after_refresh

_PALETTE = "command_palette"
_KEY = "bold $footer-key-foreground on $footer-key-background"
_ABOUT = "$footer-description-foreground on $footer-description-background"
_HOVERED = "on $block-hover-background"
_EDGE = ("▏", "$foreground 20%")


@dataclass(frozen=True, slots=True)
class Key:
    """A key as it is shown, and the first of its cells on the line."""

    key: str
    display: str
    description: str
    action: str
    enabled: bool
    tooltip: str
    at: int = 0

    @property
    def width(self) -> int:
        """In cells, with the spaces around."""
        return cell_len(self.display) + cell_len(self.description) + 3

    def content(self, *, hovered: bool) -> Content:
        """As it is painted."""
        content = Content.assemble((f" {self.display} ", _KEY), (f"{self.description} ", _ABOUT))
        content = content if self.enabled else content.stylize("dim")
        return content.stylize(_HOVERED) if hovered else content


class KeyFooter(Widget):
    """The keys that do something now, as a line of text: Textual's own footer mounts a widget for each at every change
    of the focus, which lays the whole screen out again. Click a key to press it.
    """

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    KeyFooter { dock: bottom; height: 1; color: $footer-foreground; background: $footer-background; }
    KeyFooter:hover { pointer: pointer; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._active: tuple[Key, ...] = ()
        self._hovered: Key | None = None

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, self._bindings_changed)

    def on_unmount(self) -> None:
        self.screen.bindings_updated_signal.unsubscribe(self)

    def _bindings_changed(self, screen: Screen[object]) -> None:
        if screen.app.app_focus and self.is_attached and screen is self.screen:
            after_refresh(self, self._follow)

    def _follow(self) -> None:
        active = self._bound()
        if active != self._active:
            self._active = active
            self.refresh()

    def _bound(self) -> tuple[Key, ...]:
        """The first key of each action that is to be shown, the palette's last."""
        keys: dict[str, Key] = {}
        for _, binding, enabled, tooltip in self.screen.active_bindings.values():
            if binding.show or binding.action == _PALETTE:
                display = self.app.get_key_display(binding)
                about = tooltip or binding.tooltip
                keys.setdefault(
                    binding.action, Key(binding.key, display, binding.description, binding.action, enabled, about)
                )
        palette = keys.pop(_PALETTE, None)
        return (*keys.values(), *([palette] if palette else []))

    def placed(self) -> tuple[Key, ...]:
        """Those there is room for, in their places: the palette's at the right end if all fit, else left out first."""
        room, at = self.size.width, 0
        placed: list[Key] = []
        for key in self._active:
            is_palette = key.action == _PALETTE
            if at + key.width + is_palette > room:
                break
            placed.append(replace(key, at=room - key.width if is_palette else at))
            at += key.width
        return tuple(placed)

    def render(self) -> Content:
        line = Content()
        for key in self.placed():
            if key.action == _PALETTE:
                line = Content.assemble(line, " " * (key.at - line.cell_length - 1), _EDGE)
            line += key.content(hovered=self._hovered is not None and key.action == self._hovered.action)
        return line

    def _key_at(self, x: int) -> Key | None:
        return next((key for key in self.placed() if key.at <= x < key.at + key.width), None)

    def on_mouse_move(self, event: MouseMove) -> None:
        self._hover(self._key_at(event.x))

    def on_leave(self, _event: Leave) -> None:
        self._hover(None)

    def _hover(self, key: Key | None) -> None:
        if key != self._hovered:
            self._hovered = key
            self.tooltip = key.tooltip or None if key else None
            self.refresh()

    def on_mouse_down(self, event: MouseDown) -> None:
        if (key := self._key_at(event.x)) is None:
            return
        if key.enabled:
            self.app.simulate_key(key.key)
        else:
            self.app.bell()
