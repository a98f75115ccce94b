"""What the project says of itself is true."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
# The name on the public package index belongs to somebody else. The extra "dev" names the others in pyproject.toml.
FROM_THE_INDEX = re.compile(
    r"\b(?:pipx?|uv|tool) (?:install|add|run) (?:-\S+ )*[\"'`]?footnote\b|footnote\[(?!eval,serve\])[a-z]"
)
EXTRA = re.compile(r"\.\[([a-z,]+)\]")


def _texts() -> list[tuple[str, str]]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a clone")
    names = [name for name in listed.stdout.split("\0") if name.endswith((".py", ".md", ".toml", "Makefile"))]
    return [(name, (ROOT / name).read_text("utf-8")) for name in names if (ROOT / name).exists()]


def test_nothing_tells_people_to_install_from_the_public_index() -> None:
    texts = [(name, text) for name, text in _texts() if name != "tests/test_project.py"]
    assert not [f"{name}: {found[0]}" for name, text in texts for found in FROM_THE_INDEX.finditer(text)]


def test_the_pattern_finds_what_is_wrong() -> None:
    for wrong in ('pip install "footnote[serve]"', "pip install -U footnote", "uv add footnote"):
        assert FROM_THE_INDEX.search(wrong)
    assert not FROM_THE_INDEX.search('pip install -e ".[serve]"')


def test_extras_that_are_named_exist() -> None:
    named = {
        (name, extra) for name, text in _texts() for found in EXTRA.finditer(text) for extra in found[1].split(",")
    }
    assert {extra for _, extra in named} <= set(PROJECT["optional-dependencies"]), named


def test_every_dependency_has_a_tested_version() -> None:
    pinned = {_normal(line.split("==")[0]) for line in (ROOT / "constraints.txt").read_text("utf-8").splitlines()}
    wanted = [*PROJECT["dependencies"], *(one for extra in PROJECT["optional-dependencies"].values() for one in extra)]
    names = {_normal(found[0]) for one in wanted if (found := re.match(r"[\w-]+", one))}
    assert names - pinned == {"footnote"}


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _pages() -> list[Path]:
    return [ROOT / name for name, _ in _texts() if name.endswith(".md") and not name.startswith("index/sample/")]


def test_every_link_of_the_documents_leads_somewhere() -> None:
    broken = []
    for page in _pages():
        for link in re.findall(r"\]\(([^)\s]+)\)", page.read_text("utf-8")):
            target, _, anchor = link.partition("#")
            if target.startswith("http"):
                continue
            led = page.parent / target if target else page
            if not led.exists() or (anchor and anchor not in _anchors(led)):
                broken.append(f"{page.relative_to(ROOT)}: {link}")
    assert not broken


def _anchors(page: Path) -> set[str]:
    """The anchors that hosts of Markdown make of a page's headings."""
    headings = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("name", ["CONTRIBUTING.md", "docs/glossary.md", "docs/architecture.md", "docs/answering.md"])
def test_what_a_page_names_is_there(name: str) -> None:
    page = (ROOT / name).read_text("utf-8")
    named = re.findall(r"`((?:index|qa|tui|scripts|tests|docs)/[\w/.-]+?)/?`", page)
    assert named
    assert not [path for path in named if not (ROOT / path).exists() and "NAME" not in path]


def test_readers_find_a_short_readme_and_a_licence() -> None:
    assert len((ROOT / "README.md").read_text("utf-8").splitlines()) <= 150
    assert all((ROOT / name).is_file() for name in PROJECT["license-files"])
    assert "Apache License" in (ROOT / "LICENSE").read_text("utf-8")
