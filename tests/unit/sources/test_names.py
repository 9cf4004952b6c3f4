"""Names of fields as other form services and people's labels write them: understood, or refused, never mistaken."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relay.phone2action.arguments import ENDPOINTS
from relay.sources.typed import fields, names, vocabulary

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
        ("Dirección de correo electrónico", "email"),
        ("Número de teléfono *", "phone"),
        ("número_de_celular", "phone"),
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
        ("location[zip]", "zip5"),
        ("voter[residence][zip]", "zip5"),
        ("administrative_area_level_1", "state"),
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
        # Divi, Jetpack, Contact Form 7's own tags, Forminator, Wix, Squarespace and their kind
        ("et_pb_contact_email_0", "email"),
        ("et_pb_contact_name_1", "name"),
        ("et_pb_signup_firstname", "firstname"),
        ("g1-email", "email"),
        ("g12-1-telephone", "phone"),
        ("email-456", "email"),
        ("tel-123", "phone"),
        ("name-1", "name"),
        ("name-1-first-name", "firstname"),
        ("address-1-zip", "zip5"),
        ("last_name_d97c", "lastname"),
        ("email-yui_3_17_2_1_1553888888558_3747", "email"),
        ("item_meta[26][last]", "lastname"),
        ("names[first_name]", "firstname"),
        ("postal_code-Primary", "zip5"),
        ("C_EmailAddress", "email"),
        ("fl-email", "email"),
        ("mf-email", "email"),
        ("cm-name", "name"),
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
        "committee_member[email]",
        "committeeMember[email]",
        "council_member.email",
        "ambassador_contact[email]",
        "reference_contact[address][zip]",
        "pastor_contact[phone]",
        "attorney_user[email]",
        "councilmember[email]",
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
        "et_pb_contact_message_0",
        "et_pb_contact_email_fields_0",
        "g1-friend-email",
        "g1-message",
        "email-2",
        "address-2-zip",
        "email_fade",
        "message-456",
        "item_meta[25]",
        "entry.2005620554",
        "Field3",
        "input_1.3",
        "et_pb_contact_spouse_email_0",
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


@pytest.mark.parametrize(
    "name", ["contact_email", "user-email", "home_phone", "replyto", "email1", "primary email", "work email"]
)
def test_names_that_may_be_another_persons_count_only_where_there_is_no_other(name: str) -> None:
    assert not names.understood(name).is_plain
    filled = fields.read([(name, "a@example.org"), ("email", "b@example.org"), ("phone", "8165550123")])
    assert not filled.problems
    assert filled.arguments == {"email": "b@example.org", "phone": "8165550123"}


def test_a_misplaced_field_is_a_problem_only_where_nothing_else_says_it() -> None:
    alone = fields.read([("address[foo]", "12 Linden Street"), ("rumpelstiltskin[email]", "a@example.org")])
    assert alone.arguments == {}
    assert [(problem.field, problem.code) for problem in alone.problems] == [
        ("address1", "unknown_field"),
        ("email", "unknown_field"),
    ]
    said = [("address[zip]", "02134"), ("email", "b@example.org")]
    beside = fields.read([("address[foo]", "12 Linden Street"), ("rumpelstiltskin[email]", "a@example.org"), *said])
    assert (beside.arguments, beside.problems) == ({"zip5": "02134", "email": "b@example.org"}, ())


def test_a_misplaced_field_that_is_blank_is_no_problem() -> None:
    assert fields.read([("address[foo]", " ")]).problems == ()


@pytest.mark.parametrize(
    "boxes",
    [
        [("phone1", "816"), ("phone2", "555"), ("phone3", "0123")],
        [("phone_0", "816"), ("phone_1", "555"), ("phone_2", "0123")],
        [("mobile-1", "(816)"), ("mobile-2", "5550123")],
        [("phone[0]", "816"), ("phone[1]", "555"), ("phone[2]", "0123")],
        [("phone[]", "816"), ("phone[]", "555"), ("phone[]", "0123")],
        [
            ("contact[phone][0]", "1"),
            *((f"contact[phone][{n}]", box) for n, box in ((1, "816"), (2, "555"), (3, "0123"))),
        ],
        [("phone", ""), ("phone1", "816"), ("email", ""), ("phone2", "555"), ("phone3", "0123")],
    ],
)
def test_a_phone_in_boxes_is_one_phone(boxes: list[tuple[str, str]]) -> None:
    filled = fields.read(boxes)
    assert (filled.arguments, filled.problems) == ({"phone": "8165550123"}, ())


def test_two_phones_are_not_put_together() -> None:
    one, other = ("phone1", "816-555-0123"), ("phone2", "816-555-0124")
    assert fields.read([one, other]).arguments == {"phone": "8165550123"}
    assert fields.read([("phone[]", one[1]), ("phone[]", other[1])]).problems != ()
    assert fields.read([("spouse[phone][0]", "816"), ("spouse[phone][1]", "5550123")]).arguments == {}


@pytest.mark.parametrize(
    "names", ["address_0 address_1", "address[0] address[1]", "address[] address[]", "street0 street1"]
)
def test_the_lines_of_an_address_are_its_lines(names: str) -> None:
    first, second = names.split()
    filled = fields.read([(first, "12 Linden Street"), (second, "Apt 3"), ("zip", "02134")])
    lines = {"address1": "12 Linden Street", "address2": "Apt 3"}
    assert (filled.arguments, filled.problems) == ({**lines, "zip5": "02134"}, ())


def test_three_lines_are_one_too_many() -> None:
    filled = fields.read([(f"address[{number}]", line) for number, line in enumerate(("12 Linden Street", "B", "C"))])
    assert [problem.field for problem in filled.problems] == ["address1"]


@pytest.mark.parametrize(("value", "trapped"), [("I am a robot", True), ("", False)])
def test_what_only_robots_fill_in_is_a_honeypot(value: str, trapped: bool) -> None:
    filled = fields.read([("EMAIL", "a@example.org"), ("b_0123456789abcdef01234567_89abcdef01", value)])
    assert ("_gotcha" in filled.controls) is trapped


def test_different_values_in_two_places_are_a_problem() -> None:
    filled = fields.read([("address[zip]", "02134"), ("zip", "02135")])
    assert [(problem.field, problem.code) for problem in filled.problems] == [("zip5", "invalid")]


PARTS = st.sampled_from(
    [*"[].:/()$ _-*0", "email", "name", "address", "zip", "type", "fields", "q4", "spouse", "first"]
)


@given(st.lists(PARTS | st.text(max_size=3), max_size=9).map("".join))
def test_no_name_raises_or_is_read_as_what_is_no_argument(name: str) -> None:
    assert names.understood(name).wire in KNOWN | {""}


@pytest.mark.parametrize("name", ["work_zip", "Work address", "work city"])
def test_an_address_at_work_is_not_the_persons(name: str) -> None:
    assert fields.read([(name, "02134")]).arguments == {}
