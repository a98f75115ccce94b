"""A question and its answer on the screen."""

from __future__ import annotations

import pytest
from textual.events import Paste
from textual.message import Message
from textual.widgets import Static

from qa.chats.conversations import Conversations
from qa.chats.session import ChatSession
from qa.types import Sentence, Turn
from tests.tui.chat_pilot import answers, ask, ask_and_wait, ready, shown, text_of, until
from tests.tui.chat_script import CANAL, CITATIONS, HITS, HOLD, ScriptedAsker, answer, chat_app, refusal
from tui.answer import AnswerCard, AnswerText
from tui.evidence import EvidencePanel, PassageCard
from tui.exchange import Exchange
from tui.footnotes import Footnotes, PlaceRow
from tui.keys import KeysScreen
from tui.worker import Job

# One question, end to end


@pytest.mark.asyncio
async def test_evidence_is_shown_before_the_first_token() -> None:
    asker = ScriptedAsker([HOLD, "word"])
    app = chat_app(asker)
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, ready(app))
        await ask(pilot)
        await until(pilot, lambda: len(app.query(PassageCard)) == 2)
        assert "1 The canal story" in shown(app)
        assert "2 The bridge story" in shown(app)
        assert "Example Wire · 2021-03-29" in shown(app)
        assert answers(app) == [""]
        asker.release.set()
        await until(pilot, lambda: app.chat.job is None)


@pytest.mark.asyncio
async def test_draft_streams_then_gives_way_to_the_checked_answer() -> None:
    asker = ScriptedAsker(["A draft ", "[9] so far", HOLD, " and on"])
    app = chat_app(asker)
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, ready(app))
        await ask(pilot)
        await until(pilot, lambda: "A draft [9] so far▌" in answers(app))
        asker.release.set()
        await until(pilot, lambda: app.chat.job is None)
        assert answers(app) == ["The canal was blocked. [1] The bridge was not. [1][2]"]
        assert "A draft" not in shown(app)
        assert "ScriptedLM · first word 0.4 s · answer 2.1 s" in shown(app)
        rows = [" ".join(text_of(part) for part in row.query(Static)) for row in app.query(PlaceRow)]
        assert rows[0].startswith("[1] The canal story  Example Wire · 2021-03-29  +1 more\n")
        assert rows[0].endswith("“Paragraph 60 of a long article says things”")
        assert rows[1].startswith("[2] The bridge story")


@pytest.mark.asyncio
async def test_many_tokens_are_painted_together(monkeypatch: pytest.MonkeyPatch) -> None:
    paintings: list[str] = []
    monkeypatch.setattr(AnswerCard, "show_draft", lambda _card, text: paintings.append(text))
    app = chat_app(ScriptedAsker(["a "] * 5000 + [HOLD]))
    async with app.run_test() as pilot:
        await until(pilot, ready(app))
        await ask(pilot)
        await until(pilot, lambda: paintings and paintings[-1] == "a " * 5000)
        assert len(paintings) < 500


def test_tokens_nobody_has_read_yet_cost_one_message() -> None:
    posted: list[Message] = []
    session = ChatSession(ScriptedAsker(["a "] * 5000), Conversations.in_memory())
    job = Job(session.ask("Why?"), posted.append)
    job.thread.join(30)
    assert [type(message).__name__ for message in posted] == ["EvidenceFound", "DraftGrew", "TurnEnded", "JobEnded"]
    assert job.draft.read() == "a " * 5000


@pytest.mark.asyncio
async def test_tab_reaches_footnotes_below_the_fold_and_the_nearest_after_a_refusal() -> None:
    asker = ScriptedAsker(final=lambda question: answer(question, *[Sentence("Long sentence. " * 9, (1,), True)] * 9))
    app = chat_app(asker)
    async with app.run_test(size=(60, 20)) as pilot:
        await until(pilot, ready(app))
        await ask_and_wait(pilot)
        assert app.query_one(Exchange).region.y == 0
        await pilot.press("tab")
        await pilot.pause(0.5)
        assert isinstance(app.focused, PlaceRow)
        assert app.focused.is_on_screen
        await pilot.resize_terminal(120, 40)
        asker.final = refusal
        await ask_and_wait(pilot, "again")
        await pilot.press("tab")
        assert isinstance(app.focused, PlaceRow)
        assert app.focused.is_on_screen


@pytest.mark.asyncio
async def test_unsupported_sentence_looks_unsupported() -> None:
    said = (Sentence("Known.", (1,), True), Sentence("Guessed.", (), False))
    app = chat_app(ScriptedAsker(final=lambda question: answer(question, *said)))
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, ready(app))
        await ask_and_wait(pilot)
        assert answers(app) == ["Known. [1] Guessed. (not in the articles)"]
        segments = list(app.query_one(AnswerText).render_line(0))
        known = next(segment for segment in segments if "Known" in segment.text)
        guessed = next(segment for segment in segments if "Guessed" in segment.text)
        assert known.style is not None
        assert not known.style.italic
        assert guessed.style is not None
        assert guessed.style.italic
        assert guessed.style.color != known.style.color or guessed.style.dim


