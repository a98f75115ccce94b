"""One request for one address, within bounds: the address that is connected to, the time it takes and the size.

The name is looked up here, and the connection made to an address that was looked at: a name that leads elsewhere the
second time it is looked up is not looked up a second time. No proxy is used, since it would look the name up again.
"""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from http.client import HTTPException

from urllib3 import HTTPResponse
from urllib3.connection import HTTPConnection
from urllib3.exceptions import DecodeError, HTTPError
from urllib3.util import Url

from index.readers import MOST_BYTES, MOST_BYTES_OF_PDF
from index.web.address import NotFetched, is_public, port_of

AGENT = "Footnote"
"""The name by which a robots.txt may address Footnote."""

_AT_ONCE = 64 << 10
_PACKED = ("", "identity", "gzip", "x-gzip", "deflate")
_PDF = b"%PDF-"
_KINDS = (
    "text/html, application/xhtml+xml, application/pdf, application/rss+xml, application/atom+xml, "
    "application/feed+json, text/plain;q=0.8, application/xml;q=0.8, */*;q=0.1"
)


@dataclass(frozen=True, slots=True)
class Limits:
    """What fetching one address may take. Sizes are bytes after unpacking, times are seconds.

    `connecting` is for a connection, `silence` for what then does not come, `seconds` for everything; `pause` is what
    lies between two requests to one site. `allow_private` lets machines be asked that not everybody can reach.
    """

    page: int = MOST_BYTES
    pdf: int = MOST_BYTES_OF_PDF
    connecting: float = 10.0
    silence: float = 20.0
    seconds: float = 120.0
    redirects: int = 5
    pause: float = 1.0
    allow_private: bool = False


@dataclass(frozen=True, slots=True)
class Reply:
    """What came: the status, the headers by their names in lower case, and the body, unpacked."""

    status: int
    headers: dict[str, str]
    data: bytes


class _Line:
    """A connection that another thread can cut."""

    def __init__(self) -> None:
        self.is_overdue = False
        self._socket: socket.socket | None = None

    def hold(self, connected: socket.socket) -> None:
        self._socket = connected
        if self.is_overdue:  # while the name was looked up
            raise TimeoutError

    def cut(self) -> None:
        self.is_overdue = True
        if self._socket is not None:
            with suppress(OSError):
                # not the method of an SSL socket, which changes what the other thread is reading from
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)

    def close(self) -> None:
        if self._socket is not None:
            self._socket.close()


def request(url: Url, limits: Limits, most: int | None = None) -> Reply:
    """Ask for an address. Of the body the first `most` bytes are taken, or all of it where that is None.

    Raises NotFetched where nothing comes, or more than the limits allow.
    """
    line = _Line()
    clock = threading.Timer(limits.seconds, line.cut)
    clock.daemon = True
    clock.start()
    try:
        with _asked(url, limits, line) as response:
            headers = {name.lower(): value for name, value in response.headers.items()}
            data = _body(response, headers, limits, most) if response.status == 200 else b""
            if line.is_overdue:
                raise _overdue(limits)
            return Reply(response.status, headers, data)
    except (HTTPError, HTTPException, OSError, ValueError) as error:
        raise (_overdue(limits) if line.is_overdue else NotFetched(_reason(error))) from None
    finally:
        clock.cancel()
        line.close()


@contextmanager
def _asked(url: Url, limits: Limits, line: _Line) -> Iterator[HTTPResponse]:
    connection = HTTPConnection(_bare(url), port_of(url), timeout=limits.silence)
    connection.sock = _connected(url, limits, line)
    headers = {
        "Host": url.netloc or "",
        "User-Agent": _agent(),
        "Accept": _KINDS,
        "Accept-Encoding": "gzip",
        "Connection": "close",
    }
    connection.request("GET", url.request_uri, headers=headers, preload_content=False)
    response = connection.getresponse()
    try:
        yield response
    finally:
        response.close()


def _connected(url: Url, limits: Limits, line: _Line) -> socket.socket:
    """A connection to an address that may be asked, with TLS where the scheme wants it."""
    found = socket.getaddrinfo(_bare(url), port_of(url), type=socket.SOCK_STREAM)
    allowed = [one for one in found if limits.allow_private or is_public(str(one[4][0]))]
    if not allowed:
        address = found[0][4][0]
        whose = "an address of this machine or of a private network"
        raise NotFetched(f"leads to {address}, {whose}; --allow-private fetches it all the same")
    failure = OSError()
    for family, kind, protocol, _, place in allowed:
        connected = socket.socket(family, kind, protocol)
        line.hold(connected)
        connected.settimeout(limits.connecting)
        try:
            connected.connect(place)
        except OSError as error:
            connected.close()
            failure = error
            continue
        connected.settimeout(limits.silence)
        return _secured(connected, url, line) if url.scheme == "https" else connected
    raise failure


def _secured(connected: socket.socket, url: Url, line: _Line) -> ssl.SSLSocket:
    # the handshake comes after it can be cut
    secured = _trust().wrap_socket(connected, server_hostname=_bare(url), do_handshake_on_connect=False)
    line.hold(secured)
    secured.do_handshake()
    return secured


@cache
def _trust() -> ssl.SSLContext:
    """Whom the system trusts."""
    import truststore

    return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


@cache
def _agent() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return f"{AGENT}/{version('footnote')} (keeps single pages for one reader)"
    except PackageNotFoundError:
        return AGENT


def _bare(url: Url) -> str:
    """The host without the brackets of an IPv6 address."""
    return (url.host or "").strip("[]")


def _body(response: HTTPResponse, headers: dict[str, str], limits: Limits, most: int | None) -> bytes:
    """The body, unpacked piece by piece, so that what would unpack to too much never does."""
    packed = headers.get("content-encoding", "").strip().lower()
    if packed not in _PACKED:
        raise NotFetched(f"comes packed as {packed[:20]!a}, which was not asked for; save the page from a browser")
    data = bytearray()
    for piece in response.stream(_AT_ONCE, decode_content=True):
        data += piece
        if most is not None:
            if len(data) >= most:
                return bytes(data[:most])
            continue
        bound = limits.pdf if data.startswith(_PDF) else limits.page
        length = headers.get("content-length", "")
        if len(data) > bound or (length.isdecimal() and int(length) > bound):
            raise NotFetched(f"is larger than {_size(bound)}; nothing as large is read")
    return bytes(data)


def _size(count: int) -> str:
    return f"{count >> 20} MiB" if count >= 1 << 20 else f"{count:,} bytes"


def _overdue(limits: Limits) -> NotFetched:
    return NotFetched(f"takes longer than {limits.seconds:,.0f} seconds; try again later")


def _reason(error: Exception) -> str:
    """Why nothing came, and what to do."""
    if isinstance(error, socket.gaierror | UnicodeError):
        return "its name is not found; check the spelling, and that this machine is online"
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate is not trusted ({error.verify_message}); open it in a browser first"
    if isinstance(error, ssl.SSLError):
        return "does not speak TLS as it should; check the address, it may be one with http://"
    if isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError):
        return "does not answer; try again later"
    if isinstance(error, DecodeError):
        return "cannot be unpacked; try again later"
    if isinstance(error, OSError) and error.strerror:
        return f"cannot be reached ({error.strerror.lower()}); check the address, and that this machine is online"
    return "breaks off; try again later"
