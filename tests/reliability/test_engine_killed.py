"""The engine's process, killed in answers of the real chat; scripts/reliability.py engine does it more often."""

from __future__ import annotations

import argparse

import pytest

from scripts.trials.engine import run


@pytest.mark.models
def test_the_chat_outlives_its_engine() -> None:
    (tally,) = run(argparse.Namespace(count=2, seed=1, wait=0.05))
    assert (tally.cases, tally.failures) == (2, ())
