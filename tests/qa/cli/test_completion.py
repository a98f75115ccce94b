"""footnote completion: scripts that shells take."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from tests.qa.cli.command_line import Run, complains


def _script(run: Run, shell: str) -> str:
    outcome = run("completion", shell)
    assert (outcome.code, outcome.err) == (0, "")
    return outcome.out


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")
@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        (["se"], {"search", "serve"}),
        (["ask", "--form"], {"--format"}),
        (["ask", "--format", ""], {"text", "md", "json"}),
        (["serve", "--st"], {"--stdio"}),
        (["chat", "--in-"], set()),
    ],
)
def test_bash_completes(run: Run, typed: list[str], offered: set[str]) -> None:
    words = " ".join(f"'{word}'" for word in ["footnote", *typed])
    code = (
        f"{_script(run, 'bash')}\nCOMP_WORDS=({words}); COMP_CWORD={len(typed)}\n"
        '_shtab_footnote; printf "%s\\n" "${COMPREPLY[@]}"'
    )
    done = subprocess.run(["bash", "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert {line.strip() for line in done.stdout.split()} == offered


def test_zsh_gets_a_script_of_its_own(run: Run) -> None:
    script = _script(run, "zsh")
    assert script.startswith("#compdef footnote")
    assert "--since" in script
    assert "in-browser" not in script


def test_a_shell_that_is_not_known(run: Run) -> None:
    complains(run("completion", "dos"), "bash")
