"""A question and a passage as one sequence of tokens, by the packaged tokenizer."""

from __future__ import annotations

import pytest
from tokenizers import Tokenizer

from qa.evidence.pairs import MOST_TOKENS, Pair, encode_pair
from qa.evidence.reader import MiniLMReader

pytestmark = pytest.mark.models

QUESTION = "What closed in Marsh?"
TEXT = "The oldest mill closed in Marsh on Tuesday."


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return MiniLMReader()._tokenizer


def _read(tokenizer: Tokenizer, pair: Pair) -> str:
    return str(tokenizer.decode(list(pair.ids), skip_special_tokens=False))


def _words(pair: Pair, text: str) -> list[str]:
    return [text[start:end] for start, end in pair.offsets]


def test_question_title_and_text_stand_behind_one_another(tokenizer: Tokenizer) -> None:
    pair = encode_pair(tokenizer, QUESTION, "Mill shut", TEXT)
    assert _read(tokenizer, pair) == (
        "[CLS] what closed in marsh? [SEP] mill shut [SEP] the oldest mill closed in marsh on tuesday. [SEP]"
    )
    assert tokenizer.decode(list(pair.ids[pair.text_start : -1])) == "the oldest mill closed in marsh on tuesday."


def test_without_a_title_its_place_is_empty(tokenizer: Tokenizer) -> None:
    pair = encode_pair(tokenizer, QUESTION, "", TEXT)
    assert _read(tokenizer, pair).startswith("[CLS] what closed in marsh? [SEP] [SEP] the oldest mill")


def test_every_token_of_the_text_knows_its_characters(tokenizer: Tokenizer) -> None:
    pair = encode_pair(tokenizer, QUESTION, "Mill shut", TEXT)
    assert _words(pair, TEXT) == [*"The oldest mill closed in Marsh on Tuesday".split(), "."]
    assert pair.text_start + len(pair.offsets) + 1 == len(pair.ids)


def test_offsets_count_characters_not_bytes(tokenizer: Tokenizer) -> None:
    text = "👩‍👧 “It’s fine”, said Jürgen Ødegård – twice."
    words = _words(encode_pair(tokenizer, QUESTION, "", text), text)
    assert "".join(words) == "".join(text.split())
    assert words[:4] == ["👩‍👧", "“", "It", "’"]
    assert "Jürgen" in words


@pytest.mark.parametrize(
    ("question", "title", "text"),
    [
        ("mill " * 500, "Mill shut", TEXT),
        (QUESTION, "mill " * 500, TEXT),
        (QUESTION, "Mill shut", "mill " * 500),
        ("mill " * 500, "mill " * 500, "mill " * 500),
        ("x" * 4000, "y" * 4000, "z" * 4000),
    ],
)
def test_what_is_too_long_is_cut_at_its_end(tokenizer: Tokenizer, question: str, title: str, text: str) -> None:
    pair = encode_pair(tokenizer, question, title, text)
    separators = [place for place, number in enumerate(pair.ids) if number == tokenizer.token_to_id("[SEP]")]
    assert len(pair.ids) <= MOST_TOKENS
    assert len(separators) == 3
    assert separators[-1] == len(pair.ids) - 1
    assert pair.text_start == separators[1] + 1
    assert pair.text_start + len(pair.offsets) == separators[2]
    # a long text fills what is left
    assert (len(pair.ids) == MOST_TOKENS) is (len(text) > 1000 and not text.startswith("z"))
    assert len(pair.offsets) >= min(170, len(tokenizer.encode(text, add_special_tokens=False).ids))


def test_names_of_special_tokens_are_plain_text(tokenizer: Tokenizer) -> None:
    text = "It says [SEP] and [CLS] there."
    pair = encode_pair(tokenizer, "Why [MASK]?", "A [SEP] in a title", text)
    names = {tokenizer.token_to_id(f"[{name}]"): name for name in ("CLS", "SEP", "MASK", "PAD", "UNK")}
    assert [names[number] for number in pair.ids if number in names] == ["CLS", "SEP", "SEP", "SEP"]
    assert _words(pair, text)[:5] == ["It", "says", "[", "SEP", "]"]


@pytest.mark.parametrize(("question", "text"), [("", ""), (QUESTION, ""), ("", TEXT), ("😀", "😀"), (" ", "\n")])
def test_nothing_to_read_is_still_a_sequence(tokenizer: Tokenizer, question: str, text: str) -> None:
    pair = encode_pair(tokenizer, question, "", text)
    assert _read(tokenizer, pair).count("[SEP]") == 3
    assert len(pair.ids) == pair.text_start + len(pair.offsets) + 1
