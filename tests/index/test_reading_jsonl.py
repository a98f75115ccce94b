"""JSON Lines: files of many articles, of which some lines may be bad."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.readers import read
from index.types import Article, Problem, article_id
from tests.index.reading import ONE, TWO, article_in, found_in, problem_in


def _lines(*records: object) -> str:
    return "".join((record if isinstance(record, str) else json.dumps(record)) + "\n" for record in records)


def test_a_jsonl_article(tmp_path: Path) -> None:
    record = {
        "id": "a1",
        "url": "https://www.marsh.example/mill",
        "title": "The mill is closed | News",
        "date": "2024/03/05",
        "authors": ["Ann Lee"],
        "text": f"The mill is closed\n\n{ONE}\n\nAdvertisement\n\n{TWO}",
    }
    found = article_in(tmp_path / "news.jsonl", _lines(record))
    assert found == Article(
        article_id("news.jsonl#a1"),
        "news.jsonl#a1",
        "The mill is closed",
        f"{ONE}\n\n{TWO}",
        "marsh.example",
        "2024-03-05",
        "https://www.marsh.example/mill",
    )
    named = article_in(tmp_path / "b.jsonl", _lines(record | {"source": "Marsh News", "id": 7}))
    assert (named.source, named.path) == ("Marsh News", "b.jsonl#7")


def test_lines_that_give_no_article_cost_only_themselves(tmp_path: Path) -> None:
    good = {"title": "The mill", "text": ONE}
    bad = [
        "{broken",
        "[1]",
        '"words"',
        {"id": "x"},
        {"text": "   "},
        {"text": 7},
        {"text": {}, "body": []},
        "[" * 100_000,
        "1" * 5000,
    ]
    found = found_in(tmp_path / "n.jsonl", _lines(good, "", *bad, good))
    assert [one.path for one in found if isinstance(one, Article)] == ["n.jsonl#1", f"n.jsonl#{len(bad) + 3}"]
    problems = [one for one in found if isinstance(one, Problem)]
    assert [one.path for one in problems] == [f"n.jsonl:{number}" for number in range(3, len(bad) + 3)]
    assert all(one.reason.isprintable() and one.reason.endswith("skipped") for one in problems)
    assert "not valid JSON" in problems[0].reason


def test_the_second_of_two_equal_ids_is_a_problem(tmp_path: Path) -> None:
    first, second = found_in(tmp_path / "n.jsonl", _lines({"id": "a", "text": ONE}, {"id": "a", "text": TWO}))
    assert isinstance(first, Article)
    assert first.text == ONE
    assert isinstance(second, Problem)
    assert second.path == "n.jsonl:2"


def test_lone_surrogates_and_bad_urls(tmp_path: Path) -> None:
    record = (
        '{"id": "\\ud800", "title": "\\udfff mill", "url": "http://[", "text": "The \\ud83d mill \\ud83d\\ude00 runs."}'
    )
    found = article_in(tmp_path / "n.jsonl", record)
    assert found.text == "The \ufffd mill 😀 runs."
    assert found.source is None
    for part in (found.id, found.path, found.title, found.text):
        part.encode("utf-8")


def test_gzipped_and_damaged(tmp_path: Path) -> None:
    whole = _lines(*({"id": number, "text": f"{ONE} {number * 7919}"} for number in range(400)))
    packed = gzip.compress(whole.encode())
    assert len(found_in(tmp_path / "n.jsonl.gz", packed)) == 400
    for data in (packed[: len(packed) // 2], packed[:-8] + b"12345678"):
        *articles, last = found_in(tmp_path / "n.jsonl.gz", data)
        assert articles
        assert isinstance(last, Problem)
        assert "damaged" in last.reason
        assert last.path == "n.jsonl.gz"
        assert sum(isinstance(one, Article) for one in articles) > 50
    assert "damaged" in problem_in(tmp_path / "n.jsonl.gz", whole).reason
    assert "empty" in problem_in(tmp_path / "n.jsonl.gz", gzip.compress(b"\n\n")).reason


def test_what_is_not_json_lines_at_all_is_given_up(tmp_path: Path) -> None:
    found = found_in(tmp_path / "n.jsonl", "words\n" * 5000)
    assert len(found) == 101
    assert "not JSON Lines" in str(found[-1])


def test_a_line_too_long_is_skipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.readers.jsonl.LONGEST_LINE", 200)
    first, second = found_in(tmp_path / "n.jsonl", _lines({"text": ONE * 20}, {"text": TWO}))
    assert isinstance(first, Problem)
    assert "longer than" in first.reason
    assert isinstance(second, Article)
    assert second.path == "n.jsonl#2"


def test_reading_is_a_stream(tmp_path: Path) -> None:
    (tmp_path / "n.jsonl").write_text(_lines({"text": ONE}, {"text": TWO}))
    stream = iter(read(tmp_path / "n.jsonl", "n.jsonl"))
    assert isinstance(next(stream), Article)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
RECORDS = st.dictionaries(st.sampled_from(["id", "url", "title", "date", "authors", "text", "source"]), JSON)


@given(
    st.lists(RECORDS.map(lambda record: json.dumps(record).encode()) | st.binary(max_size=60), max_size=6),
    st.booleans(),
)
def test_jsonl_never_raises(tmp_path_factory: pytest.TempPathFactory, lines: list[bytes], packed: bool) -> None:
    path = tmp_path_factory.getbasetemp() / ("any.jsonl.gz" if packed else "any.jsonl")
    path.write_bytes(gzip.compress(b"\n".join(lines)) if packed else b"\n".join(lines))
    for found in read(path, path.name):
        if isinstance(found, Article):
            assert found.text
            assert found.title
            f"{found.path}{found.title}{found.text}{found.url}{found.source}".encode()
        else:
            assert isinstance(found, Problem)
            assert found.reason.isprintable()
            assert "not JSON" not in found.reason


@pytest.mark.parametrize(
    "record",
    [
        {"title": "The mill", "content": ONE, "publishedAt": "2025-03-14T07:30:00Z", "source": {"name": "Courier"}},
        {"headline": "The mill", "articleBody": ONE, "datePublished": 1741937400, "publisher": [{"name": "Courier"}]},
        {"headline": "The mill", "body": ONE, "published": 1741937400000, "site_name": "Courier"},
        {"title": "The mill", "text": [ONE], "publish_date": {"$date": "2025-03-14T00:00:00Z"}, "source": "Courier"},
        {"title": "The &quot;mill&quot;", "html": f"<p>{ONE}</p>", "pub_date": "14/03/2025", "outlet": "Courier"},
        {"title": {}, "meta": {"title": "The mill", "date": "14. März 2025", "source": "Courier"}, "text": ONE},
        {"title": "The mill", "text": f"<b>The</b>{ONE[3:]}", "date": True, "created": "2025-03-14", "site": "Courier"},
        {"title": "The mill", "text": ONE, "modified": "2026-01-01", "date": "2025-03-14", "from": "Courier", "id": {}},
    ],
)
def test_the_names_that_others_give_to_fields(tmp_path: Path, record: dict[str, object]) -> None:
    found = article_in(tmp_path / "n.jsonl", _lines(record))
    assert found.path == "n.jsonl#1"
    assert (found.title.replace('"', ""), found.text) == ("The mill", ONE)
    assert (found.date, found.source) == ("2025-03-14", "Courier")


def test_an_address_for_a_source(tmp_path: Path) -> None:
    found = article_in(tmp_path / "n.jsonl", _lines({"text": ONE, "source": "https://www.courier.example/lock"}))
    assert (found.url, found.source) == ("https://www.courier.example/lock", "courier.example")


def test_a_record_s_own_fields_come_before_those_within_it(tmp_path: Path) -> None:
    within = {"title": "Site name", "date": "1999-01-01", "source": "Site"}
    record = {"headline": "The mill", "published": "2025-03-14", "outlet": "Courier", "meta": within, "text": ONE}
    found = article_in(tmp_path / "n.jsonl", _lines(record))
    assert (found.title, found.date, found.source) == ("The mill", "2025-03-14", "Courier")


def test_a_field_that_cannot_be_costs_no_other_line(tmp_path: Path) -> None:
    odd = f'{{"text": "{ONE}", "date": 1{"0" * 400}}}'
    good = {"text": TWO, "url": "https://a.example/?x=1&amp;y=2"}
    first, second = found_in(tmp_path / "n.jsonl", f"{odd}\n{_lines(good)}")
    assert isinstance(first, Article)
    assert isinstance(second, Article)
    assert (first.date, second.url) == (None, "https://a.example/?x=1&y=2")
