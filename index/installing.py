"""What to tell people who lack a part of Footnote.

Everything is installed from the clone. The name "footnote" on the public package index belongs to somebody else.
"""

from __future__ import annotations

INSTALL_AGAIN = "install Footnote again from its clone"


def how_to_install(extra: str) -> str:
    """What to type to install one of the optional extras of pyproject.toml."""
    return f'pip install -e ".[{extra}]" in the clone of Footnote'
