"""Every action that has a key, with the keys it has after the configuration: for the help, and to check a keymap."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations

from textual.binding import Binding, BindingType
from textual.keys import Keys, _character_to_key, format_key

from index.errors import FootnoteError
from tui.bindings import CHAT_BINDINGS
from tui.browser import LibraryScreen
from tui.chat import Chat
from tui.conversation import Earlier
from tui.dialog import DIALOG_BINDINGS
from tui.evidence import EvidencePanel
from tui.footnotes import PlaceRow
from tui.history import ConversationsScreen
from tui.libraries import LibrariesScreen
from tui.prompt import Prompt
from tui.reader import Reader
from tui.rows import RowList

Keymap = Mapping[str, str]

EVERYWHERE = "Chat"
_SECTIONS: tuple[tuple[str, Iterable[BindingType]], ...] = (
    (EVERYWHERE, (*CHAT_BINDINGS, *Chat.BINDINGS)),
    ("Question", Prompt.BINDINGS),
    ("Footnotes", (*PlaceRow.BINDINGS, *Earlier.BINDINGS)),
    ("Passages", EvidencePanel.BINDINGS),
    ("Article", Reader.BINDINGS),
    ("Library", LibraryScreen.BINDINGS),
    ("Conversations", ConversationsScreen.BINDINGS),
    ("Libraries", LibrariesScreen.BINDINGS),
    ("Lists", RowList.BINDINGS),
    ("Dialogs", DIALOG_BINDINGS),
)
# A screen and the list on it listen to the same keys.
_TOGETHER = ({"Library", "Lists"}, {"Conversations", "Lists"}, {"Libraries", "Lists"})
_MODIFIERS = {"ctrl", "shift", "alt", "super", "hyper", "meta"}
_SPOKEN = {"enter": "Enter", "pageup": "PgUp", "pagedown": "PgDn"}
_NAMED = {key.value.rpartition("+")[2] for key in Keys}


@dataclass(frozen=True, slots=True)
class Action:
    """Something a key does: `id` is its name in the configuration, `section` where it works."""

    id: str
    section: str
    keys: tuple[str, ...]
    does: str


def actions(keymap: Keymap) -> tuple[Action, ...]:
    """All of them, section by section."""
    found = []
    for section, bindings in _SECTIONS:
        for binding in bindings:
            assert isinstance(binding, Binding)
            assert binding.id, f"{binding} cannot be rebound"
            keys = _split(keymap.get(binding.id, binding.key))
            found.append(Action(binding.id, section, keys, binding.tooltip or binding.description))
    return tuple(found)


def check_keymap(keymap: Keymap) -> None:
    """Raises FootnoteError, one line, for unknown actions, keys that are none, and keys that would do two things."""
    default = {one.id: one for one in actions({})}
    for name, keys in keymap.items():
        if name not in default:
            raise FootnoteError(
                f"unknown action '{name}' under [keys]", f"the actions are {', '.join(sorted(default))}", "invalid"
            )
        for key in _split(keys):
            if not _is_key(key):
                raise FootnoteError(
                    f"'{name}' under [keys] has {key!r}, which is no key", "write it as f8, ctrl+g or n", "invalid"
                )
    for one, other in combinations(actions(keymap), 2):
        both = set(one.keys) & set(other.keys)
        allowed = set(default[one.id].keys) & set(default[other.id].keys)
        if _meet(one.section, other.section) and (clash := both - allowed):
            raise FootnoteError(
                f"'{one.id}' and '{other.id}' under [keys] both have the key {min(clash)}",
                "give one of them another",
                "invalid",
            )


def shown(key: str) -> str:
    """A key as people write it: `Ctrl+E`, `F1`, `?`."""
    *modifiers, last = key.split("+")
    name = _SPOKEN.get(last) or format_key(last)
    if len(name) > 1 or modifiers:
        name = name[:1].upper() + name[1:]
    return "+".join([*(modifier.capitalize() for modifier in modifiers), name])


def keys_of(action: str, keymap: Keymap) -> str:
    """The keys of one action, as people write them."""
    return next(" ".join(map(shown, one.keys)) for one in actions(keymap) if one.id == action)


def _split(keys: str) -> tuple[str, ...]:
    names = (key.strip() for key in keys.split(","))
    return tuple(_character_to_key(name) if len(name) == 1 else name for name in names)


def _is_key(key: str) -> bool:
    *modifiers, last = key.split("+")
    known = len(last) == 1 or last in _NAMED or len(format_key(last)) == 1 or _is_character(last)
    return known and set(modifiers) <= _MODIFIERS


def _is_character(name: str) -> bool:
    try:
        unicodedata.lookup(name.replace("_", " "))
    except KeyError:
        return False
    return True


def _meet(one: str, other: str) -> bool:
    """Whether the keys of two sections are listened to at the same time."""
    return one == other or EVERYWHERE in (one, other) or any({one, other} <= these for these in _TOGETHER)
