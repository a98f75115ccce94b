"""Turns come in the order in which they were asked for."""

from __future__ import annotations

import threading
import time

import pytest

from qa.asker import CutShort
from qa.process.turns import Turns


def test_who_has_had_a_turn_stands_behind_all_who_wait() -> None:
    turns, taken, lock = Turns(), list[str](), threading.Lock()
    begun = threading.Event()

    def take(name: str, again: bool = False) -> None:
        with turns.turn(lambda: False):
            with lock:
                taken.append(name)
            begun.set()
            while again and len(threads) < 4:
                time.sleep(0.01)
            time.sleep(0.05)
        if again:
            take(name)

    threads = [threading.Thread(target=take, args=("first", True))]
    threads[0].start()
    assert begun.wait(60)
    for name in ("second", "third", "fourth"):
        thread = threading.Thread(target=take, args=(name,))
        thread.start()
        time.sleep(0.05)  # until it stands in line
        threads.append(thread)
    for thread in threads:
        thread.join(60)
    assert taken == ["first", "second", "third", "fourth", "first"]


def test_one_that_gives_up_leaves_no_gap() -> None:
    turns = Turns()
    with turns.turn(lambda: False), pytest.raises(CutShort), turns.turn(lambda: True):
        pass
    with turns.turn(lambda: False):
        pass


def test_what_goes_wrong_in_a_turn_ends_it() -> None:
    turns = Turns()
    with pytest.raises(ValueError, match="wrong"), turns.turn(lambda: False):
        raise ValueError("wrong")
    with turns.turn(lambda: pytest.fail("it had to wait")):
        pass
