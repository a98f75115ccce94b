"""The Containerfile, as far as it can be checked without docker or podman: what it copies, runs and sets."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def steps() -> list[tuple[str, str]]:
    """Instruction and argument, lines that go on joined."""
    text = re.sub(r"^#.*\n", "", (ROOT / "Containerfile").read_text("utf-8"), flags=re.MULTILINE)
    lines = text.replace("\\\n", " ").splitlines()
    return [(name, rest.strip()) for name, _, rest in (line.partition(" ") for line in lines if line.strip())]


def last_stage() -> list[tuple[str, str]]:
    found = steps()
    begin = max(number for number, (name, _) in enumerate(found) if name == "FROM")
    return found[begin:]


def test_both_stages_have_one_python_that_footnote_runs_on() -> None:
    images = {rest.split()[0] for name, rest in steps() if name == "FROM"}
    assert len(images) == 1
    (minor,) = (int(found) for found in re.findall(r"python:3\.(\d+)-slim", images.pop()))
    assert minor >= int(PROJECT["requires-python"].removeprefix(">=3."))


def test_it_does_not_run_as_root_and_keeps_everything_in_the_volume() -> None:
    found = last_stage()
    names = [name for name, _ in found]
    assert names.index("USER") < names.index("ENTRYPOINT")
    assert all(name != "RUN" for name in names[names.index("USER") :])
    assert dict(found)["USER"] == "footnote"
    (volume,) = (rest for name, rest in found if name == "VOLUME")
    environment = " ".join(rest for name, rest in found if name == "ENV")
    places = dict(re.findall(r"(XDG_\w+)=(\S+)", environment))
    assert set(places) == {"XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"}
    made = " ".join(rest for name, rest in found if name == "RUN")
    assert all(place.startswith(f"{volume}/") and place in made for place in places.values())
    assert "HF_HUB_OFFLINE=1" in environment


def test_the_compiler_stays_behind_and_the_command_is_the_programs() -> None:
    assert "build-essential" not in " ".join(rest for _, rest in last_stage())
    assert dict(last_stage())["ENTRYPOINT"] == '["footnote"]'
    assert "footnote" in PROJECT["scripts"]


def test_what_is_built_is_for_other_processors_too() -> None:
    assert ("ENV", 'CMAKE_ARGS="-DGGML_NATIVE=OFF"') in steps()


def test_the_version_of_torch_is_found_in_the_constraints() -> None:
    (run,) = (rest for name, rest in steps() if name == "RUN" and "torch" in rest)
    (found,) = re.findall(r"\$\((.*?)\)", run)
    command = found.replace("/src/", f"{ROOT}/")
    version = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=True).stdout
    assert re.fullmatch(r"\d+\.\d+\.\d+\n", version)


def test_every_step_is_a_shell_command() -> None:
    for run in (rest for name, rest in steps() if name == "RUN"):
        subprocess.run(["sh", "-n", "-c", run], check=True)


def test_nothing_that_the_build_needs_is_left_out() -> None:
    ignored = {line for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if not line.startswith("#")}
    assert not ignored & {"index", "qa", "tui", "docs", "pyproject.toml", "README.md", "LICENSE", "constraints.txt"}
