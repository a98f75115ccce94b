"""The best passage, in the answer's place until there is an answer."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from index.types import Hit
from tui.messages import PlaceChosen
from tui.places import byline, found_place, title_of
from tui.plain import one_line, plain

KEY = "bold underline $text-primary"
"""The key sentence: not by colour alone."""
KEY_LIMIT = 300


def passage_content(hit: Hit, key: tuple[int, int] | None) -> Content:
    """The passage's text, its key sentence marked."""
    content = Content(plain(hit.passage.text))
    if key is None:
        return content
    start, end = (min(max(at - hit.passage.start, 0), len(content)) for at in key)
    return content.stylize("$foreground 75%").stylize(KEY, start, end) if start < end else content


def key_content(hit: Hit, key: tuple[int, int] | None) -> Content:
    """The key sentence alone, for where there is little room; the first words where none is known."""
    if key is None:
        return Content(one_line(hit.passage.text, KEY_LIMIT))
    return Content.styled(one_line(hit.article.text[key[0] : key[1]], KEY_LIMIT), KEY)


class BestPassage(Vertical):
    """Title, source and date, and the text; on a small terminal only the key sentence. A click opens the article."""

    def __init__(self) -> None:
        super().__init__()
        self._heading = Static("", classes="heading", markup=False)
        self._text = Static("", classes="passage", markup=False)
        self._key = Static("", classes="key", markup=False)
        self._hits: tuple[Hit, ...] = ()

    def compose(self) -> ComposeResult:
        yield self._heading
        yield self._text
        yield self._key

    def show(self, hits: tuple[Hit, ...], key: tuple[int, int] | None) -> None:
        """Show the first of the hits."""
        self._hits = hits
        self.set_class(bool(hits), "-found")
        if hits:
            best = hits[0]
            about = byline(best.article)
            self._heading.update(
                Content.assemble((title_of(best.article), "bold"), (f"  {about}" if about else "", "$foreground 60%"))
            )
            self._text.update(passage_content(best, key))
            self._key.update(key_content(best, key))

    def on_click(self) -> None:
        if self._hits:
            places = tuple(found_place(rank, hit) for rank, hit in enumerate(self._hits, start=1))
            self.post_message(PlaceChosen(places, 0))
