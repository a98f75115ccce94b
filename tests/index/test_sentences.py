"""Where sentences begin and end."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.sentences import sentence_spans, strip

TEXTS = st.one_of(
    st.text(max_size=200),
    st.lists(
        st.sampled_from(["Dr. Lee ", "left. ", "It rained!", "\n", "\n\n", " ", "👩‍👧", "é", "U.S. ", "\u3000", "。"])
    ).map("".join),
)


def _sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


def test_sentences_of_a_paragraph() -> None:
    assert _sentences("The mill is closed. Was it the rain? Nobody knows!") == [
        "The mill is closed.",
        "Was it the rain?",
        "Nobody knows!",
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "Dr. Lee left the U.S. on Jan. 5 with Mr. Carr.",
        "It cost $3.5 million, i.e. too much.",
        "The mill of J. R. Lee is closed.",
    ],
)
def test_abbreviations_and_numbers_end_no_sentence(sentence: str) -> None:
    assert _sentences(f"{sentence} It rained.") == [sentence, "It rained."]


def test_a_time_of_day_goes_on_with_its_zone_or_day() -> None:
    for sentence in (
        "They aim at 10:34 p.m. ET on Monday for the launch.",
        "As of 11 p.m. Monday, the winds were strong.",
        "It was named by Ann Lee, R-N.Y., as the next envoy.",
    ):
        assert _sentences(f"{sentence} It rained.") == [sentence, "It rained."]
    assert _sentences("It ended at 5 p.m. The mayor left.") == ["It ended at 5 p.m.", "The mayor left."]


def test_a_firm_ends_a_sentence_before_a_name_and_its_verb() -> None:
    assert _sentences("It was sold to Bell Corp. Lee is also leaving. She joined Carr Inc. Hall said so.") == [
        "It was sold to Bell Corp.",
        "Lee is also leaving.",
        "She joined Carr Inc.",
        "Hall said so.",
    ]
    assert _sentences("Bell Corp. President Ann Lee is leaving.") == ["Bell Corp. President Ann Lee is leaving."]


def test_a_blank_line_ends_a_sentence() -> None:
    assert _sentences("The mill\n\nIt is closed\n \nsince May") == ["The mill", "It is closed", "since May"]


def test_offsets_count_characters_not_bytes() -> None:
    text = "Café 👩‍👧 naïve. Ünder. "
    assert _sentences(text) == ["Café 👩‍👧 naïve.", "Ünder."]


def test_nothing_in_nothing() -> None:
    assert sentence_spans("") == []
    assert sentence_spans(" \n\n\t") == []


@given(TEXTS)
def test_every_character_is_in_one_sentence(text: str) -> None:
    spans = sentence_spans(text)
    at = 0
    for start, end in spans:
        assert at <= start < end
        assert text[at:start].strip() == ""
        assert text[start:end] == text[start:end].strip()
        at = end
    assert text[at:].strip() == ""


def test_strip_gives_an_empty_span_for_white_space() -> None:
    assert strip("  a b ", 0, 6) == (2, 5)
    start, end = strip("   ", 0, 3)
    assert start == end


def test_a_day_of_the_month_in_german_ends_nothing() -> None:
    text = "Sie wird am 21. September gewählt. Das war 2021. Mai nannte es gut."
    assert [text[start:end] for start, end in sentence_spans(text)] == [
        "Sie wird am 21. September gewählt.",
        "Das war 2021.",
        "Mai nannte es gut.",
    ]


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        ("de", ["Der Vertrag läuft bis zum 31. Dezember 2030.", "Das gilt z. B. für Köln.", "Es waren 19."]),
        ("de", ["Der 2. Weltkrieg endete 1945.", "Im 19. Jahrhundert wuchs die Stadt.", "Es kostete 3.5 Mio. Euro."]),
        ("fr", ["M. Dupont habite au No. 4.", "J.-B. Lully naquit en 1632.", "C'est p. ex. vrai.", "Est-ce vrai ?"]),
        ("es", ["EE. UU. firmó el acuerdo.", "Nació en 300 a. C. en Roma.", "¿Cuándo llegó?", "¡Hoy!"]),
        (
            "ru",
            ["А. С. Пушкин родился в 1799 г. в Москве.", "Это стоит 3.5 млн. руб. за штуку.", "Он жил на ул. Ленина."],
        ),
        ("pt", ["Fica na rua Nova, n.º 4.", "O séc. XIX foi longo."]),
        ("hu", ["A szerződés 2030. december 3. napján jár le.", "Ez igaz."]),
        ("hi", ["गंगा भारत की नदी है।", "यह लंबी है।"]),
    ],
)
def test_sentences_end_where_their_language_ends_them(language: str, sentences: list[str]) -> None:
    text = " ".join(sentences)
    assert [text[start:end] for start, end in sentence_spans(text, language)] == sentences


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        (
            "zh",
            ["长江是亚洲最长的河流。", "它有多长？", "2014年有人量过。", "“他说：‘好。’然后走了。”", "价格是3.5元！"],
        ),
        ("ja", ["高さは3776.24メートル。", "「そうだ。」と彼は言った。", "いつ登る？"]),
    ],
)
def test_sentences_without_spaces_between_them(language: str, sentences: list[str]) -> None:
    text = "".join(sentences)
    assert [text[start:end] for start, end in sentence_spans(text, language)] == sentences
