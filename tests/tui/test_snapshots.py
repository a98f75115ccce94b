"""How the chat looks. After a wanted change: pytest tests/tui/test_snapshots.py --snapshot-update, and look at it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from textual.pilot import Pilot

from index.types import Article, Hit
from qa.chats.conversations import Conversations
from qa.question.kind import Kind
from qa.types import Answer, Citation, Sentence
from tests.tui.chat_pilot import ask, ask_and_wait, ready, shown, until
from tests.tui.chat_script import HOLD, ScriptedAsker, answer, article, chat_app, citation, hit, refusal
from tui.app import ChatApp
from tui.best import BestPassage

Compare = Callable[..., bool]
Steps = Callable[[Pilot[None]], Awaitable[None]]
Final = Callable[[str], Answer]

KEY = "The ferry Marsh Queen ran aground on Tuesday evening near the old lighthouse, with 212 people aboard."
LEAD = f"{KEY} Tugs from Port Ellery reached her shortly before midnight, and by dawn all passengers were ashore."
BLAME = "The harbour office said that a buoy had drifted 300 metres from its place in last week's storm."
ARTICLE = "\n\n".join(
    [
        LEAD,
        BLAME,
        "Nobody was hurt, though eleven cars on the lower deck were flooded. The company promised to pay for them.",
        "The Marsh Queen has served the strait since 1987. A second ferry, smaller and slower, takes over this week.",
    ]
)
FERRY = article("ferry", ARTICLE, title="Ferry aground off Marsh Point", source="Marsh Gazette", date="2024-03-05")
BUOYS = article(
    "buoys",
    "After the storm, the harbour office counts its buoys: four of ninety are not where they belong.",
    title="Four buoys adrift after the storm",
    source="Example Wire",
    date="2024-03-02",
)
PRICES = article("prices", "Tickets for the strait will cost two euros more from May.", title="Crossing gets dearer")


def _hit(source: Article, number: int) -> Hit:
    return hit(source, source.text.split("\n\n")[0], number)


HITS = (_hit(FERRY, 1), _hit(BUOYS, 2), _hit(PRICES, 3))
CITED = (citation(1, FERRY, KEY, (article("copy", title="Ferry runs aground"),)), citation(2, FERRY, BLAME))
QUESTION = "Why did the ferry run aground?"


def _final(question: str) -> Answer:
    sentences = (
        Sentence("The Marsh Queen ran aground near the old lighthouse on Tuesday evening.", (1,), True),
        Sentence("A buoy had drifted 300 metres from its place in a storm.", (2,), True),
        Sentence("The captain had been warned.", (), False),
    )
    return answer(question, *sentences, citations=CITED, retrieved=HITS)


NEAREST = (citation(1, FERRY, BLAME), citation(2, BUOYS, BUOYS.text))


def _refused(question: str) -> Answer:
    return refusal(question, NEAREST, retrieved=HITS)


def _off_subject(question: str) -> Answer:
    return refusal(question, (), retrieved=HITS[:1])


def _said(kind: Kind, *sentences: Sentence, citations: tuple[Citation, ...] = CITED, **more: object) -> Final:
    return lambda question: answer(question, *sentences, kind=kind, citations=citations, retrieved=HITS, **more)


def _greeting(question: str) -> Answer:
    sentence = Sentence("Hello. Ask me what the articles say.")
    return answer(question, sentence, text=sentence.text, kind=Kind.SMALL_TALK, citations=(), retrieved=())


FLOODED = "Nobody was hurt, though eleven cars on the lower deck were flooded."
SERVED = "The Marsh Queen has served the strait since 1987."
LIST = _said(
    Kind.LIST,
    Sentence(BLAME, (1,), True),
    Sentence(FLOODED, (2,), True),
    Sentence("Four buoys are not where they belong.", (3,), True),
    citations=(citation(1, FERRY, BLAME), citation(2, FERRY, FLOODED), citation(3, BUOYS, BUOYS.text)),
)
OVERVIEW = _said(
    Kind.OVERVIEW,
    Sentence(PRICES.text, (1,), True, "2021-03-29"),
    Sentence(BUOYS.text, (2,), True, "2024-03-02"),
    Sentence(KEY, (3,), True, "2024-03-05"),
    Sentence(FLOODED, (4,), True, "2024-03-05"),
    citations=(
        citation(1, PRICES, PRICES.text),
        citation(2, BUOYS, BUOYS.text),
        citation(3, FERRY, KEY),
        citation(4, FERRY, FLOODED),
    ),
)
COMPARISON = _said(
    Kind.COMPARISON,
    Sentence(SERVED, (1,), True, label="The Marsh Queen"),
    Sentence(FLOODED, (2,), True, label="The Marsh Queen"),
    Sentence("A second ferry, smaller and slower, takes over this week.", (3,), True, label="The second ferry"),
    citations=(
        citation(1, FERRY, SERVED),
        citation(2, FERRY, FLOODED),
        citation(3, FERRY, "A second ferry, smaller and slower, takes over this week."),
    ),
    missing=("how many cars it takes",),
)
SINCE = (citation(1, FERRY, SERVED),)
FACT = _said(Kind.FACT, Sentence(SERVED, (1,), True), citations=SINCE, short_answer="since 1987")
OF_LIBRARY = _said(
    Kind.LIBRARY,
    Sentence("The newest article is “Ferry aground off Marsh Point”.", (1,)),
    citations=(citation(1, FERRY, KEY),),
)


def _app(tokens: tuple[str, ...] = (), final: Callable[[str], Answer] = _final, **options: object) -> ChatApp:
    asker = ScriptedAsker(tokens, final=final, hits=HITS, key=(0, len(KEY)))
    return chat_app(asker, **options)  # type: ignore[arg-type]


@pytest.fixture(autouse=True)
def _still(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing that turns, blinks or is measured."""
    monkeypatch.setattr("tui.answer.FRAMES", "⠿")
    monkeypatch.setattr("tui.pace.Pace.rate", lambda _pace: 118.0)
    monkeypatch.setattr("textual.widgets.Input.cursor_blink", False)


