"""What a row of a file asks for, and when it is the submission that the same lead by another way is."""

from dataclasses import replace
from typing import Any

import pytest

from relay.campaigns import Campaigns
from relay.sources import google_lead, lead_file
from relay.sources.lead_file import Lead, UnusableLead, column_of, submitted
from relay.submission import ConnectionRequest, Submission

CAMPAIGNS = Campaigns.from_literal(
    {
        998: {
            "name": "Save the Whales",
            "twitter_card": {"connect": ("email", "call"), "p2asource": "twitter-card"},
            "lead_file": {"connect": ("email", "tweet"), "p2asource": "a-list"},
        },
        999: {
            "name": "Keep the Whale Sanctuary",
            "google_lead": {"fields": {"Your ZIP?": "zip5"}, "connect": ("call",)},
        },
    }
)
ADDRESS = (("Street address", "1 Main St"), ("ZIP", "02134"))
ANN = Lead(
    source="lead_file",
    pairs=(("Full name", "Ann O'Neil"), ("E-mail", "ann@example.org"), ("Phone", "+1 816 555-0123")),
    own_key="",
    received_at=1_700_000_000_000,
    imported_at=1_800_000_000_000,
)


def asked(lead: Lead = ANN, campaign: int = 998, **changed: Any) -> Submission:
    """What a row asks for."""
    return submitted(replace(lead, **changed), CAMPAIGNS.by_id[campaign], CAMPAIGNS)


def refusals(lead: Lead = ANN, **changed: Any) -> list[tuple[str, str]]:
    """What is wrong with a row."""
    with pytest.raises(UnusableLead) as caught:
        asked(lead, **changed)
    return [(problem.field, problem.code) for problem in caught.value.problems]


def test_a_row_is_read_as_a_form_is() -> None:
    made = asked(campaign=999)
    person = {"firstname": "Ann", "lastname": "O'Neil", "email": "ann@example.org", "phone": "8165550123"}
    assert (made.source, made.campaigns, made.advocate) == ("lead_file", (999,), person)
    assert (made.received_at, made.imported_at) == (1_700_000_000_000, 1_800_000_000_000)
    assert (made.trusted, made.keyed_by_content, made.correctable) == (True, False, False)
    assert made.connection is None


def test_a_row_does_what_its_campaign_is_set_up_for_as_far_as_its_data_allow() -> None:
    assert asked().connection == ConnectionRequest(campaign=998, types=("tweet",))
    whole = asked(pairs=(*ANN.pairs, *ADDRESS))
    assert whole.connection == ConnectionRequest(campaign=998, types=("email", "tweet"))
    assert whole.advocate["p2asource"] == "a-list"
    assert asked(source="twitter_card").advocate["p2asource"] == "twitter-card"


def test_no_phone_is_called_for_a_cards_row_since_nobody_waits_beside_it() -> None:
    assert asked(source="twitter_card").connection is None
    whole = asked(source="twitter_card", pairs=(*ANN.pairs, *ADDRESS))
    assert whole.connection == ConnectionRequest(campaign=998, types=("email",))


def test_a_row_is_the_same_again_whenever_and_in_whatever_spelling_it_comes() -> None:
    again = asked(
        pairs=(("Full name", " Ann  O'Neil"), ("E-mail", "ANN@example.org"), ("Phone", "(816) 555-0123")),
        received_at=1_600_000_000_000,
        imported_at=1_900_000_000_000,
    )
    assert again.natural_key == asked().natural_key
    assert asked(pairs=(*ANN.pairs, ("Zip", "02134"))).natural_key != asked().natural_key


def test_a_senders_key_tells_rows_of_the_same_content_apart() -> None:
    assert asked(own_key="l1").natural_key == asked(own_key="l1").natural_key
    assert len({asked(own_key=key).natural_key for key in ("", "l1", "l2")}) == 3


def test_a_row_for_which_nobody_writes_any_more_is_another_one_than_with_its_letters() -> None:
    with_letters, without = asked(pairs=(*ANN.pairs, *ADDRESS)), asked(pairs=(*ANN.pairs, *ADDRESS), contacts=False)
    assert with_letters.connection
    assert without.connection is None
    assert without.natural_key != with_letters.natural_key
    assert without.advocate == with_letters.advocate


@pytest.mark.parametrize(
    "said",
    ["yes", "Yes, text me", "TRUE", "1", "x", "X", "Sí", "si", "on", "☑", "✓", "✔️", "👍", "I agree.", "Sure", "Yep!"],
)
def test_a_yes_in_the_named_column_opts_in_with_its_evidence(said: str) -> None:
    made = asked(opt_in="smsOptin", consent=said, proof="Text me?", wording="terms-2026")
    assert made.advocate["smsOptin"] == "1"
    assert (made.proof, made.wording) == ("file: Text me?", "terms-2026")


