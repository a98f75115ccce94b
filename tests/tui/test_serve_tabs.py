"""What a browser's tab gets of a chat that is served."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest
from aiohttp import ClientWebSocketResponse, WSMsgType

import tui.serve
from qa.chats.conversations import Conversations
from qa.process.messages import Open
from qa.process.running import Running
from qa.process.sharing import EngineServer
from tests.qa.process.scripted_child import PROGRAM
from tests.tui.chat_pilot import ready, shown, until
from tests.tui.chat_script import ScriptedAsker
from tests.tui.serving import served
from tui.app import ChatApp
from tui.run import TabApp

pytestmark = pytest.mark.slow  # starts programs

CHAT = """
import os, sys
from pathlib import Path
sys.path[:0] = {paths!r}
from tests.tui.chat_script import ScriptedAsker
from tui import run_chat

def start(report):
    os.write(1, b"native noise")
    os.write(2, b"native noise")
    asker = ScriptedAsker(["drafted"])
    asker.library.folder = Path({folder!r})
    Path({folder!r}, "pid").write_text(str(os.getpid()))
    return asker

{more}
sys.exit(run_chat(start, in_browser=True))
"""
ASKS = """
import os, sys
from pathlib import Path
sys.path[:0] = {paths!r}
from tests.tui.chat_script import ScriptedShelf
from qa.process.client import Client
from qa.process.connected import Connected, take_address
from qa.process.engine import EngineProcess
from qa.process.messages import Open
from tui import run_chat

address = take_address()
client = Client(Open(Path({folder!r}), None, None), lambda wanted: Connected(wanted, address))
engine = EngineProcess(client, lambda at: ScriptedShelf(folder=at))
sys.exit(run_chat(engine.opened, in_browser=True, shared=address))
"""
HANGS = """
import time
from tui.run import TabApp, TabDriver

TabDriver.PATIENCE = 0.1
TabApp.on_mount = lambda _: time.sleep(600)
"""
FOCUS = """
from tui.run import TabApp

TabApp.on_ready = lambda app: app.set_timer(0.5, lambda: app.notify(f"typing goes to {app.focused and app.focused.id}"))
"""
TELLS = """
import json, sys
out = sys.stdout.buffer
out.write(b"__GANGLION__\\n")
for url in ("file:///etc/passwd", "javascript:alert(1)", "https://example.org/"):
    told = json.dumps({"type": "open_url", "url": url, "new_tab": True}).encode()
    out.write(b"M" + len(told).to_bytes(4, "big") + told)
