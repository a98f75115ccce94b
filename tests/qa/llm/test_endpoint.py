"""Addresses as people type them, and keys, which are never shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.errors import FootnoteError
from qa.llm.endpoint import Endpoint, Key, find_key, is_endpoint, parse_endpoint


@pytest.mark.parametrize(
    ("text", "url", "model"),
    [
        ("http://127.0.0.1:11434/v1", "http://127.0.0.1:11434/v1", None),
        ("http://127.0.0.1:11434", "http://127.0.0.1:11434/v1", None),
        ("HTTP://localhost:8080/", "http://localhost:8080/v1", None),
        ("https://box.lan/openai/v1/", "https://box.lan/openai/v1", None),
        ("http://127.0.0.1:11434/v1#qwen2.5:3b", "http://127.0.0.1:11434/v1", "qwen2.5:3b"),
        ("http://127.0.0.1:11434#org/name", "http://127.0.0.1:11434/v1", "org/name"),
        ("http://[::1]:8080/v1#", "http://[::1]:8080/v1", None),
    ],
)
def test_addresses_as_people_write_them(text: str, url: str, model: str | None) -> None:
    assert is_endpoint(text)
    assert parse_endpoint(text) == Endpoint(url, model)


@pytest.mark.parametrize("text", [None, "", "smollm2", "model.gguf", "a/b/c.gguf", "httpmodel", "localhost:11434"])
def test_names_and_files_are_no_addresses(text: str | None) -> None:
    assert not is_endpoint(text)


@pytest.mark.parametrize(
    "text", ["localhost:11434", "http://", "http://a:99999/v1", "http://a b/v1", "http://a/v1?x=1", "http://[::1/v1"]
)
def test_what_is_no_address_is_one_line_that_says_how_to_write_one(text: str) -> None:
    with pytest.raises(FootnoteError, match=r"http://127\.0\.0\.1:11434/v1#NAME") as caught:
        parse_endpoint(text)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("text", ["http://me:s3cret@127.0.0.1/v1", "http://s3cret@127.0.0.1/v1"])
def test_a_key_in_an_address_is_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(FootnoteError, match="FOOTNOTE_API_KEY") as caught:
        parse_endpoint(text)
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize(
    ("url", "is_here"),
    [
        ("http://127.0.0.1:1/v1", True),
        ("http://localhost/v1", True),
        ("http://[::1]:1/v1", True),
        ("http://192.168.1.5:1/v1", False),
        ("https://box.lan/v1", False),
    ],
)
def test_what_is_on_this_machine(url: str, is_here: bool) -> None:
    assert parse_endpoint(url).is_here is is_here


def test_the_key_is_from_the_environment_or_else_from_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "key"
    file.write_text("from-file\n")
    assert find_key(None) is None
    found = find_key(str(file))
    assert found == Key("from-file", str(file))
    assert "from-file" not in repr(found)
    monkeypatch.setenv("FOOTNOTE_API_KEY", "from-environment")
    assert find_key(str(file)) == Key("from-environment", "$FOOTNOTE_API_KEY")


@pytest.mark.parametrize("content", [b"", b"two words", b"one\ntwo", b"\xff\xfe", "schlüssel".encode()])
def test_a_file_that_holds_no_key_is_one_line_without_what_it_holds(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "key"
    file.write_bytes(content)
    with pytest.raises(FootnoteError, match="no key") as caught:
        find_key(str(file))
    assert "words" not in str(caught.value)
    with pytest.raises(FootnoteError, match="key_file"):
        find_key(str(tmp_path / "missing"))
