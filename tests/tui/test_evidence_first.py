"""The best passage before the answer, the draft that is followed, and the quiet corner."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

import pytest
from textual.widgets import Static

from qa.types import Event, Finished
from tests.tui.chat_pilot import answers, ask, ask_and_wait, ready, session_of, shown, text_of, until
from tests.tui.chat_script import HOLD, ScriptedAsker, answer, article, chat_app, hit, refusal
from tui.answer import AnswerCard, speed
from tui.best import BestPassage, passage_content
from tui.footnotes import Nearest, PlaceRow
from tui.pace import Pace

TEXT = "Tugs came at dawn. The ferry ran aground near the old lighthouse. Nobody was hurt in the night."
FERRY = article("ferry", TEXT)
KEY = "The ferry ran aground near the old lighthouse."
START = TEXT.index(KEY)
SPAN = (START, START + len(KEY))
FOUND = (hit(FERRY, TEXT),)


@pytest.mark.asyncio
async def test_the_best_passage_stands_where_the_answer_will_and_gives_way() -> None:
    asker = ScriptedAsker([HOLD, "It ran ", HOLD], hits=FOUND, key=SPAN)
    app = chat_app(asker)
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, ready(app))
        await ask(pilot)
        await until(pilot, lambda: app.query_one(BestPassage).has_class("-found"))
        screen = shown(app)
        card = app.query_one(AnswerCard)
        assert card.busy
        assert "The ferry story  Example Wire · 2021-03-29" in screen
        assert "Nobody was hurt in the night." in text_of(card.query_one(".passage", Static))
        assert card.query_one(".passage").is_on_screen
        assert not card.query_one(".key").is_on_screen
        await pilot.resize_terminal(60, 20)
        await pilot.pause()
        assert not card.query_one(".passage").is_on_screen
        assert text_of(card.query_one(".key", Static)) == KEY
        assert card.query_one(".key").is_on_screen
        asker.release.set()
        await until(pilot, lambda: app.chat.job is None)
        assert not app.query_one(BestPassage).is_on_screen
        assert "The canal was blocked." in shown(app)


def test_the_key_sentence_is_marked_and_not_by_colour_alone() -> None:
    content = passage_content(FOUND[0], SPAN)
    marked = [span for span in content.spans if "underline" in str(span.style)]
    assert [content.plain[span.start : span.end] for span in marked] == [KEY]
    assert passage_content(FOUND[0], (500, 600)).plain == TEXT
    assert passage_content(FOUND[0], None).spans == []


@pytest.mark.asyncio
async def test_a_refusal_shows_what_is_nearest_if_anything_is() -> None:
    app = chat_app(ScriptedAsker([], final=refusal))
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, ready(app))
        await ask_and_wait(pilot)
        assert len(app.query_one(Nearest).query(PlaceRow)) == 2
        assert app.query_one(AnswerCard).border_title == "Not in the articles"
        card = app.query_one(AnswerCard).region
        assert app.query_one(Nearest).region.y > card.y + 1
    nothing = partial(refusal, nearest=(), retrieved=())
    app = chat_app(ScriptedAsker([], final=nothing, hits=()))
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, ready(app))
        await ask_and_wait(pilot)
        assert not app.query(Nearest)
        assert "No passage comes close." in shown(app)


@pytest.mark.asyncio
async def test_the_draft_is_followed_until_the_user_scrolls_up() -> None:
    tokens = [f"Line {number}\n" for number in range(60)]
    asker = ScriptedAsker([*tokens, HOLD, *tokens, HOLD], deaf=True)
    app = chat_app(asker)
    async with app.run_test(size=(100, 30)) as pilot:
        await until(pilot, ready(app))
        await ask(pilot)
        await until(pilot, lambda: "Line 59" in shown(app))
        view = app.chat.desk.conversation
        await until(pilot, lambda: view.max_scroll_y > 0 and view.is_vertical_scroll_end)
        await pilot.press("pageup")
        await until(pilot, lambda: not view.is_vertical_scroll_end)
        await pilot.pause(0.5)
        place, height = view.scroll_y, view.max_scroll_y
        asker.release.set()
        await until(pilot, lambda: view.max_scroll_y > height or app.chat.job is None)
        assert view.scroll_y == min(place, view.max_scroll_y)


@pytest.mark.asyncio
async def test_esc_stops_within_a_quarter_of_a_second() -> None:
    asker = ScriptedAsker(["Half an answer.", HOLD])
    app = chat_app(asker)
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, ready(app))
        await ask(pilot)
        await until(pilot, lambda: "Half an answer.▌" in answers(app))
        job = app.chat.job
        assert job is not None
        before = time.process_time()  # not wall time: the machine may be busy with other things
        await pilot.press("escape")
        assert job.stopping
        assert app.query_one(AnswerCard).has_class("-stopped")
        assert "Half an answer." in shown(app)
        assert time.process_time() - before < 0.25
        await until(pilot, lambda: app.chat.job is None)
        assert app.query_one(AnswerCard).border_title == "Stopped"


class _Unconvinced(ScriptedAsker):
    """Finds nothing in what it wrote that could be checked."""

    def _events(self, question: str, should_stop: Callable[[], bool]) -> Iterator[Event]:
        for event in super()._events(question, should_stop):
            yield Finished(replace(refusal(question), stopped=True)) if isinstance(event, Finished) else event


@pytest.mark.asyncio
async def test_a_stopped_draft_is_kept_where_nothing_of_it_could_be_checked() -> None:
    app = chat_app(_Unconvinced(["Half [an] answer", HOLD]))
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, ready(app))
        await ask(pilot)
        await until(pilot, lambda: "Half [an] answer▌" in answers(app))
        await pilot.press("escape")
        await until(pilot, lambda: app.chat.job is None)
        assert answers(app) == ["Half [an] answer (stopped, not checked)"]
        assert app.query_one(AnswerCard).border_title == "Stopped"
        assert session_of(app).history == []


def test_the_quiet_corner() -> None:
    assert speed(answer(), 41.7) == "2.1 s · 42 tokens/s"
    assert speed(answer(), 0.0) == "2.1 s"


def test_pace_counts_from_the_first_token_to_the_last(monkeypatch: pytest.MonkeyPatch) -> None:
    times = iter([10.0, 10.5, 12.0])
    monkeypatch.setattr("tui.pace.time.monotonic", lambda: next(times))
    pace = Pace()
    assert pace.rate() == 0
    pace.token()
    assert pace.rate() == 0
    pace.token()
    pace.token()
    assert pace.rate() == 1


@pytest.mark.asyncio
async def test_no_state_is_told_by_colour_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    asker = ScriptedAsker([])
    app = chat_app(asker)
    async with app.run_test(size=(120, 60)) as pilot:
        await until(pilot, ready(app))
        assert app.no_color
        await ask_and_wait(pilot, "one")
        asker.final = refusal
        await ask_and_wait(pilot, "two")
        asker.error = "no such thing"
        await ask_and_wait(pilot, "three")
        titles = [card.border_title for card in app.query(AnswerCard)]
        assert titles == ["Answer", "Not in the articles", "Something went wrong"]
