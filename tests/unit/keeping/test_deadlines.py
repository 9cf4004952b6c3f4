"""The day by which a text that sounds like a stop must be decided."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import holidays
import pytest

import federal_holidays_table
from relay.keeping.deadlines import business_days_left, decide_by
from relay.keeping.federal_holidays import DAYS, YEARS


def at(text: str) -> int:
    """A moment in UTC, in milliseconds since 1970."""
    return round(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1000)


@pytest.mark.parametrize(
    ("received", "by"),
    [
        ("2026-03-02 18:00", "2026-03-16"),  # a Monday without holidays: two weeks
        ("2026-03-06 18:00", "2026-03-20"),  # a Friday
        ("2026-03-07 18:00", "2026-03-20"),  # a Saturday: its first business day is the Monday
        ("2026-03-08 18:00", "2026-03-20"),  # a Sunday
        ("2026-11-16 18:00", "2026-12-01"),  # over Thanksgiving
        ("2026-06-22 18:00", "2026-07-07"),  # the Fourth of July is a Saturday, observed on the Friday
        ("2026-12-18 18:00", "2027-01-05"),  # over Christmas and New Year
        ("2027-12-20 18:00", "2028-01-05"),  # both are a Saturday, and observed in the old year
        ("2026-03-03 10:59", "2026-03-16"),  # still Monday in American Samoa
        ("2026-03-03 11:00", "2026-03-17"),
    ],
)
def test_ten_business_days_after_the_day_on_which_it_came(received: str, by: str) -> None:
    assert decide_by(at(received)) == date.fromisoformat(by)


def test_every_day_of_the_years_to_come_agrees_with_the_library() -> None:
    federal = holidays.country_holidays("US", years=YEARS)
    first = datetime(YEARS[0], 1, 1, 12, tzinfo=UTC)
    for number in range(365 * (len(YEARS) - 1)):
        received = first + timedelta(days=number)
        expected = federal.get_nth_working_day(received.date(), 10)
        assert decide_by(round(received.timestamp() * 1000)) == expected


@pytest.mark.parametrize(
    ("today", "left"),
    [("2026-03-13", 1), ("2026-03-14", 1), ("2026-03-16", 0), ("2026-03-17", -1), ("2026-03-21", -1)],
)
def test_the_days_that_are_left_are_business_days(today: str, left: int) -> None:
    assert business_days_left(date.fromisoformat(today), date(2026, 3, 16)) == left


def test_the_layer_gets_the_same_days_without_the_library(tmp_path: Path) -> None:
    module = tmp_path / "federal_holidays.py"
    federal_holidays_table.main([str(module)])
    built: dict[str, object] = {}
    exec(module.read_text(encoding="utf-8"), built)
    assert built["DAYS"] == DAYS
    assert "holidays" not in built
