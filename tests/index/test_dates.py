"""Dates as people and programs write them."""

from __future__ import annotations

import pytest

from index.dates import in_name, to_iso


@pytest.mark.parametrize(
    "value",
    [
        "14.03.2025",
        "14/03/2025",
        "03/14/2025",
        "14-03-2025",
        "14. März 2025",
        "14 mars 2025",
        "14 de marzo de 2025",
        "Freitag, 14. März 2025, 7:30 Uhr",
        "14 марта 2025 г.",
        "2025年3月14日",
        "2025년 3월 14일",
        "Fri, 14 Mar 2025 07:30:00 GMT",
        1741937400,
        1741937400000,
        1741937400.5,
        "1741937400",
    ],
)
def test_one_day_in_many_forms(value: object) -> None:
    assert to_iso(value) == "2025-03-14"


@pytest.mark.parametrize(
    "value",
    [
        "03/04/2025",
        "March 2025",
        "32.01.2025",
        "12 apples 2024",
        True,
        0,
        12345,
        -1,
        1e300,
        10**400,
        "0101-01-01T00:00:00+00:00",
    ],
)
def test_what_is_no_day_or_could_be_two(value: object) -> None:
    assert to_iso(value) is None


def test_a_date_in_a_name() -> None:
    assert in_name("2025-03-14-the-lock.md") == in_name("x_20250314.txt") == in_name("2025.03.14") == "2025-03-14"
    assert in_name("report 2024-2025.md") is None
    assert in_name("2025-03-14 to 2025-03-16.md") is None
    assert in_name("120250314.txt") is None
