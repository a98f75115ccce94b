"""Damaged files: noticed, never quoted, repaired. And nothing that is read can run: no pickles anywhere."""

from __future__ import annotations

import ast
import json
import shutil
from pathlib import Path

import pytest

from index.copies import is_whole, kept
from index.errors import FootnoteError
from index.library import Library
from index.schema import FILE_NAME
from scripts.trials.damage import damage
from scripts.trials.damaged import answers, tried
from scripts.trials.damaging import QUESTION, Damage, make
from tests.fakes import HashEmbedder

REPOSITORY = Path(__file__).resolve().parents[2]
CASES, IN_CHILDREN = 36, 4
SEED = 2
_RUNNING = {"pickle", "cPickle", "_pickle", "shelve", "marshal", "dill", "joblib", "cloudpickle"}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The libraries that are damaged, in copies, and what they say when they are whole."""
    folder = tmp_path_factory.mktemp("damage")
    make(folder)
    (folder / "clean.json").write_text(json.dumps(answers(folder / "closed")))
    return folder


def test_a_whole_library_answers(made: Path) -> None:
    said = json.loads((made / "clean.json").read_text())
    assert not any("error" in one for one in said.values())
    assert said["answer"]["said"][0][3].startswith("Engineers found cracks")
    assert len(said["chats"]["said"]) == 3
    opened = made / "opened"
    shutil.copytree(made / "open", opened)
    assert {name: (opened / name).stat().st_size > 0 for name in (f"{FILE_NAME}-wal", "conversations.db-wal")} == {
        f"{FILE_NAME}-wal": True,
        "conversations.db-wal": True,
    }
    assert answers(opened) == answers(made / "closed")


@pytest.mark.parametrize("number", range(CASES))
def test_damage_is_repaired(made: Path, tmp_path: Path, number: int) -> None:
    case = Damage.of(SEED, number)
    folder = tmp_path / "library"
    shutil.copytree(made / ("open" if case.is_unfinished else "closed"), folder)
    case.inflict(folder)
    assert tried(folder, json.loads((made / "clean.json").read_text()))["wrong"] == [], case


def test_in_processes_of_their_own() -> None:
    tally = damage([Damage.of(SEED, number) for number in range(IN_CHILDREN)])
    assert (tally.cases, tally.failures) == (IN_CHILDREN, ())


def test_a_case_says_how_to_repeat_it() -> None:
    assert str(Damage.of(3, 17)).startswith("seed 3, case 17 (")
    assert Damage.of(3, 17) == Damage.of(3, 17)
    assert len({(one.file, one.way) for one in (Damage.of(1, number) for number in range(200))}) > 40


@pytest.mark.parametrize("column", ["text", "title", "date", "source", "url", "path", "id"])
def test_no_letter_of_an_article_changes_unnoticed(made: Path, tmp_path: Path, column: str) -> None:
    """SQLite itself has nothing to say about a letter that is another one."""
    folder = tmp_path / "library"
    shutil.copytree(made / "closed", folder)
    file = folder / FILE_NAME
    whole = file.read_bytes()
    old, new = {
        "text": (b"4.5 million", b"4.6 million"),
        "title": (b"Mill shut", b"Mill open"),
        "date": (b"2024-03-05", b"2024-03-15"),
        "source": (b"Marsh Gazette", b"Marsh Gazelle"),
        "url": (b"http://a/b", b"http://a/c"),
        "path": (b"mill.mdMill", b"bill.mdMill"),
        "id": (b"476a1dc72f", b"476a1dc72e"),
    }[column]
    assert old in whole
    file.write_bytes(whole.replace(old, new))
    with Library.open(folder, HashEmbedder()) as library:
        with pytest.raises(FootnoteError, match=r"is damaged \(.*as it was stored.*'footnote doctor --repair'"):
            library.search(QUESTION)
        with pytest.raises(FootnoteError, match=r"footnote doctor --repair|no article"):
            library.article("mill.md")


def test_a_copy_is_made_again_when_it_is_not_what_was_made(tmp_path: Path) -> None:
    file, made = tmp_path / "cache" / "copy.gguf", []

    def make_it(target: Path) -> None:
        target.write_bytes(b"weights" * 1000)
        made.append(target)

    for trouble in (None, "", "cut", "flipped", "no note", "touched"):
        if trouble == "cut":
            file.write_bytes(file.read_bytes()[:-1])
        elif trouble == "flipped":
            file.write_bytes(b"w" + b"\0" + file.read_bytes()[2:])
        elif trouble == "no note":
            file.with_name("copy.gguf.json").unlink()
        elif trouble == "touched":
            file.touch()
        assert kept(file, make_it).read_bytes() == b"weights" * 1000
        assert is_whole(file)
    assert len(made) == 4  # at first, cut, flipped, without a note
    assert not any(one.exists() for one in made)


def _python() -> list[Path]:
    return [file for top in ("index", "qa", "tui", "scripts") for file in sorted((REPOSITORY / top).rglob("*.py"))]


def test_no_module_reads_what_could_run() -> None:
    """Pickles run what they hold, and so do torch's files and NumPy's arrays of objects."""
    assert len(_python()) > 100
    for file in _python():
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            named = [one.name for one in node.names] if isinstance(node, ast.Import) else []
            named += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not {name.partition(".")[0] for name in named} & _RUNNING, f"{file}: {named}"
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "load":
                owner = ast.unparse(node.func.value)
                given = {one.arg: ast.unparse(one.value) for one in node.keywords}
                assert owner != "torch" or given.get("weights_only") == "True", f"{file}: {ast.unparse(node)}"
                assert owner not in ("np", "numpy") or given.get("allow_pickle", "False") == "False", f"{file}"
