"""Flags that several commands have, and what their values may be."""

from __future__ import annotations

import argparse
from collections.abc import Callable


def add_library(parser: argparse.ArgumentParser) -> None:
    """Which library."""
    parser.add_argument(
        "--library",
        metavar="NAME|DIR|URL",
        help="a library by its name, its folder, with a slash in it, or milvus://HOST:PORT/NAME "
        "(default: $FOOTNOTE_LIBRARY, or your own)",
    )


def add_model(parser: argparse.ArgumentParser) -> None:
    """Which language model."""
    parser.add_argument(
        "--model",
        metavar="NAME|FILE.gguf|URL",
        help="language model: smollm2 (embedded, the default), a name that 'footnote models' lists, a .gguf file, "
        "one on a hub (OWNER/REPO/FILE.gguf), or a server that speaks OpenAI's protocol (http://HOST:PORT/v1#MODEL)",
    )


def add_gpu(parser: argparse.ArgumentParser) -> None:
    """How much of the model runs on a GPU."""
    parser.add_argument(
        "--gpu-layers",
        type=whole_number(9_999, least=-1),
        metavar="N",
        help="how many layers of the language model go to the GPU, -1 for all (default: 0, or what the settings say)",
    )


def add_filters(parser: argparse.ArgumentParser) -> None:
    """Which articles, by time and source."""
    parser.add_argument(
        "--since", metavar="DATE", help="only articles of this day (2025-09-16), month or year, or later"
    )
    parser.add_argument("--until", metavar="DATE", help="only articles up to and including this day, month or year")
    parser.add_argument("--source", metavar="NAME", help="only articles whose source has NAME in it")


def whole_number(most: int, least: int = 1) -> Callable[[str], int]:
    """Takes whole numbers from `least` to `most`."""

    def number(text: str) -> int:
        try:
            value = int(text)
        except ValueError:
            value = least - 1
        if not least <= value <= most:
            raise argparse.ArgumentTypeError(f"'{text}' is not a number from {least} to {most}")
        return value

    return number
