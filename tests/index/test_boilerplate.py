"""The rules that say what is boilerplate. What becomes of a text that has some is in test_clean.py."""

from __future__ import annotations

from index.boilerplate import CAPTION_RULES, HEAD_RULES, RULES, removed_by


def test_every_rule_is_bounded_and_says_why() -> None:
    for rule in (*RULES, *HEAD_RULES, *CAPTION_RULES):
        assert 0 < rule.longest <= 700
        assert rule.reason
    assert removed_by("Advertisement " * 40) is None


def test_a_byline_is_boilerplate_only_above_the_first_sentence() -> None:
    assert removed_by("By Ann Lee") is None
    rule = removed_by("By Ann Lee", head=True)
    assert rule is not None
    assert rule.name == "byline"
