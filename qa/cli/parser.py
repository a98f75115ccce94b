"""Commands and their flags."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

from qa.cli.models_options import add_models

_ABOUT = "Ask a folder of articles. Every sentence of an answer carries a footnote that was checked."
_START = """\
start here:
  footnote index ~/news                  read a folder of articles into your library
  footnote add https://example.org/a     fetch a page into it
  footnote ask "Who signed the deal?"    one question, one answer with its sources
  footnote chat                          a conversation in the terminal

Answers go to standard output, everything else to standard error.
Exit codes: 0 answered, 1 the articles do not say, 2 an error.
"""

_ASKING = """\
what can be asked:
  footnote ask "Who led the American delegation?"      a few words answer
  footnote ask "Which companies are mentioned?"        a list, an item a line
  footnote ask "What is this about?"                   an overview
  footnote ask "How did the tariffs go up?"            in order of time
  footnote ask "Compare the talks of 2019 and 2025"    each side under its name
  footnote ask "Who won, and by how much?"             part by part
  footnote ask "Which is the newest article?"          the library itself

Exit codes: 0 answered, 1 the articles do not say, 2 an error.
"""


_ADDING = """\
for example:
  footnote add https://example.org/news/mill.html
  footnote add https://example.org/report.pdf https://example.org/feed.xml

What a site's robots.txt asks for is obeyed. Addresses of this machine and of local networks are refused.
Exit codes: 0 all was added, 1 there was nothing to add, 2 something could not be added.
"""

_EVALUATION = """\
Ask every question of a file and report retrieval, answers, citations, refusals and latency, each with a 95% interval.
The first time, in the clone of Footnote: pip install -e ".[eval]"
"""
_QUESTIONS = """\
a question:
  {"id": "7", "type": "answerable", "question": "Who signed the deal?",
   "answers": ["Ada Byron", "Byron"], "supporting_articles": ["news.jsonl#41", "deal.md"]}

"type" is answerable, near_miss (the articles are on the topic but do not say) or out_of_scope. Articles are named by
id or path; for a line of a .jsonl file its "id" is enough, for a file its name. "history" may list earlier questions.
"""


_SERVING = """\
a program that speaks MCP starts it by itself:
  {"mcpServers": {"footnote": {"command": "footnote", "args": ["serve", "--stdio"]}}}
one that speaks OpenAI's API is given the address and the key that it prints:
  OPENAI_BASE_URL=http://127.0.0.1:8766/v1  OPENAI_API_KEY=...  model: footnote
The key is made anew each time, or the one in the environment variable FOOTNOTE_SERVE_KEY.
"""


_COMPLETION = """\
once, in a shell's own folder:
  footnote completion bash > ~/.local/share/bash-completion/completions/footnote
  footnote completion zsh > ~/.zfunc/_footnote      # with fpath+=~/.zfunc before compinit in ~/.zshrc
"""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        from qa.cli.complaint import complaint

        print(f"{self.prog}: {complaint(message)} (see '{self.prog} --help')", file=sys.stderr)
        sys.exit(2)


class _Version(argparse.Action):
    """Looks the version up only when it is asked for: that takes longer than all the rest of the parser."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib.metadata import PackageNotFoundError, version

        try:
            print(f"footnote {version('footnote')}")
        except PackageNotFoundError:
            print("footnote (not installed)")
        parser.exit()


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    """The command line as a namespace whose `command` names the module that runs it."""
    return whole_parser().parse_args(arguments)


def whole_parser() -> argparse.ArgumentParser:
    """Every command and its flags."""
    parser = _Parser(
        prog="footnote", description=_ABOUT, epilog=_START, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="show the version and exit")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for add in (
        *(_add, _ask, _chat, _completion, _doctor, _eval, _index, _libraries, add_models, _search, _serve, _show),
    ):
        add(commands)
    return parser


