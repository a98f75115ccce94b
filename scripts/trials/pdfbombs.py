"""PDFs made to take a reader's time or memory."""

from __future__ import annotations

import io
import zlib

from scripts.trials.bomb import LAYERS, Bomb

Objects = dict[int, bytes]


def pdf_bombs() -> list[Bomb]:
    """One of each."""
    shown = b"BT /F1 12 Tf 50 700 Td (The river rose.) Tj ET\n"
    return [
        Bomb("a page that unpacks", ".pdf", lambda size: pdf(page(flate(b" ", 10 * size)))),
        Bomb("text that unpacks", ".pdf", lambda size: pdf(page(flate(shown, size)))),
        Bomb("packed twice", ".pdf", lambda size: pdf(page(flate(b"\0", 10 * size, times=2)))),
        Bomb("operators", ".pdf", lambda size: pdf(page(flate(b"q ", size)))),
        Bomb("arrays", ".pdf", lambda size: pdf(page(flate(b"[", size)))),
        Bomb("inline images", ".pdf", lambda size: pdf(page(flate(b"BI ID ", size)))),
        Bomb("a deep tree of pages", ".pdf", _deep_tree),
        Bomb(
            "a tree of pages that is its own child",
            ".pdf",
            lambda _size: pdf({2: b"<</Type/Pages/Kids[2 0 R]/Count 1>>"}),
        ),
        Bomb("pages that are the same", ".pdf", _same_pages),
        Bomb("a count of pages", ".pdf", lambda _size: pdf({2: b"<</Type/Pages/Kids[]/Count 2000000000>>"})),
        Bomb("references in a circle", ".pdf", lambda _size: pdf({2: b"3 0 R", 3: b"2 0 R"})),
        Bomb("forms in forms", ".pdf", _forms),
        Bomb("nested arrays", ".pdf", lambda size: pdf({2: b"[" * size})),
        Bomb("nested dictionaries", ".pdf", lambda size: pdf({2: b"<</A" * (size // 4)})),
        Bomb("objects", ".pdf", lambda size: pdf(dict.fromkeys(range(4, size // 40), b"<<>>"))),
        Bomb("no table of objects", ".pdf", lambda size: pdf(page(flate(shown, size // 10)))[:-30]),
        Bomb("table of objects in a circle", ".pdf", lambda _size: pdf({}, extra=b"/Prev 9")),
        Bomb("headers", ".pdf", lambda size: b"%PDF-1.4\n" + b"1 0 obj\n" * (size // 8)),
        Bomb("noise", ".pdf", lambda size: b"%PDF-1.4\n" + bytes(range(256)) * (size // 256)),
        Bomb("an object stream", ".pdf", _object_stream),
        Bomb("a long string", ".pdf", lambda size: pdf({2: b"(" + b"\\(" * (size // 2)})),
        Bomb("a map of characters", ".pdf", _character_map),
    ]


def flate(piece: bytes, size: int, times: int = 1) -> bytes:
    data = zlib.compress(piece * (size // len(piece)), 9)
    for _ in range(times - 1):
        data = zlib.compress(data, 9)
    filters = b"/FlateDecode" * times
    return b"<</Length %d/Filter[%s]>>\nstream\n%s\nendstream" % (len(data), filters, data)


def page(contents: bytes) -> Objects:
    return {4: contents}


def pdf(objects: Objects, extra: bytes = b"") -> bytes:
    """A file with the objects given, or else a catalogue, a tree of one page, the page, its contents and a font."""
    usual: Objects = {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        4: b"<</Length 0>>\nstream\n\nendstream",
        5: b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    }
    out, places = io.BytesIO(b""), {}
    out.write(b"%PDF-1.5\n")
    everything = usual | objects
    for number, body in everything.items():
        places[number] = out.tell()
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    table = out.tell()
    out.write(b"xref\n0 1\n0000000000 65535 f \n")
    for number, place in places.items():
        out.write(b"%d 1\n%010d 00000 n \n" % (number, place))
    out.write(b"trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (len(everything) + 1, extra, table))
    return out.getvalue()


def _deep_tree(size: int) -> bytes:
    levels = size // 100
    nodes = {n: b"<</Type/Pages/Kids[%d 0 R]/Count 1>>" % (n + 1) for n in range(10, 10 + levels)}
    return pdf({2: b"<</Type/Pages/Kids[10 0 R]/Count 1>>", **nodes, 10 + levels: b"<</Type/Page>>"})


def _same_pages(size: int) -> bytes:
    count = size // 6
    return pdf({2: b"<</Type/Pages/Kids[%s]/Count %d>>" % (b"3 0 R " * count, count)})


def _forms(_size: int) -> bytes:
    """Each draws the next ten times."""
    forms: Objects = {}
    for number in range(10, 10 + LAYERS):
        drawn = b"/X Do " * 10
        forms[number] = (
            b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X %d 0 R>>>>/Length %d>>"
            b"\nstream\n%s\nendstream" % (number + 1, len(drawn), drawn)
        )
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</XObject<</X 10 0 R>>>>>>"
    return pdf({3: page, 4: b"<</Length 5>>\nstream\n/X Do\nendstream", **forms})


def _object_stream(size: int) -> bytes:
    count = size // 20
    body = b"".join(b"%d %d " % (n + 10, 3 * n) for n in range(count)) + b"[] " * count
    data = zlib.compress(body)
    head = b"<</Type/ObjStm/N %d/First %d/Length %d/Filter/FlateDecode>>" % (count, len(body) - 3 * count, len(data))
    return pdf({6: b"%s\nstream\n%s\nendstream" % (head, data)})[:-40]


def _character_map(_size: int) -> bytes:
    text = b"begincmap 1 beginbfrange <0000> <ffffffff> <0000> endbfrange endcmap"
    font = b"<</Type/Font/Subtype/Type0/BaseFont/A/Encoding/Identity-H/ToUnicode 6 0 R>>"
    shown = b"BT /F1 12 Tf <0001> Tj ET"
    return pdf(
        {
            4: b"<</Length %d>>\nstream\n%s\nendstream" % (len(shown), shown),
            5: font,
            6: b"<</Length %d>>\nstream\n%s\nendstream" % (len(text), text),
        }
    )
