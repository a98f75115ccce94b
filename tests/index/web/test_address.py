"""Which addresses may be fetched."""

from __future__ import annotations

import pytest

from index.web.address import NotFetched, checked, is_public


@pytest.mark.parametrize(
    ("given", "normal"),
    [
        ("HTTPS://Example.ORG:443", "https://example.org/"),
        (" http://example.org:80/a/../b#part ", "http://example.org/b"),
        ("http://example.org:8080/ä b?q=ü", "http://example.org:8080/%C3%A4%20b?q=%C3%BC"),
        ("http://bücher.example/", "http://xn--bcher-kva.example/"),
        ("http://[::1]:81/x", "http://[::1]:81/x"),
        ("https://example.org/-->", "https://example.org/--%3E"),
    ],
)
def test_addresses_are_normalised(given: str, normal: str) -> None:
    assert checked(given).url == normal
    assert checked(normal).url == normal


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("file:///etc/passwd", "has to begin with https://"),
        ("ftp://example.org/", "has to begin with https://"),
        ("javascript:alert(1)", "has to begin with https://"),
        ("example.org/news", "has to begin with https://"),
        ("", "has to begin with https://"),
        ("http://", "check the spelling"),
        ("http://[", "check the spelling"),
        ("http://example.org:99999/", "check the spelling"),
        ("http://me:secret@example.org/", "leave it out"),
        ("https://example.org/" + "a" * 2000, "check the spelling"),
    ],
)
def test_what_is_no_address_of_a_page_is_one_line(given: str, said: str) -> None:
    with pytest.raises(NotFetched, match=said) as raised:
        checked(given)
    assert "secret" not in str(raised.value)
    assert str(raised.value).isprintable()


def test_links_are_taken_from_the_page_they_stand_on() -> None:
    assert checked("../b?c#d", "https://example.org/a/x").url == "https://example.org/b?c"
    assert checked("//other.org", "https://example.org/a").url == "https://other.org/"
    with pytest.raises(NotFetched):
        checked("data:text/html,x", "https://example.org/")


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "::ffff:8.8.8.8"])
def test_what_everybody_can_reach_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    "127.0.0.1 127.8.8.8 10.1.2.3 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1 0.0.0.0 255.255.255.255 224.0.0.1 "
    "192.0.2.1 198.18.0.1 240.0.0.1 :: ::1 fe80::1 fe80::1%eth0 fc00::1 fd12::1 ff02::1 2001:db8::1 ::ffff:127.0.0.1 "
    "::ffff:10.0.0.1 64:ff9b::7f00:1 64:ff9b::a00:1 2002:7f00:1:: 2002:c0a8:101::1 2001:0:102:304::5601:5601".split(),
)
def test_what_not_everybody_can_reach_is_not(address: str) -> None:
    assert not is_public(address)
