"""Mailboxes (.mbox): an article for each message, read one after the other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

from index.clean import tidy
from index.readers import MOST_BYTES, Found
from index.readers.mail import article_in, message_in
from index.types import Article, Problem

_MOST_OF_MESSAGE = 4 * MOST_BYTES  # with its attachments
_MOST_NAMED = 1000  # messages without an article; the rest are counted
_LONGEST_ID = 200
# A line of a message that would begin another is quoted.
_QUOTED = re.compile(rb"^>(>*From )", re.MULTILINE)


def read(path: Path, relative: str) -> Iterator[Found]:
    """The articles, known by their messages' ids, and a Problem (`relative#number`) for each message without one."""
    from mailbox import mbox

    box = mbox(path, create=False)
    names: set[str] = set()
    broken = 0
    try:
        for number, key in enumerate(box.iterkeys(), start=1):
            data = box.get_bytes(key)
            if len(data) > _MOST_OF_MESSAGE:
                found: Article | Problem = Problem("", f"a message of more than {_MOST_OF_MESSAGE >> 20} MiB; skipped")
            else:
                message = message_in(_QUOTED.sub(rb"\1", data))
                name = _name(message, number, names)
                names.add(name)
                found = article_in(message, f"{relative}#{name}")
            if isinstance(found, Article):
                yield found
            else:
                broken += 1
                if broken <= _MOST_NAMED:
                    yield replace(found, path=f"{relative}#{number}")
    finally:
        box.close()
    if not names and not broken:
        yield Problem(relative, "not a mailbox: no message in it; skipped")
    if broken > _MOST_NAMED:
        yield Problem(relative, f"{broken - _MOST_NAMED:,} more messages give no article; skipped")


def _name(message: EmailMessage, number: int, taken: set[str]) -> str:
    """The message's id, which it keeps when others are deleted, or else its number."""
    try:
        known = "".join(tidy(str(message.get("message-id", ""))).split()).strip("<>")
    except (LookupError, ValueError, TypeError, AttributeError):
        known = ""
    return known if known and len(known) <= _LONGEST_ID and known not in taken else str(number)
