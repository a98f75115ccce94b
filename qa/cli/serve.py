"""footnote serve: answers for other programs, over MCP and OpenAI's chat completions."""

from __future__ import annotations

import argparse
import sys
from importlib.util import find_spec

from index.errors import FootnoteError
from index.installing import how_to_install
from qa.printable import one_line

_PORT = 8766


def run(options: argparse.Namespace) -> int:
    """Serve until Ctrl+C, or the end of standard input."""
    if options.stdio and options.port is not None:
        options.refuse("argument --port: not allowed with argument --stdio")
    if find_spec("mcp") is None:
        raise FootnoteError("serve needs more packages", how_to_install("serve"), "not-installed")
    from index.chosen import encoder_of
    from index.embed import MiniLM
    from qa.cli.common import ready_place
    from qa.serve.adding import adder
    from qa.serve.run import serve_http, serve_stdio
    from qa.serve.service import Service
    from qa.start import open_engine

    place = ready_place(options, MiniLM())
    if options.write and place.is_sample:
        raise FootnoteError("--write is for a library of your own", "make one with footnote index FOLDER", "invalid")
    with open_engine(place.folder, options.model, gpu_layers=options.gpu_layers) as engine:
        service = Service(engine, adder(place.folder, encoder_of(place.folder)) if options.write else None)
        name = "sample" if place.is_sample else one_line(place.folder.name)
        if options.stdio:
            print(f"footnote: serving '{name}' over standard input and output", file=sys.stderr)
            return serve_stdio(service, name)
        return serve_http(service, name, options.port or _PORT)
