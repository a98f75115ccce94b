"""footnote chat --serve: who may come in, what a tab gets, and that no chat outlives its tab."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import ClientResponse, ClientSession, ClientWebSocketResponse, WSMsgType, WSServerHandshakeError
from chat_script import ScriptedAsker
from test_chat import ready, shown, until

import qa.cli.chat
import tui.serve
from index.errors import FootnoteError
from qa.chats.conversations import Conversations
from qa.cli import main
from qa.process.messages import Open
from qa.process.running import Running
from qa.process.sharing import EngineServer
from tui.app import ChatApp
from tui.run import TabApp
from tui.serve import REFUSED, ChatServer

pytestmark = pytest.mark.slow  # starts programs

REPOSITORY = Path(__file__).resolve().parents[2]

CHAT = """
import os, sys
from pathlib import Path
sys.path[:0] = {paths!r}
from chat_script import ScriptedAsker
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
from chat_script import ScriptedShelf
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
SCRIPTED = "import sys; sys.path[:] = sys.argv[2:]; from scripted_child import main; main(int(sys.argv[1]))"
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
    here = Path(__file__).parent
    paths = [str(here), str(here.parent), str(REPOSITORY)]
    return [sys.executable, "-c", CHAT.format(paths=paths, folder=str(folder), more=more)]


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
    return port


class Browser:
    """What a browser would send."""

    def __init__(self, server: ChatServer, session: ClientSession) -> None:
        self.server = server
        self.session = session
        self.cookie = {"Cookie": f"{server.cookie}={server.key}"}

    async def get(self, path: str, **headers: str) -> ClientResponse:
        response = await self.session.get(
            self.server.public_url + path, headers={**self.cookie, **headers}, allow_redirects=False
        )
        await response.read()
        return response

    async def tab(self, **headers: str) -> ClientWebSocketResponse:
        headers = {**self.cookie, "Origin": self.server.public_url, **headers}
        return await self.session.ws_connect(f"{self.server.public_url}/ws?width=100&height=30", headers=headers)


@asynccontextmanager
async def served(
    command: Sequence[str] = ("false",), environment: Mapping[str, str] | None = None
) -> AsyncIterator[Browser]:
    server = ChatServer(command, free_port(), environment)
    async with server.running(), ClientSession() as session:
        yield Browser(server, session)


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


# --- who may come in


@pytest.mark.asyncio
async def test_the_printed_address_gives_a_cookie_that_no_script_and_no_other_page_can_use() -> None:
    async with served() as browser:
        assert browser.server.address.startswith(f"http://127.0.0.1:{browser.server.port}/?key=")
        response = await browser.get(browser.server.address.removeprefix(browser.server.public_url), Cookie="")
        assert (response.status, response.headers["Location"]) == (303, "/")
        cookie = response.cookies[f"footnote-{browser.server.port}"]
        assert (cookie.value, cookie["httponly"], cookie["samesite"]) == (browser.server.key, True, "Strict")
        assert (await browser.get("/")).status == 200


@pytest.mark.asyncio
async def test_without_the_key_there_is_nothing() -> None:
    async with served() as browser:
        name = browser.server.cookie
        for cookie in ("", f"{name}=", f"{name}=x", f"{name}=é", f"other={browser.server.key}"):
            for path in ("/", "/?key=", "/?key=x", "/?key=%C3%A9%ff", "/ws", "/static/js/textual.js", "/nothing"):
                response = await browser.get(path, Cookie=cookie, Origin=browser.server.public_url)
                assert (response.status, await response.text()) == (403, REFUSED)
                assert not response.cookies
        assert len(REFUSED.splitlines()) == 1


@pytest.mark.asyncio
async def test_another_name_for_this_machine_is_refused() -> None:
    async with served() as browser:
        port = browser.server.port
        for host in (f"localhost:{port}", f"evil.example:{port}", "127.0.0.1", f"127.0.0.1:{port}.evil.example"):
            for path in ("/", f"/?key={browser.server.key}"):
                assert (await browser.get(path, Host=host)).status == 403


@pytest.mark.asyncio
async def test_a_socket_is_only_for_pages_of_this_server() -> None:
    async with served() as browser:
        port = browser.server.port
        for origin in ("", "null", "http://evil.example", f"https://127.0.0.1:{port}", f"http://localhost:{port}"):
            with pytest.raises(WSServerHandshakeError, match="403"):
                await browser.tab(Origin=origin)
        with pytest.raises(WSServerHandshakeError, match="403"):
            await browser.tab(Cookie="")
        assert not browser.server.tabs


@pytest.mark.asyncio
async def test_every_answer_keeps_other_places_out() -> None:
    async with served() as browser:
        for path, cookie in (("/", browser.cookie["Cookie"]), ("/", ""), ("/static/css/xterm.css", "")):
            headers = (await browser.get(path, Cookie=cookie)).headers
            policy = dict(rule.split(" ", 1) for rule in headers["Content-Security-Policy"].split("; "))
            own = {"'none'", "'self'", "'unsafe-inline'", f"ws://127.0.0.1:{browser.server.port}"}
            assert policy["default-src"] == policy["frame-ancestors"] == "'none'"
            assert policy["script-src"] == "'self'"
            assert {word for rule in policy.values() for word in rule.split()} <= own
            assert headers["Referrer-Policy"] == "no-referrer"
            assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
            assert "Server" not in headers


@pytest.mark.asyncio
async def test_folders_are_not_listed() -> None:
    async with served() as browser:
        for path in ("/static/", "/static/js", "/static/js/"):
            assert (await browser.get(path)).status in (403, 404)
        assert (await browser.get("/static/js/textual.js")).status == 200


