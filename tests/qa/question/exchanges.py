"""Exchanges that questions follow on."""

from __future__ import annotations

from qa.types import Turn
from tests.qa.question.told import told

FIRST = Turn("Who leads the Chinese delegation in Madrid?", "He Lifeng does. [1]")
SECOND = Turn("And the American one?", "Scott Bessent does. [1]")
MILL = Turn("How did the mill in Dunford burn down?", "Lightning struck the roof of the mill in May. [1]")


STADIUM = told(
    "When was the stadium rejected?",
    "The council of Brackwater rejected the plan for a new stadium on Wednesday evening by 31 votes to 14.",
)
