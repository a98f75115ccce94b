"""A model on a server: what it is asked, what comes back, and everything that a server can do wrong."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from index.errors import FootnoteError
from qa.answer.drafting import draft
from qa.clock import Clock
from qa.llm.endpoint import Endpoint, Key, parse_endpoint
from qa.llm.generator import Generator, Message
from qa.llm.remote import connect, estimated_tokens
from qa.llm.thinking import without_thinking
from qa.types import Token
from tests.openai_server import DONE, Served, chunk, event, serving

PROMPT = [Message("system", "Answer from the sentences."), Message("user", "[1] Repairs cost 4.5 million euros.")]
KEY = Key("s3cret-key", "$FOOTNOTE_API_KEY")
Write = Callable[[bytes], None]


@pytest.fixture
def served() -> Iterator[Served]:
    with serving() as one:
        yield one


def _connect(served: Served, model: str | None = None, key: Key | None = None, patience: float = 5.0) -> Generator:
    return connect(Endpoint(served.url, model), key, context=4096, patience=patience)


def _text(generator: Generator, max_tokens: int = 100) -> str:
    return "".join(generator.generate(PROMPT, max_tokens))


def _fails(served: Served, said: str, patience: float = 5.0, key: Key | None = None) -> str:
    """Connecting works, and generating is one line."""
    generator = _connect(served, key=key, patience=patience)
    with pytest.raises(FootnoteError, match=said) as caught:
        _text(generator)
    line = str(caught.value)
    assert "\n" not in line
    assert served.url in line
    return line


# --- a good server


def test_the_reply_comes_in_the_pieces_that_the_server_writes(served: Served) -> None:
    generator = _connect(served)
    assert generator.name == f"small-model at {served.url.split('/')[2]}"
    assert [piece for piece in generator.generate(PROMPT, 100) if piece] == list(served.reply)
    (asked,) = served.asked
    assert asked["model"] == "small-model"
    assert asked["messages"] == [{"role": one.role, "content": one.content} for one in PROMPT]
    assert (asked["max_tokens"], asked["temperature"], asked["stream"]) == (100, 0.0, True)
    assert served.paths == ["/v1/models", "/v1/chat/completions"]


def test_a_server_that_takes_nothing_but_the_protocol_is_asked_again_without_the_rest(served: Served) -> None:
    served.knows = False
    assert _text(_connect(served)) == "".join(served.reply)
    first, second = served.asked
    assert first["chat_template_kwargs"] == {"enable_thinking": False}
    assert first["repeat_penalty"] == 1.0
    assert second == {key: second[key] for key in ("model", "messages", "max_tokens", "temperature", "stream")}


@pytest.mark.parametrize(
    ("models", "wanted", "taken"),
    [
        ([{"id": "first"}, {"id": "second"}], None, "first"),
        ([{"id": "nomic-embed-text"}, {"id": "writer"}], None, "writer"),
        ([{"id": "first"}, {"id": "second"}], "second", "second"),
        ([{"id": "llama3.2:latest"}], "llama3.2", "llama3.2:latest"),
        (None, "unlisted", "unlisted"),
    ],
)
def test_the_wanted_model_answers_or_else_the_first_that_writes(
    served: Served, models: Any, wanted: str | None, taken: str
) -> None:
    served.models = models
    generator = _connect(served, wanted)
    _text(generator)
    assert served.asked[0]["model"] == taken
    assert generator.name.startswith(f"{taken} at ")


@pytest.mark.parametrize(
    ("told", "context"),
    [
        ({}, 4096),
        ({"max_model_len": 2048}, 2048),
        ({"max_model_len": 131072}, 4096),
        ({"meta": {"n_ctx": 1024, "n_ctx_train": 32768}}, 1024),
        ({"meta": {"n_ctx_train": 2048}}, 2048),
        ({"meta": None, "context_length": "many"}, 4096),
    ],
)
def test_the_context_is_what_the_server_says_or_what_is_set_whichever_is_less(
    served: Served, told: dict[str, Any], context: int
) -> None:
    served.models = [{"id": "m", **told}]
    assert _connect(served).context == context


def test_tokens_are_rather_counted_too_many_than_too_few() -> None:
    # 19, 17 and 26 tokens in the tokenizer of Qwen2.5
    assert 19 <= estimated_tokens("Repairs of the wheel house at Marsh would cost 4.5 million euros, they said.") <= 30
    assert 17 <= estimated_tokens("2025-09-16 12:30:45") <= 25
    assert estimated_tokens("") == 0


def test_the_key_is_sent_and_shown_nowhere(served: Served) -> None:
    served.key = KEY.value
    generator = _connect(served, key=KEY)
    assert _text(generator) == "".join(served.reply)
    assert KEY.value not in repr(vars(generator)) + generator.name


def test_stopping_closes_the_connection_while_the_server_still_reads_the_prompt(served: Served) -> None:
    def silent(write: Write, leaving: threading.Event) -> None:
        while not leaving.wait(0.01):
            write(b": still reading\n\n")

    served.stream = silent
    started = time.monotonic()
    with closing(_connect(served, patience=60).generate(PROMPT, 100)) as pieces:  # type: ignore[type-var]
        assert [next(pieces) for _ in range(3)] == [""] * 3
    assert served.gone.wait(5)
    assert time.monotonic() - started < 5


def test_a_question_that_is_stopped_leaves_the_server_alone(served: Served) -> None:
    def slow(write: Write, leaving: threading.Event) -> None:
        write(chunk("Repairs "))
        while not leaving.wait(0.01):
            write(b": one moment\n\n")

    served.stream = slow
    stop = threading.Event()
    drafting = draft(PROMPT, _connect(served, patience=60), 100, Clock(0.0), stop.is_set)
    assert next(drafting) == Token("Repairs ")
    stop.set()
    with pytest.raises(StopIteration) as ended:
        next(drafting)
    assert ended.value.value == ("Repairs ", True)
    assert served.gone.wait(5)


def test_thoughts_are_left_out(served: Served) -> None:
    def thinking(write: Write, _: threading.Event) -> None:
        write(chunk(None, reasoning_content="Let me see.") + chunk(None, reasoning="Hm."))
        write(chunk("Cost is 4.5.", finish="stop") + event('{"choices": [], "usage": {}}') + DONE)

    served.stream = thinking
    assert _text(_connect(served)) == "Cost is 4.5."


@pytest.mark.parametrize(
    ("pieces", "text"),
    [
        (["<thi", "nk>\n\n", "</think>\n\nYes", "."], "Yes."),
        (["<think>never ends"], ""),
        (["<b>", "old"], "<b>old"),
        (["<th"], "<th"),
        (["Plain <think> text"], "Plain <think> text"),
        ([], ""),
    ],
)
def test_a_block_of_thoughts_in_front_is_left_out(pieces: list[str], text: str) -> None:
    assert "".join(without_thinking(pieces)) == text


# --- bad ones


def _dead_url() -> str:
    probe = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    probe.server_close()
    return f"http://127.0.0.1:{probe.server_port}/v1"


def test_a_server_that_is_not_there_is_one_line() -> None:
    url = _dead_url()
    with pytest.raises(FootnoteError, match=f"no server at {url} .*start it") as caught:
        connect(parse_endpoint(url), None, context=4096, patience=5)
    assert "\n" not in str(caught.value)


def test_a_server_that_goes_away_is_one_line() -> None:
    with serving() as served:
        generator = _connect(served)
    with pytest.raises(FootnoteError, match="no server at"):
        _text(generator)


@pytest.mark.parametrize("comments", [False, True])
def test_a_slow_server_is_waited_for_so_long_and_no_longer(served: Served, comments: bool) -> None:
    def silent(write: Write, leaving: threading.Event) -> None:
        write(chunk("Repairs "))
        while not leaving.wait(0.05):
            if comments:
                write(b": one moment\n\n")

    served.stream = silent
    started = time.monotonic()
    assert "'patience'" in _fails(served, "has sent nothing for 0 s", patience=0.3)
    assert time.monotonic() - started < 5


def test_an_answer_that_is_cut_off_is_one_line_and_its_beginning_was_given_out(served: Served) -> None:
    served.stream = lambda write, _: write(chunk("Repairs ") + chunk("cost"))
    given: list[str] = []
    with pytest.raises(FootnoteError, match="broke off in the middle"):
        given.extend(_connect(served).generate(PROMPT, 100))
    assert "".join(given) == "Repairs cost"


@pytest.mark.parametrize(
    "content",
    [
        event("nonsense"),
        event("[]"),
        event('"text"'),
        event('{"choices": [7]}'),
        event('{"choices": [{"delta": {"content": ["a", "list"]}}]}'),
        event('{"choices": {}}') * 3,
        b"data: " + b"x" * 2_000_000,
    ],
)
def test_a_lying_server_is_one_line(served: Served, content: bytes) -> None:
    served.stream = lambda write, _: write(content)
    _fails(served, "does not answer as OpenAI's protocol wants|broke off")


def test_a_server_that_never_ends_is_left(served: Served) -> None:
    def endless(write: Write, leaving: threading.Event) -> None:
        while not leaving.is_set():
            write(chunk("more and more "))

    served.stream = endless
    assert len(_text(_connect(served), max_tokens=10)) <= 220


@pytest.mark.parametrize("delta", [{}, {"reasoning": "Hm."}])
def test_nor_is_one_waited_for_that_never_says_a_word(served: Served, delta: dict[str, str]) -> None:
    def endless(write: Write, leaving: threading.Event) -> None:
        while not leaving.is_set():
            write(chunk(None, **delta))

    served.stream = endless
    if delta:
        _fails(served, "thinks first and came to no answer")
    else:
        assert _text(_connect(served)) == ""


def test_a_model_that_only_thinks_is_one_line(served: Served) -> None:
    served.stream = lambda write, _: write(chunk(None, reasoning="Hm.") + chunk(finish="length") + DONE)
    _fails(served, "thinks first and came to no answer")


def test_an_error_in_the_middle_is_said_in_the_server_s_words(served: Served) -> None:
    served.stream = lambda write, _: write(chunk("Rep") + event('{"error": {"message": "CUDA\\nout of memory"}}'))
    _fails(served, r"failed while it answered \(CUDA out of memory\)")


@pytest.mark.parametrize(
    ("status", "body", "headers", "said"),
    [
        (404, b'{"error": {"message": "model not found"}}', {}, r"no such model, or no chat \(model not found\)"),
        (307, b"", {"Location": "http://elsewhere.example/v1"}, "only points to http://elsewhere.example/v1"),
        (429, b"", {}, "is busy: ask again"),
        (503, b'{"error": "loading model"}', {}, r"is busy \(loading model\)"),
        (500, b"<html>\x1b[31mbroken</html>", {}, "refuses with HTTP 500: look"),
        (400, b'{"detail": "\\u001b[31mtoo long"}', {}, r"HTTP 400 \(\[31mtoo long\)"),
        (500, b"x" * 3_000_000, {}, "does not answer as OpenAI's protocol"),
    ],
)
def test_what_a_server_refuses_is_one_line(
    served: Served, status: int, body: bytes, headers: dict[str, str], said: str
) -> None:
    served.status, served.body, served.headers = status, body, headers
    assert "\x1b" not in _fails(served, said)
    assert "/v1/chat/completions" in served.paths[-1]


def test_a_wrong_key_is_one_line_that_does_not_hold_it(served: Served) -> None:
    served.key = "another"
    for key, said in (
        (None, r"wants a key: put it into \$FOOTNOTE_API_KEY"),
        (KEY, r"not take the key from \$FOOTNOTE"),
    ):
        with pytest.raises(FootnoteError, match=said) as caught:
            _connect(served, key=key)
        assert KEY.value not in str(caught.value)


def test_a_key_that_the_server_repeats_is_not_passed_on(served: Served) -> None:
    served.status, served.body = 500, f'{{"error": "who is {KEY.value}?"}}'.encode()
    assert "(who is …?)" in _fails(served, "refuses with HTTP 500", key=KEY)


def test_a_model_that_the_server_has_not_is_named_with_those_that_it_has(served: Served) -> None:
    served.models = [{"id": f"model-{number}"} for number in range(7)]
    with pytest.raises(FootnoteError, match=r"has no model 'other': it has model-0, .*model-4 and 2 more"):
        _connect(served, "other")


@pytest.mark.parametrize("models", [None, [], [{"id": "text-embedding-small"}]])
def test_a_server_that_names_no_model_wants_one_named(served: Served, models: Any) -> None:
    served.models = models
    with pytest.raises(FootnoteError, match="does not say which models it has: name one"):
        _connect(served)


@pytest.mark.parametrize(
    "models", [b"<html>a router's page</html>", [{"name": "no id"}], [{"id": 7}], b"x" * 3_000_000]
)
def test_a_list_of_models_that_is_none_is_one_line(served: Served, models: Any) -> None:
    served.models = models
    with pytest.raises(FootnoteError, match=r"check the address, which mostly ends in /v1"):
        _connect(served)


def test_the_environment_s_proxy_is_not_asked(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(variable, _dead_url())
    assert _text(_connect(served)) == "".join(served.reply)
