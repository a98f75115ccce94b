"""What a question came to, before it is reported."""

from __future__ import annotations

from dataclasses import dataclass

from qa.types import Citation
from qa.verify.check import Checked


@dataclass(frozen=True, slots=True)
class Outcome:
    """An answer or refusal with what is known beside it: fields as in `qa.types.Answer`."""

    result: Checked
    confidence: float
    short_answer: str | None = None
    missing: tuple[str, ...] = ()
    nearest: tuple[Citation, ...] = ()
    stopped: bool = False
