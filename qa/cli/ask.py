"""footnote ask: one question, one checked answer."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from index.errors import FootnoteError

if TYPE_CHECKING:
    from index.library import Library
    from index.types import Article
    from qa.types import Answer

# far more than a question may have; what is piped in is not read without end
_MOST_BYTES = 2**20


def run(options: argparse.Namespace) -> int:
    """Print the answer; 0 if there is one, 1 if the articles do not say."""
    from qa.cli.common import filters, note_undated, ready_place
    from qa.start import begin_loading, open_engine

    question = _question(options.question)
    chosen = filters(options)
    # the model loads while the rest is imported, and the articles are searched
    generator = begin_loading(options.model, options.gpu_layers)
    from index.embed import MiniLM
    from qa.cli.render import timings_text

    place = ready_place(options, MiniLM())
    engine = open_engine(place.folder, generator=generator)
    with engine:
        note_undated(engine.library, chosen)
        answer = engine.answer(question, filters=chosen)
        text = _printed(answer, options.format, engine.library)
    if answer.standalone_question.casefold() != answer.question.casefold():
        sys.stdout.flush()
        print(f"footnote: searched for: {answer.standalone_question}", file=sys.stderr)
    print(text)
    if options.timings:
        sys.stdout.flush()  # the answer first, where both go to one terminal
        print(timings_text(answer.timings), file=sys.stderr)
    return 1 if answer.abstained else 0


def _printed(answer: Answer, form: str, library: Library) -> str:
    if form == "json":
        from qa.contract import answer_json, json_text

        return json_text(answer_json(answer))
    if form == "md":
        from qa.answer.markdown import answer_markdown

        return answer_markdown(answer)
    from qa.cli.answers import answer_text
    from qa.cli.style import Style

    return answer_text(answer, Style.of_stdout(address_of=lambda article: _address(article, library)))


def _address(article: Article, library: Library) -> str:
    """Where a reader finds the article: on the web, else its file, "" where neither is known."""
    from qa.addresses import web_address

    address = web_address(article)
    file = None if address else library.file_of(article.id)
    return file.absolute().as_uri() if file else address


def _question(words: list[str]) -> str:
    """The question from the arguments, or from standard input."""
    if words and words != ["-"]:
        return " ".join(words)
    if sys.stdin is None or (not words and sys.stdin.isatty()):
        raise FootnoteError("no question", 'ask one, as in footnote ask "Who signed the deal?"', "invalid")
    return sys.stdin.buffer.read(_MOST_BYTES).decode("utf-8", "replace")
