"""A real language model: how likely replies are to it, and that asking changes nothing."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from index.errors import FootnoteError
from qa.generator import LlamaGenerator, Message
from qa.models import find_model

pytestmark = pytest.mark.models

PROMPT = [Message("user", "What is the capital of France? Answer in one word.")]


@pytest.fixture(scope="module")
def generator() -> LlamaGenerator:
    """The embedded model as it comes, without an adapter."""
    return LlamaGenerator(find_model(None).file, context=512)


def test_a_reply_that_says_it_is_likelier_than_nonsense(generator: LlamaGenerator) -> None:
    right, wrong, none = generator.likelihoods(PROMPT, ["Paris", "Potato soup", "[0]"])
    assert 0 >= right > max(wrong, none)


def test_likelihoods_are_of_whole_replies(generator: LlamaGenerator) -> None:
    begun, whole = generator.likelihoods(PROMPT, ["The capital of", "The capital of France is Paris."])
    # nobody stops there
    assert begun < whole
    assert sum(math.exp(one) for one in generator.likelihoods(PROMPT, ["Paris", "Paris.", "paris", "France"])) <= 1


def test_each_reply_is_judged_for_itself(generator: LlamaGenerator) -> None:
    replies = ["Paris", "The capital of France is Paris.", "[1] Paris", "P"]
    together = generator.likelihoods(PROMPT, replies)
    alone = [generator.likelihoods(PROMPT, [reply])[0] for reply in replies]
    assert together == pytest.approx(alone, abs=0.05)
    assert generator.likelihoods(PROMPT, replies[::-1])[::-1] == pytest.approx(together, abs=0.05)


def test_what_is_written_does_not_depend_on_what_was_judged_before(generator: LlamaGenerator) -> None:
    written = "".join(generator.generate(PROMPT, 12))
    assert written
    generator.likelihoods(PROMPT, ["Potato soup", written])
    assert "".join(generator.generate(PROMPT, 12)) == written
    generator.likelihoods([Message("user", "Count to ten.")], ["1 2 3"])
    assert "".join(generator.generate(PROMPT, 12)) == written


def test_what_is_judged_does_not_depend_on_what_was_written_before(generator: LlamaGenerator) -> None:
    before = generator.likelihoods(PROMPT, ["Paris", "Potato soup"])
    "".join(generator.generate(PROMPT, 12, "Pot"))
    assert generator.likelihoods(PROMPT, ["Paris", "Potato soup"]) == pytest.approx(before, abs=0.05)


def test_a_reply_is_written_behind_its_opening(generator: LlamaGenerator) -> None:
    listed = [Message("user", "Write the word red in brackets.")]
    assert "".join(generator.generate(listed, 4, "[")) != "".join(generator.generate(listed, 4))


@pytest.mark.parametrize("reply", ["😀" * 2000, "mill " * 2000, "\n" * 2000])
def test_an_endless_reply_is_judged_by_its_beginning(generator: LlamaGenerator, reply: str) -> None:
    (endless,) = generator.likelihoods(PROMPT, [reply])
    assert endless < -10
    assert math.isfinite(endless)
    full = [Message("user", "mill " * 380)]
    assert 512 - generator.count_tokens(full) > 50
    assert all(math.isfinite(one) for one in generator.likelihoods(full, [reply, "Paris"]))


def test_an_adapter_that_is_not_there_or_broken_is_one_line(tmp_path: Path) -> None:
    broken = tmp_path / "adapter.gguf"
    broken.write_bytes(b"GGUF and no more")
    for file in (tmp_path / "missing.gguf", broken):
        with pytest.raises(FootnoteError, match=file.name) as caught:
            LlamaGenerator(find_model(None).file, context=512, adapter=file)
        assert "\n" not in str(caught.value)
