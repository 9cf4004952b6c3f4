"""Say in an organiser's words why a statement of campaigns.toml is not TOML, and what to write instead.

tomllib's messages are for programmers: "Invalid value" for a text without quotes, "Unclosed array" for a missing comma.
Here each is told apart by what stands where tomllib stopped. Where it can't be told
for sure what was meant, an example of what the key takes is shown instead of a guess. Nothing here reads the file.
"""

import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from campaigns_keys import KINDS, is_list, words
from relay.campaign_values import LONGEST_SHOWN, Switch, is_number, quoted, unseen

SWITCHES: Final = {
    **dict.fromkeys(("yes", "y", "on", "true", "si", "sí", "enabled"), "true"),
    **dict.fromkeys(("no", "n", "off", "false", "disabled"), "false"),
}
"""What people write for true and false."""
NOTHING: Final = frozenset({"none", "null", "nil", "undefined", "n/a", "-"})
DOUBLE: Final = r"[\u201c-\u201f\u00ab\u00bb\u2039\u203a\u2033\u300c-\u300f\uff02`\u00b4]"
SINGLE: Final = r"[\u2018-\u201b\u2032\uff07]"
TYPOGRAPHIC: Final = re.compile(rf"{DOUBLE}|(?<!\w){SINGLE}|{SINGLE}(?!\w)")
"""Quotes that are none in TOML; not an apostrophe inside a word."""
TEXT: Final = re.compile(r""" "(?:[^"\\\n]|\\.)*" | '[^'\n]*' """, re.VERBOSE)
REMARKS: Final = ("//", ";", "/*", "--", "<!--", "%", "*")
KEY: Final = re.compile(r"""\s*(?P<key>[\w-]+)\s+(?P<value>["'\[{].*|true\b.*|false\b.*)""")
SEPARATORS: Final = ";|/&+:."
ITEM: Final = r"""\s*(?:"([^"\\]*)"|'([^']*)'|(\w[^\s,;|"'#\[\]{}()=\\]*))\s*"""
HEADING: Final = re.compile(
    r"""\W*campaigns?[\s."'\[/]+(?P<number>[0-9]+)(?:["'\s]*[.\s/]\W*(?P<source>\w[\w\s-]*))?["'\s]*""", re.IGNORECASE
)
TOO_DEEP: Final = "nested too deep"
TOO_LONG: Final = "a number too long"
IN_QUOTES: Final = "a text stands in quotes"
PUT_QUOTES: Final = 'a " before it and one behind it'
NO_NEWLINE: Final = "Expected newline or end of document after a statement"


@dataclass(frozen=True, slots=True)
class Fault:
    """tomllib's message about a statement, and where it stopped: row and column, or nothing for the end."""

    message: str
    text: str
    place: tuple[int, int] | None

    @property
    def row(self) -> int:
        return self.place[0] if self.place else 0

    @property
    def line(self) -> str:
        return self.text.split("\n")[self.row]

    @property
    def before(self) -> str:
        return self.line[: self.place[1]] if self.place else self.text

    @property
    def rest(self) -> str:
        return self.line[self.place[1] :] if self.place else ""

    @property
    def outside(self) -> str:
        """What stands before it, from the key on, with all texts emptied."""
        above = "\n".join(self.text.split("\n")[: self.row])
        return TEXT.sub('""', f"{above}\n{self.before}")

    @property
    def kind(self) -> Any:
        """The type of the value in which it is, or nothing if the key is none that is known."""
        keys = re.findall(r"([\w-]+)\s*=", self.outside)
        return KINDS.get(keys[-1]) if keys else None

    @property
    def takes_list(self) -> bool:
        return self.kind is not None and is_list(self.kind)

    @property
    def wanted(self) -> str:
        """What to write as the value."""
        return words(self.kind) if self.kind else "a text in quotes, or a list in square brackets"

    @property
    def is_cut_table(self) -> bool:
        """Whether the line ends inside of braces."""
        return self.place is not None and not self.rest.strip() and bool(re.search(r"=\s*\{[^}]*$", self.outside))


def explained(fault: Fault) -> tuple[int, str]:
    """In which row of the statement something is wrong; what it is, and what to write instead."""
    if fault.message.startswith(("Unclosed array", "Invalid value")) and _is_next_statement(fault):
        return 0, "the list that begins here has no end; write ] behind its last value"
    for check in CHECKS:
        if words := check(fault):
            return fault.row, words
    shown = quoted(fault.message).strip('"')
    return fault.row, f"this is not TOML ({shown}); write texts in quotes and lists in square brackets"


def _is_next_statement(fault: Fault) -> bool:
    if fault.place is None:
        return fault.message.startswith("Unclosed array")
    return fault.row > 0 and re.match(r"\s*(\[|[\w.-]+\s*=)", fault.line) is not None


