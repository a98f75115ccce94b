"""The manual page says what the parser takes."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest

from qa.cli.parser import whole_parser
from scripts.make_manual import PAGE, manual


def test_the_page_is_that_of_this_parser() -> None:
    assert PAGE.read_text("utf-8") == manual(), "python -m scripts.make_manual"


def test_every_command_and_flag_is_there_and_nothing_that_is_not_for_people() -> None:
    page = manual().replace(r"\-", "-")
    for name in ("add", "ask", "chat", "index", "models get", "serve", "show"):
        assert f".SS footnote {name}\n" in page
    for flag in ("--version", "--library", "--since", "--serve", "--watch"):
        assert rf"\fB{flag}\fR" in page
    assert "--in-browser" not in page
    assert "%(default)" not in page
    assert "FOOTNOTE_CONFIG" in page


def test_the_variables_that_it_names_are_read_somewhere() -> None:
    named = set(re.findall(r"FOOTNOTE_[A-Z_]+", manual()))
    sources = "".join(file.read_text("utf-8") for file in (PAGE.parents[1] / "qa").rglob("*.py"))
    assert {name for name in named if name not in sources} == set()


@pytest.mark.skipif(shutil.which("groff") is None, reason="groff is not installed")
def test_it_is_roff_without_a_warning() -> None:
    done = subprocess.run(["groff", "-man", "-Tutf8", "-ww", str(PAGE)], capture_output=True, text=True, check=True)
    assert done.stderr == ""
    assert "the articles do not say, or nothing was found" in done.stdout


def test_help_is_as_it_was(capsys: pytest.CaptureFixture[str]) -> None:
    manual()
    with pytest.raises(SystemExit):
        whole_parser().parse_args(["--help"])
    assert capsys.readouterr().out.startswith("usage: footnote")
