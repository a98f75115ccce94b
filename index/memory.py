"""Memory given back to the system."""

from __future__ import annotations

import ctypes
import gc
from contextlib import suppress


def give_back() -> None:
    """Return what was freed: GNU's allocator keeps most of it for later, each thread its own part."""
    gc.collect()
    with suppress(OSError, AttributeError, TypeError):  # other allocators have no such function, nor Windows a library
        ctypes.CDLL(None).malloc_trim(0)