@pytest.mark.asyncio
async def test_refusal_looks_like_one() -> None:
    app = chat_app(ScriptedAsker([], final=refusal))
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, ready(app))
        await ask_and_wait(pilot)
        card = app.query_one(AnswerCard)
        assert card.has_class("-refused")
        assert not card.has_class("-done")
        assert answers(app) == ["The articles do not say, though they write about this."]
        assert "Closest passages" in shown(app)
        assert len(app.query(PassageCard)) == 2
        assert "Nearest:" in shown(app)
        assert len(app.query(PlaceRow)) == 2
        assert not app.query(Footnotes)
        await pilot.press("tab", "enter")
        assert "[1]  1 of 2" in shown(app)


@pytest.mark.asyncio
async def test_passages_an_answer_quotes_are_marked() -> None:
    app = chat_app(ScriptedAsker())
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, ready(app))
        await ask_and_wait(pilot)
        assert "The canal story [1]" in shown(app)
        assert "The bridge story [2]" in shown(app)


@pytest.mark.asyncio
async def test_second_question_carries_the_history() -> None:
    asker = ScriptedAsker()
    asker.standalone = "Why was the canal blocked?"
    app = chat_app(asker)
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, ready(app))
        await ask_and_wait(pilot, "first one")
        await ask_and_wait(pilot, "and why")
        assert asker.calls[0] == ("first one", ())
        assert asker.calls[1] == ("and why", (Turn.of(answer("first one")),))
        assert "searched for: Why was the canal blocked?" in shown(app)


@pytest.mark.asyncio
async def test_failed_question_is_one_line_and_the_chat_goes_on() -> None:
    asker = ScriptedAsker(error="The library moved [/] away. Run: footnote index")
    app = chat_app(asker)
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, ready(app))
        await ask_and_wait(pilot)
        assert "The library moved [/] away. Run: footnote index" in shown(app)
        asker.error = None
        await ask_and_wait(pilot, "again")
        assert asker.calls[1] == ("again", ())
        assert answers(app)[1].startswith("The canal was blocked.")


@pytest.mark.asyncio
async def test_empty_question_gets_a_hint() -> None:
    asker = ScriptedAsker()
    app = chat_app(asker)
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, ready(app))
        await pilot.press("space", "enter")
        await pilot.pause()
        assert "type a question first" in shown(app)
        assert asker.calls == []
        assert not app.query(Exchange)


@pytest.mark.asyncio
async def test_question_mark_shows_the_keys_but_not_from_the_prompt() -> None:
    app = chat_app(ScriptedAsker())
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, ready(app))
        await ask_and_wait(pilot)
        await pilot.press("question_mark")
        assert app.chat.prompt.value == "?"
        await pilot.press("tab", "question_mark")
        assert isinstance(app.screen, KeysScreen)
        await pilot.press("escape", "f1")
        assert isinstance(app.screen, KeysScreen)


@pytest.mark.asyncio
async def test_up_recalls_earlier_questions() -> None:
    app = chat_app(ScriptedAsker())
    async with app.run_test() as pilot:
        await until(pilot, ready(app))
        await ask_and_wait(pilot, "one")
        await ask_and_wait(pilot, "two")
        await pilot.press("x", "up", "up")
        assert app.chat.prompt.value == "one"
        await pilot.press("down", "down")
        assert app.chat.prompt.value == "x"


# Sizes


@pytest.mark.asyncio
@pytest.mark.parametrize("size", [(60, 20), (120, 40), (240, 70)])
async def test_fits_every_size(size: tuple[int, int]) -> None:
    app = chat_app(ScriptedAsker())
    width, height = size
    async with app.run_test(size=size) as pilot:
        await until(pilot, ready(app))
        await ask_and_wait(pilot)
        for widget in (app.chat.prompt, app.query_one("#status"), app.chat.desk.conversation):
            assert widget.region.x >= 0
            assert widget.region.right <= width
            assert widget.region.y >= 0
            assert widget.region.bottom <= height
        assert app.query_one(Exchange).region.y >= 0
        assert "The canal was blocked. [1]" in shown(app)
        side = app.query_one(EvidencePanel)
        assert side.is_on_screen is (width >= 100)
        await pilot.press("f2")
        await pilot.pause()
        assert side.is_on_screen is (width < 100)


def test_script_is_sound() -> None:
    for cited in CITATIONS:
        assert cited.article.text[cited.start : cited.end] == cited.quote
    assert HITS[0].article is CANAL


@pytest.mark.asyncio
async def test_a_pasted_text_of_several_lines_is_one_question() -> None:
    asker = ScriptedAsker()
    app = chat_app(asker)
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, ready(app))
        await pilot.press(*"So: ")
        app.chat.prompt.post_message(Paste("Who will head\n\tthe port authority,\r\nand from when on?\n"))
        await pilot.pause()
        assert app.chat.prompt.value == "So: Who will head the port authority, and from when on?"
        app.chat.prompt.select_all()
        app.chat.prompt.post_message(Paste("Why?"))
        await pilot.pause()
        assert app.chat.prompt.value == "Why?"
