"""An answer as the text that is saved of it, with a checksum: SQLite does not notice a letter that has changed."""

from __future__ import annotations

import hashlib
import json
import re

from qa.chats.saved import ArticleOf, answer_from, answer_record
from qa.printable import storable
from qa.types import Answer

_SEALED = re.compile(r'\{"checksum": "([0-9a-f]{16})", ')


def record_of(answer: Answer) -> str:
    """The text to save, for `answer_of`."""
    return sealed(storable(json.dumps(answer_record(answer), ensure_ascii=False)))


def is_unsealed(record: str) -> bool:
    """Whether a record was saved before there were checksums."""
    return record.startswith('{"question": ')


def sealed(record: str) -> str:
    """A JSON object with its checksum."""
    return f'{{"checksum": "{_checksum(record)}", {record[1:]}'


def answer_of(record: str, article_of: ArticleOf) -> Answer:
    """The answer that was saved, see `answer_from`.

    Raises KeyError, TypeError, ValueError or AttributeError for a text that `record_of` did not make, or not like that.
    """
    match = _SEALED.match(record)
    if match is None:
        raise ValueError("it is no record")
    record = "{" + record[match.end() :]
    if _checksum(record) != match[1]:
        raise ValueError("its checksum does not fit")
    return answer_from(json.loads(record), article_of)


def _checksum(record: str) -> str:
    return hashlib.blake2b(record.encode(), digest_size=8).hexdigest()