def _unseen(fault: Fault) -> str | None:
    """A character that can't be seen, where tomllib stopped or in the word that begins there."""
    for character in re.split(r"[,\]#]", fault.rest)[0]:
        if not character.isprintable() and character != "\t":
            instead = "write an ordinary space" if character.isspace() else "delete it"
            if character == "\r":
                instead = "save the file with ordinary line ends"
            return f"{unseen(character)} stands in this line; {instead}"
        if character in "\"'":
            return None
    return None


def _typographic(fault: Fault) -> str | None:
    """A typographic quote where a straight one belongs; inside a text they are fine."""
    outside = TEXT.sub("", fault.line).partition("#")[0]
    if _is_open(fault):
        found = re.search(rf"(?:{TYPOGRAPHIC.pattern})(?=[\s,\]]*$)", outside)
    else:
        is_between = fault.message.startswith(("Unclosed array", NO_NEWLINE))
        is_meant = is_between and _is_list(TYPOGRAPHIC.sub('"', fault.line))
        found = TYPOGRAPHIC.search(fault.line if is_meant else outside)
    return f'{found[0]} is a typographic quote; write the straight quote " in its place' if found else None


def _is_list(line: str) -> bool:
    """Whether a line would be read if it is a key with its list, or a part of the list."""
    _, _, value = line.rpartition("=")
    try:
        tomllib.loads(f"x = [{value.strip().strip('[],')}]")
    except ValueError:
        return False
    return True


def _is_open(fault: Fault) -> bool:
    """Whether tomllib came to the end of the line, or of all lines, inside a text."""
    return fault.message.startswith(("Illegal character '\\n'", "Found invalid character '\\n'", "Unterminated")) or (
        fault.message.startswith("Expected")
        and fault.place is None
        and fault.message.endswith(("'\"", '"\'"', "'''\""))
    )


def _remark(fault: Fault) -> str | None:
    if fault.row == 0 and fault.line.lstrip().startswith(REMARKS):
        return "this is neither a heading nor a key; write # before a remark"
    return None


def _heading(fault: Fault) -> str | None:
    line = fault.line.partition("#")[0].strip()
    if fault.row or not (line.startswith("[") or (line.endswith("]") and "[" not in line and "=" not in line)):
        return None
    meant = HEADING.fullmatch(line.partition("]")[0])
    heading = "one such as [campaigns.998]"
    if meant and is_number(meant["number"]):
        source = re.sub(r"\W+", "_", (meant["source"] or "").strip().lower())
        heading = f"[campaigns.{meant['number']}{source and '.'}{source}]"
    if fault.message == NO_NEWLINE and line.partition("]")[2].strip("]"):
        return f"more than a heading stands in this line; write {heading}, and the rest below it"
    return f"this is not a heading; write {heading}"


def _equals(fault: Fault) -> str | None:
    """What should have been a key and its value."""
    if not fault.message.startswith(("Expected '='", "Invalid statement", "Invalid initial character")):
        return None
    if fault.rest.startswith(":"):
        return "a : stands behind the key; write = in its place"
    if fault.is_cut_table:
        return "what begins with { ends in the same line; write it all in this line"
    if re.search(r"=\s*\{", fault.before):
        if fault.takes_list:
            return f"a list stands in square brackets, not in braces; write {_listed(fault)}"
        return "in braces stand keys with their values; write { calls = true }, or a list in square brackets"
    if found := KEY.match(fault.line):
        return f"the = is missing; write {found['key']} = {_shortened(found['value'])}"
    key, equals, _ = fault.line.partition("=")
    if equals and key.strip():
        return f"{quoted(key.strip())} is not a key, for a key is one word; write it as the others are, such as name"
    if equals:
        return "there is no key before the =; write one"
    return "this is neither a heading, nor a key with its value, nor a remark; write key = value, or # before a remark"


def _shortened(value: str) -> str:
    return value.strip() if len(value) < LONGEST_SHOWN and value.isprintable() else "..."


def _text(fault: Fault) -> str | None:
    """A text without an end, or with a backslash in it."""
    if fault.message.startswith(("Unescaped", "Invalid hex", "Escaped character")):
        return "a backslash in a text begins a code; write \\\\ for one that is meant as such"
    if not _is_open(fault):
        return None
    for quote in ('"""', "'''"):
        if quote in fault.text:
            return f"the text that begins with {quote} has no end; write {quote} behind it"
    begun = TEXT.sub("", fault.line)
    quote = next((character for character in begun if character in "\"'"), '"')
    _, _, text = begun.partition(quote)
    return f"the text {quoted(text.strip())} begins with a quote and has none at its end; write {quote} behind it"


def _list(fault: Fault) -> str | None:
    """What stands between two values of a list."""
    if fault.message == "Invalid value" and fault.rest.startswith(","):
        return "a comma stands where a value belongs; take it out"
    if not fault.message.startswith("Unclosed array"):
        return None
    if fault.rest.startswith(('"', "'")) or not fault.before.endswith(('"', "'")):
        if fault.rest[0] in SEPARATORS:
            return f"{fault.rest[0]} stands between two values of a list; write a comma in its place"
        text = TEXT.match(fault.rest)
        value = text[0] if text else re.split(r"[,\]#]", fault.rest)[0]
        return f"a comma is missing between two values of a list; write one before {_shortened(value)}"
    if fault.rest[0] in SEPARATORS:
        return f"{fault.rest[0]} stands between two values of a list; write a comma in its place"
    return 'a quote is missing or one too many; write each text of a list as "JOIN", with a comma behind it'


