"""Bodies of every encoding become the same pairs, and a bad one becomes a refusal and nothing else."""

import json
from urllib.parse import urlencode

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from relay.sources import bodies
from relay.sources.bodies import Pairs
from relay.sources.http import Refused, Request
from tests.fakes.events import FORM_PATH, event
from tests.unit.sources.arrivals import multipart_body

PAIRS = (
    ("campaigns[]", "998"),
    ("campaigns[]", "999"),
    ("firstname", "Zoë O'Neill"),
    ("city", ""),
    ("note", " x "),
)


def read(body: bytes, content_type: str) -> Pairs:
    return bodies.read(Request.from_event(event(FORM_PATH, body=body, headers={"content-type": content_type})))


def refusal(body: bytes, content_type: str) -> Refused:
    with pytest.raises(Refused) as refused:
        read(body, content_type)
    return refused.value


def test_a_urlencoded_body_keeps_order_repetitions_blanks_and_white_space() -> None:
    assert read(urlencode(PAIRS).encode(), "application/x-www-form-urlencoded") == PAIRS


def test_a_multipart_body_keeps_order_repetitions_blanks_and_white_space() -> None:
    assert read(multipart_body(PAIRS), "multipart/form-data; boundary=x-boundary-x") == PAIRS


def test_a_json_body_keeps_order_repetitions_and_blanks() -> None:
    body = b'{"campaigns[]": [998, "999"], "firstname": "Zo\\u00eb", "city": null, "note": " x ", "note": "y"}'
    assert read(body, "application/json") == (
        ("campaigns[]", "998"),
        ("campaigns[]", "999"),
        ("firstname", "Zoë"),
        ("city", ""),
        ("note", " x "),
        ("note", "y"),
    )


def test_json_booleans_numbers_and_custom_fields_are_what_a_form_would_send() -> None:
    body = b'{"smsOptin": true, "emailOptin": false, "guests": 2, "x": 1.50, "fields": {"5365": "Savings"}}'
    assert read(body, "application/json") == (
        ("smsOptin", "true"),
        ("emailOptin", "false"),
        ("guests", "2"),
        ("x", "1.50"),
        ("fields[5365]", "Savings"),
    )


@pytest.mark.parametrize(
    "content_type",
    ["APPLICATION/X-WWW-FORM-URLENCODED", "application/x-www-form-urlencoded;charset=UTF-8"],
)
def test_media_types_are_read_without_case_and_with_parameters(content_type: str) -> None:
    assert read(b"a=1", content_type) == (("a", "1"),)


def test_a_declared_latin_1_body_is_decoded_as_browsers_mean_it() -> None:
    assert read(b"city=Qu%E9bec%80", "application/x-www-form-urlencoded; charset=iso-8859-1") == (("city", "Québec€"),)


@pytest.mark.parametrize(
    "content_type",
    ["", "text/plain", "application/xml", "application/json, text/html"],
)
def test_a_missing_or_unknown_media_type_is_415(content_type: str) -> None:
    refused = refusal(b"a=1", content_type)
    assert (refused.status, refused.code) == (415, "unsupported_media_type")


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"&".join(b"a=1" for _ in range(501)), "application/x-www-form-urlencoded"),
        (b"", "multipart/form-data; boundary=x"),
        (b"--x\r\nContent-Disposition: form-data; name=a\r\n\r\n1", "multipart/form-data; boundary=x"),
        (b"--x\nContent-Disposition: form-data; name=a\n\n1\n", "multipart/form-data; boundary=x"),
        (b"--x\nContent-Disposition: form-data; name=a\n1\n--x--", "multipart/form-data; boundary=x"),
        (b"Content-Disposition: form-data; name=a\n\n1\n--x--", "multipart/form-data; boundary=other"),
        (b"--x\r\nContent-Disposition: attachment; name=a\r\n\r\n1\r\n--x--", "multipart/form-data; boundary=x"),
        (b"", "application/json"),
        (b"{", "application/json"),
        (b"[]", "application/json"),
        (b'["a"]', "application/json"),
        (b'[{"name": "a"}, {"name": "b"}]', "application/json"),
        (b'[{"name": "a", "value": "x"}, {"name": "b"}]', "application/json"),
        (b'{"a": [' + b"1, " * 500 + b"1]}", "application/json"),
        (b'"a"', "application/json"),
        (b'{"a": NaN}', "application/json"),
        (b"[" * 60_000, "application/json"),
    ],
)
def test_a_malformed_body_is_400(body: bytes, content_type: str) -> None:
    refused = refusal(body, content_type)
    assert (refused.status, refused.code) == (400, "malformed_body")


