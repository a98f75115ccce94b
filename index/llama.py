"""Loading GGUF files with llama-cpp-python, without a word on the terminal."""

from __future__ import annotations

import contextlib
import ctypes
import os
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any


def load_llama(file: Path, *, threads: int | None = None, **options: Any) -> Any:
    """The `llama_cpp.Llama` of a GGUF file. Raises ValueError if it cannot be loaded.

    `threads` defaults to half the cores for generating and all of them for prompts, as llama-cpp-python has it: with
    all cores generating, one other busy process slows it to a quarter, since the threads wait for each other.

    Safe to use from several threads at once: nothing of the process is redirected meanwhile.
    """
    silence()
    import llama_cpp

    try:
        return llama_cpp.Llama(str(file), n_threads=threads, n_threads_batch=threads, verbose=False, **options)
    except (OSError, RuntimeError, AssertionError) as error:
        raise ValueError(str(error) or type(error).__name__) from error


def load_encoder(file: Path, **options: Any) -> Any:
    """The `llama_cpp.Llama` of a GGUF sentence encoder, whose `embed` takes texts one by one. Raises ValueError if it
    cannot be loaded.

    Asked for `embedding` itself, llama-cpp-python reserves room for 256 texts at once: 32 MB.
    """
    llama = load_llama(file, **options)
    import llama_cpp

    llama.context_params.embeddings = True
    llama_cpp.llama_set_embeddings(llama.ctx, True)
    return llama


@cache
def silence() -> None:
    """Let llama.cpp log nowhere. To be called before anything of it is imported."""
    _share_cores()
    import llama_cpp

    llama_cpp.llama_log_set(_deaf(), None)
    if has_amx(llama_cpp.llama_print_system_info()):
        bindings = llama_cpp.llama_cpp
        bindings.llama_model_default_params = without_amx(bindings.llama_model_default_params)
    # Else it points file descriptors 1 and 2 at /dev/null while it loads, for the sake of logs that there are not: that
    # blanks a Textual app on the same terminal, and two threads that load at once leave them there for good.
    for module in (llama_cpp.llama, llama_cpp._internals):
        module.suppress_stdout_stderr = lambda **_: contextlib.nullcontext()  # type: ignore[attr-defined]


def has_amx(system_info: bytes) -> bool:
    """Whether llama.cpp says that it was built with AMX, the matrix unit of newer Xeon processors."""
    return b"AMX_INT8 = 1" in system_info


def without_amx(defaults: Callable[[], Any]) -> Callable[[], Any]:
    """llama.cpp's function that gives the parameters of a model, changed so that AMX is left alone: as compilers build
    0.3.36, its first instruction for that unit ends the process. Source: https://github.com/ggml-org/llama.cpp/pull/26954.

    The switch also keeps weights in the order of the file. The Llama class has no argument for it.
    """

    def given() -> Any:
        params = defaults()
        params.use_extra_bufts = False
        return params

    return given


@cache
def _deaf() -> Any:
    """A log callback that does nothing; cached because llama.cpp keeps calling it: it must never be collected.

    Any function of C that takes a number first and changes nothing will do. One of Python would have to wait for
    Python's lock for each of some hundred lines, five milliseconds each while another thread imports or computes.
    """
    import llama_cpp

    return ctypes.cast(ctypes.CDLL(None).abs, llama_cpp.llama_log_callback)


def _share_cores() -> None:
    """Let threads that wait for each other sleep after some microseconds, unless the user says otherwise.

    GNU OpenMP lets them spin for milliseconds, in which they keep the cores from the thread they wait for as soon as
    another program computes. On two cores, four `footnote ask` at once took 41 seconds and take 11; alone, one may
    be a tenth slower. See docs/performance.md.
    """
    if not {"OMP_WAIT_POLICY", "GOMP_SPINCOUNT"} & os.environ.keys():
        os.environ["GOMP_SPINCOUNT"] = "1000"
