"""What `make dist` makes: everything that the program needs, and nothing that belongs to the clone alone."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from configparser import ConfigParser
from pathlib import Path

import pytest

pytest.importorskip("build", reason="build is not installed: make test installs it")
pytestmark = pytest.mark.slow  # starts programs

ROOT = Path(__file__).parents[1]
PACKAGES = ("index", "qa", "tui")


@pytest.fixture(scope="module")
def tracked() -> set[str]:
    """The files of the clone, those included that are not committed yet."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a clone")
    return {name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()}


@pytest.fixture(scope="module")
def dist(tracked: set[str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An sdist of a copy of the clone, and the wheel that is built from that; with what is installed, since nothing
    may be fetched.
    """
    folder = tmp_path_factory.mktemp("dist")
    for name in tracked:
        (folder / "clone" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, folder / "clone" / name)
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(folder / "clone")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr[-2000:]
    return folder


@pytest.fixture(scope="module")
def wheel(dist: Path) -> zipfile.ZipFile:
    (file,) = dist.glob("*.whl")
    assert file.name.endswith("-py3-none-any.whl")
    return zipfile.ZipFile(file)


def _in_wheel(wheel: zipfile.ZipFile, folder: str) -> set[str]:
    """The names of the files below a folder of the wheel, whose beginning has the version in it."""
    return {name.partition(f"{folder}/")[2] for name in wheel.namelist() if f"{folder}/" in name}


def test_the_wheel_holds_every_file_of_the_packages_and_no_other(wheel: zipfile.ZipFile, tracked: set[str]) -> None:
    packed = {name for name in wheel.namelist() if not name.startswith("footnote-")}
    assert packed == {name for name in tracked if name.startswith(tuple(f"{package}/" for package in PACKAGES))}
    for name in ("qa/weights/reader.gguf", "index/weights/encoder.onnx", "index/sample/madrid-trade-talks-2025.md"):
        assert name in packed
        assert wheel.getinfo(name).file_size == (ROOT / name).stat().st_size


def test_licence_cards_and_manual_page_are_there(wheel: zipfile.ZipFile) -> None:
    licences = _in_wheel(wheel, "dist-info/licenses")
    assert {"LICENSE", "index/weights/README.md", "qa/weights/README.md"} == licences
    assert _in_wheel(wheel, "data/share/man/man1") == {"footnote.1"}


def test_the_command_is_there(wheel: zipfile.ZipFile) -> None:
    (name,) = (name for name in wheel.namelist() if name.endswith("entry_points.txt"))
    entries = ConfigParser()
    entries.read_string(wheel.read(name).decode())
    assert dict(entries["console_scripts"]) == {"footnote": "qa.cli:entry"}


def test_the_sdist_is_whole(dist: Path, tracked: set[str]) -> None:
    (file,) = dist.glob("*.tar.gz")
    with tarfile.open(file) as archive:
        packed = {member.name.partition("/")[2] for member in archive if member.isfile()}
    needed = {name for name in tracked if name.startswith(tuple(f"{package}/" for package in PACKAGES))}
    assert needed | {"LICENSE", "README.md", "pyproject.toml", "docs/footnote.1"} <= packed


def test_what_was_unpacked_runs_without_the_clone(wheel: zipfile.ZipFile, tmp_path: Path) -> None:
    wheel.extractall(tmp_path / "installed")
    (tmp_path / "elsewhere").mkdir()
    code = (
        "import index, qa, tui; from qa.cli import main; print(qa.__file__); raise SystemExit(main(['ask', '--help']))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path / "elsewhere",
        env={**os.environ, "PYTHONPATH": str(tmp_path / "installed")},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(str(tmp_path / "installed"))
    assert "--since DATE" in done.stdout
