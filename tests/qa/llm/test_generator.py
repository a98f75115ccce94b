"""A real language model: how likely replies are to it, and that asking changes nothing."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path

import pytest

from index.errors import FootnoteError
from qa.llm.generator import LlamaGenerator, Message
from qa.llm.models import find_model

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


# --- given up


REPLIES = ["Paris", "Paris is the capital", "Berlin", "Potato soup, with bread", "Berlin is a city", "A"]


def test_what_is_given_up_gets_the_most_that_it_could_come_to(generator: LlamaGenerator) -> None:
    whole = generator.likelihoods(PROMPT, REPLIES)
    asked: list[int] = []

    def give_up(number: int, most: float, known: Mapping[int, float]) -> bool:
        asked.append(number)
        return most < known[0] - 1

    found = generator.likelihoods(PROMPT, REPLIES, give_up=give_up)
    kept = [number for number, value in enumerate(whole) if value >= whole[0] - 1]
    out = [number for number in range(len(REPLIES)) if number not in kept]
    assert kept
    assert out
    assert 0 not in asked  # the first is read in any case
    for number in kept:
        assert found[number] == pytest.approx(whole[number], abs=0.05)
    for number in out:
        assert whole[number] - 0.05 <= found[number] < found[0] - 1
    assert generator.likelihoods(PROMPT, REPLIES) == pytest.approx(whole, abs=0.05)


def test_all_but_the_first_can_be_given_up(generator: LlamaGenerator) -> None:
    found = generator.likelihoods(PROMPT, REPLIES, give_up=lambda *_: True)
    assert found[0] == pytest.approx(generator.likelihoods(PROMPT, REPLIES[:1])[0], abs=0.05)
    assert all(value <= 0 for value in found)


def test_behind_an_opening_a_reply_is_as_likely_beside_others_as_with_it(generator: LlamaGenerator) -> None:
    without = generator.likelihoods(PROMPT, ["[1] Paris", "[1] Berlin", "[0]"])
    behind = generator.likelihoods(PROMPT, ["1] Paris", "1] Berlin", "0]"], "[")
    assert [one - behind[0] for one in behind] == pytest.approx([one - without[0] for one in without], abs=0.1)
    assert behind[0] >= without[0]
