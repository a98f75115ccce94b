"""How long keys take from being pressed to being painted, in a chat in a pseudo-terminal. Printed with the results of
the tests and not judged: machines differ.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from scripts.benchmarks.keys import Keys, answering_keys, idle_keys
from scripts.pseudoterminal import Pseudoterminal

pytestmark = pytest.mark.slow  # starts programs

COUNT = 40
# As many words as an answer has at most, as fast as the embedded model writes them.
PROGRAM = """
import sys, time
from pathlib import Path
sys.path[:0] = {paths!r}
from tests.tui.chat_script import ScriptedAsker
from tui import run_chat

class Words:
    def __iter__(self):
        for number in range(96):
            time.sleep(0.03)
            yield f"word{{number}} "

def start(report):
    asker = ScriptedAsker()
    asker.tokens = Words()
    asker.library.folder = Path({folder!r})
    return asker

sys.exit(run_chat(start))
"""


def test_every_key_is_painted_while_an_answer_streams(tmp_path: Path, note: Callable[[str], None]) -> None:
    program = PROGRAM.format(paths=sys.path, folder=str(tmp_path))
    with Pseudoterminal([sys.executable, "-c", program]) as terminal:
        terminal.wait_for("ready")
        keys = Keys(idle_keys(terminal, COUNT), answering_keys(terminal, "Why?", COUNT))
        terminal.type("\x1b")
        terminal.read_for(0.5)
        terminal.type("\x11")
        assert terminal.wait() == 0
    assert len(keys.idle) == len(keys.answering) == COUNT
    note("From a key to the screen:\n" + keys.table())
