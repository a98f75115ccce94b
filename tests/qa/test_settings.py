"""Where defaults come from: flags, then the environment, then the TOML file; and files that cannot be used."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.errors import FootnoteError
from qa.libraries import choose_library
from qa.llm.endpoint import Endpoint
from qa.settings import Settings, config_file, default_library, load_settings, sample_library
from qa.start import chosen_endpoint


@pytest.fixture
def config(home: Path) -> Path:
    """The user's TOML file, whose folder is there."""
    file = home / ".config" / "footnote" / "config.toml"
    file.parent.mkdir(parents=True)
    assert config_file() == file
    return file


def test_nothing_set_is_what_is_built_in() -> None:
    assert load_settings() == Settings()
    assert load_settings().library is None


def test_the_file_sets_all_of_it(config: Path) -> None:
    config.write_text('library = "~/news"\nmodel = "smollm2"\ncontext = 2048\nthreads = 3\n')
    assert load_settings() == Settings("~/news", "smollm2", 2048, 3)


@pytest.mark.parametrize("layers", [-1, 0, 33])
def test_the_file_sets_the_layers_on_the_gpu(config: Path, layers: int) -> None:
    assert load_settings().gpu_layers == 0
    config.write_text(f"gpu_layers = {layers}\n")
    assert load_settings().gpu_layers == layers


def test_the_file_sets_the_chat_s_keys_and_theme(config: Path) -> None:
    config.write_text('theme = "nord"\n[keys]\nquit = "f10,ctrl+g"\nfilter_clear = "f9"\n')
    settings = load_settings()
    assert settings.theme == "nord"
    assert settings.keys == {"quit": "f10,ctrl+g", "filter_clear": "f9"}


def test_the_file_names_a_server_in_place_of_a_model(config: Path) -> None:
    config.write_text('endpoint = "http://127.0.0.1:11434/v1#qwen"\nkey_file = "~/key"\npatience = 300\n')
    settings = load_settings()
    assert (settings.endpoint, settings.key_file) == ("http://127.0.0.1:11434/v1#qwen", "~/key")
    assert settings.patience == 300
    assert chosen_endpoint(None, settings) == Endpoint("http://127.0.0.1:11434/v1", "qwen")
    assert chosen_endpoint("smollm2", settings) is None
    assert chosen_endpoint("http://box.lan", settings) == Endpoint("http://box.lan/v1")
    config.write_text('model = "https://box.lan/v1"\n')
    assert chosen_endpoint(None, load_settings()) == Endpoint("https://box.lan/v1")
    assert chosen_endpoint(None, Settings()) is None


def test_an_endpoint_that_is_no_address_is_one_line(config: Path) -> None:
    config.write_text('endpoint = "localhost:11434"\n')
    with pytest.raises(FootnoteError, match="localhost:11434: write it as http://"):
        chosen_endpoint(None, load_settings())


def test_a_model_and_a_server_at_once_are_one_too_many(config: Path) -> None:
    config.write_text('model = "smollm2"\nendpoint = "http://127.0.0.1:11434/v1"\n')
    with pytest.raises(FootnoteError, match="both say which model answers: keep one") as caught:
        load_settings()
    assert str(config) in str(caught.value)


def test_flags_win_over_the_environment_over_the_file(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config.write_text('library = "/from/file"\n')
    assert choose_library(None, load_settings()).folder == Path("/from/file")
    monkeypatch.setenv("FOOTNOTE_LIBRARY", "/from/environment")
    assert choose_library(None, load_settings()).folder == Path("/from/environment")
    assert choose_library("/from/flag", load_settings()).folder == Path("/from/flag")


def test_a_tilde_is_the_home_folder(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOOTNOTE_LIBRARY", "~/news")
    assert choose_library(None, load_settings()).folder == home / "news"
    assert choose_library("~/other", load_settings()).folder == home / "other"


def test_the_sample_is_used_until_there_is_a_library(home: Path) -> None:
    place = choose_library(None, load_settings())
    assert place.is_sample
    assert place.folder == sample_library()
    default_library().mkdir(parents=True)
    place = choose_library(None, load_settings())
    assert not place.is_sample
    assert place.folder == default_library()
    assert home in place.folder.parents


def test_a_named_library_is_never_the_sample(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not choose_library("/nowhere", load_settings()).is_sample
    monkeypatch.setenv("FOOTNOTE_LIBRARY", "/nowhere")
    assert not choose_library(None, load_settings()).is_sample


def test_another_file_can_be_named(tmp_path: Path, config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config.write_text("threads = 3\n")
    (tmp_path / "mine.toml").write_text("threads = 5\n")
    monkeypatch.setenv("FOOTNOTE_CONFIG", str(tmp_path / "mine.toml"))
    assert load_settings().threads == 5


def test_a_named_file_that_is_missing_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOOTNOTE_CONFIG", str(tmp_path / "missing.toml"))
    with pytest.raises(FootnoteError, match=r"missing\.toml.*FOOTNOTE_CONFIG"):
        load_settings()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'libary = "~/news"', "unknown key 'libary'"),
        (b"[model]\nname = 'x'", "'model'"),
        (b"library = 3", "'library'"),
        (b"theme = 3", "'theme'"),
        (b'keys = "f9"', "'keys'.*table"),
        (b"[keys]\nquit = 9", "'quit' under"),
        (b'[keys.quit]\nkey = "f9"', "'quit' under"),
        (b'context = "4096"', "'context'"),
        (b"context = 4096.5", "'context'"),
        (b"threads = true", "'threads'"),
        (b"threads = 0", "'threads'"),
        (b"context = -1", "'context'"),
        (b"gpu_layers = -2", "'gpu_layers'.*0 or more, or -1 for all layers"),
        (b'gpu_layers = "all"', "'gpu_layers'"),
        (b"library = \nmodel", "cannot read"),
        (b'library = "caf\xe9"', "cannot read"),
        (b"\x00\x01\x02", "cannot read"),
    ],
)
def test_a_file_that_cannot_be_used_is_one_line_that_names_file_and_key(
    config: Path, content: bytes, said: str
) -> None:
    config.write_bytes(content)
    with pytest.raises(FootnoteError, match=said) as caught:
        load_settings()
    assert "\n" not in str(caught.value)
    assert str(config) in str(caught.value)
