"""Article text made safe for a terminal. Nothing here is ever handed to a markup parser."""

from __future__ import annotations

_REPLACEMENT, _SPACE = 0xFFFD, 0x20

_SAFE: dict[int, int] = {
    **{code: 0x2400 + code for code in range(0x20)},  # control characters become their pictures: ␛
    **dict.fromkeys((*range(0x80, 0xA0), *range(0xD800, 0xE000)), _REPLACEMENT),
    # marks of direction, what has no width and only hides, tags; joiners stay, which emoji and some scripts need
    **dict.fromkeys((0xAD, 0x061C, 0x180E, 0x200B, 0x200E, 0x200F, 0xFEFF, *range(0x202A, 0x202F)), _REPLACEMENT),
    **dict.fromkeys((*range(0x2060, 0x2070), *range(0xFFF9, 0xFFFC), *range(0xE0000, 0xE0080)), _REPLACEMENT),
    **dict.fromkeys((0x09, 0x0B, 0x0C, 0x0D, 0x2028, 0x2029), _SPACE),
    0x0A: 0x0A,  # the one control character that stays
    0x7F: 0x2421,
}


def plain(text: str) -> str:
    """`text` with every character that could steer a terminal replaced, one for one, so offsets still hold."""
    return text.translate(_SAFE)


def one_line(text: str, limit: int | None = None) -> str:
    """`text` on one line, cut at a word with an ellipsis if it is longer than `limit`."""
    line = " ".join(plain(text).split())
    if limit is None or len(line) <= limit:
        return line
    cut = line[: limit - 1]
    at = cut.rfind(" ")
    return cut[: at if at > limit // 2 else None].rstrip(" ,;:.") + "…"


def seconds(milliseconds: float) -> str:
    """`1234.0` as `1.2 s`."""
    return f"{milliseconds / 1000:.1f} s"
