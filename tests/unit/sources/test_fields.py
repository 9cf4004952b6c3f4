"""Fields: other people's names and spellings become the API's, and nothing is guessed."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relay.phone2action.arguments import ENDPOINTS
from relay.sources import bodies
from relay.sources.typed import fields, names
from relay.submission import Argument


def arguments(*pairs: tuple[str, str]) -> dict[str, Argument]:
    filled = fields.read(pairs)
    assert not filled.problems
    return dict(filled.arguments)


@pytest.mark.parametrize("endpoint", ["create_advocate", "update_advocate", "create_connection"])
def test_every_argument_of_the_api_is_known_by_its_own_name(endpoint: str) -> None:
    for name in ENDPOINTS[endpoint].arguments:
        sent = "fields[5365]" if name == "fields" else name
        assert set(arguments((sent, "1"))) == {name}


@pytest.mark.parametrize(
    ("sent", "wire"),
    [
        ("first_name", "firstname"),
        ("First Name", "firstname"),
        ("fname", "firstname"),
        ("given-name", "firstname"),
        ("last_name", "lastname"),
        ("lname", "lastname"),
        ("family-name", "lastname"),
        ("email_address", "email"),
        ("your-email", "email"),
        ("E-Mail", "email"),
        ("mobile", "phone"),
        ("phone_number", "phone"),
        ("tel", "phone"),
        ("zip", "zip5"),
        ("zipcode", "zip5"),
        ("postal_code", "zip5"),
        ("street", "address1"),
        ("address", "address1"),
        ("address-line1", "address1"),
        ("address-line2", "address2"),
        ("address-level1", "state"),
        ("address-level2", "city"),
        ("honorific-prefix", "prefix"),
        ("campaign_id", "campaignid"),
        ("p2aSource", "p2asource"),
        ("UTM_Source", "utm_source"),
        ("email_subject", "emailSubject"),
    ],
)
def test_what_people_call_it_is_the_apis_argument(sent: str, wire: str) -> None:
    assert list(arguments((sent, "1"))) == [wire]


def test_unknown_names_are_ignored() -> None:
    assert arguments(("submit", "Send"), ("g-recaptcha-response", "x"), ("", "y"), ("[]", "z")) == {}


def test_blanks_are_dropped() -> None:
    assert arguments(("city", ""), ("state", "  "), ("tags[]", "\t"), ("smsOptin", "")) == {}


def test_where_answers_go_is_the_persons_address_unless_there_is_another() -> None:
    assert arguments(("_replyto", "ann@example.org")) == {"email": "ann@example.org"}
    assert arguments(("_replyto", "office@example.org"), ("email", "ann@example.org")) == {"email": "ann@example.org"}
    assert arguments(("_replyto", " ")) == {}


def test_fields_that_begin_with_an_underscore_are_controls() -> None:
    filled = fields.read([("_next", " https://example.org/ "), ("_Gotcha", ""), ("_subject", "Hi"), ("_email", "x")])
    assert filled.arguments == {}
    assert filled.controls == {"_next": "https://example.org/", "_subject": "Hi", "_email": "x"}


# Flags ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["1", "true", "TRUE", "on", "yes", "Y"])
def test_a_ticked_box_is_1(typed: str) -> None:
    assert arguments(("smsOptin", typed)) == {"smsOptin": "1"}


@pytest.mark.parametrize("typed", ["0", "false", "off", "No", "n", ""])
@pytest.mark.parametrize("name", sorted(fields.FLAGS))
def test_an_unticked_box_says_nothing_at_all(name: str, typed: str) -> None:
    assert arguments((name, typed)) == {}


@pytest.mark.parametrize(
    "values",
    [("0", "1"), ("1", "0"), ("true", "false"), ("false", "true"), ("off", "on"), ("", "yes"), ("I agree", "0")],
)
@pytest.mark.parametrize("name", sorted(fields.FLAGS))
def test_any_tick_ticks_a_box_whatever_its_hidden_twin_says_before_or_after_it(
    name: str, values: tuple[str, ...]
) -> None:
    assert arguments(*((name, value) for value in values)) == {name: "1"}


def test_a_hidden_0_by_itself_ticks_nothing() -> None:
    assert arguments(("emailOptin", "0"), ("emailOptin", "0"), ("emailOptout", "false")) == {}


@pytest.mark.parametrize("name", ["emailOptin", "emailOptout"])
def test_two_different_answers_to_one_question_are_refused(name: str) -> None:
    filled = fields.read([(name, "Yes please"), (name, "No thanks")])
    assert name not in filled.arguments
    assert [(problem.field, problem.code) for problem in filled.problems] == [(name, "invalid")]


# Lists, custom fields, names --------------------------------------------------------------------------------


def test_repeated_names_stay_lists() -> None:
    assert arguments(
        ("tags[]", "a"), ("tags", "b"), ("tags[7]", "a"), ("guestNames[]", "Al"), ("guestNames[]", "Al")
    ) == {
        "tags": ["a", "b"],
        "guestNames": ["Al", "Al"],
    }


def test_campaigns_may_be_separated_by_commas() -> None:
    assert arguments(("campaigns", "998, 999"), ("campaigns[]", "998")) == {"campaigns": ["998", "999"]}


def test_one_argument_under_two_names_with_one_value_is_that_value() -> None:
    assert arguments(("phone", "816-555-0123"), ("mobile", "+18165550123")) == {"phone": "8165550123"}


def test_one_argument_with_two_values_is_a_problem() -> None:
    filled = fields.read([("email", "ann@example.org"), ("email_address", "bob@example.org")])
    assert [(problem.field, problem.code) for problem in filled.problems] == [("email", "invalid")]


def test_custom_fields_go_by_their_number() -> None:
    assert arguments(("fields[5365]", "Savings"), ("fields[7][]", "a"), ("fields[7][]", "b"), ("fields[8]", " ")) == {
        "fields": {"5365": "Savings", "7": "a, b"}
    }


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("Patrick Stoddart", "Patrick", "Stoddart"),
        ("Ana María de la Cruz", "Ana", "María de la Cruz"),
        ("Cher", "Cher", None),
        ("  Patrick   Stoddart ", "Patrick", "Stoddart"),
        ("Zoë\u00a0Lee", "Zoë", "Lee"),
    ],
)
def test_a_whole_name_is_split_and_one_word_is_a_first_name(name: str, first: str, last: str | None) -> None:
    split = arguments(("name", name))
    assert (split.get("firstname"), split.get("lastname")) == (first, last)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(
                [
                    "phone",
                    "email",
                    "zip",
                    "state",
                    "name",
                    "tags[]",
                    "fields[1]",
                    "smsOptin",
                    "_next",
                    "type[]",
                    "campaigns",
                ]
            )
            | st.text(max_size=8),
            st.text(max_size=30),
        )
    )
)
def test_no_form_raises_or_leaves_what_a_message_can_not_carry(pairs: list[tuple[str, str]]) -> None:
    filled = fields.read(pairs)
    json.dumps(dict(filled.arguments), ensure_ascii=False).encode()


@pytest.mark.parametrize("name", ["a." * 30_000, "a b " * 15_000, "a" * 60_000 + "1", "1." * 30_000, "a[b]" * 15_000])
def test_nobody_reads_a_name_that_is_ever_longer(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    parts = names._parts

    def short(read: str) -> list[names.Words]:
        assert len(read) <= names.LONGEST
        return parts(read)

    monkeypatch.setattr(names, "_parts", short)
    counted = [("phone1", "816"), ("phone2", "555"), ("phone3", "0123")]
    assert arguments((name, "x"), *counted) == {"phone": "8165550123"}
    assert arguments(*listed_fields_of(name)) == {"email": "ann@example.org"}


def listed_fields_of(name: str) -> bodies.Pairs:
    """The fields of a JSON list, of which one has this name beside another."""
    listed = [{"name": name, "key": "x", "value": "1"}, {"name": "email", "value": "ann@example.org"}]
    return bodies.from_json(json.dumps(listed).encode())
