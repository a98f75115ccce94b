"""From the bytes of a text file to its text."""

from __future__ import annotations

import codecs
import re
from contextlib import suppress

_BOMS = (  # longest first: a UTF-32 mark begins with the UTF-16 one
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")  # not tab, line ends, form feed, escape
_MOST_CONTROL = 0.05  # of the characters of a text; binaries have far more
_MOST_INVALID = 0.01  # of the bytes of a damaged UTF-8 text
# Chinese characters, kana, hangul, their punctuation, and white space.
_EAST_ASIAN = re.compile(r"[\u3000-\u30ff\u3400-\u9fff\uac00-\ud7a3\uff00-\uffef\s]")
_MOST_EAST_ASIAN = 0.8
_MOST_ASCII = 0.85
_MISREAD = re.compile("â€[œ™˜“”¢¦\x9d\ufffd]|Ã[\x80-\xbf©¨¼¶¤±]|Â[\xa0-\xbf]")
_FEWEST_MISREAD = 2
_PROBE = 1 << 20  # bytes that the guess looks at
_MOST_ACCENTED = 0.3  # of the bytes of a text in a Latin script
# Other one-byte encodings, read as cp1252, show what Western European text does not have: letters such as "ð" (for
# Turkish "ğ") or "š" (for Czech), or signs inside words ("za¿ó³æ").
_NOT_WESTERN = re.compile(
    "[^\x00-\x7f\xa0àâäáãåæçèéêëìíîïñòóôöõøùúûüÿœßÀÂÄÁÃÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÖÕØÙÚÛÜŒ’–—…¡¿«»‹›“”‘„‚©®™£€§°ºª·•†]"
    r"|(?<=[^\W\d_])[¡¿«»‹›“”‘„‚©®™£€§°·•†](?=[^\W\d_])"
)


def decode(data: bytes) -> str | None:
    """The text of `data` with "\\n" line ends, or None where it is not text. Never raises.

    In order: a byte order mark, strict UTF-8, UTF-16 without a mark, UTF-8 with a few damaged bytes (they become
    U+FFFD), Windows' Western encoding where it fits, charset_normalizer's best guess.
    """
    text = _decode(data)
    if text is None or len(_CONTROL.findall(text)) > _MOST_CONTROL * len(text):
        return None
    return _mended(text).replace("\r\n", "\n").replace("\r", "\n")


def _mended(text: str) -> str:
    """UTF-8 that somebody once read as Windows' Western encoding and saved so ("Marshâ€™s"), as it was before."""
    if len(_MISREAD.findall(text[:_PROBE])) < _FEWEST_MISREAD:
        return text
    from ftfy import fix_encoding

    return fix_encoding(text)


def _decode(data: bytes) -> str | None:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return data.decode(encoding, "replace")
    if b"\0" in data:
        return _utf16_without_bom(data)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _damaged_utf8(data) or _western(data) or _guess(data)


def _utf16_without_bom(data: bytes) -> str | None:
    """Text in UTF-16 has its NUL bytes all on one side, where it is Western many; a binary has them on both."""
    if len(data) % 2:
        return None
    even, odd = data[0::2].count(0), data[1::2].count(0)
    is_western = max(even, odd) >= 0.4 * len(data) / 2 and min(even, odd) <= 0.01 * len(data)
    for encoding in ("utf-16-le", "utf-16-be") if odd > even else ("utf-16-be", "utf-16-le"):
        with suppress(UnicodeDecodeError):
            text = data.decode(encoding)
            if is_western or (not _is_ascii(data[:_PROBE]) and _is_east_asian(text[:_PROBE])):
                return text
    return None


def _is_ascii(data: bytes) -> bool:
    """Whether nearly all bytes are those of English text, which two by two look like Chinese."""
    return sum(0x20 <= byte < 0x7F for byte in data) > _MOST_ASCII * len(data)


def _is_east_asian(text: str) -> bool:
    """Whether nearly all of a text is Chinese, Japanese or Korean: two random bytes seldom make such a sign."""
    return len(_EAST_ASIAN.findall(text)) >= _MOST_EAST_ASIAN * len(text)


def _damaged_utf8(data: bytes) -> str | None:
    """UTF-8 with stray bytes. There must be more whole sequences than broken ones: else it is a one-byte encoding."""
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    whole = sum(1 for character in text if character > "\x7f") - broken
    return text if whole > broken and broken <= _MOST_INVALID * len(data) else None


def _western(data: bytes) -> str | None:
    """Windows' Western encoding, where nothing speaks against it: on little text any statistics mistake it."""
    if sum(1 for byte in data[:_PROBE] if byte > 0x7F) > _MOST_ACCENTED * len(data[:_PROBE]):
        return None
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        return None
    return None if _NOT_WESTERN.search(text) else text


def _guess(data: bytes) -> str | None:
    from charset_normalizer import from_bytes

    best = from_bytes(data[:_PROBE]).best()
    try:
        return data.decode(best.encoding, "replace") if best else None
    except LookupError:
        return None