out.flush()
sys.stdin.read()
"""
STUBBORN = """
import os, sys, time
from pathlib import Path
sys.stdout.write("__GANGLION__\\n")
sys.stdout.flush()
Path(sys.argv[1], "pid").write_text(str(os.getpid()))
time.sleep(600)
"""


def chat(folder: Path, more: str = "") -> list[str]:
    """The command of a chat whose engine is scripted, and which notes its process id in the folder."""
    return [sys.executable, "-c", CHAT.format(paths=sys.path, folder=str(folder), more=more)]


async def painted(tab: ClientWebSocketResponse, text: str) -> str:
    """All that the tab was sent until the text was there."""
    got = ""
    async with asyncio.timeout(60):
        while text not in got:
            message = await tab.receive()
            assert message.type is WSMsgType.BINARY, (message, got[-500:])
            got += message.data.decode()
    return got


async def closed(tab: ClientWebSocketResponse) -> None:
    """Waits until the server has closed the tab."""
    async with asyncio.timeout(60):
        while (await tab.receive()).type is not WSMsgType.CLOSE:
            pass


async def pid_in(folder: Path) -> int:
    async with asyncio.timeout(60):
        while not (folder / "pid").exists() or not (folder / "pid").read_text():
            await asyncio.sleep(0.02)
    return int((folder / "pid").read_text())


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.asyncio
async def test_a_tab_is_a_chat_that_ends_with_it(tmp_path: Path) -> None:
    async with served(chat(tmp_path)) as browser:
        tab = await browser.tab()
        got = await painted(tab, "ready")
        assert "\x1b]11;#121212\x07" in got
        await tab.send_json(["stdin", "xyzzy"])
        got += await painted(tab, "xyzzy")
        assert "native noise" not in got
        pid = await pid_in(tmp_path)
        assert is_alive(pid)
        await tab.close()
        async with asyncio.timeout(60):
            while browser.server.tabs:
                await asyncio.sleep(0.02)
        assert not is_alive(pid)


@pytest.mark.asyncio
async def test_all_tabs_ask_one_engine(tmp_path: Path) -> None:
    started: list[Running] = []

    def begin(wanted: Open) -> Running:
        started.append(Running(wanted, PROGRAM))
        return started[-1]

    command = [sys.executable, "-c", ASKS.format(paths=sys.path, folder=str(tmp_path))]
    with EngineServer(begin) as engines:
        async with served(command, engines.address.environment()) as browser:
            tabs = [await browser.tab() for _ in range(2)]
            for tab in tabs:
                await painted(tab, "ready")
                await tab.send_json(["stdin", "What?\r"])
                await painted(tab, str(started[0].pid))
    assert len(started) == 1


@pytest.mark.asyncio
@pytest.mark.parametrize("told", [[], [["focus"]]])
async def test_the_question_has_the_focus(tmp_path: Path, told: list[list[str]]) -> None:
    async with served(chat(tmp_path, FOCUS)) as browser:
        tab = await browser.tab()
        await tab.receive()  # the first bytes: a quick browser tells of its focus then
        for message in told:
            await tab.send_json(message)
        await painted(tab, "typing goes to prompt")


@pytest.mark.asyncio
async def test_the_edges_of_a_tab_have_the_colour_of_the_chat(monkeypatch: pytest.MonkeyPatch) -> None:
    app = TabApp(lambda _: ScriptedAsker(), open_store=lambda _: Conversations.in_memory(), theme="textual-dark")
    async with app.run_test() as pilot:
        await until(pilot, ready(app))
        written: list[str] = []
        monkeypatch.setattr(app._driver, "write", written.append)
        for theme, edges in (("textual-light", "\x1b]11;#E0E0E0\x07"), ("ansi-dark", "\x1b]111\x07")):
            app.theme = theme
            await until(pilot, partial(written.__contains__, edges))


@pytest.mark.asyncio
async def test_leaving_the_chat_closes_the_tab(tmp_path: Path) -> None:
    async with served(chat(tmp_path)) as browser:
        tab = await browser.tab()
        await painted(tab, "ready")
        await tab.send_json(["stdin", "\x11"])
        await closed(tab)


@pytest.mark.asyncio
async def test_the_server_ends_its_chats(tmp_path: Path) -> None:
    async with served(chat(tmp_path)) as browser:
        await painted(await browser.tab(), "ready")
        pid = await pid_in(tmp_path)
    assert not is_alive(pid)


@pytest.mark.asyncio
async def test_a_chat_that_does_not_leave_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tui.serve, "PATIENCE", 0.1)
    async with served([sys.executable, "-c", STUBBORN, str(tmp_path)]) as browser:
        await browser.tab()
        pid = await pid_in(tmp_path)
        assert is_alive(pid)
    assert not is_alive(pid)


@pytest.mark.asyncio
async def test_a_chat_that_does_not_begin_closes_the_tab() -> None:
    async with served([sys.executable, "-c", "raise SystemExit(2)"]) as browser:
        await closed(await browser.tab())


@pytest.mark.asyncio
@pytest.mark.parametrize("sent", ["", "{", "{}", "[]", "3", '["stdin", 3]', '["resize", {}]'])
async def test_a_message_that_is_none_ends_the_tab(sent: str) -> None:
    async with served([sys.executable, "-c", TELLS]) as browser:
        tab = await browser.tab()
        await tab.send_str(sent)
        await closed(tab)
        assert tab.close_code == 1002


@pytest.mark.asyncio
async def test_a_browser_is_asked_to_open_nothing_but_web_pages() -> None:
    async with served([sys.executable, "-c", TELLS]) as browser:
        message = await (await browser.tab()).receive()
        assert json.loads(message.data) == ["open_url", {"url": "https://example.org/", "new_tab": True}]


@pytest.mark.asyncio
async def test_an_original_that_is_a_file_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(ChatApp, "open_url", lambda _app, url, new_tab=True: opened.append(url))  # noqa: ARG005
    app = TabApp(lambda _: ScriptedAsker(), open_store=lambda _: Conversations.in_memory())
    file = tmp_path / "canal [b]story.md"
    async with app.run_test(size=(200, 40), notifications=True) as pilot:
        await until(pilot, ready(app))
        app.open_url("https://example.org/bridge")
        app.open_url(file.as_uri())
        await until(pilot, lambda: "canal [b]story.md" in shown(app))
    assert opened == ["https://example.org/bridge"]


@pytest.mark.parametrize(("more", "code"), [("", 0), (HANGS, 2)])
def test_a_chat_whose_server_is_gone_leaves(tmp_path: Path, more: str, code: int) -> None:
    process = subprocess.Popen(
        chat(tmp_path, more), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdin is not None
    assert process.stdout is not None
    assert process.stderr is not None
    assert process.stdout.readline() == b"__GANGLION__\n"
    process.stdout.close()
    process.stdin.close()
    assert process.wait(60) == code
    assert process.stderr.read() == b""
    process.stderr.close()
