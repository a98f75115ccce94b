"""One figure of a benchmark: ours beside what it is measured against, in one run on one machine."""

from __future__ import annotations

import json
import os
import platform
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median
from typing import Any


@dataclass(frozen=True, slots=True)
class Figure:
    """Two measured values of one unit, and the bound that their ratio is to keep: at most, or at least, `aim`. Without
    an aim, the ratio says how much there is left to gain; without a reference, the bound is that of the value itself.
    """

    name: str
    ours: float
    reference: float | None
    unit: str
    aim: float | None
    at_least: bool = False
    details: dict[str, Any] = field(default_factory=dict)

    @property
    def ratio(self) -> float:
        """Ours over the reference, or ours where there is none."""
        return self.ours if self.reference is None else self.ours / self.reference

    @property
    def is_met(self) -> bool:
        """Whether the ratio keeps its bound."""
        if self.aim is None:
            return True
        return self.ratio >= self.aim if self.at_least else self.ratio <= self.aim

    def lines(self) -> str:
        """For people."""
        bound = "at least" if self.at_least else "at most"
        verdict = "" if self.aim is None else f" ({bound} {self.aim:g}: {'met' if self.is_met else 'short'})"
        head = f"{self.name}: {self.ours:,.4g} {self.unit}".rstrip()
        if self.reference is not None:
            head += f", against {self.reference:,.4g} {self.unit}; ratio {self.ratio:.3g}"
        head += verdict
        return "\n".join([head, *(f"    {key}: {_shown(value)}" for key, value in self.details.items())])


def print_figures(figures: Sequence[Figure], *, as_json: bool) -> None:
    """A table for people, or one JSON object with the machine it was measured on."""
    if as_json:
        found = [{**asdict(one), "ratio": one.ratio, "is_met": one.is_met} for one in figures]
        print(json.dumps({"machine": machine(), "date": time.strftime("%Y-%m-%d"), "figures": found}))
    else:
        print("\n".join([machine(), *(one.lines() for one in figures)]))


def machine() -> str:
    """The processor and how many of its cores there are to use."""
    names = [line for line in _lines(Path("/proc/cpuinfo")) if line.startswith("model name")]
    name = names[0].partition(":")[2].strip() if names else platform.processor() or platform.machine()
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return f"{name}, {cores} cores"


def in_turn(ours: Callable[[], float], reference: Callable[[], float], rounds: int) -> tuple[float, float]:
    """The medians of both, measured by turns, so that whatever else the machine does meets both."""
    ours(), reference()
    pairs = [(ours(), reference()) for _ in range(rounds)]
    return median(one for one, _ in pairs), median(other for _, other in pairs)


def timed(work: Callable[[], object]) -> float:
    """Seconds that something takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _lines(file: Path) -> list[str]:
    return file.read_text().splitlines() if file.exists() else []


def _shown(value: Any) -> str:
    return f"{value:,.4g}" if isinstance(value, float) else str(value)
