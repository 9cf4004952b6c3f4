"""Write the federal holidays into the built layer as a literal, in the place of the module that asks a library.

python federal_holidays_table.py python/relay/keeping/federal_holidays.py
"""

import sys
from collections.abc import Sequence
from pathlib import Path

from relay.keeping.federal_holidays import DAYS


def main(arguments: Sequence[str]) -> None:
    """Replace the module in the file named."""
    lines = "".join(f"    date({day.year}, {day.month}, {day.day}),\n" for day in sorted(DAYS))
    docstring = '"""Written by the build of the layer (federal_holidays_table.py)."""'
    text = f"{docstring}\n\nfrom datetime import date\n\nDAYS = frozenset((\n{lines}))\n"
    Path(arguments[0]).write_text(text, "utf-8")
    print(f"federal_holidays: {len(DAYS)} days")


if __name__ == "__main__":
    main(sys.argv[1:])
