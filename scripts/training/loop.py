"""What the two training scripts share: schedules of the rate, and checkpoints from which a run goes on."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import torch


def rate(step: int, steps: int) -> float:
    """The share of the highest rate at a step: up over the first twentieth, then down to nothing in a straight line."""
    return min((step + 1) / (steps * 0.05), max(0.02, (steps - step) / (steps * 0.95)))


class TimedRate:
    """A rate that goes up and down as `rate` does, over so many seconds instead of steps."""

    def __init__(self, optimizer: torch.optim.Optimizer, highest: float, seconds: float) -> None:
        self._optimizer = optimizer
        self._highest = highest
        self._seconds = seconds
        self._began = time.monotonic()

    @property
    def spent(self) -> float:
        """Seconds since the beginning, those before a checkpoint included."""
        return time.monotonic() - self._began

    @property
    def is_over(self) -> bool:
        return self.spent >= self._seconds

    def step(self) -> None:
        """Set the optimizer's rate to that of now."""
        now = self._highest * rate(round(1000 * min(1.0, self.spent / self._seconds)), 1000)
        for group in self._optimizer.param_groups:
            group["lr"] = now

    def state_dict(self) -> dict[str, float]:
        return {"spent": self.spent}

    def load_state_dict(self, state: dict[str, float]) -> None:
        self._began = time.monotonic() - state["spent"]


def save(file: Path, step: int, weights: Any, optimizer: torch.optim.Optimizer, schedule: Any) -> None:
    """Write a checkpoint after `step` steps; what stood in `file` stays until the new one is complete."""
    partial = file.with_suffix(".partial")
    state = {
        "step": step,
        "weights": weights,
        "optimizer": optimizer.state_dict(),
        "schedule": schedule.state_dict(),
    }
    torch.save(state, partial)
    partial.replace(file)


def resume(file: Path, optimizer: torch.optim.Optimizer, schedule: Any) -> tuple[int, Any]:
    """The steps done and the weights of a checkpoint, after its optimizer and schedule were put back; 0 and None where
    there is no checkpoint.
    """
    if not file.exists():
        return 0, None
    state = torch.load(file, weights_only=True)
    optimizer.load_state_dict(state["optimizer"])
    schedule.load_state_dict(state["schedule"])
    return int(state["step"]), state["weights"]
