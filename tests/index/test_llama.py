"""llama.cpp beside other programs and threads: it neither keeps the cores busy nor takes the terminal away."""

from __future__ import annotations

import os
import subprocess
import sys
from types import SimpleNamespace

import pytest

from index.llama import has_amx, without_amx

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


_LOAD_AT_ONCE = """
import os, sys
from concurrent.futures import ThreadPoolExecutor
from index.llama import load_llama
from qa.llm.models import find_model
file = find_model(None).file
before = [os.fstat(number) for number in (1, 2)], sys.stdout, sys.stderr
with ThreadPoolExecutor(3) as threads:
    loading = [threads.submit(load_llama, file, vocab_only=True) for _ in range(6)]
    seen = []
    while not all(one.done() for one in loading):
        seen.append(([os.fstat(number) for number in (1, 2)], sys.stdout, sys.stderr) == before)
    for one in loading:
        one.result()
assert seen and all(seen)
print("said")
print("complained", file=sys.stderr)
"""


@pytest.mark.models
def test_several_models_load_at_once_and_the_terminal_stays() -> None:
    done = subprocess.run([sys.executable, "-c", _LOAD_AT_ONCE], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "said\n", "complained\n")


def test_a_build_with_amx_is_known_by_what_it_says() -> None:
    assert has_amx(b"CPU : AVX512_BF16 = 1 | AMX_INT8 = 1 | OPENMP = 1 | ")
    assert not has_amx(b"CPU : AVX512_BF16 = 1 | OPENMP = 1 | ")
    assert not has_amx(b"CPU : AMX_INT8 = 0 | ")


def test_models_are_loaded_without_amx_and_as_asked_otherwise() -> None:
    defaults = without_amx(lambda: SimpleNamespace(use_extra_bufts=True, n_gpu_layers=7))
    assert vars(defaults()) == {"use_extra_bufts": False, "n_gpu_layers": 7}


@pytest.mark.models
def test_a_prompt_is_read_on_this_processor_too() -> None:
    # in a process of its own: what is wrong here ends it
    done = subprocess.run([sys.executable, "-c", _READ], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "read\n"), done.stderr


_READ = """
from index.llama import load_llama
from qa.llm.models import find_model
llama = load_llama(find_model(None).file, n_ctx=256)
llama.eval(llama.tokenize(b"The mill in Marsh was closed on Tuesday. " * 8))
print("read")
"""