def _after(*steps: Steps) -> Steps:
    """Start, then take the steps."""

    async def run(pilot: Pilot[None]) -> None:
        await until(pilot, ready(pilot.app))  # type: ignore[arg-type]
        for step in steps:
            await step(pilot)
        await pilot.pause()

    return run


async def _asked(pilot: Pilot[None]) -> None:
    await ask_and_wait(pilot, QUESTION)


def _pressed(*keys: str) -> Steps:
    async def press(pilot: Pilot[None]) -> None:
        await pilot.press(*keys)

    return press


def _seen(text: str) -> Steps:
    async def see(pilot: Pilot[None]) -> None:
        await until(pilot, lambda: text in shown(pilot.app))  # type: ignore[arg-type]

    return see


async def _evidence(pilot: Pilot[None]) -> None:
    await ask(pilot, QUESTION)
    await until(pilot, lambda: pilot.app.query_one(BestPassage).has_class("-found"))
    await until(pilot, lambda: "Ferry aground off Marsh Point" in shown(pilot.app))  # type: ignore[arg-type]


WIDE, SMALL, TINY = (120, 34), (60, 20), (40, 30)


def test_first_start(snap_compare: Compare) -> None:
    assert snap_compare(_app(), terminal_size=WIDE, run_before=_after())


@pytest.mark.parametrize("size", [WIDE, SMALL], ids=["wide", "small"])
def test_evidence_before_the_answer(snap_compare: Compare, size: tuple[int, int]) -> None:
    assert snap_compare(_app((HOLD,)), terminal_size=size, run_before=_after(_evidence))


def test_a_draft_under_the_evidence(snap_compare: Compare) -> None:
    app = _app(("The ferry ran aground because **a buoy", HOLD))
    assert snap_compare(app, terminal_size=WIDE, run_before=_after(_evidence, _seen("a buoy▌")))


@pytest.mark.parametrize("size", [WIDE, SMALL], ids=["wide", "small"])
def test_an_answer_with_footnotes(snap_compare: Compare, size: tuple[int, int]) -> None:
    assert snap_compare(_app(("x",)), terminal_size=size, run_before=_after(_asked))


