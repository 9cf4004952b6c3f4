"""By which day a text that sounds like a stop must be decided: ten business days after it came.

47 CFR 64.1200(a)(10): a request to stop must be honored within ten business days of its receipt. Business days are
Monday to Friday but for federal holidays. What is doubtful is counted so that the day is never too late.
"""

from datetime import UTC, date, datetime, timedelta
from typing import Final

from relay.keeping.federal_holidays import DAYS

BUSINESS_DAYS: Final = 10
SATURDAY: Final = 5
WESTERNMOST: Final = timedelta(hours=11)
"""How far American Samoa is behind UTC: nowhere in the United States is the day of a receipt an earlier one."""


def decide_by(received_at: int) -> date:
    """The last day on which a text may be decided that was received then (milliseconds since 1970)."""
    day = (datetime.fromtimestamp(received_at / 1000, UTC) - WESTERNMOST).date()
    for _ in range(BUSINESS_DAYS):
        day = _next_business_day(day)
    return day


def business_days_left(today: date, last: date) -> int:
    """How many business days there are after `today` up to `last`; below 0 once `last` is over."""
    if today > last:
        return -1
    days = 0
    while today < last:
        today = _next_business_day(today)
        days += today <= last
    return days


def _next_business_day(day: date) -> date:
    day += timedelta(days=1)
    while day.weekday() >= SATURDAY or day in DAYS:
        day += timedelta(days=1)
    return day
