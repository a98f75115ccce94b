"""The `footnote` command: the one place that puts index, engine and chat together."""

from qa.cli.main import entry, main

__all__ = ["entry", "main"]
