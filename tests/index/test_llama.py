"""llama.cpp beside other programs: threads that wait do not keep the cores busy, unless the user wants that."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

_LOAD = "from index.llama import silence; silence()"


@pytest.mark.models
@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, "GOMP_SPINCOUNT = '1000'"),
        ({"GOMP_SPINCOUNT": "77"}, "GOMP_SPINCOUNT = '77'"),
        ({"OMP_WAIT_POLICY": "passive"}, "GOMP_SPINCOUNT = '0'"),
    ],
)
def test_waiting_threads_soon_sleep_unless_the_user_says_otherwise(given: dict[str, str], expected: str) -> None:
    inherited = {name: value for name, value in os.environ.items() if name not in ("GOMP_SPINCOUNT", "OMP_WAIT_POLICY")}
    done = subprocess.run(
        [sys.executable, "-c", _LOAD],
        env={**inherited, **given, "OMP_DISPLAY_ENV": "verbose"},
        capture_output=True,
        text=True,
        check=True,
    )
    if "GOMP_SPINCOUNT" not in done.stderr:
        pytest.skip("llama.cpp is built without GNU OpenMP here")
    assert expected in done.stderr
    assert done.stdout == ""
