"""JSON, OpenDocument texts, rich text, subtitles, feeds and mailboxes made to take a reader's time or memory."""

from __future__ import annotations

import io
import json
from zipfile import ZIP_DEFLATED, ZipFile

from scripts.trials.bomb import LAYERS, PROSE, Bomb, again

_RSS = '<?xml version="1.0"?><rss version="2.0"><channel><title>The Courier</title>'
_ITEM = f"<item><title>The mill</title><link>https://a.example/1</link><description>{PROSE}</description></item>"
_CUE = "1\n00:00:01,000 --> 00:00:02,000\n"
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:"
_MESSAGE = "From a@b.example Fri Mar 14 07:30:00 2025\nSubject: The mill\nFrom: a@b.example\n"


def document_bombs() -> list[Bomb]:
    """One of each."""
    return [*_json(), *_open_documents(), *_rich_text(), *_subtitles(), *_feeds(), *_mailboxes()]


def open_document(body: str, declared: str = "", **parts: bytes) -> bytes:
    """An OpenDocument text with that body; `parts` are further files in it, by names in which "__" stands for "/"."""
    spaces = " ".join(f'xmlns:{name}="{_OFFICE}{name}:1.0"' for name in ("office", "text", "table"))
    content = f'<?xml version="1.0"?>{declared}<office:document-content {spaces}><office:body><office:text>{body}'
    content += "</office:text></office:body></office:document-content>"
    named = {name.replace("__", "/"): data for name, data in parts.items()}
    files = {"content.xml": content.encode(), **named}
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="text/xml"/>' for name in files
    )
    stream = io.BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        packed.writestr(
            "META-INF/manifest.xml",
            f'<manifest:manifest xmlns:manifest="{_OFFICE}manifest:1.0">{entries}</manifest:manifest>',
        )
        for name, data in files.items():
            packed.writestr(name, data)
    return stream.getvalue()


