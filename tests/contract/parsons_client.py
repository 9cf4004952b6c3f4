"""Runs in .tools/parsons: calls parsons' Phone2Action, unchanged but for its base address, as test_parsons.py says.

    python parsons_client.py BASE_URL

Reads one call a line from stdin, as JSON `[method, arguments]`, and writes its result or its error as a line of JSON. A
table becomes a list of rows; `{"datetime": "2023-11-14T22:13:20"}` stands for a datetime.
"""

import json
import os
import sys
import warnings
from datetime import datetime
from typing import Any

warnings.simplefilter("ignore")  # parsons warns of its own packaging
os.environ["TESTING"] = "1"  # its word for: log less

from parsons import Phone2Action, Table  # type: ignore[import-not-found]  # noqa: E402
from parsons.capitol_canary import capitol_canary  # type: ignore[import-not-found]  # noqa: E402


def plain(result: Any) -> Any:
    """A result in JSON's terms."""
    if isinstance(result, Table):
        return [dict(row) for row in result]
    if isinstance(result, dict):
        return {name: plain(value) for name, value in result.items()}
    return result


def meant(value: Any) -> Any:
    """An argument as parsons takes it."""
    if isinstance(value, dict) and value.keys() == {"datetime"}:
        return datetime.fromisoformat(value["datetime"])
    return value


def main(base_url: str) -> None:
    """Answer calls until stdin ends."""
    capitol_canary.CAPITOL_CANARY_URI = base_url
    client = Phone2Action("demo", "demo")
    for line in sys.stdin:
        method, arguments = json.loads(line)
        try:
            result = {"result": plain(getattr(client, method)(**{name: meant(v) for name, v in arguments.items()}))}
        except Exception as error:  # noqa: BLE001 - whatever it raises is what the test asks for
            result = {"error": type(error).__name__, "text": str(error)}
        print(json.dumps(result), flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