@pytest.mark.parametrize("size", [WIDE, SMALL], ids=["wide", "small"])
def test_the_reader_at_the_quote(snap_compare: Compare, size: tuple[int, int]) -> None:
    steps = _after(_asked, _pressed("tab", "enter"), _seen("1 of 2"))
    assert snap_compare(_app(), terminal_size=size, run_before=steps)


@pytest.mark.parametrize("size", [WIDE, TINY], ids=["wide", "tiny"])
def test_a_refusal(snap_compare: Compare, size: tuple[int, int]) -> None:
    assert snap_compare(_app(final=_refused), terminal_size=size, run_before=_after(_asked))


@pytest.mark.parametrize("size", [WIDE, TINY], ids=["wide", "tiny"])
@pytest.mark.parametrize(
    "final",
    [LIST, OVERVIEW, COMPARISON],
    ids=["list", "overview", "comparison"],
)
def test_an_answer_of_several_lines(snap_compare: Compare, final: Final, size: tuple[int, int]) -> None:
    assert snap_compare(_app(("x",), final=final), terminal_size=size, run_before=_after(_asked))


def test_one_conversation_of_all_that_there_is(snap_compare: Compare) -> None:
    """A few words, small talk, the library, nothing on the subject: side by side, they differ at a glance."""
    finals = iter((FACT, OF_LIBRARY, _off_subject, _greeting))
    steps = [_asked] * 4
    app = _app(("x",), final=lambda question: next(finals)(question))
    assert snap_compare(app, terminal_size=WIDE, run_before=_after(*steps))


def test_a_row_of_what_is_nearest_opens_the_article_there(snap_compare: Compare) -> None:
    steps = _after(_asked, _pressed("tab", "down", "enter"), _seen("2 of 2"))
    assert snap_compare(_app(final=_refused), terminal_size=WIDE, run_before=steps)


def test_the_palette(snap_compare: Compare) -> None:
    steps = _after(_pressed("ctrl+p", *"canal"), _seen("Read: The canal story"))
    assert snap_compare(_app(), terminal_size=WIDE, run_before=steps)


def test_the_light_theme(snap_compare: Compare) -> None:
    assert snap_compare(_app(("x",), theme="textual-light"), terminal_size=WIDE, run_before=_after(_asked))


@pytest.mark.parametrize("size", [WIDE, SMALL], ids=["wide", "small"])
def test_the_library(snap_compare: Compare, size: tuple[int, int]) -> None:
    steps = _after(_pressed("f4"), _seen("The canal story"), _seen("newest first"), _pressed("down"))
    assert snap_compare(_app(), terminal_size=size, run_before=steps)


def _talked(_folder: Path) -> Conversations:
    """Three conversations on three days, at noon."""
    days = (datetime(2024, 3, day, 12, tzinfo=UTC) for day in (5, 7, 8))
    now = next(days)
    store = Conversations.in_memory(clock=lambda: now)
    for questions in ((QUESTION, "Was anybody hurt?"), ("How many buoys are adrift?",), ("What does a ticket cost?",)):
        key: str | None = None
        for question in questions:
            writing = store.begin(question, key)
            key = writing.conversation
            store.finish(writing, _final(question))
        now = next(days, now) + timedelta(minutes=1)
    return store


@pytest.mark.parametrize("size", [WIDE, SMALL], ids=["wide", "small"])
def test_the_conversations(snap_compare: Compare, size: tuple[int, int]) -> None:
    steps = _after(_pressed("f8"), _seen("Why did the ferry"), _pressed("down"))
    assert snap_compare(_app(open_store=_talked), terminal_size=size, run_before=steps)


@pytest.mark.parametrize("size", [WIDE, SMALL], ids=["wide", "small"])
def test_the_filter_dialog(snap_compare: Compare, size: tuple[int, int]) -> None:
    steps = _after(_pressed("f3"), _seen("Marsh Post"), _pressed(*"soon", "enter"), _seen("not a date"))
    assert snap_compare(_app(), terminal_size=size, run_before=steps)


def test_the_keys(snap_compare: Compare) -> None:
    assert snap_compare(_app(), terminal_size=(120, 70), run_before=_after(_pressed("f1")))
