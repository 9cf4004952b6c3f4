"""Where a statement of TOML ends and where the items of a list begin, as far as brackets, quotes and remarks tell.

tomllib judges whether it is TOML; this only spares it from reading the same lines again and again.
"""

import re
from collections.abc import Iterator
from typing import Final

TOKEN: Final = re.compile(
    r'''
    """(?:[^\\]|\\.)*?"{3,5} | \'\'\'.*?\'{3,5} | (?P<open>"""|\'\'\')  # several lines, perhaps without an end
    | "(?:[^"\\\n]|\\[^\n])*"? | '[^'\n]*'?
    | (?P<nothing>\#[^\n]* | [^\S\n]+) | (?P<end>\n)
    | [\[\]{},] | [^\[\]{},"'\#\s]+
    ''',
    re.VERBOSE | re.DOTALL,
)


def rows(text: str) -> int | None:
    """How many rows the first statement of the text has, or nothing if it goes on behind the text."""
    for row, depth, token in _tokens(text):
        if token["open"]:
            return None
        if token["end"] and depth <= 0:
            return row + 1
    return None


def rows_of_items(text: str) -> list[int]:
    """The rows in which the items of a statement's list begin."""
    found: list[int] = []
    is_next = False
    for row, depth, token in _tokens(text):
        if token["nothing"] or token["end"]:
            continue
        if is_next and token[0] != "]":
            found.append(row)
        is_next = (token[0] == "[" and depth == 1) or (token[0] == "," and depth == 1)
    return found


def _tokens(text: str) -> Iterator[tuple[int, int, re.Match[str]]]:
    """Each token with its row and with how many brackets are open, itself included."""
    row = depth = 0
    for token in TOKEN.finditer(text):
        depth += (token[0] in {"[", "{"}) - (token[0] in {"]", "}"})
        yield row, depth, token
        row += token[0].count("\n")
