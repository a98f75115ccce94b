"""What the two training scripts share: the rate's schedule, and checkpoints from which a run goes on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch


def rate(step: int, steps: int) -> float:
    """The share of the highest rate at a step: up over the first twentieth, then down to nothing in a straight line."""
    return min((step + 1) / (steps * 0.05), max(0.02, (steps - step) / (steps * 0.95)))


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


def weights_of(file: Path) -> Any:
    """The weights alone: where a further run starts, with a schedule of its own."""
    return torch.load(file, weights_only=True)["weights"]
