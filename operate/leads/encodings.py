"""In which characters a file is written, decided by the whole of it, and what is no CSV at all.

One pass over the bytes. A file that declares nothing is UTF-8 if all of it is, else windows-1252; one that is partly
UTF-8 and partly something else is refused by the lines that say so, since either reading would spoil somebody's name.
"""

import codecs
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from operate.queue import Told
from operate.trouble import Trouble

CHUNK: Final = 1 << 16
HEAD: Final = 4096
LONGEST_LINE: Final = 1 << 20
UTF_8: Final = "utf-8-sig"
WINDOWS: Final = "cp1252"
SAVE_AS_UTF_8: Final = "save it anew as CSV in UTF-8"
CUT_OFF: Final = "the file was cut off, export it again"

NO_CSV: Final = (
    (b"PK\x03\x04", "is a spreadsheet or an archive (.xlsx, .zip), no CSV: open it and save it as CSV UTF-8"),
    (b"\xd0\xcf\x11\xe0", "is an old Excel file (.xls), no CSV: open it and save it as CSV UTF-8"),
    (b"%PDF", "is a PDF, no CSV: export the leads as CSV"),
    (b"{\\rtf", "is a text document (.rtf), no CSV: export the leads as CSV"),
    (b"\x89PNG", "is a picture, no CSV: export the leads as CSV"),
    (b"\xff\xd8\xff", "is a picture, no CSV: export the leads as CSV"),
    (b"\x1f\x8b", "is compressed, no CSV: unpack it first"),
    (b"\x00\x00\xfe\xff", f"is in UTF-32: {SAVE_AS_UTF_8}"),
    (b"\xff\xfe\x00\x00", f"is in UTF-32: {SAVE_AS_UTF_8}"),
)
_LETTERS_OF_UTF_8: Final = re.compile(rb"\xc3[\x80-\xbf]|\xc2[\xa1-\xbf]|\xe2\x80[\x90-\xa6]")
"""Latin letters and quotation marks in UTF-8. In windows-1252 no word has such a row of characters (\u00c3\u00a9)."""

