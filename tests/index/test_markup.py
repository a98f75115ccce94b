"""Markup inside fields that should be text, and letters that PDFs join."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.clean import tidy
from index.readers.encoding import decode
from index.readers.markup import plain


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("No markup: 3 < 4 & 5 > 2; a<b", "No markup: 3 < 4 & 5 > 2; a<b"),
        ("It cost &euro;3.2 &amp; took", "It cost €3.2 & took"),
        ("Marsh&amp;#8217;s &amp;quot;mill&amp;quot;", 'Marsh’s "mill"'),
        (
            "<p>The <b>mill</b> is\nclosed.</p>\n<p>It weighs 40&nbsp;tonnes.</p>",
            "The mill is closed.\n\nIt weighs 40\xa0tonnes.",
        ),
        ("One <i>word</i>.\n\nTwo.", "One word.\n\nTwo."),
        ("a<br>b<br/>c", "a\nb\nc"),
        ("<ul><li>one</li><li>two</li></ul>", "- one\n- two"),
        ("<p>x</p><script>alert(1)</script><p>y</p>", "x\n\ny"),
        ("&lt;p&gt;escaped&lt;/p&gt;", "escaped"),
        ("<p>not closed", "not closed"),
        ("Put it in the <head>, or a <p>, if a<b and c>d.", "Put it in the <head>, or a <p>, if a<b and c>d."),
        ("It is <b>bold</b> in the <head> of\n\nthe page.", "It is bold in the  of\n\nthe page."),
        ("?x=1&y=2&copy=3&amp;z=4", "?x=1&y=2&copy=3&z=4"),
        ("<html><head><title>x</title></head><body><h1>A</h1><p>b</p></body></html>", "A\n\nb"),
    ],
)
def test_plain(text: str, expected: str) -> None:
    assert plain(text) == expected


@given(st.text(st.sampled_from("<>&;/pbr ai#39lt\n\"'=!-"), max_size=200))
def test_plain_never_raises(text: str) -> None:
    plain(text)


@pytest.mark.parametrize("start", ["<p>", "<b>x</b>"])
@pytest.mark.parametrize("again", ["<a ", "<a b='", "<!--", "<script>", "<p>", "<br>", "&amp;", " \n"])
def test_what_never_closes_comes_to_an_end(start: str, again: str) -> None:
    assert len(plain(start + again * 20_000)) < 200_000


def test_text_that_was_saved_in_the_wrong_encoding_is_mended() -> None:
    text = "Marsh’s “mill” — closed"
    mended = decode(text.encode().decode("cp1252", "replace").encode())
    assert mended
    assert mended.startswith("Marsh’s")
    assert decode("Ã la carte costs 3 Â".encode()) == "Ã la carte costs 3 Â"


def test_utf_16_without_a_mark_in_east_asian_scripts() -> None:
    text = "韦尔马拉港务局星期二重新开放了北部船闸。\n修理用了十一个星期。\n"
    for encoding in ("utf-16-le", "utf-16-be"):
        assert decode(text.encode(encoding)) == text
    assert decode(bytes(range(256)) * 40) is None
    assert (
        decode(b"The harbour was closed for repairs officials said on Monday after\0the storm took its roofx") is None
    )


def test_letters_joined_in_one_sign_are_letters() -> None:
    assert tidy("the ﬁrst oﬃce, ﬂoods") == "the first office, floods"
