"""Fetching from a site on this machine that is friendly, slow, too large or up to something."""

from __future__ import annotations

import gzip
import shutil
import socket
import ssl
import subprocess
import threading
import time
import zlib
from pathlib import Path
from typing import Any

import pytest

import index.web.transport
from index.web.address import NotFetched
from index.web.fetch import Web
from index.web.transport import Limits
from tests.index.web.loopback import Answer, LoopbackSite, moved, page, web


def _refused(site: LoopbackSite, path: str, said: str, **limits: Any) -> None:
    with pytest.raises(NotFetched, match=said) as raised:
        web(**limits).fetch(site.at(path))
    assert "\n" not in str(raised.value)


# ---- what comes


def test_a_page_comes_with_its_kind_and_where_it_was() -> None:
    with LoopbackSite(a=Answer(page(), "text/html; charset=ISO-8859-1")) as site:
        found = web().fetch(site.at("a#part"))
        assert (found.url, found.kind, found.charset) == (site.at("a"), "text/html", "iso-8859-1")
        assert found.data == page().encode()
        assert site.headers["user-agent"].startswith("Footnote")
        assert site.headers["host"] == f"127.0.0.1:{site.port}"


@pytest.mark.parametrize("packed", ["gzip", "deflate"])
def test_what_is_packed_is_unpacked(packed: str) -> None:
    data = gzip.compress(page().encode()) if packed == "gzip" else zlib.compress(page().encode())
    with LoopbackSite(a=Answer(data, headers={"Content-Encoding": packed})) as site:
        assert web().fetch(site.at("a")).data == page().encode()


def test_pieces_without_a_length_are_put_together() -> None:
    with LoopbackSite(a=Answer(lambda: iter([b"<p>", b"one", b"</p>"]))) as site:
        assert web().fetch(site.at("a")).data == b"<p>one</p>"


@pytest.mark.parametrize(
    ("status", "said"),
    [(401, "login"), (403, "403"), (404, "no such page"), (410, "gone"), (500, "trouble"), (418, "418")],
)
def test_what_is_not_given_is_said_with_what_to_do(status: int, said: str) -> None:
    with LoopbackSite(a=Answer(page(), status=status)) as site:
        _refused(site, "a", said)


def test_an_empty_page_and_a_closed_port_are_named() -> None:
    with LoopbackSite(a=Answer(b"")) as site:
        _refused(site, "a", "is empty")
    with pytest.raises(NotFetched, match="refused"):
        web().fetch(site.at("a"))
    with pytest.raises(NotFetched, match="name is not found"):
        web().fetch("http://no-such-host.invalid/")


# ---- redirects


def test_redirects_are_followed_to_where_they_end() -> None:
    with LoopbackSite(a=moved("/b"), b=moved("c", 308), c=Answer(page())) as site:
        assert web().fetch(site.at("a")).url == site.at("c")


def test_redirects_without_end_end() -> None:
    with LoopbackSite(a=moved("/a")) as site:
        _refused(site, "a", "more than 5 times")
        assert site.asked.count("/a") == 6


@pytest.mark.parametrize(
    "to", ["file:///etc/passwd", "ftp://example.org/", "data:text/html,x", "http://me:x@example.org/"]
)
def test_a_redirect_to_something_else_is_refused(to: str) -> None:
    with LoopbackSite(a=moved(to)) as site:
        _refused(site, "a", "leads to what")


def test_a_redirect_to_a_private_address_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index.web.transport, "is_public", lambda address: address == "127.0.0.1")
    with LoopbackSite(a=moved("http://169.254.169.254/latest/meta-data")) as site:
        _refused(site, "a", "leads to 169.254.169.254", allow_private=False)


# ---- private addresses


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "2130706433", "0x7f.1", "0"])
def test_this_machine_is_not_asked_unless_it_may_be(host: str) -> None:
    with LoopbackSite(a=Answer(page())) as site:
        with pytest.raises(NotFetched, match="--allow-private"):
            Web(Limits()).fetch(f"http://{host}:{site.port}/a")
        assert site.asked == []


