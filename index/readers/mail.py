"""Saved mails (.eml): the text of the message; attachments are left out."""

from __future__ import annotations

from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from index.clean import clean
from index.readers import one_line
from index.readers.encoding import decode
from index.readers.known import known_of
from index.readers.markup import plain
from index.readers.text import article_of
from index.types import Article, Problem


def read(data: bytes, relative: str) -> Iterator[Article | Problem]:
    """The article in a mail: its subject is the title, who sent it the source."""
    if decode(data) is None:
        yield Problem(relative, "looks like a binary file; skipped")
        return
    message = message_from_bytes(data, policy=default)
    assert isinstance(message, EmailMessage)
    try:
        head = {name: str(message.get(name, "")) for name in ("subject", "from", "date")}
        text = next((text for text in _texts(message) if clean(text).paragraphs), "")
    except (LookupError, ValueError, TypeError, AttributeError) as error:  # headers that are none
        yield Problem(relative, f"not a readable mail ({one_line(error)}); skipped")
        return
    if not text:
        yield Problem(relative, "no text in the mail; skipped")
        return
    known = known_of(head)
    yield article_of(text, relative, known.title, source=known.source, date=known.date)


def _texts(message: EmailMessage) -> Iterator[str]:
    """The message as plain text, then as the page that it may be instead."""
    for kind in ("plain", "html"):
        body = message.get_body((kind,))
        if body is None:
            continue
        try:
            text = str(body.get_content())
        except LookupError:  # a charset that nobody knows
            payload = body.get_payload(decode=True)
            text = decode(payload) or "" if isinstance(payload, bytes) else ""
        yield text if kind == "plain" else plain(text)
