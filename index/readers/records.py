"""Records of articles, as JSON Lines, JSON and feeds have them: one at a time, so that an odd one costs only itself."""

from __future__ import annotations

import json
from collections.abc import Mapping

from index.clean import clean, derive_title, tidy
from index.readers import MOST_BYTES, one_line
from index.readers.encoding import decode
from index.readers.known import known_of
from index.types import Article, Problem, article_id
from index.walk import printable

LONGEST = MOST_BYTES  # bytes of a record; longer ones are skipped, so that no file can fill the memory


class Unusable(Exception):
    """A record that gives no article; the message says why."""


class Records:
    """The articles in the records of one file. `ids` are those that it gave so far, `broken` counts the records that
    gave none.
    """

    def __init__(self, relative: str, mark: str = "#") -> None:
        """`mark` stands between a file's path and a record's number where a Problem names it."""
        self.ids: set[str] = set()
        self.broken = 0
        self._relative = relative
        self._mark = mark

    def read(self, data: bytes | None, number: int) -> Article | Problem:
        """The article in the JSON of a record, None for one that is too long; `number` counts them from 1."""
        try:
            return self._article(parse(data), number)
        except Unusable as reason:
            return self._problem(number, reason)

    def take(self, record: Mapping[str, object], number: int) -> Article | Problem:
        """The article in a record that was read by other means."""
        try:
            return self._article(record, number)
        except Unusable as reason:
            return self._problem(number, reason)

    def _article(self, record: Mapping[str, object], number: int) -> Article:
        name = _name(record.get("id"), number)
        if name in self.ids:
            raise Unusable(f"the id {printable(name[:40])} was used before in this file; skipped")
        article = article_of_record(record, f"{self._relative}#{name}")
        self.ids.add(name)
        return article

    def _problem(self, number: int, reason: Unusable) -> Problem:
        self.broken += 1
        return Problem(f"{self._relative}{self._mark}{number}", str(reason))


def parse(data: bytes | None) -> dict[str, object]:
    """The JSON object in these bytes; raises Unusable where there is none."""
    if data is None:
        raise Unusable(f"longer than {LONGEST >> 20} MiB; skipped")
    text = decode(data)
    if text is None:
        raise Unusable("looks like binary data; skipped")
    try:
        record = json.loads(text, strict=False)  # with line ends as they are in its strings
    except json.JSONDecodeError as error:
        raise Unusable(f"not valid JSON ({error.msg} at column {error.colno}); skipped") from None
    except ValueError as error:  # a number of thousands of digits
        raise Unusable(f"not valid JSON ({one_line(error)}); skipped") from None
    except RecursionError:
        raise Unusable("not valid JSON (nested too deeply); skipped") from None
    if not isinstance(record, dict):
        raise Unusable("not a JSON object with an article; skipped")
    return record


def article_of_record(record: Mapping[str, object], path: str) -> Article:
    """The article that a record describes; raises Unusable where it has no text."""
    known = known_of(record)
    found = clean(known.text, known.title or None)
    if not found.paragraphs and found.title is None:
        raise Unusable("no text (looked for in `text`, `content`, `body`, `articleBody`); skipped")
    title = known.title or found.title or derive_title(found.paragraphs)
    return Article(
        id=article_id(path),
        path=path,
        title=title,
        text="\n\n".join(found.paragraphs) or title,
        source=known.source,
        date=known.date,
        url=known.url,
        captions=found.captions,
    )


def _name(value: object, number: int) -> str:
    """What tells this article from the others in the file: its id, or else its number."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return str(number)
    return " ".join(tidy(str(value)).split()) or str(number)