def _json() -> list[Bomb]:
    record = json.dumps({"id": "ID", "title": "The mill", "text": PROSE})
    return [
        Bomb("nested lists", ".json", again("[")),
        Bomb("nested objects", ".json", again('{"articles":')),
        Bomb("lists in objects", ".json", again('"a":[{"b":1}],', before="{")),
        Bomb("a string without end", ".json", again("a", before='[{"text": "')),
        Bomb("backslashes", ".json", again("\\", before='[{"text": "')),
        Bomb("quotes", ".json", again('"')),
        Bomb("commas", ".json", again(",", before="[")),
        Bomb("empty objects", ".json", again("{},", before=f"[{record},")),
        Bomb("the same id", ".json", again(record + ",", before="[")),
        Bomb("a number", ".json", lambda size: b'[{"id": ' + b"9" * size + b', "text": "words"}]'),
        Bomb("closing brackets", ".json", again("]", before="[{}")),
        Bomb("words", ".json", again("word ")),
        Bomb("one text", ".json", lambda size: json.dumps([{"text": PROSE * (size // len(PROSE))}]).encode()),
        Bomb("spaces", ".json", again(" ", before="[")),
    ]


def _open_documents() -> list[Bomb]:
    paragraph = f"<text:p>{PROSE}</text:p>"
    return [
        Bomb("spaces that unpack", ".odt", lambda size: open_document(" " * 10 * size)),
        Bomb("paragraphs that unpack", ".odt", lambda size: open_document(paragraph * (size // len(paragraph)))),
        Bomb("a picture that unpacks", ".odt", lambda size: open_document(paragraph, Pictures__a=bytes(10 * size))),
        Bomb("nested spans", ".odt", lambda size: open_document(_nested("text:span", size // 30, "text:p"))),
        Bomb("nested lists", ".odt", lambda size: open_document(_nested("text:list", size // 30))),
        Bomb("entities", ".odt", lambda _size: open_document("<text:p>&a9;</text:p>", _entities())),
        Bomb(
            "a file from elsewhere",
            ".odt",
            lambda _size: open_document(
                "<text:p>&a;</text:p>", '<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
            ),
        ),
        Bomb("a path that leads out", ".odt", lambda _size: open_document(paragraph, **{"..__..__etc__x": b"x"})),
        Bomb("one word", ".odt", lambda size: open_document(f"<text:p>{'a' * size}</text:p>")),
        Bomb("spaces by number", ".odt", lambda _size: open_document('<text:p>a<text:s text:c="999999999"/></text:p>')),
    ]


def _nested(tag: str, levels: int, around: str = "") -> str:
    inside = f"<{tag}>" * levels + "word" + f"</{tag}>" * levels
    return f"<{around}>{inside}</{around}>" if around else inside


def _entities() -> str:
    layers = ['<!ENTITY a0 "ha ">']
    layers += [f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, LAYERS)]
    return f"<!DOCTYPE a [{''.join(layers)}]>"


def _rich_text() -> list[Bomb]:
    pieces = {
        "groups": "{",
        "groups that close": "{}",
        "closing braces": "}",
        "control words": "\\b ",
        "one control word": "a",
        "escaped bytes": "\\'e9",
        "letters by number": "\\u8217?",
        "skipped letters": "\\uc9999999\\u8217 ",
        "binary data": "\\bin999999999 ",
        "hidden groups": "{\\*\\a ",
        "tables": "\\cell\\row ",
        "paragraphs": "word.\\par ",
        "links": '{\\field{\\*\\fldinst HYPERLINK "',
        "backslashes": "\\",
        "titles": "{\\info{\\title ",
        "prose": PROSE,
        "digits": "9",
        "code pages": "\\ansicpg9",
    }
    return [Bomb(name, ".rtf", again(piece, before="{\\rtf1\\ansi ")) for name, piece in pieces.items()]


def _subtitles() -> list[Bomb]:
    common = {
        "one line": PROSE,
        "one word": "a",
        "lines": "word\n",
        "arrows": "00:00:01.000 --> 00:00:02.000\n",
        "digits": "9",
        "blank lines": "\n",
        "angles": "<",
        "voices": "<v Ann>",
        "braces": "{\\",
        "brackets": "[",
        "entities": "&amp;",
    }
    return [
        *(
            Bomb(name, ".vtt", again(piece, before="WEBVTT\n\n" + _CUE.replace(",", ".")))
            for name, piece in common.items()
        ),
        *(Bomb(name, ".srt", again(piece, before=_CUE)) for name, piece in common.items()),
        Bomb("a sentence, then none", ".srt", again("word\n", before=f"{_CUE}It rose.\n")),
        Bomb("cues", ".srt", again(f"{_CUE}word\n\n")),
        Bomb("cues", ".vtt", again(f"{_CUE.replace(',', '.')}word\n\n", before="WEBVTT\n\n")),
        Bomb("notes", ".vtt", again("NOTE a\n\n", before="WEBVTT\n\n")),
        Bomb("styles", ".vtt", again("STYLE\n::cue(", before="WEBVTT\n\n")),
    ]


def _feeds() -> list[Bomb]:
    pieces = {
        "entries": _ITEM,
        "entries that do not end": "<item><title>a",
        "elements": "<a>",
        "elements in other spaces": '<a xmlns="b">',
        "open angles": "<",
        "attributes": ' a="b"',
        "entities": "&amp;",
        "unknown entities": "&a;",
        "character data": "<![CDATA[",
        "comments": "<!--",
        "categories": "<item><category>a</category>",
        "dates": "<item><pubDate>2024-2024-2024</pubDate>",
        "escaped markup": "<item><description>&lt;p&gt;&lt;b&gt;",
        "prose": PROSE,
    }
    bombs = [Bomb(name, ".rss", again(piece, before=_RSS)) for name, piece in pieces.items()]
    xhtml = '<feed xmlns="http://www.w3.org/2005/Atom"><entry><content type="xhtml">'
    return [
        *bombs,
        Bomb("nested markup", ".atom", again("<div>", before=xhtml)),
        Bomb("declarations", ".xml", again("<?a ?>")),
        Bomb("comments before the root", ".xml", again("<!--a-->")),
        Bomb("open comments before the root", ".xml", again("<!--")),
        Bomb("document types", ".xml", again("<!DOCTYPE a [")),
        Bomb("entities in entities", ".xml", lambda _size: _declared("&a9;", _entities())),
        Bomb(
            "a file from elsewhere",
            ".xml",
            lambda _size: _declared("&a;", '<!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/passwd">]>'),
        ),
        Bomb("an attribute", ".xml", lambda size: f'<rss a="{"b" * size}"><channel>{_ITEM}'.encode()),
    ]


def _declared(text: str, declared: str) -> bytes:
    feed = f"<rss><channel><item><title>{text}</title></item>{_ITEM}</channel></rss>"
    return f'<?xml version="1.0"?>{declared}{feed}'.encode()


def _mailboxes() -> list[Bomb]:
    multipart = 'Content-Type: multipart/mixed; boundary="a"\n\n--a\n'
    pieces = {
        "messages": f"{_MESSAGE}\n{PROSE}\n\n",
        "beginnings": "From a\n\n",
        "one line": PROSE,
        "headers": "Subject: a\n",
        "an open header": " a",
        "encoded words": "=?utf-8?q?a?= ",
        "addresses": "To: a <a@b.example>, (\n",
        "parts in parts": multipart,
        "parameters": 'Content-Type: text/plain; a*0="b";\n',
        "quoted beginnings": ">From a\n",
        "brackets": "Message-ID: <<<\n",
    }
    return [Bomb(name, ".mbox", again(piece, before=_MESSAGE)) for name, piece in pieces.items()]
