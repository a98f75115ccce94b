"""What came of trying many cases of one kind."""

from __future__ import annotations

import json
import platform
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, TypeVar

_Case = TypeVar("_Case")


@dataclass(frozen=True, slots=True)
class Tally:
    """How many cases of a kind were tried, and one line for each that failed, which says how to repeat it."""

    kind: str
    cases: int
    failures: tuple[str, ...] = ()
    details: dict[str, Any] = field(default_factory=dict)

    def lines(self) -> str:
        """For people."""
        head = f"{self.kind}: {self.cases:,} cases, {len(self.failures):,} failed"
        known = (f"    {key}: {value}" for key, value in self.details.items())
        return "\n".join([head, *known, *(f"    FAILED {one}" for one in self.failures)])


def tallied(
    kind: str, cases: Iterable[_Case], attempt: Callable[[_Case], str | None], details: dict[str, Any] | None = None
) -> Tally:
    """Try every case. `attempt` returns None where all went well, or what went wrong; what it raises went wrong."""
    tried, failures = 0, []
    for case in cases:
        tried += 1
        try:
            wrong = attempt(case)
        except Exception as error:
            wrong = f"{type(error).__name__}: {error}"
        if wrong is not None:
            failures.append(f"{case}: {wrong}")
    return Tally(kind, tried, tuple(failures), details or {})


def print_tallies(tallies: Sequence[Tally], *, as_json: bool) -> None:
    """Lines for people, or one JSON object."""
    if as_json:
        print(json.dumps({"date": time.strftime("%Y-%m-%d"), "tallies": [asdict(one) for one in tallies]}))
    else:
        print(f"{platform.platform()}, Python {platform.python_version()}")
        print("\n".join(one.lines() for one in tallies))
