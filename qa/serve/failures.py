"""What went wrong, for the program that asked and for whoever looks at the terminal."""

from __future__ import annotations

import sys

from index.errors import FootnoteError
from qa.printable import one_line


def told(error: Exception) -> str:
    """The line that says it. What nobody foresaw is also told on standard error."""
    if isinstance(error, FootnoteError):
        return one_line(str(error))
    line = one_line(f"the question failed ({type(error).__name__}: {error})")
    print(f"footnote: {line}", file=sys.stderr)
    return f"{line}: ask again, or see footnote doctor"
