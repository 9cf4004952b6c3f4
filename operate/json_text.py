"""JSON as text that people can read, that any file takes, and that no terminal obeys."""

import json
from typing import Any


def json_text(value: Any, indent: int | None = None) -> str:
    """A value as JSON that people can read, and that any file takes."""
    return with_escapes(json.dumps(value, indent=indent, ensure_ascii=False))


def with_escapes(text: str) -> str:
    """A JSON text, in which what a terminal would obey, and half a character, is written as its number."""
    return "".join(each if each.isprintable() or each in "\t\n\r" else _escaped(each) for each in text)


def _escaped(character: str) -> str:
    return f"\\u{ord(character):04x}" if character.isascii() else json.dumps(character)[1:-1]
