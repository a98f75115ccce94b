"""What went wrong, for the program that asked and for whoever looks at the terminal."""

from __future__ import annotations

import sys

from index.errors import FootnoteError
from qa.printable import as_told, explained


def told(error: Exception) -> FootnoteError:
    """The error that says it. What nobody foresaw is also told on standard error."""
    if not isinstance(error, FootnoteError):
        print(f"footnote: {explained(error)}", file=sys.stderr)
    return as_told(error)
