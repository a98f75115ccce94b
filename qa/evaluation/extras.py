"""The libraries that only evaluation needs, which a plain installation leaves out."""

from __future__ import annotations

from importlib.util import find_spec

from index.errors import FootnoteError
from index.installing import how_to_install

_PACKAGES = {"ir_measures": "ir-measures", "scipy": "scipy", "matplotlib": "matplotlib"}


def require_extras(*, plot: bool = False) -> None:
    """Raises FootnoteError where a library is missing; matplotlib is only needed to `plot`."""
    needed = [module for module in _PACKAGES if plot or module != "matplotlib"]
    missing = [_PACKAGES[module] for module in needed if find_spec(module) is None]
    if missing:
        raise FootnoteError(f"evaluation needs {' and '.join(missing)}", how_to_install("eval"), "not-installed")
