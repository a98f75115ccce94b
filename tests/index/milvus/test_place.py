"""Addresses of libraries in Milvus, and the notes that stand for them."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.errors import FootnoteError
from index.milvus.place import Where, address_of, folder_name, is_address, is_in_milvus, lite, note, noted, parsed


@pytest.mark.parametrize(
    ("address", "where"),
    [
        ("milvus://127.0.0.1:19531/news", Where("http://127.0.0.1:19531", "news")),
        ("milvus://milvus.example/news_2", Where("http://milvus.example:19530", "news_2")),
        ("milvus+https://[::1]:443/News", Where("https://[::1]:443", "News")),
    ],
)
def test_addresses(address: str, where: Where) -> None:
    assert is_address(address)
    assert parsed(address) == where
    assert parsed(address_of(where)) == where


@pytest.mark.parametrize(
    "address",
    ["milvus://", "milvus://host", "milvus://host/", "milvus://host/a-b", "milvus://host:x/a", "milvus://u:p@h/a"],
)
def test_what_is_no_address_is_said_in_one_line(address: str) -> None:
    with pytest.raises(FootnoteError, match=r"names no library in Milvus: write milvus://HOST:PORT/NAME"):
        parsed(address)


def test_names_and_paths_are_no_addresses() -> None:
    assert not any(map(is_address, ["milvus", "./milvus", "/srv/milvus:19530", "https://example.org/news"]))


def test_a_folder_stands_for_one_library(tmp_path: Path) -> None:
    here, there = parsed("milvus://one:1/news"), parsed("milvus://two:1/news")
    assert folder_name(here) != folder_name(there) != folder_name(parsed("milvus://two:1/olds"))
    note(tmp_path / "a", here)
    note(tmp_path / "a", here)
    assert is_in_milvus(tmp_path / "a")
    assert noted(tmp_path / "a") == here
    with pytest.raises(FootnoteError, match=r"stands for milvus://one:1/news: choose another"):
        note(tmp_path / "a", there)
    (tmp_path / "library.sqlite").touch()
    with pytest.raises(FootnoteError, match="holds a library in SQLite"):
        note(tmp_path, lite())
    (tmp_path / "a" / "milvus.json").write_text("{")
    with pytest.raises(FootnoteError, match=r"milvus\.json cannot be read"):
        noted(tmp_path / "a")


def test_a_file_of_milvus_lite_moves_with_its_folder(tmp_path: Path) -> None:
    note(tmp_path / "a", lite())
    (tmp_path / "a").rename(tmp_path / "b")
    assert noted(tmp_path / "b").address(tmp_path / "b") == str(tmp_path / "b" / "milvus.db")