@pytest.mark.parametrize(
    "said", ["", "no", "No thanks", "false", "0", "n", "unsubscribed", "opted out", "never", "maybe?"]
)
def test_anything_that_is_a_no_opts_nobody_in(said: str) -> None:
    made = asked(opt_in="smsOptin", consent=said, proof="Text me?", wording="terms-2026")
    assert "smsOptin" not in made.advocate
    assert (made.proof, made.wording) == ("", "")


@pytest.mark.parametrize(
    "said",
    [
        "pending",
        "bounced",
        "cleaned",
        "2024-05-01",
        "single opt-in",
        "yesterday",
        "signed",
        "yes but no texts",
        "Yes (revoked)",
        "opted in, never confirmed",
        "I agree not to",
        "\U0001f44e",
        "\U0001f6ab",
    ],
)
def test_what_is_neither_yes_nor_no_is_no_consent(said: str) -> None:
    assert refusals(opt_in="emailOptin", consent=said) == [("emailOptin", "invalid")]


def test_no_opt_in_and_no_opt_out_is_read_by_its_name() -> None:
    for name in (
        "smsOptin",
        "Text opt-in",
        "emailOptin",
        "Unsubscribed",
        "unsubscribe",
        "STOP",
        "opt out",
        "emailOptout",
    ):
        assert column_of(name) == ""
    for name in ("advocateid", "campaignid", "campaigns", "type", "emailMessage", "message", "guests"):
        assert column_of(name) == ""


@pytest.mark.parametrize(
    ("name", "ours"),
    [
        ("Email", "email"),
        ("E-mail address", "email"),
        ("Correo electrónico", "email"),
        ("Cell", "phone"),
        ("Zip/Postal", "zip5"),
        ("First", "firstname"),
        ("fields[5365]", "fields"),
        ("utm_source", "utm_source"),
        ("Company name", ""),
        ("ad_name", ""),
        ("Notes", ""),
        ("", ""),
    ],
)
def test_columns_are_known_by_the_names_that_forms_use(name: str, ours: str) -> None:
    assert column_of(name) == ours


def test_a_row_that_can_not_be_used_says_each_field() -> None:
    assert refusals(pairs=(("Email", "nobody"), ("Phone", "12"))) == [("email", "invalid"), ("phone", "invalid")]
    assert refusals(pairs=(("Name", "Ann"),)) == [
        ("email", "email_or_phone_required"),
        ("phone", "email_or_phone_required"),
    ]
    assert refusals(pairs=(("Email", "ann@example.org"),), opt_in="smsOptin", consent="yes")[0][0] == "smsOptin"


def test_a_formula_is_a_text() -> None:
    made = asked(pairs=(("First name", '=HYPERLINK("http://example.com")'), ("Email", "ann@example.org")), campaign=999)
    assert made.advocate["firstname"] == '=HYPERLINK("http://example.com")'


def test_a_row_of_googles_export_is_the_lead_that_google_posted() -> None:
    posted = google_lead.submitted(
        (
            ("campaignid", "999"),
            *(("FULL_NAME", "Ann O'Neil"), ("EMAIL", "ann@example.org"), ("PHONE_NUMBER", "+18165550123")),
            *(("Your ZIP?", "02134"), ("COMPANY_NAME", "Whales")),
        ),
        "lead 1",
        1_750_000_000_000,
        CAMPAIGNS,
    )
    columns = (("User Phone", "+1 816-555-0123"), ("Full name", "Ann O'Neil"), ("User Email", "ANN@example.org"))
    more = (("Your ZIP?", "02134"), ("Company name", "Whales"), ("What else?", "Nothing"))
    row = asked(campaign=999, source="google_lead", own_key="lead 1", pairs=(*columns, *more))
    assert (row.source, row.natural_key, row.keyed_by_content) == ("google_lead", posted.natural_key, False)
    assert row.connection == posted.connection == ConnectionRequest(campaign=999, types=("call",))
    assert (row.received_at, row.imported_at) == (ANN.received_at, ANN.imported_at)


def test_an_opt_in_that_googles_form_asked_for_keeps_its_own_evidence() -> None:
    table = {"fields": {"Text me?": "smsOptin"}}
    configured = Campaigns.from_literal({999: {"name": "Keep the Whale Sanctuary", "google_lead": table}})
    lead = replace(ANN, source="google_lead", own_key="lead 1", pairs=(*ANN.pairs, ("Text me?", "Yes")))
    assert submitted(lead, configured.by_id[999], configured).proof == "Google lead form"


def test_it_has_a_name_of_its_own() -> None:
    assert lead_file.SOURCE == "lead_file"
