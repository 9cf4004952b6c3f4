"""Forms in other character sets than UTF-8, read as browsers write them (https://encoding.spec.whatwg.org).

Nobody at a form can mend its charset, so nothing here fails. A charset that is declared counts: a multipart part's own,
else the field `_charset_`, else the media type's. Where none is, or one that is unknown, a field that is no UTF-8 is
windows-1252. Imported only for a form that isn't plain UTF-8.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Final

UTF_8: Final = "utf-8"
WINDOWS_1252: Final = "cp1252"
CHARSET_FIELD: Final = b"_charset_"  # https://html.spec.whatwg.org/#attr-fe-name-charset

# Python's codec, and the standard's labels for it, less their punctuation. The standard's "latin1" is windows-1252,
# its "gb2312" gb18030 ... UTF-16 isn't here: browsers send such a page's form in UTF-8.
_LABELS: Final[Mapping[str, str]] = {
    UTF_8: "utf8 unicode11utf8 unicode20utf8 xunicode20utf8",
    WINDOWS_1252: "windows1252 cp1252 xcp1252 iso88591 iso885911987 isoir100 latin1 l1 csisolatin1 cp819 ibm819"
    " ascii usascii ansix341968",
    "cp866": "ibm866 cp866 866 csibm866",
    "iso8859-2": "iso88592 iso885921987 isoir101 latin2 l2 csisolatin2",
    "iso8859-3": "iso88593 iso885931988 isoir109 latin3 l3 csisolatin3",
    "iso8859-4": "iso88594 iso885941988 isoir110 latin4 l4 csisolatin4",
    "iso8859-5": "iso88595 iso885951988 isoir144 cyrillic csisolatincyrillic",
    "iso8859-6": "iso88596 iso885961987 isoir127 arabic asmo708 ecma114 iso88596e iso88596i csiso88596e csiso88596i"
    " csisolatinarabic",
    "iso8859-7": "iso88597 iso885971987 isoir126 greek greek8 ecma118 elot928 suneugreek csisolatingreek",
    "iso8859-8": "iso88598 iso885981988 isoir138 hebrew iso88598e iso88598i csiso88598e csiso88598i visual logical"
    " csisolatinhebrew",
    "iso8859-10": "iso885910 isoir157 latin6 l6 csisolatin6",
    "iso8859-13": "iso885913",
    "iso8859-14": "iso885914",
    "iso8859-15": "iso885915 l9 csisolatin9",
    "iso8859-16": "iso885916",
    "koi8-r": "koi8r koi8 koi cskoi8r",
    "koi8-u": "koi8u koi8ru",
    "mac-roman": "macintosh mac xmacroman csmacintosh",
    "mac-cyrillic": "xmaccyrillic xmacukrainian",
    "cp874": "windows874 dos874 iso885911 tis620",
    "cp1250": "windows1250 cp1250 xcp1250",
    "cp1251": "windows1251 cp1251 xcp1251",
    "cp1253": "windows1253 cp1253 xcp1253",
    "cp1254": "windows1254 cp1254 xcp1254 iso88599 iso885991989 isoir148 latin5 l5 csisolatin5",
    "cp1255": "windows1255 cp1255 xcp1255",
    "cp1256": "windows1256 cp1256 xcp1256",
    "cp1257": "windows1257 cp1257 xcp1257",
    "cp1258": "windows1258 cp1258 xcp1258",
    "gb18030": "gb18030 gbk xgbk gb2312 gb231280 csgb2312 csiso58gb231280 isoir58 chinese",
    "big5hkscs": "big5 big5hkscs cnbig5 csbig5 xxbig5",
    "euc_jp": "eucjp xeucjp cseucpkdfmtjapanese",
    "iso2022_jp": "iso2022jp csiso2022jp",
    "cp932": "shiftjis sjis xsjis mskanji ms932 windows31j csshiftjis",
    "cp949": "euckr cseuckr korean windows949 isoir149 ksc5601 ksc56011987 ksc56011989 csksc56011987",
}
_PUNCTUATION: Final = dict.fromkeys(map(ord, "-_.: \t\r\n\f"))
_CODECS: Final = {label: codec for codec, labels in _LABELS.items() for label in labels.split()}
_SINGLE_BYTES: Final = tuple(codec for codec in _LABELS if codec.startswith("cp12") or codec == "cp874")

# What a browser writes for a character that the form's charset doesn't have.
_REFERENCE: Final = re.compile(r"&#([0-9]{2,7});")

type Raw = tuple[bytes, bytes, str]
"""A field's name and value as they came, and the charset that it declares for itself, or ""."""


def codec_of(label: str) -> str | None:
    """Python's codec for a charset that a browser knows by this label; None if there is none."""
    return _CODECS.get(label.strip("\"' ").lower().translate(_PUNCTUATION))


def decoded(fields: Sequence[Raw], declared: str = "") -> Sequence[tuple[str, str]]:
    """The names and values of a form whose media type declares that charset, or ""."""
    codec = _of_field(fields) or codec_of(declared)
    codecs = [codec_of(own) or codec for _, _, own in fields]
    is_utf_8 = all(_is_utf_8(field, one) for field, one in zip(fields, codecs, strict=True))
    read = ((decode(name, one), decode(value, one)) for (name, value, _), one in zip(fields, codecs, strict=True))
    return tuple(read) if is_utf_8 else tuple((name, _REFERENCE.sub(_referred, value)) for name, value in read)


def decode(data: bytes, codec: str | None) -> str:
    """A text in a codec of `codec_of`. Where that is UTF-8 or none and the text is neither, it is windows-1252."""
    if codec is None or codec == UTF_8:
        try:
            return data.decode(UTF_8)
        except UnicodeDecodeError:
            codec = WINDOWS_1252
    if codec in _SINGLE_BYTES:
        return data.decode("latin-1").translate(_characters(codec))
    return data.decode(codec, "replace")


def _of_field(fields: Iterable[Raw]) -> str | None:
    """The codec that the form itself names: browsers write theirs into a hidden field `_charset_`."""
    return next((codec_of(value.decode("latin-1")) for name, value, _ in fields if name == CHARSET_FIELD), None)


def _is_utf_8(field: Raw, codec: str | None) -> bool:
    if codec not in {None, UTF_8}:
        return False
    try:
        field[1].decode(UTF_8)
    except UnicodeDecodeError:
        return False
    return True


@cache
def _characters(codec: str) -> Mapping[int, str]:
    """What each byte of a Windows code page is. Those that Python leaves undefined are control characters (C1)."""
    return {byte: bytes([byte]).decode(codec, "ignore") or chr(byte) for byte in range(0x80, 0x100)}


def _referred(found: "re.Match[str]") -> str:
    code = int(found[1])
    is_character = code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF  # noqa: PLR2004 - Unicode's, less surrogates
    return chr(code) if is_character else found[0]
