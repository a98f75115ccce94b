"""Which addresses may be fetched: those of web pages, on machines that everybody can reach."""

from __future__ import annotations

import ipaddress
from urllib.parse import urljoin

from urllib3.exceptions import LocationParseError
from urllib3.util import Url, parse_url

LONGEST = 2000  # characters of an address: what browsers and servers take everywhere
_PORTS = {"http": 80, "https": 443}
# A prefix behind which an IPv4 address stands in the last 32 bits (RFC 6052).
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


class NotFetched(Exception):
    """Why an address was not fetched, and what to do: "WHY; WHAT TO DO"."""


def checked(text: str, base: str = "") -> Url:
    """The address, normalised and without its fragment; `base` is the page on which it stands, if any.

    Raises NotFetched for what is no address of a web page.
    """
    try:
        url = parse_url(urljoin(base, text.strip()) if base else text.strip())
    except (LocationParseError, ValueError):  # urljoin raises ValueError for "http://["
        raise NotFetched("is not an address; check the spelling") from None
    if url.scheme not in _PORTS:
        raise NotFetched("is not an address of a web page; it has to begin with https:// or http://")
    if not url.host or len(url.url) > LONGEST or not url.url.isascii() or not url.url.isprintable():
        raise NotFetched("is not an address; check the spelling")
    if url.auth:
        raise NotFetched("has a user name or password in it, which would be kept with the article; leave it out")
    port = None if url.port == _PORTS[url.scheme] else url.port
    return Url(url.scheme, None, url.host, port, url.path or "/", url.query)


def port_of(url: Url) -> int:
    return url.port or _PORTS[url.scheme or "https"]


def origin_of(url: Url) -> str:
    """Scheme, host and port: what a robots.txt holds for."""
    return f"{url.scheme}://{url.netloc}"


def is_public(address: str) -> bool:
    """Whether that IP address is one that everybody can reach: none of this machine, of a local network, or of those
    set aside for other purposes, in IPv6's clothes either.
    """
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        within = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if within is None and ip in _NAT64:
            within = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if within is not None:
            ip = within
    return ip.is_global and not ip.is_multicast
