"""Who may come in to a chat that is served, and what a page holds."""

from __future__ import annotations

import re

import pytest
from aiohttp import WSServerHandshakeError

from tests.tui.serving import served
from tui.serve import REFUSED

pytestmark = pytest.mark.slow  # starts programs


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
