"""footnote doctor: what it looks at, and what it says is to be done."""

from __future__ import annotations

import json
import sqlite3
import stat
from pathlib import Path

import pytest
from platformdirs import user_cache_path

import qa.llm.models
from index.copies import kept
from index.damage import REPAIR
from index.embed import packaged_minilm
from index.encoder import encoder_copy
from index.lock import writing
from index.schema import FILE_NAME
from qa.chats.conversation_file import FILE_NAME as CHATS
from qa.chats.conversations import Conversations
from qa.types import Answer
from tests.qa.cli.command_line import Run, still_answers

REFUSED = Answer("Q?", "Q?", "The articles do not say.", True, 0.0, (), (), (), "scripted")


def _todo(run: Run, *arguments: object) -> dict[str, str]:
    """What is to be done, by subject."""
    outcome = run("doctor", "--json", *arguments)
    found = json.loads(outcome.out)
    todo = {one["subject"]: one["todo"] for one in found if one["todo"]}
    assert outcome.code == (1 if todo else 0)
    return todo


def test_all_is_well(run: Run, library: Path) -> None:
    outcome = run("doctor")
    assert outcome.code == 0
    assert "!" not in outcome.out
    assert f"{library}: 5 articles" in outcome.out
    assert "exact: up to 50,000 passages are all compared with the question" in outcome.out
    assert "llama-cpp-python" in outcome.out
    assert "a fact reads 6 passages" in outcome.out
    assert "GB free" in outcome.out


def test_articles_without_a_date_are_counted_and_named(run: Run, library: Path, news: Path) -> None:
    assert library.is_dir()
    said = "3 of 5 articles have none, and are left out by --since and --until: 1.md, 2.md, 3.md\n"
    assert said in run("doctor").out
    for number in range(1, 4):
        (news / f"{number}.md").unlink()
    run("index")
    assert "dates       every article has one\n" in run("doctor").out


def test_without_a_library_there_is_still_the_sample(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("XDG_DATA_HOME", "HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    assert _todo(run) == {}
    assert _todo(run, "--library", tmp_path / "nowhere") == {"library": "make one with 'footnote index FOLDER'"}


def test_a_lost_file_of_vectors(run: Run, library: Path) -> None:
    (file,) = library.glob("vectors-*.faiss")
    file.unlink()
    assert _todo(run) == {"vectors": "run 'footnote index'"}
    run("index")
    assert _todo(run) == {}


def test_indexing_that_was_cut_short(run: Run, library: Path) -> None:
    with sqlite3.connect(library / FILE_NAME) as db:
        db.execute("DELETE FROM embedding WHERE rowid IN (SELECT rowid FROM embedding LIMIT 2)")
    assert _todo(run)["embeddings"] == "run 'footnote index'"
    run("index")
    assert _todo(run) == {}


def test_another_embedding_model(run: Run, library: Path) -> None:
    with sqlite3.connect(library / FILE_NAME) as db:
        db.execute("UPDATE manifest SET value = 'other' WHERE key = 'model'")
        db.execute("UPDATE embedding SET model = 'other'")
    assert _todo(run) == {"vectors": "run 'footnote index --rebuild', with --encoder to choose one"}


@pytest.mark.parametrize("how", ["garbage", "hole"])
def test_a_damaged_library(run: Run, library: Path, how: str) -> None:
    file = library / FILE_NAME
    whole = file.read_bytes()
    middle = len(whole) // 2
    file.write_bytes(b"garbage" * 999 if how == "garbage" else whole[:middle] + bytes(8192) + whole[middle + 8192 :])
    assert _todo(run) == {"library": REPAIR}
    outcome = run("doctor", "--repair", "--json")
    said = [one["says"] for one in json.loads(outcome.out)]
    assert outcome.code == 0
    assert f"{library}: 5 articles, " in " ".join(said)
    (kept,) = library.glob(f"{FILE_NAME}.damaged-*")
    assert any(f"is kept as {kept}" in one for one in said)
    assert _todo(run) == {}
    still_answers(run, library)


def test_nothing_is_touched_when_all_is_well(run: Run, library: Path) -> None:
    with Conversations.open(library) as chats:
        chats.begin("What closed?")
    before = {file: file.read_bytes() for file in library.iterdir()}
    outcome = run("doctor", "--repair")
    assert (outcome.code, outcome.err) == (0, "")
    assert "repair" not in outcome.out
    assert {file: file.read_bytes() for file in library.iterdir()} == before


def test_a_library_that_others_can_read(run: Run, library: Path) -> None:
    library.chmod(0o755)
    outcome = run("doctor", "--repair")
    assert outcome.code == 0
    assert "open to other users of this machine; 'chmod 700' closes it" in outcome.out
    # it may be meant to be
    assert stat.S_IMODE(library.stat().st_mode) == 0o755


def test_no_repair_while_another_process_writes(run: Run, library: Path) -> None:
    (library / FILE_NAME).write_bytes(b"garbage" * 999)
    with writing(library):
        outcome = run("doctor", "--repair", "--json")
    assert outcome.code == 1
    assert "another process is indexing" in outcome.out
    assert (library / FILE_NAME).read_bytes() == b"garbage" * 999


def test_damaged_conversations(run: Run, library: Path) -> None:
    with Conversations.open(library) as chats:
        for question in ("What closed?", "What else?"):
            writing_ = chats.begin(question)
            chats.finish(writing_, REFUSED)
    file = library / CHATS
    file.write_bytes(file.read_bytes().replace(b"The articles do not say.", b"The articles do now say.", 1))
    assert _todo(run) == {"chats": REPAIR}
    outcome = run("doctor", "--repair")
    assert outcome.code == 0
    assert "2 questions of the damaged conversations are kept, 1 of them without their answers" in outcome.out
    with Conversations.open(library) as chats:
        turns = [chats.load(one.id, lambda _: None).turns[0] for one in chats.recent()]
    assert {turn.question for turn in turns} == {"What closed?", "What else?"}
    assert {turn.state for turn in turns} == {"failed", "refused"}


def test_a_damaged_copy_of_a_model(run: Run, library: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ARG001
    import qa.llm.caches

    def write(folder: Path, cache: Path) -> Path:
        return kept(encoder_copy(folder, cache), lambda file: file.write_bytes(b"weights"))

    monkeypatch.setattr(qa.llm.caches, "encoder_file", write)
    file = write(packaged_minilm(), user_cache_path("footnote"))
    assert _todo(run) == {}
    file.write_bytes(b"wrights")
    assert _todo(run) == {"copies": REPAIR}
    assert run("doctor", "--repair").code == 0
    assert file.read_bytes() == b"weights"


@pytest.mark.usefixtures("library")
def test_models(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "broken.gguf"
    file.write_bytes(b"not a model")
    assert "choose another" in _todo(run, "--model", file)["model"]
    assert "a .gguf file" in _todo(run, "--model", "nonsense")["model"]
    assert _todo(run, "--model", "someone/some-model/file.gguf") == {}


@pytest.mark.usefixtures("library")
@pytest.mark.parametrize("content", [None, b"", b"not an adapter"])
def test_an_adapter_that_is_gone_or_none(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes | None
) -> None:
    adapter = tmp_path / "reader.gguf"
    if content is not None:
        adapter.write_bytes(content)
    monkeypatch.setattr(qa.llm.models, "packaged_adapter", lambda: adapter)
    assert "install it again" in _todo(run)["model"]


def test_settings_that_cannot_be_used(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "config.toml"
    file.write_text("nonsense = 1")
    monkeypatch.setenv("FOOTNOTE_CONFIG", str(file))
    assert "the keys are" in _todo(run)["settings"]
