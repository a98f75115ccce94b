"""Articles into passages."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.sentences import sentence_spans
from index.split import TARGET, longest, split
from tests.fakes import HashEmbedder, prose

count = HashEmbedder().count_tokens

PIECES = st.sampled_from(
    [
        "The mill is closed. ",
        "It rained",
        "\n\n",
        "\n",
        " ",
        "x" * 250,
        "." * 120,
        "!? ",
        "é👩‍👧 ",
        prose(1, 2),
        prose(2, 9),
    ]
)
TEXTS = st.one_of(st.text(max_size=300), st.lists(PIECES, max_size=20).map("".join))


def _passages(text: str, limit: int = 254, target: int = TARGET) -> list[str]:
    return [text[start:end] for start, end in split(text, count, limit, target)]


@given(TEXTS, st.integers(5, 254))
@example("x" * 5000, 30)
@example("." * 1000, 7)
@example("word " * 1000, 30)
def test_every_character_is_in_one_passage_and_none_is_too_long(text: str, limit: int) -> None:
    at = 0
    for start, end in split(text, count, limit):
        assert at <= start < end <= len(text)
        assert text[at:start].strip() == ""
        assert text[start:end] == text[start:end].strip()
        assert count([text[start:end]])[0] <= limit
        at = end
    assert text[at:].strip() == ""


@pytest.mark.parametrize("text", ["", " \n\n "])
def test_nothing_gives_no_passage(text: str) -> None:
    assert split(text, count, 254) == []


def test_title_and_special_tokens_leave_the_rest_to_the_passage() -> None:
    assert longest(256, 10) == 244


def test_short_paragraphs_are_joined_up_to_the_target() -> None:
    paragraphs = [prose(seed, 3) for seed in range(8)]  # 33 tokens each
    passages = _passages("\n\n".join(paragraphs))
    assert passages == ["\n\n".join(paragraphs[:3]), "\n\n".join(paragraphs[3:6]), "\n\n".join(paragraphs[6:])]


def test_a_paragraph_within_the_limit_stays_whole() -> None:
    long, short = prose(1, 20), prose(2, 2)  # 220 and 22 tokens
    assert _passages(f"{short}\n\n{long}\n\n{short}") == [short, long, short]


def test_a_paragraph_over_the_limit_is_cut_at_sentence_ends_in_equal_parts() -> None:
    paragraph = prose(1, 40)  # 440 tokens
    ends = {end for _, end in sentence_spans(paragraph)}
    spans = split(paragraph, count, 254)
    assert len(spans) == 4
    assert all(end in ends for _, end in spans)
    sizes = count([paragraph[start:end] for start, end in spans])
    assert max(sizes) - min(sizes) <= 22


def test_a_line_without_sentences_is_cut_between_words() -> None:
    line = " ".join(f"w{number}" for number in range(600))
    passages = _passages(line)
    assert " ".join(passages) == line
    assert [len(passage.split()) for passage in passages[:-1]] == [254, 254]


def test_an_endless_word_is_cut_inside() -> None:
    assert "".join(_passages("." * 1000, limit=90, target=90)) == "." * 1000
