"""Readers fed with what nobody wrote: nothing is raised, and what comes of it is clean and can be cut into passages."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.types import Article, article_id
from scripts.trials import fuzz
from scripts.trials.cleanliness import SimpleCounter, wrong_with
from scripts.trials.fuzz import CORPUS, KINDS, attempt
from scripts.trials.goodfiles import documents

# what formats give a meaning to, and what no text should hold
TOKENS = [
    *(b"<p>", b"</div>", b"<!--", b"-->", b"<table><td>", b"<figcaption>", b"&#0;", b"&#xD800;", b"&#8232;", b"<h1>"),
    *(b"<script type='application/ld+json'>", b"<meta name=date content='", b"<meta charset=utf-7>", b"<title>"),
    *(
        b"---\n",
        b"title: ",
        b"date: 0001-01-01 00:00:00+23:59\n",
        b"*a ",
        b"&a ",
        b"<<: *a",
        b"? ",
        b"!!python/name:os ",
        b"|",
    ),
    *(b"![", b"](", b"```", b"> ", b"# ", b"1. ", b"    ", b"\t", b"\\", b"***", b"  \n", b"[a]: b\n"),
    *(b'"text":', b'"id": ', b"null", b"\\ud800", b"\\u0000", b"\\u2028", b"1e999", b"{", b"[", b'"', b"\n", b"\r"),
    *(
        b"/Kids[2 0 R]",
        b"/Count -1",
        b"/Filter/FlateDecode",
        b"/Length 99999",
        b"3 0 R",
        b"<<",
        b">>",
        b"endobj",
        b"stream\n",
    ),
    *(b"(\\000\\377) Tj ", b"T* ", b"/F1 0 Tf ", b"BI ID EI ", b"startxref\n0\n%%EOF", b"/Title(\\376\\377\\330\\000)"),
    *(
        b"\x00",
        b"\x1b[31m",
        b"\x1b]0;a\x07",
        b"\x90",
        b"\xff",
        b"\xed\xa0\x80",
        b"\xe2\x80\xae",
        b"\xe2\x80\x8d",
        b"\xcc\x81",
    ),
    *(
        b"\xe2\x80\xa8",
        b"\xc2\x85",
        b"\xf3\xa0\x81\x81",
        b"\xef\xbf\xbe",
        b"\xef\xbb\xbf",
        b" ",
        b"Photo: a/AP\n\n",
        b"By A B\n",
    ),
]


@st.composite
def mutations(draw: st.DrawFn, kind: str) -> bytes:
    """A good file in which pieces were left out, doubled or put in."""
    data = draw(st.sampled_from(documents(kind)))
    for _ in range(draw(st.integers(1, 8))):
        start = draw(st.integers(0, len(data)))
        end = min(len(data), start + draw(st.integers(0, 60)))
        between = draw(st.one_of(st.sampled_from(TOKENS), st.binary(max_size=6), st.just(2 * data[start:end])))
        data = data[:start] + between * draw(st.sampled_from([1, 1, 1, 40])) + data[end:]
    return data


@pytest.mark.parametrize("kind", [*KINDS, "txt", "md", "jsonl.gz"])
def test_mutations_of_good_files(tmp_path: Path, kind: str) -> None:
    @settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
    @given(mutations(kind))
    def every(data: bytes) -> None:
        assert attempt(kind, data, tmp_path) is None

    every()


@pytest.mark.parametrize("kind", ["txt", "md", "jsonl", "html", "json", "rtf", "srt", "vtt", "rss", "mbox"])
def test_any_text(tmp_path: Path, kind: str) -> None:
    @settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
    @given(st.text(max_size=300))
    def every(text: str) -> None:
        assert attempt(kind, text.encode("utf-8", "surrogatepass"), tmp_path) is None

    every()


@pytest.mark.parametrize("file", sorted(CORPUS.glob("*/*")), ids=lambda file: f"{file.parent.name}-{file.name}")
def test_what_failed_once(tmp_path: Path, file: Path) -> None:
    assert attempt(file.parent.name, file.read_bytes(), tmp_path) is None


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({}, None),
        ({"text": "a\x1b[31m"}, "a text that is empty or not clean"),
        ({"text": " \n"}, "a text that is empty or not clean"),
        ({"title": "a\nb"}, "a title that is not one clean line"),
        ({"url": ""}, "a url that is not one clean line"),
        ({"captions": ("a\ud800",)}, "a caption that is empty or not clean"),
        ({"id": "0"}, "an article with another's id"),
    ],
)
def test_what_is_wrong_with_an_article_is_seen(fields: dict[str, Any], wrong: str | None) -> None:
    good = Article(article_id("a"), "a", "A title", "A text.")
    assert wrong_with(replace(good, **fields), SimpleCounter()) == wrong


def test_the_corpus_is_kept_by_what_went_wrong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fuzz, "CORPUS", tmp_path)
    (tmp_path / "html").mkdir()
    for data, what in ((b"longer", "one"), (b"short", "one"), (b"longest", "one"), (b"else", "two")):
        fuzz.keep("html", data, what)
    assert sorted(file.read_bytes() for file in tmp_path.glob("html/*")) == [b"else", b"short"]