@pytest.mark.asyncio
async def test_the_page_names_no_other_address() -> None:
    async with served() as browser:
        page = await (await browser.get("/")).text()
        own = browser.server.public_url
        addresses = re.findall(r"""(?:https?|wss?)?://[^"')\s]*""", page)
        assert f"{own.replace('http', 'ws')}/ws" in addresses
        assert all(re.sub("^ws", "http", address).startswith(f"{own}/") for address in addresses)
        for address in ["/page.js", "/icon.svg", *addresses]:
            if not address.endswith("/ws"):
                assert (await browser.get(address.removeprefix(own))).status == 200
        assert "Footnote" in page
        assert "is starting…" in page
        assert "The chat has ended." in page
        assert 'class="textual-terminal"' in page
        assert 'src="/page.js"' in page
        assert 'href="/icon.svg"' in page
        assert not re.search(r"\son\w+=|<script>", page)  # the policy would not run them


# --- what a tab gets


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
async def test_all_tabs_ask_one_engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(Path(__file__).parents[1] / "qa/process"))  # the engine's process has the same path
    started: list[Running] = []

    def begin(wanted: Open) -> Running:
        started.append(Running(wanted, SCRIPTED))
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
        for theme, told in (("textual-light", "\x1b]11;#E0E0E0\x07"), ("ansi-dark", "\x1b]111\x07")):
            app.theme = theme
            await until(pilot, lambda told=told: told in written)


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


# --- the command line


def complaint(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What the command says when it fails: one line, and exit code 2."""
    try:
        code: object = main(["chat", *arguments])
    except SystemExit as left:
        code = left.code
    out, err = capsys.readouterr()
    assert (code, out, len(err.splitlines())) == (2, "", 1), err
    return err.rstrip("\n")


def test_flags_that_do_not_go_together(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (["--port", "8790"], ["--plain", "--port", "8790"], ["--serve", "--plain"]):
        assert "not allowed with" in complaint(capsys, *arguments)
    for port in ("0", "65536", "x"):
        assert f"'{port}' is not a number from 1 to 65535" in complaint(capsys, "--serve", "--port", port)


def test_the_flag_of_a_tab_is_not_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["chat", "--help"])
    told = capsys.readouterr().out
    assert "--serve" in told
    assert "--in-browser" not in told


def test_without_the_extra(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(qa.cli.chat, "find_spec", lambda _: None)
    assert complaint(capsys, "--serve") == (
        'footnote: --serve needs one more package: pip install -e ".[serve]" in the clone of Footnote'
    )


def test_what_a_chat_could_not_begin_with_is_said_before_anything_is_served(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(tui.serve, "serve_chat", lambda *_: pytest.fail("served"))
    assert "no conversation to resume" in complaint(capsys, "--serve", "--resume")
    monkeypatch.setenv("FOOTNOTE_CONFIG", str(tmp_path / "config.toml"))
    bad = {'theme = "x"': "unknown theme", '[keys]\nx = "f2"': "unknown action", "x = 1": "unknown key"}
    for text, said in bad.items():
        (tmp_path / "config.toml").write_text(text)
        assert said in complaint(capsys, "--serve")


def test_a_port_that_is_taken(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        told = complaint(capsys, "--serve", "--port", str(port))
    assert re.fullmatch(rf"footnote: port {port} is taken: try --port \d+", told)


@pytest.mark.asyncio
async def test_the_last_port_has_a_neighbour_too(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        monkeypatch.setattr(tui.serve, "LAST_PORT", port)
        with pytest.raises(FootnoteError, match=f"try --port {port - 1}$"):
            async with ChatServer(["false"], port).running():
                pass


def test_each_tab_runs_this_command_again(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    runs: list[tuple[Sequence[str], int]] = []

    def serve_chat(command: Sequence[str], port: int) -> int:
        runs.append((command, port))
        return 0

    monkeypatch.setattr(tui.serve, "serve_chat", serve_chat)
    monkeypatch.setattr(qa.cli.chat, "_to_resume", lambda _, wanted: wanted)
    assert main(["chat", "--serve"]) == 0
    library = str(tmp_path / "a 'quoted' folder")
    assert main(["chat", "--serve", "--port", "9", "--library", library, "--model=--x.gguf", "--resume", "7"]) == 0
    assert main(["chat", "--serve", "--resume"]) == 0
    tails = [command[command.index("chat") :] for command, _ in runs]
    assert tails == [
        ["chat", "--in-browser"],
        ["chat", "--in-browser", "--resume=7", f"--library={library}", "--model=--x.gguf"],
        ["chat", "--in-browser", "--resume"],
    ]
    assert [port for _, port in runs] == [8765, 9, 8765]
    version = [*runs[0][0][: runs[0][0].index("chat")], "--version"]
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    told = subprocess.run(version, capture_output=True, text=True, env=environment, timeout=60, check=True)
    assert told.stdout.startswith("footnote ")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_command_says_where_and_ends_when_told(number: signal.Signals) -> None:
    code = f"from qa.cli import main; raise SystemExit(main(['chat', '--serve', '--port', '{free_port()}']))"
    process = subprocess.Popen(
        [sys.executable, "-c", code], cwd=REPOSITORY, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    told = [process.stdout.readline(), process.stdout.readline()]
    process.send_signal(number)
    rest, complaints = process.communicate(timeout=60)
    assert (process.returncode, rest, complaints) == (0, "", "")
    assert re.fullmatch(r"Open http://127\.0\.0\.1:\d+/\?key=[\w-]{40,}\n", told[0])
    assert "Ctrl+C" in told[1]
