"""The `footnote` command: the one place that puts index, engine and chat together."""

from qa.cli.main import main

__all__ = ["main"]
