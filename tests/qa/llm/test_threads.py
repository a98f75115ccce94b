"""All cores for a large model, half of them for a small one."""

from __future__ import annotations

from pathlib import Path

from qa.llm.threads import cores, threads_for


def test_a_large_file_gets_all_cores_and_a_small_one_the_usual_half(tmp_path: Path) -> None:
    small, large = tmp_path / "small.gguf", tmp_path / "large.gguf"
    small.write_bytes(b"x")
    with large.open("wb") as file:
        file.truncate(600_000_000)  # holds nothing on the disk
    assert threads_for(small) is None
    assert threads_for(large) == cores() >= 1
