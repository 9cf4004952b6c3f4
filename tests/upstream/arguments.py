"""Arguments of a call as the text's curl examples send them: `name=value`, `name[]=value`, `name[key]=value`.

`-d` makes a form (application/x-www-form-urlencoded) of them, and lists take the same in their query. A body of
another type has no arguments. The text's own example has white space behind a phone number, so values are stripped,
and what is blank then counts as not sent.
"""

import re
from urllib.parse import parse_qsl

type Value = str | list[str] | dict[str, str]
type Arguments = dict[str, Value]

FORM = "application/x-www-form-urlencoded"
_NAME = re.compile(r"([^\[\]]+)(?:\[([^\[\]]*)\])?")


def read(encoded: str) -> Arguments:
    """The arguments in a form's body or in a query."""
    arguments: Arguments = {}
    for name, value in parse_qsl(encoded):
        if (match := _NAME.fullmatch(name)) and value.strip():
            _put(arguments, match[1], match[2], value.strip())
    return arguments


def _put(arguments: Arguments, name: str, key: str | None, value: str) -> None:
    before = arguments.get(name)
    if key is None:
        arguments[name] = value
    elif not key or (key.isdigit() and name != "fields"):
        arguments[name] = [*(before if isinstance(before, list) else []), value]
    else:
        arguments[name] = {**(before if isinstance(before, dict) else {}), key: value}
