"""Programs that open a PDF at one of its pages."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import unquote, urlsplit

# By what the name of the program that the desktop opens PDFs with has in it: how it is told the page, counted from 1.
_VIEWERS: dict[str, Sequence[str]] = {
    "okular": ("okular", "--page", "{page}", "{file}"),
    "evince": ("evince", "--page-index={page}", "{file}"),
    "papers": ("papers", "--page-index={page}", "{file}"),
    "atril": ("atril", "--page-index={page}", "{file}"),
    "xreader": ("xreader", "--page-index={page}", "{file}"),
    "zathura": ("zathura", "--page={page}", "{file}"),
    "qpdfview": ("qpdfview", "{file}#{page}"),
    "firefox": ("firefox", "{address}#page={page}"),
    "chromium": ("chromium", "{address}#page={page}"),
    "google-chrome": ("google-chrome", "{address}#page={page}"),
    "brave": ("brave-browser", "{address}#page={page}"),
    "microsoft-edge": ("microsoft-edge", "{address}#page={page}"),
}
_PATIENCE = 3.0  # seconds that the desktop may take to say which program that is


def command_at(address: str, page: int) -> Sequence[str]:
    """The command that opens the file of that address at a page; () where the desktop's program is none of those."""
    chosen = _desktop_choice()
    for name, arguments in _VIEWERS.items():
        if name in chosen and shutil.which(arguments[0]):
            known = {"page": page, "file": unquote(urlsplit(address).path), "address": address}
            return [one.format(**known) for one in arguments]
    return ()


def _desktop_choice() -> str:
    """The name of the program that PDFs are opened with, in lower case; "" where nobody says."""
    ask = shutil.which("xdg-mime")
    if ask is None:
        return ""
    try:
        said = subprocess.run(
            [ask, "query", "default", "application/pdf"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_PATIENCE,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return Path(said.stdout.strip()).name.lower()


def started(command: Sequence[str]) -> bool:
    """Start a program of its own beside the chat; False where it cannot be."""
    try:
        subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError:
        return False
    return True