def _value(fault: Fault) -> str | None:
    """A value that is none."""
    if fault.message != "Invalid value":
        return None
    if fault.place is None:
        return _no_value(fault)
    if fault.rest.startswith(("=", ">")):
        return f"{fault.rest[0]} stands behind the =; write the = alone"
    word, is_sure = _word(fault)
    if not word:
        return _no_value(fault)
    if fault.takes_list and not _is_in_list(fault):
        return f"a list stands in square brackets; write {_listed(fault)}"
    if meant := SWITCHES.get(word.lower()):
        return f"{word} is not a value; write {meant}, or {quoted(word)} if it is meant as a text"
    if word.lower() in NOTHING:
        return f"{word} is not a value; leave the line out"
    if fault.kind is Switch:
        return f"{quoted(word)} is not a value; write {fault.wanted}"
    if is_sure and word.endswith(('"', "'")):
        return f"the quote before {quoted(word[:-1])[1:-1]} is missing; write {quoted(word[:-1])}"
    return _in_quotes(word, is_sure=is_sure)


def _is_in_list(fault: Fault) -> bool:
    return "[" in fault.outside.rpartition("=")[2]


def _word(fault: Fault) -> tuple[str, bool]:
    """The value that is none, and whether it is sure where it ends."""
    is_in_table = re.search(r"=\s*\{", fault.outside) is not None
    ends = r"[,\]#]" if _is_in_list(fault) else r"[,}#]" if is_in_table else r"(?:^|\s)#"
    word, *more = re.split(ends, fault.rest, maxsplit=1)
    is_whole = not re.search(r"[\s;|]", word.strip()) if _is_in_list(fault) else is_in_table or not more
    return word.strip(), is_whole and len(word) <= LONGEST_SHOWN


def _in_quotes(word: str, *, is_sure: bool) -> str:
    return f"{IN_QUOTES}; write {quoted(word) if is_sure else PUT_QUOTES}"


def _listed(fault: Fault) -> str:
    """The list that was meant, if its values can be told apart, or else what the key takes."""
    bare = re.sub(r"[\[\](){}]", " ", fault.line.partition("=")[2])
    if fault.row or not re.fullmatch(rf"{ITEM}([,;]{ITEM})*[,;]?\s*", bare):
        return fault.wanted
    return f"[{', '.join(quoted(''.join(item)) for item in re.findall(ITEM, bare))}]"


def _no_value(fault: Fault) -> str:
    if "[" in fault.before.partition("=")[2]:
        return "the list that begins here has no end; write ] behind its last value"
    return "there is no value behind the =; write one in the same line, or leave the line out"


def _more(fault: Fault) -> str | None:
    """Something behind a value that was fine."""
    if fault.message != NO_NEWLINE:
        return None
    more = fault.rest.strip()
    if re.match(r"[,;]?\s*[\w-]+\s*=", more):
        return "two keys stand in one line; write each in a line of its own"
    if more in {",", ";", "."}:
        return f"{more} stands behind the value; delete it"
    if more.startswith("]"):
        return 'there is a ] without its [; write a list as ["JOIN"], anything else without brackets'
    if fault.takes_list:
        return f"a list stands in one pair of square brackets; write {_listed(fault)}"
    if more.startswith(","):
        return f"several values stand here; write {fault.wanted}"
    return _more_text(fault, more)


def _more_text(fault: Fault, more: str) -> str:
    if fault.before.endswith("'"):
        return "an apostrophe ends a text in single quotes; write the text in double quotes"
    if fault.before.endswith('"'):
        return 'a quote ends the text before its end; write \\" for a quote inside a text'
    if fault.before[-1:].isspace() and fault.before.rstrip().endswith(('"', "'")):
        return f"{quoted(more)} stands behind the text; write it inside the quotes, or delete it"
    word = fault.line.partition("=")[2].strip()
    if word.startswith(("[", "{")):
        return f"delete {quoted(more)}"
    if fault.kind is Switch:
        return f"{quoted(word)} is not a value; write {fault.wanted}"
    return _in_quotes(word, is_sure="#" not in word and len(word) <= LONGEST_SHOWN)


def _too_much(fault: Fault) -> str | None:
    if fault.message in {TOO_DEEP, TOO_LONG}:
        return f"what stands here is {fault.message} to be read; write it as the others are"
    return None


CHECKS: Final[tuple[Callable[[Fault], str | None], ...]] = (
    *(_too_much, _unseen, _typographic, _remark, _heading, _equals, _text, _list, _value, _more),
)
