"""A language model that is loaded while something else is done."""

from __future__ import annotations

import threading

import pytest

from index.errors import FootnoteError
from qa.llm.generator import Generator, Message
from qa.llm.loading import LoadingGenerator
from tests.fakes import ScriptedGenerator

PROMPT = [Message("user", "Who?")]


def test_it_is_the_model_once_that_is_loaded() -> None:
    model = ScriptedGenerator("Ann Lee", name="scripted", is_adapted=True, likes="Ann")
    loading = LoadingGenerator("scripted", lambda: model, is_adapted=True)
    assert loading.loaded() is model
    assert (loading.name, loading.context, loading.is_adapted) == ("scripted", model.context, True)
    assert loading.count_tokens(PROMPT) == model.count_tokens(PROMPT)
    assert loading.likelihoods(PROMPT, ["Bo", "Ann"]) == [-20.0, -1.0]
    assert loading.likelihoods(PROMPT, ["Bo", "Bo", "Ann"], "Ann ", lambda *_: True) == [-1.0, -0.5, -0.5]
    assert "".join(loading.generate(PROMPT, 9)) == "Ann Lee"


def test_it_is_made_before_it_is_loaded_and_waited_for_when_it_is_asked() -> None:
    may_end = threading.Event()

    def load() -> Generator:
        assert may_end.wait(30)
        return ScriptedGenerator(name="scripted")

    loading = LoadingGenerator("scripted", load)
    assert loading.name == "scripted"
    counted: list[int] = []
    asking = threading.Thread(target=lambda: counted.append(loading.context))
    asking.start()
    asking.join(0.05)
    assert counted == []
    may_end.set()
    asking.join(30)
    assert counted == [ScriptedGenerator().context]


def test_what_goes_wrong_is_said_to_everyone_who_asks() -> None:
    def load() -> Generator:
        raise FootnoteError("cannot load it", "get another", "failed")

    loading = LoadingGenerator("scripted", load)
    for _ in range(2):
        with pytest.raises(FootnoteError, match="get another"):
            loading.count_tokens(PROMPT)
