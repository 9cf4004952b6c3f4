"""What people type as a rate or as a reason: what is wrong with it, in words."""

import math
import re
from typing import Final

SLOWEST: Final = 0.01
LONGEST_WHY: Final = 300
ADDRESS: Final = re.compile(r"[^\s@]+@[^\s@]+\.|(?<!\d)(?:\+?1[ .-]?)?\(?\d{3}\)?[ .-]?\d{3}[ .-]?\d{4}(?!\d)")


def rate_flaw(given: float) -> str:
    """Why a number is no rate, "" if it is: so many a second, 0 for no limit. One in over 100 seconds is a slip."""
    if given and not SLOWEST <= given < math.inf:
        return f"write a number such as 5, at least {SLOWEST}; or 0: as fast as it goes"
    return ""


def reason_flaw(why: str) -> str:
    """Why a text is no reason that may be kept for ever, "" if it is: short, and without an address."""
    if not why.strip():
        return "say why, in a few words"
    if len(why) > LONGEST_WHY or not why.isprintable():
        return f"write one line, of {LONGEST_WHY} characters at most"
    if ADDRESS.search(why):
        return "leave out addresses and phones: this is kept, where nothing of a person may be"
    return ""
