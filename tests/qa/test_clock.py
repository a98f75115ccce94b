"""Where the time of a question went."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from qa.clock import Clock


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Sets the time, in milliseconds."""
    now = [0.0]
    monkeypatch.setattr("qa.clock.time.perf_counter", lambda: now[0] / 1000)

    def put(ms: float) -> None:
        now[0] = ms

    return put


def test_everything_counts_from_the_question(at: Callable[[float], None]) -> None:
    at(1000)
    clock = Clock(70.0)
    at(1100)
    clock.retrieved()
    at(1250)
    clock.token()
    at(1400)
    clock.token()
    at(1500)
    timings = clock.timings()
    assert timings.load == 70.0
    assert (timings.retrieve, timings.first_token, timings.total) == pytest.approx((100, 250, 500))
    assert timings.stages == ()


def test_a_stage_lasts_from_the_end_of_the_one_before(at: Callable[[float], None]) -> None:
    clock = Clock(0.0)
    for end, stage in ((10, "vectors"), (30, "pair reader"), (35, "vectors"), (75, "pair reader")):
        at(end)
        clock.lap(stage)
    stages = clock.timings().stages
    # in the order in which they first came, each once
    assert [stage for stage, _ in stages] == ["vectors", "pair reader"]
    assert [ms for _, ms in stages] == pytest.approx([15, 60])
    assert sum(ms for _, ms in stages) == pytest.approx(clock.timings().total)


def test_what_did_not_happen_took_no_time() -> None:
    timings = Clock(0.0).timings()
    assert (timings.load, timings.retrieve, timings.first_token) == (0.0, 0.0, 0.0)
    assert timings.total >= 0
