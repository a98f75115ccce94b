"""Saved mails (.eml): the text of the message; attachments are left out."""

from __future__ import annotations

from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from index.clean import clean
from index.readers import one_line
from index.readers.known import known_of
from index.readers.markup import plain
from index.readers.text import article_of
from index.types import Article, Problem


def read(data: bytes, relative: str) -> Iterator[Article | Problem]:
    """The article in a mail: its subject is the title, who sent it the source."""
    message = message_from_bytes(data, policy=default)
    assert isinstance(message, EmailMessage)
    try:
        body = message.get_body(("plain", "html"))
        text = str(body.get_content()) if body is not None else ""
        head = {name: str(message.get(name, "")) for name in ("subject", "from", "date")}
    except (LookupError, ValueError, TypeError, AttributeError) as error:  # encodings and headers that are none
        yield Problem(relative, f"not a readable mail ({one_line(error)}); skipped")
        return
    if not clean(text := plain(text)).paragraphs:
        yield Problem(relative, "no text in the mail; skipped")
        return
    known = known_of(head)
    yield article_of(text, relative, known.title, source=known.source, date=known.date)
