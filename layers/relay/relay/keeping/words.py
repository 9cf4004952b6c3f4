"""How the mails say sources, times and numbers."""

import re
from datetime import date
from typing import Final

SOURCES: Final = {
    "web_form": "Web forms",
    "twitter_card": "Lead cards",
    "google_lead": "Google leads",
    "sms": "Texts",
    "lead_file": "Imported files",
}
"""By the names of `relay.campaigns`."""

WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
AGES: Final = ((86_400_000, "day"), (3_600_000, "hour"), (60_000, "minute"))


def day(when: date) -> str:
    """A day, in words that no language setting changes."""
    return f"{WEEKDAYS[when.weekday()]}, {when.day} {MONTHS[when.month - 1]} {when.year}"


def lasting(milliseconds: int) -> str:
    """How long something lasts, in its largest unit."""
    for unit, name in AGES:
        if milliseconds >= unit:
            return counted(milliseconds // unit, name)
    return "less than a minute"


def counted(number: int, what: str) -> str:
    """A number of things."""
    return f"{number} {what}{'' if number == 1 else 's'}"


def own_name(text: str) -> str:
    """A name that our own code gives something; "?" for anything else that may stand in its place."""
    return text if re.fullmatch(r"[A-Za-z_.]{1,60}", text) else "?"