def _add(commands: Any) -> None:
    add = commands.add_parser(
        "add",
        help="fetch web pages, PDFs and feeds into the library",
        description="Fetch each page, PDF or feed once, and keep it in the library with its address and date. What is "
        "there already is fetched again. This and a model from a hub are all that the network is used for.",
        epilog=_ADDING,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add.add_argument("addresses", nargs="+", metavar="URL", help="the address of a page, a PDF, a text or a feed")
    add.add_argument(
        "--most",
        type=_number(1000),
        default=50,
        metavar="N",
        help="how many entries of a feed (default: the newest 50)",
    )
    add.add_argument(
        "--allow-private", action="store_true", help="also addresses on this machine and in the local network"
    )
    _library(add)


def _ask(commands: Any) -> None:
    ask = commands.add_parser(
        "ask",
        help="answer one question",
        description="Answer one question from the articles.",
        epilog=_ASKING,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    ask.add_argument(
        "question", nargs="*", metavar="QUESTION", help="the question; '-' or nothing reads it from standard input"
    )
    form = ask.add_mutually_exclusive_group()
    form.add_argument(
        "--format",
        choices=("text", "md", "json"),
        default="text",
        help="print text (the default), Markdown with footnotes, or one JSON object",
    )
    form.add_argument(
        "--json",
        action="store_const",
        dest="format",
        const="json",
        help="the same as --format json: answer, citations with offsets, timings",
    )
    ask.add_argument("--timings", action="store_true", help="say on standard error where the time went")
    _library(ask)
    _model(ask)
    _gpu(ask)
    _filters(ask)


def _chat(commands: Any) -> None:
    chat = commands.add_parser(
        "chat",
        help="chat in the terminal",
        description="Chat with the articles in the terminal; line by line, with questions from standard input, where "
        "there is none.",
    )
    chat.set_defaults(refuse=chat.error)
    where = chat.add_mutually_exclusive_group()
    where.add_argument(
        "--plain", action="store_true", help="line by line, without colour or cursor movement; /help lists its commands"
    )
    chat.add_argument(
        "--json", action="store_true", help="with --plain: print each answer as one line of JSON, as ask --json does"
    )
    where.add_argument(
        "--serve",
        action="store_true",
        help='in a browser on this machine, at the address printed; pip install -e ".[serve]" in the clone once',
    )
    where.add_argument("--in-browser", action="store_true", help=argparse.SUPPRESS)  # what --serve runs for each tab
    chat.add_argument("--port", type=_number(65_535), metavar="N", help="the port of --serve (default: 8765)")
    chat.add_argument(
        "--resume", nargs="?", const="", metavar="ID", help="go on with the last conversation, or with that one"
    )
    _library(chat)
    _model(chat)
    _gpu(chat)


def _completion(commands: Any) -> None:
    completion = commands.add_parser(
        "completion",
        help="print what a shell needs to complete commands",
        description="Print a script that completes footnote's commands, flags and paths in a shell.",
        epilog=_COMPLETION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    completion.add_argument("shell", choices=("bash", "zsh"), help="the shell that is to complete")


def _doctor(commands: Any) -> None:
    doctor = commands.add_parser(
        "doctor",
        help="check that everything is there and whole",
        description="Check versions, settings, models, every row of the library, saved conversations and free space, "
        "and say what to do.",
    )
    doctor.add_argument(
        "--repair",
        action="store_true",
        help="mend what is damaged from what is left and from the articles; damaged files are kept aside",
    )
    doctor.add_argument("--json", action="store_true", help='print a JSON array: "subject", "says", and "todo" if any')
    _library(doctor)
    _model(doctor)


def _eval(commands: Any) -> None:
    evaluation = commands.add_parser(
        "eval",
        help="measure answers over questions with known answers",
        # argparse would put the file last, where --articles takes it for one of its own
        usage="%(prog)s FILE.jsonl [--articles PATH ...] [--library NAME|DIR] [--model NAME|FILE.gguf|URL]\n"
        "                     [--limit N] [--json] [--rows FILE.jsonl] [--plot FILE.png|.svg]",
        description=_EVALUATION,
        epilog=_QUESTIONS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    evaluation.add_argument("file", metavar="FILE.jsonl", help="the questions, one JSON object a line, see below")
    evaluation.add_argument(
        "--articles",
        nargs="+",
        metavar="PATH",
        help="ask these articles, folders or files; indexed in the user's cache folder, or in --library",
    )
    evaluation.add_argument("--limit", type=_number(1_000_000), metavar="N", help="only the first N questions")
    evaluation.add_argument("--json", action="store_true", help="print one JSON object instead of the table")
    evaluation.add_argument("--rows", metavar="FILE.jsonl", help="write how each question went, a JSON object a line")
    evaluation.add_argument("--plot", metavar="FILE.png|.svg", help="draw the risk-coverage curve")
    _library(evaluation)
    _model(evaluation)


def _index(commands: Any) -> None:
    index = commands.add_parser(
        "index",
        help="read articles into the library",
        description="Read articles (.txt .md .html .pdf .docx .odt .rtf .epub .eml .mbox .json .jsonl .rss .xml .srt "
        ".vtt) into the library. Only what is new or has changed since the last time is read and embedded; what was "
        "deleted vanishes.",
    )
    index.add_argument("paths", nargs="*", metavar="PATH", help="folders or files; none: all that the library follows")
    index.add_argument(
        "--rebuild", action="store_true", help="read everything again, and forget what is not under PATH"
    )
    index.add_argument(
        "--watch",
        action="store_true",
        help="then follow the folders, and index again whenever something changes, until Ctrl-C",
    )
    index.add_argument(
        "--encoder",
        metavar="FOLDER",
        help="embed with the sentence-transformers model in FOLDER (default: the one that made the library, or the "
        "embedded one, which knows English); to change it takes --rebuild as well",
    )
    _library(index)


def _libraries(commands: Any) -> None:
    libraries = commands.add_parser(
        "libraries",
        help="list your libraries",
        description="List the libraries that have a name, with their articles, size and the day of the last change. "
        "'footnote index --library NAME FOLDER' makes one, 'footnote ask --library NAME' asks it. To be rid of one, "
        "delete its folder.",
    )
    libraries.add_argument("--json", action="store_true", help="print a JSON array, with the folders")


def _search(commands: Any) -> None:
    search = commands.add_parser(
        "search", help="list the passages that fit best", description="List the best passages."
    )
    search.add_argument("query", nargs="+", metavar="QUERY", help="a question or some words")
    search.add_argument("--json", action="store_true", help="print a JSON array, best first")
    search.add_argument("-k", type=_number(1000), default=10, metavar="N", help="how many passages (default: 10)")
    search.add_argument(
        "--mode",
        choices=("fused", "dense", "bm25"),
        default="fused",
        help="rank by both embedding and BM25 (the default), or by one of them alone",
    )
    _library(search)
    _filters(search)


def _serve(commands: Any) -> None:
    serve = commands.add_parser(
        "serve",
        help="answer other programs: MCP, and OpenAI's chat completions",
        description="Answer other programs on this machine: over MCP, and over OpenAI's chat completions. The first "
        'time, in the clone of Footnote: pip install -e ".[serve]"',
        epilog=_SERVING,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    serve.set_defaults(refuse=serve.error)
    serve.add_argument("--stdio", action="store_true", help="MCP alone, over standard input and output")
    serve.add_argument("--port", type=_number(65_535), metavar="N", help="the port on 127.0.0.1 (default: 8766)")
    serve.add_argument(
        "--write", action="store_true", help="let programs index again what the library follows; else they only read"
    )
    _library(serve)
    _model(serve)
    _gpu(serve)


def _show(commands: Any) -> None:
    show = commands.add_parser(
        "show", help="print an article", description="Print one article as the library holds it."
    )
    show.add_argument("article", metavar="ARTICLE_ID", help="the id, the beginning of it, or the article's path")
    show.add_argument(
        "--json", action="store_true", help="print a JSON object; offsets elsewhere count characters of its text"
    )
    _library(show)


def _library(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--library",
        metavar="NAME|DIR|URL",
        help="a library by its name, its folder, with a slash in it, or milvus://HOST:PORT/NAME "
        "(default: $FOOTNOTE_LIBRARY, or your own)",
    )


def _model(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--model",
        metavar="NAME|FILE.gguf|URL",
        help="language model: smollm2 (embedded, the default), a name that 'footnote models' lists, a .gguf file, "
        "one on a hub (OWNER/REPO/FILE.gguf), or a server that speaks OpenAI's protocol (http://HOST:PORT/v1#MODEL)",
    )


def _gpu(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--gpu-layers",
        type=_number(9_999, least=-1),
        metavar="N",
        help="how many layers of the language model go to the GPU, -1 for all (default: 0, or what the settings say)",
    )


def _filters(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--since", metavar="DATE", help="only articles of this day (2025-09-16), month or year, or later"
    )
    parser.add_argument("--until", metavar="DATE", help="only articles up to and including this day, month or year")
    parser.add_argument("--source", metavar="NAME", help="only articles whose source has NAME in it")


def _number(most: int, least: int = 1) -> Callable[[str], int]:
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
