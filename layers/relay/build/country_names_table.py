"""Write the names of countries into the built layer as a literal, in the place of the module that asks libraries.

python country_names_table.py python/relay/sources/country_names.py
"""

import sys
from collections.abc import Sequence
from pathlib import Path

from relay.sources.country_names import CODE_OF


def main(arguments: Sequence[str]) -> None:
    """Replace the module in the file named."""
    lines = "".join(f"    {name!r}: {code!r},\n" for name, code in sorted(CODE_OF.items()))
    docstring = '"""Written by the build of the layer (country_names_table.py)."""'
    Path(arguments[0]).write_text(f"{docstring}\n\nCODE_OF = {{\n{lines}}}\n", "utf-8")
    print(f"country_names: {len(CODE_OF)} names")


if __name__ == "__main__":
    main(sys.argv[1:])
