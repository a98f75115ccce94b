"""Fetching as a guest behaves: what a site's robots.txt says is obeyed, and requests to one site are spaced."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from email.message import Message

from protego import Protego
from urllib3.util import Url

from index.web.address import NotFetched, checked, origin_of
from index.web.transport import AGENT, Limits, Reply, request

_MOVED = (301, 302, 303, 307, 308)
_ROBOTS_BYTES = 500 << 10  # as RFC 9309 has it: so much at least is read
_LONGEST_DELAY = 30.0  # seconds that a robots.txt may ask for between two requests
_WHY = {
    401: "asks for a login; save the page from a browser and index the file",
    402: "asks for a payment; save the page from a browser and index the file",
    403: "is not given to programs (403); save the page from a browser and index the file",
    404: "there is no such page (404); check the address",
    410: "the page is gone (410); check the address",
    429: "the site has been asked too often (429); try again later",
    451: "is withheld for legal reasons (451)",
}


@dataclass(frozen=True, slots=True)
class Fetched:
    """What was at an address. `url` is where that was in the end; `kind` a media type such as "text/html", and
    `charset` its encoding, "" where the site does not say.
    """

    url: str
    kind: str
    charset: str
    data: bytes


class Web:
    """The sites that are asked in one run. Use it in one thread."""

    def __init__(self, limits: Limits, sleep: Callable[[float], object] = time.sleep) -> None:
        self.limits = limits
        self._sleep = sleep
        self._rules: dict[str, Protego | NotFetched] = {}
        self._asked: dict[str, float] = {}

    def fetch(self, address: str) -> Fetched:
        """What is at an address, or where that leads. Raises NotFetched."""
        url, reply = self._followed(checked(address), self._arrive)
        if reply.status != 200:
            raise NotFetched(_WHY.get(reply.status) or _other(reply.status))
        if not reply.data:
            raise NotFetched("is empty; check the address")
        said = Message()
        said["content-type"] = reply.headers.get("content-type", "")
        kind = said.get_content_type() if said["content-type"] else ""
        return Fetched(url.url, kind, said.get_content_charset() or "", reply.data)

    def _followed(self, url: Url, arrive: Callable[[Url], None], most: int | None = None) -> tuple[Url, Reply]:
        """The reply behind all redirects, each of which is an address like any other."""
        for _ in range(self.limits.redirects + 1):
            arrive(url)
            reply = request(url, self.limits, most)
            if reply.status not in _MOVED or "location" not in reply.headers:
                return url, reply
            try:
                url = checked(reply.headers["location"], url.url)
            except NotFetched as error:
                raise NotFetched(f"leads to what {error}") from None
        raise NotFetched(f"leads on more than {self.limits.redirects} times; check the address")

    def _arrive(self, url: Url) -> None:
        """Before a request: ask whether it is welcome, and wait until it is."""
        rules = self._robots(url)
        if isinstance(rules, NotFetched):
            raise rules
        if not rules.can_fetch(url.url, AGENT):
            raise NotFetched("its site asks programs not to fetch it (robots.txt); save the page from a browser")
        delay = max(self.limits.pause, min(rules.crawl_delay(AGENT) or 0.0, _LONGEST_DELAY))
        origin = origin_of(url)
        if origin in self._asked:
            self._sleep(max(0.0, self._asked[origin] + delay - time.monotonic()))
        self._asked[origin] = time.monotonic()

    def _robots(self, url: Url) -> Protego | NotFetched:
        origin = origin_of(url)
        if origin not in self._rules:
            try:
                self._rules[origin] = self._read_robots(checked(f"{origin}/robots.txt"))
            except NotFetched as error:
                self._rules[origin] = error
        return self._rules[origin]

    def _read_robots(self, url: Url) -> Protego:
        """As RFC 9309 has it: what cannot be had for a reason of the site's own forbids everything, what is not there
        nothing.
        """
        _, reply = self._followed(url, lambda _: None, _ROBOTS_BYTES)
        if reply.status >= 500 or reply.status == 429:
            raise NotFetched(f"its robots.txt cannot be read ({reply.status}); try again later")
        return Protego.parse(reply.data.decode("utf-8-sig", "replace"))


def _other(status: int) -> str:
    return f"the site has trouble ({status}); try again later" if status >= 500 else f"is not given ({status})"
