"""Multipart bodies that senders put together by hand, written anew as RFC 7578 has them, for `bodies` to read again.

Scripts and old mailers end lines with LF alone, leave a blank behind a boundary, forget the line break before the last
one or the `--` behind it, or declare no boundary or another. What was meant is plain as long as the body's own
boundaries are: nothing here guesses where a value ends. Imported only for a body that can't be read as it is.
"""

import re
from collections.abc import Sequence
from typing import Final

CRLF: Final = b"\r\n"
_END: Final = rb"(?:\r\n|\n|\r)"
_FIRST_LINE: Final = re.compile(rb"\s*--(?P<boundary>[\x21-\x7e](?:[\x20-\x7e]{0,68}[\x21-\x7e])?)[ \t]*[\r\n]")
_HEADERS_END: Final = re.compile(rb"(?:[ \t]*%s){2}" % _END)
_LINE_END: Final = re.compile(rb"[ \t]*%s" % _END)


def rewritten(body: bytes, declared: str) -> tuple[bytes, str]:
    """The body with its boundaries and headers as they should be, and its boundary.

    Raises ValueError if it has no boundaries, no last one, or a part without headers.
    """
    first = _FIRST_LINE.match(body)
    for boundary in filter(None, (declared.encode("utf-8", "replace"), first and first["boundary"])):
        parts = _parts(body, boundary)
        if parts is not None:
            written = b"".join(b"--%s\r\n%s\r\n" % (boundary, _part(part)) for part in parts)
            return b"%s--%s--\r\n" % (written, boundary), boundary.decode("utf-8", "replace")
    raise ValueError("there is no boundary")


def _parts(body: bytes, boundary: bytes) -> Sequence[bytes] | None:
    """What stands between the boundaries; None if there is none of them. Raises ValueError without a last one."""
    closing = b"--%s--" % boundary
    ended = body.rstrip()
    if ended.endswith(closing):  # the line break before it may be missing
        body = re.sub(rb"%s\Z" % _END, b"", ended.removesuffix(closing)) + CRLF + closing
    edge = re.compile(rb"(?:\A|%s)--%s(--)?[ \t]*(?=[\r\n]|\Z)" % (_END, re.escape(boundary)))
    _, *pieces = edge.split(body)
    if not pieces:
        return None
    dashes, behind = pieces[::2], pieces[1::2]
    last = next((place for place, found in enumerate(dashes) if found), len(dashes) - 1)
    if not dashes[last] and (behind[last].strip() or not last):
        raise ValueError("the last part has no end")
    return behind[:last]


def _part(part: bytes) -> bytes:
    """A part with its headers' lines, and the blank one after them, ended as they should be."""
    headers, *rest = _HEADERS_END.split(re.sub(rb"\A%s" % _END, b"", part), maxsplit=1)
    if not rest:
        raise ValueError("a part has no headers")
    return b"%s\r\n\r\n%s" % (CRLF.join(_LINE_END.split(headers)), rest[0])