MULTIPART_PAIRS = (("firstname", "Zoë"), ("city", ""), ("emailMessage", "One\r\n--two\r\n\r\nthree--x."))
WRITTEN = multipart_body(MULTIPART_PAIRS, boundary="x")


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(WRITTEN.removesuffix(b"\r\n"), id="nothing behind the last boundary"),
        pytest.param(WRITTEN.removesuffix(b"--\r\n"), id="no dashes behind the last boundary"),
        pytest.param(WRITTEN.removesuffix(b"--\r\n") + b"\r\n", id="the last boundary as any other"),
        pytest.param(WRITTEN.removesuffix(b"\r\n--x--\r\n") + b"--x--", id="no line break before the last boundary"),
        pytest.param(b"This is a form.\r\n" + WRITTEN, id="preamble"),
        pytest.param(b"\r\n\r\n" + WRITTEN, id="blank lines before it"),
        pytest.param(b"\n" + WRITTEN + b"\r\nThe end.", id="epilogue"),
        pytest.param(WRITTEN.replace(b"--x\r\n", b"--x \t\r\n"), id="blanks behind the boundaries"),
        pytest.param(WRITTEN.replace(b"--x\r\n", b"--x\n"), id="LF behind the boundaries"),
        pytest.param(WRITTEN.replace(b"\r\n\r\n", b"\n\n"), id="LF behind the headers"),
        pytest.param(WRITTEN.replace(b"form-data; ", b"form-data;\r\n "), id="headers on two lines"),
    ],
)
def test_a_multipart_body_is_read_as_it_was_meant(body: bytes) -> None:
    read_pairs = read(body, "multipart/form-data; boundary=x")
    assert [(name, value.replace("\n\nthree", "\r\n\r\nthree")) for name, value in read_pairs] == [*MULTIPART_PAIRS]


@pytest.mark.parametrize("line_end", [b"\n", b"\r"])
def test_a_multipart_body_may_have_other_line_ends(line_end: bytes) -> None:
    body = WRITTEN.replace(b"\r\n", line_end)
    message = MULTIPART_PAIRS[2][1].replace("\r\n", line_end.decode())
    assert read(body, "multipart/form-data; boundary=x") == (*MULTIPART_PAIRS[:2], ("emailMessage", message))


@pytest.mark.parametrize("declared", ["", "; boundary=", "; boundary=other", "; boundary='x'", "; boundary=--x"])
def test_a_multipart_body_says_itself_what_its_boundary_is(declared: str) -> None:
    assert read(WRITTEN, f"multipart/form-data{declared}") == MULTIPART_PAIRS


def test_a_value_that_looks_like_a_boundary_stays_a_value() -> None:
    body = b"--x\nContent-Disposition: form-data; name=a\n\n--xy\n--x 1\nx--x\n--x--\n"
    assert read(body, "multipart/form-data; boundary=x") == (("a", "--xy\n--x 1\nx--x"),)


def test_a_file_is_refused_by_the_name_of_its_field() -> None:
    body = (
        b'--x\r\nContent-Disposition: form-data; name="photo"; filename="me.png"\r\n'
        b"Content-Type: image/png\r\n\r\n\x89PNG\r\n--x--\r\n"
    )
    refused = refusal(body, "multipart/form-data; boundary=x")
    assert refused.status == 422
    assert [(problem.field, problem.code) for problem in refused.problems] == [("photo", "file_not_accepted")]


def test_a_file_input_that_was_left_empty_is_no_file() -> None:
    body = (
        b'--x\r\nContent-Disposition: form-data; name="photo"; filename=""\r\n\r\n\r\n'
        b'--x\r\nContent-Disposition: form-data; name="city"\r\n\r\nBoston\r\n--x--\r\n'
    )
    assert read(body, "multipart/form-data; boundary=x") == (("city", "Boston"),)


