"""Saved mails (.eml): the text of the message; attachments are left out."""

from __future__ import annotations

from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from index.clean import clean
from index.readers import Found, one_line
from index.readers.encoding import decode
from index.readers.known import known_of
from index.readers.markup import plain
from index.readers.text import article_of
from index.types import Article, Problem


def read(data: bytes, relative: str) -> Iterator[Found]:
    """The article in a mail: its subject is the title, who sent it the source."""
    if decode(data) is None:
        yield Problem(relative, "looks like a binary file; skipped")
    else:
        yield article_in(message_in(data), relative)


def message_in(data: bytes) -> EmailMessage:
    """The message in these bytes, whatever they are."""
    message = message_from_bytes(data, policy=default)
    assert isinstance(message, EmailMessage)
    return message


def article_in(message: EmailMessage, path: str) -> Article | Problem:
    """The article of that path in a message."""
    try:
        head = {name: str(message.get(name, "")) for name in ("subject", "from", "date")}
        text = next((text for text in _texts(message) if clean(text).paragraphs), "")
    except (LookupError, ValueError, TypeError, AttributeError) as error:  # headers that are none
        return Problem(path, f"not a readable mail ({one_line(error)}); skipped")
    if not text:
        return Problem(path, "no text in the mail; skipped")
    known = known_of(head)
    return article_of(text, path, known.title, source=known.source, date=known.date)


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
