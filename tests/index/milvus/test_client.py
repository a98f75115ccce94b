"""What goes wrong between here and a server, each in one line."""

from __future__ import annotations

import fcntl
import socket
import sys
from pathlib import Path

import pytest

from index.errors import FootnoteError
from index.milvus.client import Client, _in_order
from index.milvus.place import Where, lite, note
from index.opening import is_library, open_rows


def test_without_the_extra_it_says_how_to_install_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pymilvus", None)
    note(tmp_path, Where("http://127.0.0.1:1", "news"))
    assert is_library(tmp_path)
    with pytest.raises(FootnoteError, match=r'need more packages: pip install -e "\.\[milvus\]"'):
        open_rows(tmp_path)


def test_hits_of_equal_distance_come_by_key() -> None:
    assert _in_order([(9, -2.0), (5, -1.0), (3, -1.0), (4, -0.5)]) == [(9, -2.0), (3, -1.0), (5, -1.0), (4, -0.5)]


@pytest.mark.slow
def test_no_server(tmp_path: Path) -> None:
    pytest.importorskip("pymilvus", reason="needs the extra: pip install -e '.[milvus]'")
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        uri = f"http://127.0.0.1:{nobody.getsockname()[1]}"
        with pytest.raises(FootnoteError, match="no Milvus answers at http") as raised:
            Client(Where(uri, "news"), tmp_path)
    assert str(raised.value).isprintable()
    assert "start it, or check the address" in str(raised.value)


@pytest.mark.slow
def test_a_file_that_another_process_has_open(tmp_path: Path) -> None:
    pytest.importorskip("milvus_lite", reason="needs the extra: pip install -e '.[milvus]'")
    pytest.importorskip("pymilvus", reason="needs the extra: pip install -e '.[milvus]'")
    Client(lite(), tmp_path).close()
    with (tmp_path / "milvus.db" / "LOCK").open("w") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with pytest.raises(FootnoteError, match="which Milvus Lite lets one process at a time do: close the other"):
            Client(lite(), tmp_path)
    Client(lite(), tmp_path).close()