DEEP: object = json.loads('{"a": ' * 20 + "1" + "}" * 20)


@pytest.mark.parametrize("value", [[["a"]], {"5365": [["x"]]}, DEEP])
def test_json_that_no_form_could_send_is_422_with_the_fields_name(value: object) -> None:
    refused = refusal(json.dumps({"tags": value}).encode(), "application/json")
    assert refused.status == 422
    assert refused.problems[0].field == "tags"


def test_nested_json_has_the_names_that_a_form_would_have() -> None:
    body = b'{"contact": {"emails": [{"type": "home", "value": "a@b"}], "address": {"zip": "02134"}}, "n": [{"a": 1}]}'
    assert read(body, "application/json") == (
        ("contact[emails][0][type]", "home"),
        ("contact[emails][0][value]", "a@b"),
        ("contact[address][zip]", "02134"),
        ("n[0][a]", "1"),
    )


def test_a_json_list_of_one_is_a_field_and_one_of_several_a_list() -> None:
    body = b'{"street": ["12 Linden Street", "Apt 4"], "email": ["a@b"], "tags[]": ["x", "y"]}'
    lines = (("street[]", "12 Linden Street"), ("street[]", "Apt 4"))
    assert read(body, "application/json") == (*lines, ("email", "a@b"), ("tags[]", "x"), ("tags[]", "y"))


@pytest.mark.parametrize(
    ("body", "pairs"),
    [
        (b'[{"name": "email", "value": "a@b"}, {"name": "tags[]", "value": "x"}]', (("email", "a@b"), ("tags[]", "x"))),
        (b'{"fields": [{"objectTypeId": "0-1", "name": "email", "value": "a@b"}]}', (("fields[email]", "a@b"),)),
        (b'{"field_data": [{"name": "email", "values": ["a@b"]}]}', (("field_data[email]", "a@b"),)),
        (
            b'{"user_column_data": [{"column_id": "EMAIL", "string_value": "a@b", "column_name": "User Email"}]}',
            (("user_column_data[EMAIL]", "a@b"),),
        ),
    ],
)
def test_a_json_list_of_names_and_values_is_a_list_of_fields(body: bytes, pairs: Pairs) -> None:
    assert read(body, "application/json") == pairs


@given(
    st.binary(max_size=300)
    | st.text(max_size=100).map(str.encode)
    | st.from_regex(rb'(--x(--)?\r\n(Content-[A-Z]{4,11}(:| )( form-data; name="a")?\r\n)?(\r\n)?){0,4}'),
    st.sampled_from(
        [
            "application/x-www-form-urlencoded",
            "application/x-www-form-urlencoded; charset=windows-1252",
            "application/x-www-form-urlencoded; charset=gbk",
            "application/x-www-form-urlencoded; charset=utf-16",
            "application/json",
            "application/json; charset=iso-2022-jp",
            "multipart/form-data; boundary=x",
            'multipart/form-data; boundary="x"; charset=latin-1',
        ]
    )
    | st.text(max_size=40),
)
@example(b'{"a": ' + b"9" * 5000 + b"}", "application/json")
@example(b'--x\r\nContent-Disposition: form-data; name="\xff"\r\n\r\n1\r\n--x--', "multipart/form-data; boundary=x")
def test_no_body_raises_anything_but_a_refusal(body: bytes, content_type: str) -> None:
    pairs: Pairs = ()
    status = 200
    try:
        pairs = read(body, content_type)
    except Refused as refused:
        status = refused.status
    assert status in {200, 400, 415, 422}
    assert all(isinstance(name, str) and isinstance(value, str) for name, value in pairs)


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(max_size=5),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=5), inner),
        max_leaves=8,
    )
)
def test_no_json_raises_anything_but_a_refusal(data: object) -> None:
    status = 200
    try:
        read(json.dumps({"a": data}).encode(), "application/json")
    except Refused as refused:
        status = refused.status
    assert status in {200, 400, 422}