MARKUP: Final = (b"<!doctype", b"<html", b"<?xml", b"<head", b"<table")
BOMS: Final = ((codecs.BOM_UTF8, UTF_8), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


@dataclass(frozen=True, slots=True)
class Encoded:
    """How a file is to be decoded, its SHA-256, and how many bytes it has."""

    codec: str
    digest: str
    size: int


def encoding_of(file: Path, told: Told) -> Encoded:
    """What a file is written in; tells how many of its bytes are read. Raises `Trouble` for what is no text, or mixed.

    A byte order mark is left to who decodes.
    """
    size = file.stat().st_size
    with file.open("rb") as read:
        head = read.read(HEAD)
        _refuse_what_is_no_csv(file.name, head)
        read.seek(0)
        digest = hashlib.sha256()

        def chunks() -> Iterator[bytes]:
            while chunk := read.read(CHUNK):
                digest.update(chunk)
                told(read.tell(), size)
                yield chunk

        codec = _declared(head)
        if codec and codec != UTF_8:
            _check_utf_16(file.name, codec, chunks())
        else:
            codec = _bytes_of_lines(file.name, _lines(file.name, chunks()), is_declared=codec == UTF_8)
    return Encoded(codec, digest.hexdigest(), size)


def _refuse_what_is_no_csv(name: str, head: bytes) -> None:
    if not head.strip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"):
        raise Trouble(f"{name} is empty: export the leads again")
    for beginning, said in NO_CSV:
        if head.startswith(beginning):
            raise Trouble(f"{name} {said}")
    text = head.removeprefix(codecs.BOM_UTF8).lstrip().lower()
    if text.startswith(MARKUP):
        raise Trouble(f"{name} is a web page, no CSV: was it a page to log in? Export the leads again")
    if text.startswith((b"{", b"[")):
        raise Trouble(f"{name} is JSON, no CSV: export the leads as CSV")


def _declared(head: bytes) -> str:
    """The encoding that a byte order mark declares, or that the zero bytes of UTF-16's Latin letters show."""
    for mark, codec in BOMS:
        if head.startswith(mark):
            return codec
    pairs = len(head) // 2
    if pairs and head[1::2].count(0) > pairs // 2 >= head[0::2].count(0):
        return "utf-16-le"
    if pairs and head[0::2].count(0) > pairs // 2:
        return "utf-16-be"
    return ""


def _check_utf_16(name: str, codec: str, chunks: Iterator[bytes]) -> None:
    decode, line = codecs.getincrementaldecoder(codec)(), 1
    try:
        for chunk in chunks:
            text = decode.decode(chunk)
            _refuse_nul(name, text, line)
            line += text.count("\n")
        decode.decode(b"", final=True)
    except UnicodeDecodeError:
        raise Trouble(
            f"{name}, line {line} or a little later: is not UTF-16, as the rest is: it was cut off or damaged. "
            f"Export it again, or {SAVE_AS_UTF_8}"
        ) from None


def _refuse_nul(name: str, text: str, line: int) -> None:
    before, nul, _ = text.partition("\0")
    if nul:
        raise Trouble(
            f"{name}, line {line + before.count('\n')}: has a NUL character, so it is damaged: export it again"
        )


def _lines(name: str, chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The lines of a file, as \\n, \\r\\n or \\r end them."""
    rest, line = b"", 1
    for chunk in chunks:
        pieces = (rest + chunk).splitlines(keepends=True)
        rest = pieces.pop() if pieces and (not pieces[-1].endswith(b"\n")) else b""
        if len(rest) > LONGEST_LINE:
            raise Trouble(f"{name}, line {line + len(pieces)}: is longer than a megabyte, so this is no CSV of leads")
        line += len(pieces)
        yield from pieces
    if rest:
        yield rest


def _bytes_of_lines(name: str, lines: Iterator[bytes], *, is_declared: bool) -> str:
    """UTF-8 or windows-1252, by all lines."""
    first_utf_8, first_other, first_undefined = 0, 0, 0
    for number, line in enumerate(lines, 1):
        if b"\0" in line:
            raise Trouble(f"{name}, line {number}: has a NUL character, so it is damaged: export it again")
        if line.isascii():
            continue
        try:
            line.decode("utf-8")
        except UnicodeDecodeError as fault:
            if "unexpected end" in fault.reason and (first_utf_8 or is_declared):
                raise Trouble(f"{name}, line {number}: ends in the middle of a letter: {CUT_OFF}") from None
            if _LETTERS_OF_UTF_8.search(line):
                raise Trouble(
                    f"{name}, line {number}: has letters in UTF-8 and letters that are not, so it mixes encodings: "
                    f"correct its odd letters, or {SAVE_AS_UTF_8}"
                ) from None
            first_other = first_other or number
            first_undefined = first_undefined or (0 if _is_windows(line) else number)
        else:
            first_utf_8 = first_utf_8 or (number if number > 1 or not line.startswith(codecs.BOM_UTF8) else 0)
        if first_other and (first_utf_8 or is_declared):
            than = f"line {first_utf_8}" if first_utf_8 else "its beginning"
            raise Trouble(
                f"{name}, line {first_other}: is not UTF-8, unlike {than}, so the file mixes encodings: "
                f"correct the odd letters of line {first_other}, or {SAVE_AS_UTF_8}"
            )
    if first_undefined:
        raise Trouble(f"{name}, line {first_undefined}: is neither UTF-8, UTF-16 nor windows-1252: {SAVE_AS_UTF_8}")
    return WINDOWS if first_other else UTF_8


def _is_windows(line: bytes) -> bool:
    try:
        line.decode(WINDOWS)
    except UnicodeDecodeError:
        return False
    return True
