"""Our signature check, held against Twilio's own; and TwiML that stays XML whatever it says."""

import hashlib
from xml.etree import ElementTree as ET

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

from relay.sources import twilio
from tests.fakes.settings import PUBLIC_URL

URL = f"{PUBLIC_URL}/sms"
PAIRS = (("Body", " JOIN "), ("From", "+18165550123"), ("ToCity", ""), ("MessageSid", "SM1"))


def signed(token: str, url: str, pairs: tuple[tuple[str, str], ...]) -> str:
    return str(RequestValidator(token).compute_signature(url, dict(pairs)))


class Repeated(dict[str, str]):
    """Posted fields as Twilio's validator takes them from a web framework, repetitions and all."""

    def __init__(self, pairs: tuple[tuple[str, str], ...]) -> None:
        super().__init__(pairs)
        self._pairs = pairs

    def getall(self, name: str) -> list[str]:
        return [value for key, value in self._pairs if key == name]


def test_what_twilio_signed_is_accepted() -> None:
    assert twilio.form_is_signed(signed("token", URL, PAIRS), URL, PAIRS, ["token"])


def test_either_of_two_tokens_will_do_while_they_are_rotated() -> None:
    for token in ("old-token", "token"):
        assert twilio.form_is_signed(signed(token, URL, PAIRS), URL, PAIRS, ["old-token", "token"])


@pytest.mark.parametrize(
    "pairs",
    [
        (*PAIRS[:2], *PAIRS[3:]),
        (("Body", "JOIN"), *PAIRS[1:]),
        (*PAIRS, ("More", "")),
        (("Body", " STOP "), *PAIRS[1:]),
    ],
    ids=["blank dropped", "value trimmed", "field added", "value changed"],
)
def test_any_change_breaks_the_signature(pairs: tuple[tuple[str, str], ...]) -> None:
    assert not twilio.form_is_signed(signed("token", URL, PAIRS), URL, pairs, ["token"])


@pytest.mark.parametrize(
    "url", ["https://evil.example.com/sms", "http://relay.example.org/sms", URL + "?a=1", URL + "/"]
)
def test_another_url_breaks_the_signature(url: str) -> None:
    assert not twilio.form_is_signed(signed("token", url, PAIRS), URL, PAIRS, ["token"])


@pytest.mark.parametrize("signature", ["", "x", "\u00e9", "AAAAAAAAAAAAAAAAAAAAAAAAAAA="])
def test_a_missing_or_wrong_signature_is_refused(signature: str) -> None:
    assert not twilio.form_is_signed(signature, URL, PAIRS, ["token"])


def test_without_a_token_nothing_is_accepted() -> None:
    for tokens in ([], [""]):
        assert not twilio.form_is_signed(signed("", URL, PAIRS), URL, PAIRS, tokens)
        assert not twilio.form_is_signed("", URL, PAIRS, tokens)


@pytest.mark.parametrize("signed_url", [URL, f"{PUBLIC_URL}:443/sms"])
@pytest.mark.parametrize("configured", [URL, f"{PUBLIC_URL}:443/sms"])
def test_a_port_may_be_spelt_out_or_not(signed_url: str, configured: str) -> None:
    assert twilio.form_is_signed(signed("token", signed_url, PAIRS), configured, PAIRS, ["token"])


def test_an_ipv6_address_is_no_port() -> None:
    url = "http://[::1]/sms"
    assert twilio.form_is_signed(signed("token", url, PAIRS), url, PAIRS, ["token"])


@given(
    st.lists(st.tuples(st.text(max_size=5), st.text(max_size=8)), max_size=6).map(tuple),
    st.sampled_from([URL, "http://127.0.0.1:3000/sms", "https://x.example.org/a?b=c&d=%20"]),
)
def test_it_agrees_with_twilios_own_validator_on_every_form(pairs: tuple[tuple[str, str], ...], url: str) -> None:
    own = RequestValidator("token")
    signature = str(own.compute_signature(url, Repeated(pairs)))
    assert own.validate(url, Repeated(pairs), signature)
    assert twilio.form_is_signed(signature, url, pairs, ["token"])


# Signed for URL with "token" by `getExpectedTwilioSignature` of the npm package twilio 6.2.0: an object of names, with
# a list where a name is repeated. JavaScript sorts by halves of UTF-16, Python by characters.
SIGNED_BY_NODE = (
    ((("\U0001f433", "1"), ("\uff21", "2"), ("Body", "JOIN")), "+2Uuqq/V5F3HFpD86qLkJnAd7mk="),
    ((("Media", "\U0001f433"), ("Media", "\uff21"), ("Body", "JOIN")), "2Tmg6ih7g4JjrjnF8SVpdvmzRyk="),
    ((("Media", "b"), ("Media", "a"), ("Media", "b"), ("Body", "")), "EEqujOr/LIOo4ssKQE9FQT1vHzA="),
    ((("a\ue000", "1"), ("a\U00010000", "2"), ("a", "3")), "lKjmSI+fjmkbJoFWwf0dLj8WnnA="),
)


@pytest.mark.parametrize(("pairs", "signature"), SIGNED_BY_NODE, ids=range(len(SIGNED_BY_NODE)))
def test_both_orders_of_characters_beyond_the_first_plane_are_taken(
    pairs: tuple[tuple[str, str], ...], signature: str
) -> None:
    by_python = str(RequestValidator("token").compute_signature(URL, Repeated(pairs)))
    assert twilio.form_is_signed(signature, URL, pairs, ["token"])
    assert twilio.form_is_signed(by_python, URL, pairs, ["token"])
    assert twilio.form_is_signed(signature, URL, tuple(reversed(pairs)), ["token"])
    assert not twilio.form_is_signed(signature, URL, (*pairs, ("More", "")), ["token"])


def test_the_two_libraries_do_differ() -> None:
    """Else one order would do."""
    differ = [
        signature != RequestValidator("token").compute_signature(URL, Repeated(pairs))
        for pairs, signature in SIGNED_BY_NODE
    ]
    assert differ == [True, True, False, True]


BODY = b'{"MessageSid": "SM1", "Body": "JOIN"}'


def test_a_json_body_is_signed_by_its_hash_in_the_url() -> None:
    digest = hashlib.sha256(BODY).hexdigest()
    url = f"{URL}?bodySHA256={digest}"
    own = RequestValidator("token")
    signature = str(own.compute_signature(url, {}))
    assert own.validate(url, BODY.decode(), signature)
    assert twilio.json_is_signed(signature, url, digest, BODY, ["token"])
    assert not twilio.json_is_signed(signature, url, digest, BODY + b" ", ["token"])
    assert not twilio.json_is_signed(signature, URL, digest, BODY, ["token"])
    assert not twilio.json_is_signed(signed("token", URL, ()), URL, "", BODY, ["token"])


def test_nothing_to_say_is_an_empty_response() -> None:
    assert twilio.twiml() == "<Response/>"


@given(st.text(min_size=1, max_size=200))
@example("\ufffe \uffff \x00 & < > ' \"")
def test_twiml_says_exactly_the_text_and_is_always_xml(text: str) -> None:
    root = ET.fromstring(twilio.twiml(text))
    assert [child.tag for child in root] == ["Message"]
    legal = "".join(c for c in text if c in "\t\n\r" or (ord(c) >= 0x20 and c not in "\ufffe\uffff"))
    assert (root[0].text or "") == legal.replace("\r\n", "\n").replace("\r", "\n")
