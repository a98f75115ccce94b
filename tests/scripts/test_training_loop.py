"""Checkpoints from which a training run goes on, and the rate's schedule."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

torch = pytest.importorskip("torch")
from scripts.training.loop import TimedRate, rate, resume, save  # noqa: E402

STEPS = 40


def _run(file: Path, until: int) -> list[float]:
    """Train a tiny model up to a step, saving after each; returns its weights."""
    torch.manual_seed(1)
    model = torch.nn.Linear(3, 1)
    optimizer = torch.optim.AdamW(model.parameters(), lr=0.1)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: rate(step, STEPS))
    first, weights = resume(file, optimizer, schedule)
    if weights:
        model.load_state_dict(weights)
    for step in range(first, until):
        optimizer.zero_grad()
        model(torch.full((1, 3), step / STEPS)).square().sum().backward()
        optimizer.step()
        schedule.step()
        save(file, step + 1, model.state_dict(), optimizer, schedule)
    found: list[float] = model.weight[0].tolist()
    return found


def test_a_run_that_was_stopped_ends_where_it_would_have_ended(tmp_path: Path) -> None:
    whole = _run(tmp_path / "whole.pt", STEPS)
    _run(tmp_path / "stopped.pt", 7)
    assert _run(tmp_path / "stopped.pt", STEPS) == whole
    assert not list(tmp_path.glob("*.partial"))


def test_without_a_checkpoint_a_run_begins_at_the_beginning(tmp_path: Path) -> None:
    optimizer = torch.optim.AdamW(torch.nn.Linear(1, 1).parameters())
    assert resume(tmp_path / "none.pt", optimizer, None) == (0, None)


def test_the_rate_rises_falls_and_never_ends_before_the_last_step() -> None:
    rates = [rate(step, 100) for step in range(100)]
    top = rates.index(max(rates))
    assert rates[: top + 1] == sorted(rates[: top + 1])
    assert rates[top:] == sorted(rates[top:], reverse=True)
    assert max(rates) <= 1
    assert min(rates) > 0


def test_a_rate_over_time_rises_falls_and_goes_on_after_a_checkpoint(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 500.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    optimizer = torch.optim.SGD(torch.nn.Linear(1, 1).parameters(), lr=9.0)

    def seen(schedule: TimedRate) -> float:
        schedule.step()
        return float(optimizer.param_groups[0]["lr"])

    schedule = TimedRate(optimizer, 2.0, 100.0)
    found = []
    for second in range(500, 550):
        now = float(second)
        found.append(seen(schedule))
    assert max(found) == pytest.approx(2.0, rel=0.01)
    state = schedule.state_dict()
    now = 9000.0
    again = TimedRate(optimizer, 2.0, 100.0)
    again.load_state_dict(state)
    assert again.spent == 49
    assert seen(again) == pytest.approx(found[-1])
    now = 9051.0
    assert again.is_over
    assert 0 < seen(again) < 0.1
