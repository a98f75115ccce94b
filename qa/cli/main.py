"""Entry point: parse, run one command, and turn whatever goes wrong into one line and an exit code.

Exit codes are grep's: 0 answered or found, 1 the articles do not say, 2 an error.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import NoReturn

from index.errors import FootnoteError
from qa.cli.parser import parse

ANSWERED, NOT_ANSWERED, ERROR = 0, 1, 2
# Commands behind which there is nothing to be taken down.
# What a shell says of a program whose reader went away; grep and its like do the same.
_READER_GONE = 141
_LEAVING = {"ask", "index", "search"}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    if sys.stderr is None:  # closed by whoever started this: what would be said there must not go to standard output
        sys.stderr = Path(os.devnull).open("w")  # noqa: SIM115
    if sys.stdout is None:
        return _complain("standard output is closed: there is nowhere to print")
    for stream in (sys.stdout, sys.stderr):
        # a terminal that cannot show a character gets a substitute, not a traceback
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        code = _run(arguments)
        sys.stdout.flush()
        return code
    except FootnoteError as error:
        return _complain(str(error))
    except KeyboardInterrupt:
        return _complain("stopped; nothing that was finished is lost")
    except BrokenPipeError:
        # whoever reads has enough, as in "footnote search ... | head -1"
        _discard_output()
        return _READER_GONE
    except OSError as error:  # a full disk, most often
        _discard_output()
        return _complain(f"{error}: mend that and try again")


def entry() -> NoReturn:
    """The `footnote` command."""
    # what is imported and found at the start stays: looking for garbage in it took a twentieth of a short command
    gc.set_threshold(20_000)
    code = main()
    if _LEAVING.intersection(sys.argv[1:2]):
        _leave_at_once(code)
    sys.exit(code)


def _leave_at_once(code: int) -> NoReturn:
    """End the process without taking apart what is in memory, or waiting for a model that loads: that takes a tenth of
    a question's time, or of an indexing run that finds nothing new, and saves nothing, for what is printed is flushed
    and the library closed.
    """
    sys.stderr.flush()
    os._exit(code)


def _run(arguments: Sequence[str] | None) -> int:
    options = parse(arguments)
    module = import_module(f"qa.cli.{options.command}")
    return int(module.run(options))


def _discard_output() -> None:
    """What could not be written must not be written again at exit."""
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _complain(message: str) -> int:
    from qa.cli.complaint import complaint

    print(f"footnote: {complaint(message)}", file=sys.stderr)
    return ERROR
