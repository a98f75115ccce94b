"""The chat's own keys; those of its parts are with the parts. Ids are what the configuration rebinds."""

from __future__ import annotations

from textual.binding import Binding

CHAT_BINDINGS: tuple[Binding, ...] = (
    Binding("f1,question_mark", "keys", "Keys", id="keys", key_display="F1", tooltip="List all keys"),
    Binding("f2", "panel", "Passages", id="passages", key_display="F2", tooltip="Show or hide the passages"),
    Binding(
        "f3", "filter", "Filter", id="filter", key_display="F3", tooltip="Ask only articles of some time or source"
    ),
    Binding("f4", "library", "Library", id="library", key_display="F4", tooltip="Browse and search the articles"),
    Binding("f5", "clear_filter", "No filter", id="filter_clear", key_display="F5", tooltip="Ask all articles again"),
    Binding("f6", "model", "Switch model", show=False, id="model", tooltip="Switch to another language model"),
    Binding(
        "f7", "index", "Index a folder", show=False, id="index", tooltip="Read a folder of articles into the library"
    ),
    Binding(
        "f8",
        "conversations",
        "Conversations",
        show=False,
        id="conversations",
        tooltip="List the saved conversations; go on with one of them",
    ),
    Binding(
        "f9", "libraries", "Libraries", show=False, id="libraries", tooltip="List your libraries; ask another of them"
    ),
    Binding(
        "ctrl+e",
        "edit",
        "Edit last question",
        show=False,
        priority=True,
        id="edit",
        tooltip="Edit the last question; sending it replaces the answer",
    ),
    Binding(
        "ctrl+r", "again", "Ask again", show=False, priority=True, id="again", tooltip="Ask the last question again"
    ),
    Binding("ctrl+l", "new_chat", "New chat", show=False, id="new", tooltip="Clear the conversation and start anew"),
    Binding(
        "ctrl+p", "command_palette", "Palette", show=False, priority=True, id="palette", tooltip="Find any command"
    ),
    Binding(
        "escape", "step_back", "Back", show=False, id="back", tooltip="Close what is open; then back to the question"
    ),
    Binding("pageup", "scroll_chat(-1)", "Scroll up", show=False, id="scroll_up", tooltip="Scroll the conversation up"),
    Binding(
        "pagedown",
        "scroll_chat(1)",
        "Scroll down",
        show=False,
        id="scroll_down",
        tooltip="Scroll the conversation down",
    ),
    Binding(
        "ctrl+c",
        "interrupt",
        "Copy or quit",
        show=False,
        priority=True,
        id="copy",
        tooltip="Copy what is selected, or quit",
    ),
    Binding("ctrl+q", "quit", "Quit", priority=True, id="quit", tooltip="Leave the chat"),
)
CHAT_ACTIONS = {binding.action.partition("(")[0] for binding in CHAT_BINDINGS}
EVERYWHERE = {"quit", "interrupt", "command_palette", "keys"}
"""Those that work on every screen; the others rest while something covers the chat."""
