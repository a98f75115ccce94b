"""The line of keys at the bottom."""

from __future__ import annotations

from dataclasses import dataclass

from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import Footer
from textual.widgets._footer import FooterKey


@dataclass(frozen=True, slots=True)
class _Key:
    """A key as it is shown."""

    key: str
    display: str
    description: str
    action: str
    enabled: bool
    tooltip: str
    is_palette: bool = False


class KeyFooter(Footer):
    """Textual's footer, composed anew only where the keys change. Textual's own does so at every change of the focus,
    and keeps each key that it ever showed: its keys watch its `compact`, and are let go only when that changes.
    """

    def __init__(self) -> None:
        super().__init__()
        self._keys: tuple[_Key, ...] = ()

    def compose(self) -> ComposeResult:
        self.styles.grid_size_columns = sum(not key.is_palette for key in self._keys)
        for key in self._keys:
            shown = FooterKey(
                key.key,
                key.display,
                key.description,
                key.action,
                disabled=not key.enabled,
                tooltip=key.tooltip,
                classes="-command-palette -compact" if key.is_palette else "",
            )
            shown.set_reactive(FooterKey.compact, key.is_palette)
            yield shown

    def bindings_changed(self, screen: Screen[object]) -> None:
        if screen.app.app_focus and self.is_attached and screen is self.screen:
            self.call_after_refresh(self._follow)

    async def _follow(self) -> None:
        keys = self._active()
        if keys != self._keys:
            self._keys = keys
            await self.recompose()

    def _active(self) -> tuple[_Key, ...]:
        """The first key of each action that is to be shown, and the palette's at the end."""
        active = self.screen.active_bindings
        keys: dict[str, _Key] = {}
        for _, binding, enabled, tooltip in active.values():
            if binding.show:
                display = self.app.get_key_display(binding)
                key = _Key(binding.key, display, binding.description, binding.action, enabled, tooltip)
                keys.setdefault(binding.action, key)
        found = list(keys.values())
        # by its action: the configuration may have given it another key than Textual's COMMAND_PALETTE_BINDING
        palettes = (one for one in active.values() if one.binding.action == "command_palette")
        if palette := next(palettes, None):
            _, binding, enabled, tooltip = palette
            display, about = self.app.get_key_display(binding), binding.tooltip or binding.description
            found.append(_Key(binding.key, display, binding.description, binding.action, enabled, about, True))
        return tuple(found)
