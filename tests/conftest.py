"""What every test may ask for; and no test sees the files and settings of whoever runs it."""

from __future__ import annotations

import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

from tests.fakes import HashEmbedder

# modules whose assertions should say as much as those of tests
pytest.register_assert_rewrite(
    "tests.index.reading", "tests.qa.chats.saying", "tests.qa.cli.command_line", "tests.qa.cli.plain.plain_chat"
)

# a suite that runs in the background is started with Ctrl-C ignored, and so would be all that it starts
signal.signal(signal.SIGINT, signal.default_int_handler)

# a busy machine is slow, not wrong
settings.register_profile("footnote", deadline=None)
settings.load_profile("footnote")

_FOLDERS = {
    "HOME": "",
    "XDG_CACHE_HOME": ".cache",
    "XDG_CONFIG_HOME": ".config",
    "XDG_DATA_HOME": ".local/share",
    "XDG_STATE_HOME": ".local/state",
}


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home folder, beside `tmp_path`, and no setting of Footnote's from the environment."""
    folder = tmp_path_factory.mktemp("home")
    for variable, inside in _FOLDERS.items():
        monkeypatch.setenv(variable, str(folder / inside))
    for variable in ("FOOTNOTE_LIBRARY", "FOOTNOTE_CONFIG", "NO_COLOR"):
        monkeypatch.delenv(variable, raising=False)
    return folder


@pytest.fixture
def embedder() -> HashEmbedder:
    return HashEmbedder()


@pytest.fixture
def library_dir(tmp_path: Path) -> Path:
    """Where a test makes its library; nothing is there yet."""
    return tmp_path / "library"


_NOTE = "measured"


@pytest.fixture
def note(record_property: Callable[[str, object], None]) -> Callable[[str], None]:
    """Takes figures that are measured and not judged: they stand below the results of the tests, which may have run in
    another process.
    """
    return lambda text: record_property(_NOTE, text)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reports = [report for outcome in ("passed", "failed") for report in terminalreporter.getreports(outcome)]
    notes = [str(value) for report in reports for name, value in report.user_properties if name == _NOTE]
    if notes:
        terminalreporter.section("measured")
    for text in notes:
        terminalreporter.write_line(text)
