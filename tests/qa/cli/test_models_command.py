"""footnote models: what it lists, what it downloads, and the one key that it writes."""

from __future__ import annotations

import hashlib
import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import qa.cli.models
from qa.llm.catalogue import RECOMMENDED, is_place, place_of
from qa.llm.downloaded import Downloaded
from qa.settings import load_settings
from tests.hub import CONTENT, PLACE, WRITTEN_AT_ONCE, Hub, hub_served
from tests.qa.cli.command_line import REPOSITORY, Run, complains

_MAIN = "import sys; from qa.cli import main; sys.exit(main())"


@pytest.fixture
def hub() -> Iterator[Hub]:
    with hub_served() as served:
        yield served


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "settings" / "config.toml"
    file.parent.mkdir()
    file.write_text("")
    monkeypatch.setenv("FOOTNOTE_CONFIG", str(file))
    return file


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> list[Downloaded]:
    """What is in the hub's cache."""
    found: list[Downloaded] = []
    monkeypatch.setattr(qa.cli.models, "downloaded", lambda: iter(found))
    monkeypatch.setattr(
        qa.cli.models, "cached", lambda place: next((one.file for one in found if one.place == place), None)
    )
    return found


def _begin(hub: Hub, cache: Path, *arguments: str) -> subprocess.Popen[str]:
    """The command in a process of its own: huggingface_hub reads the environment when it is imported."""
    return subprocess.Popen(
        [sys.executable, "-c", _MAIN, "models", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=hub.environment(cache),
        cwd=REPOSITORY,
    )


def _done(hub: Hub, cache: Path, *arguments: str) -> tuple[int, str, str]:
    process = _begin(hub, cache, *arguments)
    out, err = process.communicate(timeout=120)
    assert "Traceback" not in err
    return process.returncode, out, err


# --- the list


def test_the_catalogue_is_five_files_for_machines_of_three_sizes() -> None:
    assert len(RECOMMENDED) == len({one.name for one in RECOMMENDED}) == 5
    assert [one.memory for one in RECOMMENDED] == [4, 4, 8, 8, 16]
    for one in RECOMMENDED:
        assert is_place(one.place)
        assert place_of(one.name) == one.place
        assert one.size < 0.7e9 * one.memory
    assert place_of("other") == "other"


@pytest.mark.usefixtures("without_models", "config")
def test_the_list_has_what_is_embedded_downloaded_and_recommended(run: Run, here: list[Downloaded]) -> None:
    outcome = run("models")
    assert (outcome.code, outcome.err) == (0, "")
    assert "* smollm2" in outcome.out
    assert "none yet" in outcome.out
    for one in RECOMMENDED:
        assert f"  {one.name} " in outcome.out
        assert one.place in outcome.out
        assert one.licence in outcome.out
    assert outcome.out.count("not measured") == sum(not one.speed for one in RECOMMENDED)
    here.append(Downloaded(PLACE, Path("/cache/tiny.Q4.gguf"), 1_500_000_000))
    assert f"  {PLACE}  1.50 GB\n      /cache/tiny.Q4.gguf\n" in run("models").out


@pytest.mark.usefixtures("without_models", "config")
def test_the_list_as_json(run: Run, here: list[Downloaded]) -> None:
    first = RECOMMENDED[0]
    here.append(Downloaded(first.place, Path("/cache/first.gguf"), first.size))
    listed = json.loads(run("models", "--json").out)
    assert listed["default"] == "smollm2"
    assert [one["name"] for one in listed["embedded"]] == ["smollm2"]
    assert listed["downloaded"] == [{"place": first.place, "file": "/cache/first.gguf", "size": first.size}]
    assert [one["downloaded"] for one in listed["recommended"]] == [True, False, False, False, False]
    assert [one["speed"] is None for one in listed["recommended"]] == [not one.speed for one in RECOMMENDED]


# --- use


@pytest.mark.usefixtures("without_models")
def test_use_writes_one_key_and_leaves_the_rest_as_it_is(run: Run, config: Path, here: list[Downloaded]) -> None:
    rest = 'library = "~/news"  # mine\r\n\r\n# the chat\r\n[keys]\r\nquit = "f10"\r\n'
    config.write_bytes(f'# my settings\r\nmodel = "old.gguf"  # small\r\n{rest}'.encode())
    config.chmod(0o640)
    assert run("models", "use", "smollm2").err == f"footnote: smollm2 is the default now, by {config}\n"
    assert config.read_bytes().decode() == f'# my settings\r\nmodel = "smollm2"  # small\r\n{rest}'
    assert config.stat().st_mode & 0o777 == 0o640
    assert list(config.parent.iterdir()) == [config]

    name = RECOMMENDED[0].name
    complains(run("models", "use", name), f"footnote models get {name}")
    here.append(Downloaded(RECOMMENDED[0].place, config, 1))
    complains(run("models", "use", "nonsense"), "no model 'nonsense'")
    assert load_settings().model == "smollm2"


@pytest.mark.usefixtures("without_models", "here")
def test_use_of_a_server_takes_the_place_of_a_model_and_back(run: Run, config: Path) -> None:
    config.write_text('model = "smollm2"\n# the chat\n[keys]\nquit = "f10"\n')
    assert json.loads(run("models", "use", "http://127.0.0.1:11434#qwen", "--json").out) == {
        "default": "http://127.0.0.1:11434/v1#qwen",
        "settings": str(config),
    }
    assert (load_settings().endpoint, load_settings().model) == ("http://127.0.0.1:11434/v1#qwen", None)
    assert config.read_text().endswith('# the chat\n[keys]\nquit = "f10"\n')
    assert "* http://127.0.0.1:11434/v1#qwen answers" in run("models").out
    assert run("models", "use", "smollm2").code == 0
    assert (load_settings().endpoint, load_settings().model) == (None, "smollm2")
    complains(run("models", "use", "http://me:s3cret@box.lan/v1"), "a key does not belong into an address")


@pytest.mark.usefixtures("without_models", "here")
def test_use_of_a_file_names_it_wherever_one_stands(run: Run, config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(config.parent)
    Path("mine.gguf").write_bytes(b"GGUF and more")
    Path("other.gguf").write_bytes(b"something else")
    assert run("models", "use", "mine.gguf").code == 0
    assert load_settings().model == str(config.parent / "mine.gguf")
    assert f"* {config.parent / 'mine.gguf'} answers" in run("models").out
    complains(run("models", "use", "other.gguf"), "is no GGUF file")


@pytest.mark.usefixtures("without_models", "here")
def test_use_makes_a_file_where_there_is_none_and_leaves_a_broken_one(
    run: Run, home: Path, config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config.write_text("model = \n")
    complains(run("models", "use", "smollm2"), str(config), "mend it or move it away")
    assert config.read_text() == "model = \n"
    monkeypatch.delenv("FOOTNOTE_CONFIG")
    assert run("models", "use", "smollm2").code == 0
    assert (home / ".config" / "footnote" / "config.toml").read_text() == 'model = "smollm2"\n'


# --- get


def test_get_downloads_once_checks_it_and_prints_where_it_is(hub: Hub, tmp_path: Path) -> None:
    code, out, err = _done(hub, tmp_path, "get", PLACE)
    assert code == 0
    file = Path(out.strip())
    assert file.read_bytes() == CONTENT
    assert err == (
        f"footnote: {PLACE} is here, its SHA-256 is the hub's; to make it the default: footnote models use {PLACE}\n"
    )
    assert not list(tmp_path.rglob("*footnote-part"))
    asked = len(hub.requests)
    code, out, _ = _done(hub, tmp_path, "get", PLACE, "--json")
    assert (code, len(hub.requests)) == (0, asked)
    assert json.loads(out) == {
        "name": PLACE,
        "place": PLACE,
        "file": str(file),
        "size": len(CONTENT),
        "downloaded": False,
        "checked": False,
    }
    listed = json.loads(_done(hub, tmp_path, "--json")[1])
    assert listed["downloaded"] == [{"place": PLACE, "file": str(file), "size": len(CONTENT)}]
    assert len(hub.requests) == asked


def test_a_download_that_was_stopped_goes_on_where_it_was(hub: Hub, tmp_path: Path) -> None:
    hub.stops_after, hub.hangs = WRITTEN_AT_ONCE + 1000, True
    process = _begin(hub, tmp_path, "get", PLACE)
    limit = time.monotonic() + 60
    while not any(one.stat().st_size for one in tmp_path.rglob("*footnote-part")):
        assert time.monotonic() < limit
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 2
    assert err == "footnote: stopped; nothing that was finished is lost\n"

    hub.stops_after = None
    code, out, _ = _done(hub, tmp_path, "get", PLACE)
    assert code == 0
    assert Path(out.strip()).read_bytes() == CONTENT
    assert hub.begun_at == [0, WRITTEN_AT_ONCE]


def test_what_is_not_what_the_hub_has_is_thrown_away(hub: Hub, tmp_path: Path) -> None:
    hub.sends = CONTENT[:-1] + b"?"
    assert hashlib.sha256(hub.sends).digest() != hashlib.sha256(CONTENT).digest()
    code, out, err = _done(hub, tmp_path, "get", PLACE)
    assert (code, out) == (2, "")
    assert err == f"footnote: what came for {PLACE} is not what the hub has: it is thrown away; try again\n"
    assert not list(tmp_path.rglob("*footnote-part"))
    assert not list(tmp_path.rglob("*.gguf"))


@pytest.mark.usefixtures("without_models", "config")
def test_what_is_no_name_of_a_model_is_one_line(run: Run) -> None:
    complains(run("models", "get", "nonsense"), "no model 'nonsense' to get", "footnote models")
    complains(run("models", "burn"), "invalid choice: 'burn'")
