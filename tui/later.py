"""What is to be done once the screen has been painted."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.dom import DOMNode


def after_refresh(node: DOMNode, callback: Callable[[], None]) -> None:
    """Call it after the next refresh of the screen, unless the node is gone, going or hidden by then: Textual keeps the
    call of a node that is removed between the two, which then has no screen, nor children, to work on.
    """

    def called() -> None:
        if node.is_attached and node.display:
            callback()

    node.call_after_refresh(called)