def test_the_address_that_was_looked_at_is_the_one_that_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name may lead elsewhere each time it is looked up: every connection looks once, and asks what it looked at."""
    with LoopbackSite(a=Answer(page())) as site:
        known = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", site.port))]
        private = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("10.0.0.1", site.port))]
        answers = iter([known, [*private, *known], private])
        monkeypatch.setattr(index.web.transport, "is_public", lambda address: address == "127.0.0.1")
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: next(answers))
        asking = web(allow_private=False)
        assert asking.fetch(f"http://rebinding.test:{site.port}/a").data == page().encode()
        assert site.headers["host"] == f"rebinding.test:{site.port}"
        with pytest.raises(NotFetched, match=r"leads to 10\.0\.0\.1"):
            asking.fetch(f"http://rebinding.test:{site.port}/b")
        assert next(answers, None) is None


def test_no_proxy_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    with LoopbackSite(a=Answer(page())) as site:
        assert web().fetch(site.at("a")).data


# ---- bounds


def test_what_is_too_large_is_not_taken() -> None:
    declared = Answer(b"x" * 3000)
    with LoopbackSite(a=declared, b=Answer(lambda: site.drip(b"x" * 500, 0.001))) as site:
        _refused(site, "a", "larger than 2,000 bytes", page=2000)
        _refused(site, "b", "larger than 2,000 bytes", page=2000)


def test_a_pdf_may_be_larger_than_a_page() -> None:
    with LoopbackSite(a=Answer(b"%PDF-1.7\n" + b"x" * 3000, "application/pdf")) as site:
        assert len(web(page=2000, pdf=4000).fetch(site.at("a")).data) == 3009
        _refused(site, "a", "larger than 3,000 bytes", page=2000, pdf=3000)


def test_a_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    largest = 0

    class Watched(bytearray):
        def __iadd__(self, other: Any) -> Watched:  # type: ignore[misc]
            nonlocal largest
            largest = max(largest, len(other))
            return super().__iadd__(other)

    monkeypatch.setattr(index.web.transport, "bytearray", Watched, raising=False)
    bomb = gzip.compress(gzip.compress(b"\0" * (64 << 20)) + b"\0" * (64 << 20))
    with LoopbackSite(a=Answer(bomb, headers={"Content-Encoding": "gzip"})) as site:
        _refused(site, "a", "larger than 1 MiB", page=1 << 20)
    assert 0 < largest <= 64 << 10


def test_what_is_packed_in_another_way_or_badly_is_named() -> None:
    odd, broken = (
        Answer(b"x", headers={"Content-Encoding": "br"}),
        Answer(b"<p>plain</p>", headers={"Content-Encoding": "gzip"}),
    )
    with LoopbackSite(a=odd, b=broken) as site:
        _refused(site, "a", "comes packed as 'br'")
        _refused(site, "b", "cannot be unpacked")


def test_a_site_that_drips_is_cut_off() -> None:
    with LoopbackSite(a=Answer(lambda: site.drip())) as site:
        began = time.monotonic()
        _refused(site, "a", "takes longer than", seconds=0.4)
        assert time.monotonic() - began < 5


def test_headers_that_drip_are_cut_off_too() -> None:
    listening = socket.create_server(("127.0.0.1", 0))
    over = threading.Event()

    def serve() -> None:
        asked, _ = listening.accept()
        with asked:
            asked.sendall(b"HTTP/1.1 200 OK\r\nX-Long: ")
            while not over.wait(0.05):
                try:
                    asked.sendall(b"x")
                except OSError:
                    return

    threading.Thread(target=serve, daemon=True).start()
    with listening, pytest.raises(NotFetched, match="takes longer than"):
        web(seconds=0.4).fetch(f"http://127.0.0.1:{listening.getsockname()[1]}/")
    over.set()


def test_silence_is_not_waited_for() -> None:
    with LoopbackSite(a=Answer(lambda: site.drip(every=30))) as site:
        _refused(site, "a", "does not answer", silence=0.3)


@pytest.mark.parametrize("said", [b"\0\xff" * 100, b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx", b""])
def test_what_is_no_answer_is_one_line(said: bytes) -> None:
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        asked, _ = listening.accept()
        with asked:
            asked.recv(4096)
            asked.sendall(said)

    threading.Thread(target=serve, daemon=True).start()
    with listening, pytest.raises(NotFetched) as raised:
        web().fetch(f"http://127.0.0.1:{listening.getsockname()[1]}/")
    assert ";" in str(raised.value)


# ---- robots.txt


def _robots(text: str) -> Answer:
    return Answer(text, "text/plain")


@pytest.mark.parametrize(
    "rules",
    [
        "User-agent: *\nDisallow: /secret",
        "User-agent: Footnote\nDisallow: /\nAllow: /open",
        "User-agent: *\nDisallow: /*.html$\nAllow: /secret\nDisallow: /secret/",
    ],
)
def test_what_a_site_does_not_want_fetched_is_not(rules: str) -> None:
    with LoopbackSite(
        **{"robots.txt": _robots(rules), "secret/a.html": Answer(page()), "open": Answer(page())}
    ) as site:
        _refused(site, "secret/a.html", r"robots\.txt")
        assert site.asked == ["/robots.txt"]
        assert web().fetch(site.at("open")).data


def test_a_redirect_does_not_lead_around_it() -> None:
    rules = _robots("User-agent: *\nDisallow: /secret")
    with LoopbackSite(**{"robots.txt": rules, "a": moved("/secret"), "secret": Answer(page())}) as site:
        _refused(site, "a", r"robots\.txt")
        assert "/secret" not in site.asked


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_robots_txt_that_cannot_be_had_forbids_all(status: int) -> None:
    with LoopbackSite(**{"robots.txt": Answer(status=status), "a": Answer(page())}) as site:
        _refused(site, "a", f"cannot be read \\({status}\\)")


def test_it_is_read_once_for_a_site_and_as_far_as_it_may_be() -> None:
    long = _robots("User-agent: *\nDisallow: /secret\n" + "# more\n" * 200_000)
    with LoopbackSite(**{"robots.txt": long, "a": Answer(page()), "b": Answer(page())}) as site:
        asking = web(page=100_000)
        asking.fetch(site.at("a"))
        asking.fetch(site.at("b"))
        with pytest.raises(NotFetched):
            asking.fetch(site.at("secret"))
        assert site.asked == ["/robots.txt", "/a", "/b"]


def test_requests_to_one_site_are_spaced_as_it_wishes() -> None:
    waited: list[float] = []
    rules = _robots("User-agent: *\nCrawl-delay: 7")
    with LoopbackSite(**{"robots.txt": rules, "a": Answer(page())}) as site, LoopbackSite(a=Answer(page())) as other:
        asking = web(waited.append)
        for one in (site, other, site, other):
            asking.fetch(one.at("a"))
        assert [round(seconds) for seconds in waited] == [7, 1]


# ---- TLS


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
def test_a_certificate_that_nobody_vouches_for_is_not_trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost", "-days", "2"]
    names = ["-addext", "subjectAltName=DNS:localhost", "-keyout", "key.pem", "-out", "cert.pem"]
    subprocess.run([*made, *names], cwd=tmp_path, check=True, capture_output=True)
    with LoopbackSite(a=Answer(page())) as site:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")
        site.secure(context)
        with pytest.raises(NotFetched, match="certificate is not trusted"):
            web().fetch(f"https://localhost:{site.port}/a")
        trusting = ssl.create_default_context(cafile=tmp_path / "cert.pem")
        monkeypatch.setattr(index.web.transport, "_trust", lambda: trusting)
        assert web().fetch(f"https://localhost:{site.port}/a").data == page().encode()
        with pytest.raises(NotFetched, match="certificate is not trusted"):  # it is another's
            web().fetch(f"https://127.0.0.1:{site.port}/a")
        with pytest.raises(NotFetched):
            web().fetch(site.at("a"))
