"""Escaping text for HTML and TwiML, without the import cost of `html` or `xml.sax.saxutils`."""

from typing import Final

_ESCAPES: Final = {
    ord("&"): "&amp;",
    ord("<"): "&lt;",
    ord(">"): "&gt;",
    ord('"'): "&quot;",
    ord("'"): "&#39;",
}
# https://www.w3.org/TR/xml/#charsets: what XML can't hold at all, not even escaped.
_ILLEGAL: Final = dict.fromkeys([*(code for code in range(0x20) if chr(code) not in "\t\n\r"), 0xFFFE, 0xFFFF])
_TABLE: Final = _ESCAPES | _ILLEGAL


def escape(text: str) -> str:
    """The text, safe between tags and in quoted attributes of HTML and XML."""
    encodable = text if text.isascii() else text.encode("utf-8", "replace").decode()  # half surrogates: "?"
    return encodable.translate(_TABLE)
