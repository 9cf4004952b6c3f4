"""Names of fields as other form services and people's labels write them: understood, or refused, never mistaken."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relay.phone2action.arguments import ENDPOINTS
from relay.sources import fields, names, vocabulary

PIECES = fields.PIECES | {"name"}
KNOWN = {name for endpoint in ENDPOINTS.values() for name in endpoint.arguments} | PIECES


def argument(name: str) -> str:
    """What a field of that name comes to; "" if nothing, "refused" if it is."""
    reading = names.understood(name)
    return "refused" if reading.is_misplaced else reading.wire


def test_no_name_stands_for_what_the_api_does_not_have() -> None:
    assert {wire for wire in vocabulary.ARGUMENTS.values() if wire} | set(names._MORE) <= KNOWN


def test_no_name_is_told_twice() -> None:
    more = [name for written in names._MORE.values() for name in written.split()]
    assert sorted(set(more) & vocabulary.ARGUMENTS.keys()) == []
    assert len(more) == len(set(more))


@pytest.mark.parametrize(
    ("name", "wire"),
    [
        # HTML's autocomplete
        ("given-name", "firstname"),
        ("family-name", "lastname"),
        ("additional-name", "middlename"),
        ("honorific-prefix", "prefix"),
        ("honorific-suffix", "suffix"),
        ("tel-national", "phone"),
        ("tel-area-code", "phone1"),
        ("postal-code", "zip5"),
        ("address-line1", "address1"),
        ("address-line2", "address2"),
        ("street-address", "address1"),
        ("address-level1", "state"),
        ("address-level2", "city"),
        ("country-name", "country"),
        ("home tel", "phone"),
        # labels
        ("Email *", "email"),
        ("E-mail:", "email"),
        ("E-Mail Address (required)", "email"),
        ("Email [required]", "email"),
        ("Email - optional", "email"),
        ("Your name (required)", "name"),
        ("yourname", "name"),
        ("What is your email?", "email"),
        ("Please enter your ZIP code *", "zip5"),
        ("Mobile phone number", "phone"),
        ("Cell phone #", "phone"),
        ("Phone (xxx-xxx-xxxx)", "phone"),
        ("Tel.", "phone"),
        ("ZIP / Postal Code", "zip5"),
        ("State/Province", "state"),
        ("State or province", "state"),
        ("City/Town", "city"),
        ("First and last name", "name"),
        ("Home address", "address1"),
        ("Correo electrónico", "email"),
        ("Apellidos", "lastname"),
        ("Código postal", "zip5"),
        ("Teléfono", "phone"),
        ("\ufeffemail", "email"),
        ("\uff25mail", "email"),
        # Contact Form 7, Elementor, Mailchimp, NationBuilder, Action Network, HubSpot, Gravity, JotForm and their kind
        ("your-email", "email"),
        ("form_fields[email]", "email"),
        ("EMAIL", "email"),
        ("MERGE1", "firstname"),
        ("merge_fields[FNAME]", "firstname"),
        ("ADDRESS[addr1]", "address1"),
        ("ADDRESS[zip]", "zip5"),
        ("PHONE[area]", "phone1"),
        ("signup[first_name]", "firstname"),
        ("signup[mobile_opt_in]", "smsOptin"),
        ("signup[email_opt_in]", "emailOptin"),
        ("person[email_addresses][0][address]", "email"),
        ("person[postal_addresses][0][postal_code]", "zip5"),
        ("person[phone_numbers][0][number]", "phone"),
        ("0-1/email", "email"),
        ("fields[email]", "email"),
        ("supporter.emailAddress", "email"),
        ("submitted[zip]", "zip5"),
        ("Name (First)", "firstname"),
        ("Address (ZIP / Postal Code)", "zip5"),
        ("Address (Street Address)", "address1"),
        ("wpforms[fields][2][last]", "lastname"),
        ("q3_name[first]", "firstname"),
        ("q4_email4", "email"),
        ("q5_phoneNumber[full]", "phone"),
        ("q6_address[addr_line1]", "address1"),
        ("form_response[answers][1][email]", "email"),
        ("ctl00$Main$txtEmail", "email"),
        ("Reply-To", "email"),
        ("Email (*)", "email"),
        ("Your best email ()", ""),
        ("inf_field_Email", "email"),
        ("signup[submitted_address][zip]", "zip5"),
        ("user[address_attributes][zip]", "zip5"),
        ("person[addresses_attributes][0][zip]", "zip5"),
        ("family_signup[email]", "email"),
        ("team_form[email]", "email"),
        ("unsubscribe", "emailOptout"),
        ("no_emails", "emailOptout"),
        ("unsubscribe_sms", "smsOptout"),
        ("opt_out", "emailOptout"),
        ("Unsubscribe me", "emailOptout"),
        ("HasOptedOutOfEmail", "emailOptout"),
    ],
)
def test_names_of_other_form_services_and_of_labels_are_understood(name: str, wire: str) -> None:
    assert argument(name) == vocabulary.ARGUMENTS.get(vocabulary.squeezed(name), wire) == wire


@pytest.mark.parametrize(
    ("name", "wire"),
    [
        ("address[zip]", "zip5"),
        ("address.zip", "zip5"),
        ("address[street]", "address1"),
        ("address[1]", "address1"),
        ("address[2]", "address2"),
        ("address[state][code]", "state"),
        ("home_address[city]", "city"),
        ("name[first]", "firstname"),
        ("name[given]", "firstname"),
        ("name[full]", "name"),
        ("contact.email", "email"),
        ("contact[name][last]", "lastname"),
        ("data[Contact][email]", "email"),
        ("data[0][email]", "email"),
        ("petition_signature[email]", "email"),
        ("email[first]", "email"),
        ("email[confirmation]", "email"),
        ("emails[0][value]", "email"),
        ("phone[mobile]", "phone"),
        ("email[optin]", "emailOptin"),
        ("emailOptin[value]", "emailOptin"),
        ("smsOptin[checked]", "smsOptin"),
        ("address[house_number]", "housenumber"),
        ("dto[email]", "email"),
        ("tags[0]", "tags"),
        ("campaigns[1]", "campaigns"),
        ("contact[message]", "message"),
        ("utm[source]", "utm_source"),
    ],
)
def test_a_name_in_brackets_is_read_by_its_innermost_part(name: str, wire: str) -> None:
    assert argument(name) == wire


@pytest.mark.parametrize(
    "name",
    [
        "address[foo]",
        "email[foo]",
        "phone[foo]",
        "name[foo]",
        "type[email]",
        "tags[a][b]",
        "zip[email]",
        "state[zip]",
        "signup[type][]",
        "rumpelstiltskin[email]",
        "rumpelstiltskin[address][zip]",
        "smsOptin[email]",
    ],
)
def test_what_stands_where_nobody_knows_what_it_is_is_refused(name: str) -> None:
    assert argument(name) == "refused"


@pytest.mark.parametrize(
    "name",
    [
        "spouse[email]",
        "family_member[firstname]",
        "congressmember[phone]",
        "board_member[email]",
        "salesperson[email]",
        "co_signer[email]",
        "cosigner[email]",
        "press_contact[email]",
        "admin_user[email]",
        "household_member[email]",
        "teamlead[email]",
        "next_of_kin[phone]",
        "send_to[email]",
        "assigned_to[email]",
        "petition[title]",
        "post[title]",
        "friend[address][zip]",
        "organization[name]",
        "company_name",
        "billing_zip",
        "event[name]",
        "campaign[name]",
        "emergency_contact[phone]",
        "consent[email]",
        "metadata[email]",
        "Email (spouse)",
        "Friend's email",
        "form-name",
        "username",
        "pet_name",
        "email_confirm",
        "address[county]",
        "address[type]",
        "answers[0][type]",
        "wpforms[fields][1]",
        "g-recaptcha-response",
        "guests[0][name]",
        "City, State, ZIP",
        "submit",
        "[]",
        "[0]",
        "*",
        "",
    ],
)
def test_what_is_somebody_elses_or_nothing_of_a_person_says_nothing(name: str) -> None:
    assert argument(name) == ""


@pytest.mark.parametrize("name", ["contact_email", "user-email", "home_phone", "replyto", "email1", "primary email"])
def test_names_that_may_be_another_persons_count_only_where_there_is_no_other(name: str) -> None:
    assert not names.understood(name).is_plain
    filled = fields.read([(name, "a@example.org"), ("email", "b@example.org"), ("phone", "8165550123")])
    assert not filled.problems
    assert filled.arguments == {"email": "b@example.org", "phone": "8165550123"}


def test_a_misplaced_field_is_a_problem_only_where_nothing_else_says_it() -> None:
    alone = fields.read([("address[foo]", "12 Linden Street"), ("rumpelstiltskin[email]", "a@example.org")])
    assert alone.arguments == {}
    assert [(problem.field, problem.code) for problem in alone.problems] == [
        ("address1", "invalid"),
        ("email", "invalid"),
    ]
    said = [("address[zip]", "02134"), ("email", "b@example.org")]
    beside = fields.read([("address[foo]", "12 Linden Street"), ("rumpelstiltskin[email]", "a@example.org"), *said])
    assert (beside.arguments, beside.problems) == ({"zip5": "02134", "email": "b@example.org"}, ())


def test_a_misplaced_field_that_is_blank_is_no_problem() -> None:
    assert fields.read([("address[foo]", " ")]).problems == ()


def test_different_values_in_two_places_are_a_problem() -> None:
    filled = fields.read([("address[zip]", "02134"), ("zip", "02135")])
    assert [(problem.field, problem.code) for problem in filled.problems] == [("zip5", "invalid")]


PARTS = st.sampled_from(
    [*"[].:/()$ _-*0", "email", "name", "address", "zip", "type", "fields", "q4", "spouse", "first"]
)


@given(st.lists(PARTS | st.text(max_size=3), max_size=9).map("".join))
def test_no_name_raises_or_is_read_as_what_is_no_argument(name: str) -> None:
    assert names.understood(name).wire in KNOWN | {""}
