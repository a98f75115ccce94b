"""Links that a terminal opens: OSC 8, where the terminal is known to take them."""

from __future__ import annotations

import re
from collections.abc import Mapping

# By the name a terminal gives itself, and by the variable that only it sets.
_PROGRAMS = {"ghostty", "iTerm.app", "vscode", "WezTerm", "Hyper", "Tabby", "rio", "WarpTerminal", "zed"}
_VARIABLES = {"DOMTERM", "KITTY_WINDOW_ID", "WT_SESSION"}
_TERMS = re.compile(r"(?:xterm-)?(?:alacritty|contour|foot|ghostty|kitty|rio)\b")
# The first versions that show them and nothing else: VTE 0.50.1 (GNOME Terminal and others), Konsole 20.12.
_SINCE = {"VTE_VERSION": 5001, "KONSOLE_VERSION": 201200}


def takes_links(environment: Mapping[str, str]) -> bool:
    """Whether the terminal shows a link as one, by what it says of itself; FORCE_HYPERLINK decides where it is set.

    Source: the list that the makers of terminals keep, github.com/Alhadis/OSC8-Adoption.
    """
    forced = environment.get("FORCE_HYPERLINK")
    if forced is not None:
        return forced not in ("", "0")
    if environment.get("TERM_PROGRAM") in _PROGRAMS or _VARIABLES & environment.keys():
        return True
    if any(_number(environment.get(name)) >= least for name, least in _SINCE.items()):
        return True
    return bool(_TERMS.match(environment.get("TERM", "")))


def linked(text: str, address: str) -> str:
    """Each line of `text`, without its indentation, as a link to `address`. The lines are one link."""
    return re.sub(
        r"[^\s](?:.*[^\s])?", lambda line: f"\x1b]8;id={_id(address)};{address}\x1b\\{line[0]}\x1b]8;;\x1b\\", text
    )


def _id(address: str) -> str:
    """What joins the lines of a link, for the terminal."""
    from zlib import crc32

    return f"{crc32(address.encode()):08x}"


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 else 0
