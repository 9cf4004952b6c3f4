"""What a JSON body is read into before its fields are named: types that `bodies` and its helpers share, no more."""

from collections.abc import Callable
from typing import Any

type JsonObject = tuple[tuple[str, Any], ...]
"""A JSON object as its members in their order."""
type Known = Callable[[str], bool]
"""Whether a name is one that says something."""
