"""Who may come in: names of this machine, origins, the key, and how often."""

from __future__ import annotations

import pytest

from qa.serve import guard
from qa.serve.rate import Bucket
from tests.qa.serve.doors import Door, asking

ADDRESSES = ("/v1/models", "/v1/models/footnote", "/mcp", "/nothing", "/", "/v1/chat/completions")


@pytest.mark.asyncio
async def test_without_the_key_there_is_nothing_but_health(door: Door) -> None:
    keys = ("", "Bearer", "Bearer x", "Basic " + "k" * 32, "k" * 32, "Bearer " + "k" * 31)
    async with door.http() as client:
        for at, key in enumerate(keys):
            reply = await client.get(ADDRESSES[at % len(ADDRESSES)], headers={"Authorization": key})
            assert (reply.status_code, reply.headers["WWW-Authenticate"]) == (401, "Bearer")
            assert len(reply.json()["error"]["message"].splitlines()) == 1
        reply = await client.get("/health", headers={"Authorization": ""})
        assert (reply.status_code, reply.json()) == (200, {"status": "ok"})


@pytest.mark.asyncio
async def test_another_name_for_this_machine_is_refused(door: Door) -> None:
    async with door.http() as client:
        for host in ("evil.example", f"evil.example:{door.port}", "127.0.0.1", f"127.0.0.1:{door.port}.evil.example"):
            for path in ("/health", "/v1/models", "/mcp"):
                reply = await client.get(path, headers={"Host": host})
                assert (reply.status_code, reply.json()["error"]["code"]) == (403, "host")
        for host in (f"localhost:{door.port}", f"LOCALHOST:{door.port}", f"127.0.0.1:{door.port}"):
            assert (await client.get("/v1/models", headers={"Host": host})).status_code == 200


@pytest.mark.asyncio
async def test_a_page_in_a_browser_is_refused_even_with_the_key(door: Door) -> None:
    pages: list[dict[str, str]] = [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": f"https://127.0.0.1:{door.port}"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ]
    async with door.http() as client:
        for headers in pages:
            reply = await client.post("/v1/chat/completions", json=asking(), headers=headers)
            assert (reply.status_code, reply.json()["error"]["code"]) == (403, "origin")
            assert not [name for name in reply.headers if name.lower().startswith("access-control")]
        reply = await client.options("/v1/chat/completions", headers={"Origin": "https://evil.example"})
        assert reply.status_code == 403
        assert (await client.get("/v1/models", headers={"Origin": door.address})).status_code == 200


@pytest.mark.asyncio
async def test_what_is_not_there_is_said_in_one_line(door: Door) -> None:
    async with door.http() as client:
        for method, path, status in (("GET", "/", 404), ("GET", "/v1/chat/completions", 405), ("GET", "/../x", 404)):
            reply = await client.request(method, path)
            assert (reply.status_code, reply.json()["error"]["type"]) == (status, "invalid_request_error")
        assert "server" not in reply.headers


@pytest.mark.asyncio
async def test_too_many_requests_are_told_when_to_come_again(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "KNOWN", (0.1, 3))
    monkeypatch.setattr(guard, "UNKNOWN", (0.1, 2))
    from qa.serve.run import serving

    async with serving(door.service, "news", "k" * 32) as address, Door(door.service, address).http() as client:
        stranger = {"Authorization": "Bearer wrong"}
        replies = [await client.get("/v1/models", headers=stranger) for _ in range(4)]
        assert [reply.status_code for reply in replies] == [401, 401, 429, 429]
        # strangers take nothing from those who have the key
        replies = [await client.get("/v1/models") for _ in range(4)]
        assert [reply.status_code for reply in replies] == [200, 200, 200, 429]
        assert 1 <= int(replies[-1].headers["Retry-After"]) <= 10
        assert "try again in" in replies[-1].json()["error"]["message"]


def test_a_bucket_fills_again() -> None:
    now = 0.0
    bucket = Bucket(2.0, 4, lambda: now)
    assert [bucket.wait() for _ in range(6)] == [0, 0, 0, 0, 1, 1]
    now = 1.0
    assert [bucket.wait() for _ in range(3)] == [0, 0, 1]
    now = 100.0
    assert [bucket.wait() for _ in range(5)] == [0, 0, 0, 0, 1]
