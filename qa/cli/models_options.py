"""The flags of footnote models."""

from __future__ import annotations

import argparse
from typing import Any

_MODELS = """\
for example:
  footnote models get qwen3-4b           download it
  footnote models use qwen3-4b           let it answer from now on
  footnote models use smollm2            the embedded one again
  footnote models use http://127.0.0.1:11434/v1#qwen2.5:3b    a model of Ollama's
"""


def add_models(commands: Any) -> None:
    """Add the command with its actions."""
    models = commands.add_parser(
        "models",
        help="list language models, get one, make one the default",
        description="List the language models that are embedded, downloaded and recommended.",
        epilog=_MODELS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    models.set_defaults(action="list")
    models.add_argument("--json", action="store_true", help="print a JSON object")
    actions = models.add_subparsers(metavar="ACTION")
    get = actions.add_parser(
        "get",
        help="download a model",
        description="Download a model from the hub, compare it with the hub's SHA-256, and print where it is. A "
        "download that was broken off goes on where it was.",
    )
    get.add_argument("name", metavar="NAME|OWNER/REPO/FILE.gguf", help="a name from the list, or a file on the hub")
    use = actions.add_parser(
        "use",
        help="make a model the default",
        description="Write into the configuration file which model answers where nobody says otherwise.",
    )
    use.add_argument(
        "name", metavar="NAME|FILE.gguf|URL", help="smollm2, a model that is here, a file, or the address of a server"
    )
    for name, action in (("get", get), ("use", use)):
        action.add_argument("--json", action="store_true", help="print a JSON object", default=argparse.SUPPRESS)
        action.set_defaults(action=name)
