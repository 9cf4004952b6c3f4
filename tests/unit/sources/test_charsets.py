"""Charsets: whatever a form is written in, its letters arrive, and nobody is turned away for it."""

from urllib.parse import quote_from_bytes

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relay.sources import bodies, charsets, fields
from relay.sources.bodies import Pairs
from relay.sources.http import Request
from tests.fakes.events import FORM_PATH, event

FORM = "application/x-www-form-urlencoded"
C1 = "\x81\x8d\x8f\x90\x9d"


def read(body: bytes, content_type: str) -> Pairs:
    return bodies.read(Request.from_event(event(FORM_PATH, body=body, headers={"content-type": content_type})))


def parts(*fields: tuple[str, bytes, str]) -> bytes:
    """A multipart body: of each part its name, its value and its Content-Type."""
    written = (
        b'--x\r\nContent-Disposition: form-data; name="%s"\r\n%s\r\n%s\r\n'
        % (name.encode("latin-1"), f"Content-Type: {media}\r\n".encode() if media else b"", value)
        for name, value, media in fields
    )
    return b"".join(written) + b"--x--\r\n"


@pytest.mark.parametrize(
    ("body", "media_type"),
    [
        (b"_charset_=windows-1252&city=Jos%E9%80", FORM),
        (b"city=Jos%E9%80&_charset_=ISO-8859-1", FORM),
        (b"city=Jos%E9%80", f"{FORM}; charset=iso-8859-1"),
        (b"city=Jos%E9%80", f"{FORM}; charset='latin1'"),
        (b"city=Jos%E9%80", f"{FORM}; charset=us-ascii"),
        (b"city=Jos%E9%80", FORM),
        (b"city=Jos\xe9\x80", FORM),
        (b"city=Jos%E9%80", f"{FORM}; charset=utf-8"),
        (b"city=Jos%E9%80", f"{FORM}; charset=klingon"),
        (b"_charset_=&city=Jos%E9%80", FORM),
        (b"_charset_=klingon&city=Jos%E9%80", FORM),
        (b"_charset_=utf-8&city=Jos%C3%A9%E2%82%AC", f"{FORM}; charset=iso-8859-1"),
        (b"\xef\xbb\xbfcity=Jos%C3%A9%E2%82%AC", FORM),
        (b"city=Jos%C3%A9%E2%82%AC", f"{FORM}; charset=utf-16"),
        (b"city=Jos%C3%A9%E2%82%AC", f"{FORM}; charset=klingon"),
        (b"city=Jos%A8%A6%A2%E3", f"{FORM}; charset=gb2312"),
    ],
)
def test_a_urlencoded_form_is_read_in_its_charset(body: bytes, media_type: str) -> None:
    assert dict(read(body, media_type))["city"] == "José€"


@pytest.mark.parametrize(
    ("body", "media_type"),
    [
        (parts(("city", b"Jos\xe9\x80", "text/plain; charset=ISO-8859-1")), "multipart/form-data; boundary=x"),
        (parts(("city", b"Jos\xe9\x80", "")), "multipart/form-data; boundary=x; charset=windows-1252"),
        (parts(("city", b"Jos\xe9\x80", "text/plain")), "multipart/form-data; boundary=x"),
        (parts(("city", b"Jos\xe9\x80", ""), ("_charset_", b"windows-1252", "")), "multipart/form-data; boundary=x"),
        (
            parts(("_charset_", b"koi8-r", ""), ("city", "José€".encode(), "text/plain; charset=UTF-8")),
            "multipart/form-data; boundary=x; charset=latin1",
        ),
    ],
)
def test_a_multipart_form_is_read_in_its_parts_charset_or_its_own(body: bytes, media_type: str) -> None:
    assert dict(read(body, media_type))["city"] == "José€"


def test_the_name_of_a_part_is_read_in_the_forms_charset() -> None:
    body = parts(("ciudad natal \xe9", b"x", ""))
    assert read(body, "multipart/form-data; boundary=x") == (("ciudad natal é", "x"),)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32-be", "cp1252"])
@pytest.mark.parametrize("declared", ["", "; charset=iso-8859-1", "; charset=utf-16", "; charset=klingon"])
def test_json_is_read_in_unicode_or_as_a_form_would_be(encoding: str, declared: str) -> None:
    assert read('{"city": "José"}'.encode(encoding), f"application/json{declared}") == (("city", "José"),)


@pytest.mark.parametrize(
    ("label", "codec", "text"),
    [
        ("Shift_JIS", "shift_jis", "東京"),
        ("x-sjis", "shift_jis", "東京"),
        ("EUC-JP", "euc_jp", "東京"),
        ("ISO-2022-JP", "iso2022_jp", "東京"),
        ("GBK", "gbk", "北京"),
        ("big5", "big5", "台北"),
        ("ks_c_5601-1987", "euc_kr", "서울"),
        ("windows-1251", "cp1251", "Москва"),
        ("koi8-r", "koi8_r", "Москва"),
        ("iso-8859-2", "iso8859-2", "Łódź"),
        ("ISO_8859-15", "iso8859-15", "€"),
        ("latin5", "cp1254", "ığ"),
        ("tis-620", "cp874", "กรุง"),
        ("windows-1256", "cp1256", "سلام"),
        ("logical", "iso8859-8", "שלום"),
    ],
)
def test_charsets_of_all_scripts_are_known_by_the_names_that_browsers_know(label: str, codec: str, text: str) -> None:
    body = f"city={quote_from_bytes(text.encode(codec))}".encode()
    assert read(body, f"{FORM}; charset={label}") == (("city", text),)


@pytest.mark.parametrize("label", ["utf-7", "rot13", "hex", "base64", "unicode_escape", "idna", "utf-16", "", "🐳"])
def test_what_no_browser_writes_is_no_charset(label: str) -> None:
    assert charsets.codec_of(label) is None


def test_bytes_that_windows_1252_leaves_undefined_are_control_characters_and_go() -> None:
    pairs = read(b"firstname=Jos%E9%81%8D%8F%90%9D", FORM)
    assert pairs == (("firstname", f"José{C1}"),)
    assert fields.read(pairs).arguments == {"firstname": "José"}


def test_only_a_field_that_is_no_utf_8_is_read_as_windows_1252() -> None:
    assert read(b"city=Jos%C3%A9&note=%E9", FORM) == (("city", "José"), ("note", "é"))


@pytest.mark.parametrize(
    ("body", "value"),
    [
        (b"_charset_=windows-1252&city=%26%23128512%3B", "\U0001f600"),
        (b"_charset_=windows-1252&city=%26%2355296%3B%26%239999999%3B", "&#55296;&#9999999;"),
        (b"_charset_=utf-8&city=%26%23128512%3B", "&#128512;"),
        (b"x=%E9&city=%26%23128512%3B", "\U0001f600"),
        (b"x=e&city=%26%23128512%3B", "&#128512;"),
    ],
)
def test_a_character_that_the_charset_lacks_comes_as_a_reference(body: bytes, value: str) -> None:
    assert dict(read(body, FORM))["city"] == value


@given(st.binary(max_size=50), st.sampled_from(sorted(charsets._CODECS)) | st.text(max_size=12))
def test_no_bytes_in_any_charset_raise_anything(data: bytes, label: str) -> None:
    ((_, value),) = charsets.decoded([(b"a", data, "")], label)
    assert isinstance(value, str)
    assert isinstance(charsets.decode(data, charsets.codec_of(label)), str)
