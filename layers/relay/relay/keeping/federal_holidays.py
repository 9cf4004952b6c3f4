"""The federal holidays of the United States, which are no business days, and the days on which they are observed.

This is the module as it is written: it asks the package `holidays`, which the layer doesn't have. The layer's build
(build/federal_holidays_table.py) replaces it by one that holds the same as a literal.
"""

from typing import Final

import holidays

YEARS: Final = range(2026, 2061)

DAYS: Final = frozenset(holidays.country_holidays("US", years=YEARS))
