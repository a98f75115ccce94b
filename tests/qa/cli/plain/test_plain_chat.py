"""footnote chat --plain: questions, answers and commands, line by line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from index.errors import FootnoteError
from qa.chats.conversations import Conversations
from qa.cli.plain import _HELP
from qa.engine import Engine
from qa.types import Answer, Citation, Finished
from tests.fakes import hit_of, prose
from tests.qa.cli.command_line import CLOSED, COST, QUESTION, REPLY, UNANSWERED
from tests.qa.cli.plain.plain_chat import NOTE, SECOND, SECOND_REPLY, Chat, Interrupting, saved, states

# --- questions and answers


def test_questions_from_a_pipe_are_answered_in_their_order(chat: Chat, generator: Interrupting) -> None:
    generator.replies[:2] = [REPLY, SECOND_REPLY]
    outcome = chat(QUESTION, "", SECOND)
    assert (outcome.code, outcome.complaints) == (0, [])
    first, note, second, *_ = outcome.out.split("\n\n")
    assert (first, second) == (f"{REPLY} [1]", f"{SECOND_REPLY} [1]")
    assert note.startswith(f"[1] {NOTE}")
    assert note.endswith(f"“{COST}”")
    assert "\n" not in note
    assert "> " not in outcome.out + outcome.err
    assert "Opening library" in outcome.err


@pytest.mark.parametrize("ending", [b"", b"\n", b"\r\n", b"\xff\xfe\n"])
def test_the_last_line_and_its_encoding_do_not_matter(chat: Chat, ending: bytes) -> None:
    outcome = chat(QUESTION.encode() + ending, flags=["--plain"])
    assert outcome.code == 0
    assert outcome.out.startswith(f"{REPLY} [1]\n")


def test_a_terminal_gets_a_prompt(chat: Chat) -> None:
    outcome = chat(QUESTION, flags=["--plain"], terminal=True)
    assert outcome.code == 0
    assert outcome.err.endswith("/help lists the commands.\n> > \n")
    assert outcome.out.startswith(REPLY)
    assert "> " not in outcome.out


def test_nothing_typed_is_no_conversation(chat: Chat, library: Path) -> None:
    assert chat().out == chat("", "  ", "/quit", QUESTION).out == ""
    with Conversations.open(library) as store:
        assert store.recent() == []


def test_refusals_are_shown_as_ask_shows_them(chat: Chat, generator: Interrupting) -> None:
    generator.replies[0] = f"{REPLY} The mayor ate 300 cows."
    outcome = chat(UNANSWERED, QUESTION)
    assert outcome.out.startswith(f"The articles do not say.\n\n{REPLY} [1]\n\n[1] {NOTE}")
    assert "cows" not in outcome.out


def test_a_question_that_fails_is_one_line_and_the_chat_goes_on(
    chat: Chat, generator: Interrupting, library: Path
) -> None:
    generator.replies[0] = ["Repairs ", FootnoteError("the model\nis tired", "wait", "failed")]
    outcome = chat(QUESTION, QUESTION)
    assert outcome.code == 0
    assert outcome.complaints == ["footnote: the model is tired: wait"]
    assert outcome.out.startswith(REPLY)
    assert states(library) == [(QUESTION, "failed"), (QUESTION, "answered")]
    assert saved(library).turns[0].draft == "Repairs "


# --- as JSON


def test_each_answer_is_one_line_of_json(chat: Chat, generator: Interrupting) -> None:
    generator.replies[:2] = [REPLY, SECOND_REPLY]
    outcome = chat(QUESTION, "", UNANSWERED, "/help", SECOND, flags=["--plain", "--json"])
    assert (outcome.code, outcome.complaints) == (0, [])
    first, refused, second = map(json.loads, outcome.out.splitlines())
    assert (first["question"], first["answer"], first["abstained"]) == (QUESTION, f"{REPLY} [1]", False)
    assert first.keys() >= {"sentences", "citations", "retrieved", "timings_ms", "kind", "missing", "nearest"}
    assert (refused["abstained"], refused["citations"]) == (True, [])
    assert second["answer"] == f"{SECOND_REPLY} [1]"
    assert "Ctrl-C stops an answer" in outcome.err


def test_what_commands_print_is_kept_apart_from_the_json(chat: Chat, library: Path) -> None:
    lines = [QUESTION, "/open 1", "/list", "/again", "/edit " + SECOND]
    outcome = chat(*lines, flags=["--plain", "--json"])
    asked = [json.loads(line)["question"] for line in outcome.out.splitlines()]
    assert asked == [QUESTION, QUESTION, SECOND]
    assert f">>>{COST}<<<" in outcome.err
    assert QUESTION in outcome.err
    resumed = chat(flags=["--plain", "--json", "--resume"])
    assert resumed.out == ""
    assert f"You asked: {SECOND}" in resumed.err
    assert len(saved(library).turns) == 1


def test_an_error_is_no_json_and_the_chat_goes_on(chat: Chat, generator: Interrupting) -> None:
    generator.replies[0] = ["Repairs ", FootnoteError("the model\nis tired", "wait", "failed")]
    outcome = chat("x" * 5000, QUESTION, "/nothing", QUESTION, flags=["--plain", "--json"])
    assert outcome.code == 0
    assert len(outcome.complaints) == 3
    assert [json.loads(line)["question"] for line in outcome.out.splitlines()] == [QUESTION]


@pytest.mark.parametrize("flags", [["--json"], ["--serve", "--json"]])
def test_json_is_for_the_plain_chat(chat: Chat, capsys: pytest.CaptureFixture[str], flags: list[str]) -> None:
    with pytest.raises(SystemExit) as leaving:
        chat(QUESTION, flags=flags)
    out, err = capsys.readouterr()
    assert (leaving.value.code, out) == (2, "")
    assert len(err.splitlines()) == 1
    assert "--plain" in err


@pytest.mark.parametrize("line", ["x" * 5000, "x " * 100_000, "\x1b", b"\x00\n"])
def test_what_cannot_be_asked_is_one_line_and_not_saved(chat: Chat, library: Path, line: str | bytes) -> None:
    outcome = chat(line, QUESTION)
    assert outcome.code == 0
    assert len(outcome.complaints) == 1
    assert outcome.out.startswith(REPLY)
    assert states(library) == [(QUESTION, "answered")]


def test_follow_ups_know_the_conversation(chat: Chat, library: Path) -> None:
    chat(QUESTION, "And of the mill?", "/new", "And of the mill?")
    with Conversations.open(library) as store:
        new, old = (store.load(one.id, lambda _: None).turns for one in store.recent())
    assert [turn.answer.standalone_question for turn in old if turn.answer] == [
        QUESTION,
        f"And of the mill? ({QUESTION})",
    ]
    assert [turn.answer.standalone_question for turn in new if turn.answer] == ["And of the mill?"]


# --- commands


def test_help_lists_every_command(chat: Chat) -> None:
    outcome = chat("/help")
    assert outcome.out == f"{_HELP}\n\n"
    for name in "open again edit new list resume rename delete undo export help quit".split():
        assert f"/{name}" in outcome.out
        answered = chat(f"/{name}")
        assert answered.code == 0
        assert "no command" not in answered.err


@pytest.mark.parametrize("line", ["/bogus", "/", "/helpme please", "/etc/passwd \x1b[31m", "/" + "x" * 100_000])
def test_an_unknown_command_is_one_line(chat: Chat, line: str) -> None:
    outcome = chat(line)
    assert outcome.code == 0
    (complaint,) = outcome.complaints
    assert "/help" in complaint
    assert len(complaint) < 200
    assert outcome.out == ""


def test_open_shows_the_quote_in_its_article(chat: Chat) -> None:
    outcome = chat(QUESTION, "/open 1", "/open [1]")
    shown = outcome.out.split(f"“{COST}”\n\n")[1]
    head, before, story, after, *_ = shown.split("\n\n")
    assert head.startswith("Mill shut\nMarsh Gazette · 2024-03-05 · story.md · ")
    assert story == f"{CLOSED} >>>{COST}<<<"
    assert prose(8).endswith(before.removeprefix("… "))
    assert prose(9).startswith(after.removesuffix(" …"))
    assert shown == 2 * shown[: len(shown) // 2]


@pytest.mark.parametrize("number", ["", "0", "2", "-1", "one", "1 2", "x" * 10_000])
def test_open_takes_the_number_of_a_footnote(chat: Chat, number: str) -> None:
    outcome = chat(QUESTION, f"/open {number}")
    (complaint,) = outcome.complaints
    assert complaint == "footnote: /open takes the number of a footnote: the last answer with any has 1"


def test_open_without_footnotes_is_one_line(chat: Chat) -> None:
    outcome = chat("/open 1", UNANSWERED, "/open 1")
    assert ["no footnotes" in complaint for complaint in outcome.complaints] == [True, True]
    assert f">>>{COST}<<<" in chat(QUESTION, UNANSWERED, "/open 1").out


def test_open_takes_the_number_of_what_is_nearest_too(chat: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    article = hit_of(f"{CLOSED} {COST}").article
    nearest = (Citation(1, article, COST, len(CLOSED) + 1, len(article.text)),)
    said = Answer("Why?", "Why?", "Not said.", True, 0.0, (), (), (), "scripted", nearest=nearest)
    monkeypatch.setattr(Engine, "ask", lambda *_, **__: iter([Finished(said)]))
    outcome = chat("Why?", "/open 1")
    assert outcome.out.startswith(f"Not said.\n\nNearest:\n[1] “{COST}” Article 1 · ")
    assert f"{CLOSED} >>>{COST}<<<" in outcome.out


def test_again_and_edit_replace_the_last_turn(chat: Chat, generator: Interrupting, library: Path) -> None:
    generator.replies[:4] = [REPLY, "Nobody knows 77.", SECOND_REPLY, SECOND_REPLY]
    chat(UNANSWERED, QUESTION, "/again")
    assert states(library) == [(UNANSWERED, "refused"), (QUESTION, "answered")]
    key = saved(library).id
    outcome = chat(f"/resume {key}", f"/edit {SECOND}", "/edit", f"/edit {'x' * 5000}")
    assert len(outcome.complaints) == 2
    assert states(library) == [(UNANSWERED, "refused"), (SECOND, "answered")]
    assert saved(library).id == key
    assert len(chat("/again", "/edit x").complaints) == 2


def test_editing_the_only_question_keeps_the_conversation(chat: Chat, library: Path) -> None:
    outcome = chat(QUESTION, f"/edit {SECOND}", "/list")
    assert outcome.complaints == []
    assert outcome.out.count("1 question  ") == 1
    assert states(library) == [(SECOND, "answered")]
