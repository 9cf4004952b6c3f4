"""What a website form may ask for, what the public may not, and which two posts are one."""

from typing import Any

import pytest

from relay.sources import web_form
from relay.submission import ConnectionRequest, Submission
from tests.fakes.events import FORM_PATH, Context
from tests.fakes.remembering import Relay
from tests.unit.sources import arrivals
from tests.unit.sources.arrivals import RECEIVED_AT, UNAVAILABLE, relay, urlencoded

ANN = [("email", "ann@example.org"), ("firstname", "Ann")]
HOME = [("address1", "12 Linden Street"), ("zip", "02134")]
SECRET = {"authorization": "Bearer form-key"}


def send(to: Relay, *pairs: tuple[str, str], path: str = f"{FORM_PATH}/998", **headers: str) -> dict[str, Any]:
    sent = {
        "accept": "application/json",
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    return web_form.handle(urlencoded(path, pairs, sent), Context(), to.ingress)


def submission(*pairs: tuple[str, str], path: str = f"{FORM_PATH}/998", **headers: str) -> Submission:
    to = relay()
    reply = send(to, *pairs, path=path, **headers)
    assert reply["statusCode"] == 200, reply["body"]
    (accepted,) = to.intake.accepted
    return accepted


def problems(*pairs: tuple[str, str], path: str = f"{FORM_PATH}/998", **headers: str) -> dict[str, str]:
    to = relay()
    reply = send(to, *pairs, path=path, **headers)
    assert reply["statusCode"] == 422
    assert to.intake.untouched
    return arrivals.errors(reply)


# Campaigns --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "pairs"),
    [
        (f"{FORM_PATH}/998", []),
        (FORM_PATH, [("campaigns[]", "998")]),
        (FORM_PATH, [("campaigns", "998")]),
        (FORM_PATH, [("campaignid", "998")]),
        (f"{FORM_PATH}/998", [("campaigns[]", "998"), ("campaignid", "0998")]),
    ],
)
def test_the_campaign_may_be_in_the_path_or_in_the_form(path: str, pairs: list[tuple[str, str]]) -> None:
    assert submission(*ANN, *pairs, path=path).campaigns == (998,)


def test_the_campaign_in_the_path_joins_those_in_the_form() -> None:
    assert submission(*ANN, ("campaigns[]", "999")).campaigns == (998, 999)


@pytest.mark.parametrize("campaign", ["997", "abc", "-998", "998.0", "9" * 5000, "\u0669\u0669\u0668"])
def test_an_unknown_campaign_is_refused(campaign: str) -> None:
    assert problems(*ANN, ("campaigns[]", "998"), ("campaigns[]", campaign), path=FORM_PATH) == {
        "campaigns": "campaign_unknown"
    }
    assert problems(*ANN, path=f"{FORM_PATH}/{campaign}") == {"campaigns": "campaign_unknown"}


def test_a_campaign_that_takes_no_forms_is_refused() -> None:
    assert problems(*ANN, ("campaigns[]", "1001")) == {"campaigns": "campaign_not_allowed"}


def test_no_campaign_at_all_is_refused() -> None:
    assert problems(*ANN, path=FORM_PATH) == {"campaigns": "required"}


# What a submission holds ------------------------------------------------------------------------------------


def test_a_submission_holds_what_the_form_said_under_the_apis_names() -> None:
    made = submission(
        ("first_name", " Ann "),
        ("nickname", "ignored"),
        ("mobile", "(816) 555-0123"),
        ("zip", "02134-1234"),
        ("state", "massachusetts"),
        ("city", ""),
        ("smsOptin", "on"),
        ("emailOptin", "0"),
        ("utm_source", "newsletter"),
        ("_subject", "Hello"),
        ("submit", "Send"),
    )
    assert made.source == "web_form"
    assert made.received_at == RECEIVED_AT
    assert made.advocate == {
        "firstname": "Ann",
        "phone": "8165550123",
        "zip5": "02134",
        "state": "MA",
        "smsOptin": "1",
        "utm_source": "newsletter",
        "p2asource": "website",
    }
    assert made.connection is None


def test_the_form_may_name_its_own_source() -> None:
    assert submission(*ANN, ("p2asource", "Bus-Ad")).advocate["p2asource"] == "bus-ad"


def test_a_campaign_without_a_source_tag_adds_none() -> None:
    assert "p2asource" not in submission(*ANN, path=f"{FORM_PATH}/999").advocate


@pytest.mark.parametrize(
    ("origin", "wording", "kept"),
    [
        ("https://Whales.example.org", "sms-2026.1", ("https://whales.example.org", "sms-2026.1")),
        ("null", "", ("", "")),
        ("http://whales.example.org", "ann@example.org", ("", "")),
        ("https://ann:x@example.org", "8165550123", ("", "")),
        (f"https://{'a' * 200}.example.org", "a" * 65, ("", "")),
        ("https://whales.example.org/ann?email=x", "é", ("https://whales.example.org", "")),
    ],
)
def test_page_and_wording_are_kept_with_an_opt_in_if_they_name_nobody(
    origin: str, wording: str, kept: tuple[str, str]
) -> None:
    def arrives(*boxes: tuple[str, str]) -> Submission:
        to = relay()
        pairs = [*ANN, ("_wording", wording), *boxes]
        web_form.handle(
            urlencoded(f"{FORM_PATH}/998", pairs, {"accept": "application/json", "origin": origin}),
            Context(),
            to.ingress,
        )
        return to.intake.accepted[0]

    told = arrives(("emailOptin", "1"))
    assert (told.origin, told.wording) == kept
    told = arrives()
    assert (told.origin, told.wording, told.proof) == ("", "", "")


def test_the_ticked_boxes_are_kept_as_proof() -> None:
    assert submission(*ANN, ("emailOptin", "1")).proof == "box: emailOptin"
    assert submission(*ANN, ("emailOptin", "0")).proof == ""


@pytest.mark.parametrize(
    ("flag", "code"),
    [("smsOptin", "needs_phone"), ("emailOptin", "needs_email"), ("emailOptout", "needs_email")],
)
def test_a_flag_needs_the_address_that_it_is_about(flag: str, code: str) -> None:
    address = ("phone", "8165550123") if "email" in flag else ("email", "ann@example.org")
    assert problems(address, (flag, "1")) == {flag: code}


def test_in_and_out_at_once_is_refused() -> None:
    assert list(problems(*ANN, ("emailOptin", "1"), ("emailOptout", "1")).values()) == ["contradicts_emailOptout"]


def test_what_only_an_update_takes_is_accepted_and_judged_by_its_rules() -> None:
    made = submission(*ANN, ("guests", "2"), ("guestNames[]", "Bob"), ("message", "See you\r\nthere"))
    assert made.advocate["guests"] == "2"
    assert made.advocate["guestNames"] == ["Bob"]
    assert made.advocate["message"] == "See you\nthere"
    assert problems(*ANN, ("guests", "many"), ("guestNames[]", "x" * 101)) == {
        "guests": "invalid",
        "guestNames": "too_long",
    }


def test_each_field_is_named_once() -> None:
    assert problems(("smsOptout", "1"), ("firstname", "Ann")) == {
        "smsOptout": "not_for_the_public",
        "email": "email_or_phone_required",
        "phone": "email_or_phone_required",
    }


# What the public may not say --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "field",
    [
        ("advocateid", "123"),
        ("advocate_id", "123"),
        ("smsOptinConfirmed", "1"),
        ("smsOptout", "1"),
        ("sms_opt_out", "yes"),
        ("smsOptout", "on"),
    ],
)
def test_the_public_may_not_overwrite_skip_the_confirmation_or_opt_out_phones(field: tuple[str, str]) -> None:
    found = problems(*ANN, ("phone", "8165550123"), ("smsOptin", "0"), field)
    assert list(found.values()) == ["not_for_the_public"]


def test_an_unticked_box_of_what_the_public_may_not_say_says_nothing() -> None:
    assert "smsOptout" not in submission(*ANN, ("phone", "8165550123"), ("smsOptout", "0")).advocate


def test_the_public_may_opt_out_of_email_since_that_can_be_undone() -> None:
    assert submission(*ANN, ("emailOptout", "1")).advocate["emailOptout"] == "1"


def test_a_trusted_sender_may_name_an_advocate_who_then_needs_no_address() -> None:
    made = submission(("advocateid", "123"), ("city", "Boston"), path=f"{FORM_PATH}/1000", **SECRET)
    assert made.advocate == {"advocateid": "123", "city": "Boston"}
    assert made.trusted


def test_a_trusted_sender_may_opt_a_phone_out() -> None:
    assert submission(("phone", "8165550123"), ("smsOptout", "1"), **SECRET).advocate["smsOptout"] == "1"


def test_no_form_may_say_that_a_phone_is_confirmed() -> None:
    pairs = [("phone", "8165550123"), ("smsOptin", "1"), ("smsOptinConfirmed", "1")]
    assert problems(*pairs, **SECRET) == {"smsOptinConfirmed": "not_from_a_form"}


def test_the_public_may_not_make_phones_ring_unless_the_campaign_says_so() -> None:
    call = [*ANN, ("phone", "8165550123"), ("type[]", "call")]
    assert problems(*call) == {"type": "not_for_the_public"}
    assert submission(*call, path=f"{FORM_PATH}/999").connection == ConnectionRequest(campaign=999, types=("call",))


def test_the_campaign_of_the_call_decides_not_another_one() -> None:
    call = [*ANN, ("phone", "8165550123"), ("type[]", "call"), ("campaigns[]", "999")]
    assert problems(*call, ("campaignid", "998")) == {"type": "not_for_the_public"}
    assert submission(*call, ("campaignid", "999")).connection == ConnectionRequest(campaign=999, types=("call",))


def test_a_trusted_sender_may_ask_for_calls() -> None:
    made = submission(*ANN, ("phone", "8165550123"), ("type[]", "call"), **SECRET)
    assert made.connection == ConnectionRequest(campaign=998, types=("call",))


# Connections ------------------------------------------------------------------------------------------------


def test_a_form_may_ask_for_an_email_and_a_tweet_with_their_texts() -> None:
    made = submission(
        *ANN,
        *HOME,
        ("type[]", "Tweet"),
        ("type[]", "email"),
        ("emailSubject", "Whales"),
        ("emailMessage", "Save\r\nthem"),
        ("tweetMessage", "[@legislator] whales!"),
    )
    assert made.connection == ConnectionRequest(
        campaign=998,
        types=("email", "tweet"),
        arguments={
            "emailSubject": "Whales",
            "emailMessage": "Save\nthem",
            "tweetMessage": "[@legislator] whales!",
        },
    )
    assert not {"type", "emailSubject", "emailMessage", "tweetMessage", "campaignid"} & made.advocate.keys()


def test_texts_of_what_was_not_ticked_are_left_out() -> None:
    assert submission(*ANN, ("emailSubject", "Whales"), ("emailMessage", "Save")).connection is None
    made = submission(*ANN, ("type[]", "tweet"), ("emailSubject", "Whales"), ("emailMessage", "Save"))
    assert made.connection == ConnectionRequest(campaign=998, types=("tweet",))


def test_an_email_needs_a_street_and_a_zip_or_it_would_fail_for_good() -> None:
    assert problems(*ANN, ("type[]", "email")) == {"address1": "required", "zip5": "required"}


def test_an_email_needs_an_address_to_come_from() -> None:
    assert problems(("phone", "8165550123"), *HOME, ("type[]", "email")) == {"email": "required"}


def test_a_call_needs_a_phone() -> None:
    assert problems(*ANN, ("type[]", "call"), path=f"{FORM_PATH}/999") == {"phone": "required"}


def test_an_advocate_who_is_known_upstream_needs_nothing_again() -> None:
    made = submission(("advocateid", "123"), ("type[]", "email"), ("type[]", "call"), **SECRET)
    assert made.connection == ConnectionRequest(campaign=998, types=("email", "call"))


def test_a_message_needs_a_subject_and_a_subject_a_message() -> None:
    asked = [*ANN, *HOME, ("type[]", "email")]
    assert problems(*asked, ("emailMessage", "Save")) == {"emailMessage": "needs_emailSubject"}
    assert problems(*asked, ("emailSubject", "Whales")) == {"emailSubject": "needs_emailMessage"}


def test_a_tweet_leaves_room_for_the_legislators() -> None:
    asked = [*ANN, ("type[]", "tweet")]
    assert problems(*asked, ("tweetMessage", "x" * 281)) == {"tweetMessage": "too_long"}
    assert problems(*asked, ("tweetMessage", "[@legislator]" + "x" * 231)) == {"tweetMessage": "too_long"}


def test_an_unknown_type_is_refused() -> None:
    assert problems(*ANN, ("type[]", "letter")) == {"type": "invalid"}


def test_with_several_campaigns_the_form_must_say_which_one_the_contact_is_for() -> None:
    asked = [*ANN, ("type[]", "tweet"), ("campaigns[]", "998"), ("campaigns[]", "999")]
    assert problems(*asked, path=FORM_PATH) == {"campaignid": "required"}
    made = submission(*asked, ("campaignid", "999"), path=FORM_PATH)
    assert made.connection == ConnectionRequest(campaign=999, types=("tweet",))
    assert made.campaigns == (998, 999)


# Natural keys -----------------------------------------------------------------------------------------------


def test_the_same_content_is_the_same_submission_for_a_day() -> None:
    first, again = submission(*ANN), submission(*reversed(ANN), ("_next", "https://whales.example.org/"))
    assert first.natural_key == again.natural_key
    assert first.keyed_by_content


@pytest.mark.parametrize(
    "change",
    [("city", "Boston"), ("campaigns[]", "999"), ("type[]", "tweet"), ("tags[]", "x"), ("emailOptin", "1")],
)
def test_other_content_is_another_submission(change: tuple[str, str]) -> None:
    assert submission(*ANN).natural_key != submission(*ANN, change).natural_key


def test_another_message_is_another_submission() -> None:
    tweet = [*ANN, ("type[]", "tweet")]
    one, other = (submission(*tweet, ("tweetMessage", text)).natural_key for text in ("a", "b"))
    assert one != other


SPELLINGS = [
    ("email", "Ann@Example.ORG"),
    ("firstname", " Zoe\u0308  Ann "),
    ("utm_source", "letter"),
    ("p2asource", "another page"),
    ("campaigns[]", "998"),
    ("tags[]", "seas"),
]


@pytest.mark.parametrize("change", SPELLINGS)
def test_another_spelling_is_the_same_submission(change: tuple[str, str]) -> None:
    asked = {"email": "ann@example.org", "firstname": "Zoë Ann", "tags[]": "seas"}
    assert submission(*(asked | dict([change])).items()).natural_key == submission(*asked.items()).natural_key


def test_what_was_typed_is_sent_as_it_was_typed() -> None:
    assert submission(("email", "Ann@Example.ORG")).advocate["email"] == "Ann@Example.ORG"


def test_an_idempotency_key_makes_equal_content_one_for_longer_than_a_day() -> None:
    first = submission(*ANN, idempotency_key="k-1")
    again = submission(*reversed(ANN), ("_idempotency_key", "k-1"))
    assert first.natural_key == again.natural_key
    assert not first.keyed_by_content
    assert first.natural_key != submission(*ANN, idempotency_key="k-2").natural_key


@pytest.mark.parametrize(
    "other",
    [
        [("email", "ann@example.org"), ("firstname", "X")],
        [*ANN, ("city", "Boston")],
        [*ANN, ("type[]", "tweet")],
        [*ANN, ("campaigns[]", "999")],
        [("email", "bob@example.org")],
    ],
)
def test_an_idempotency_key_swallows_no_other_content_whoever_guessed_it(other: list[tuple[str, str]]) -> None:
    guessed = submission(*other, idempotency_key="k-1")
    assert guessed.natural_key != submission(*ANN, idempotency_key="k-1").natural_key


def test_a_blank_idempotency_key_is_none() -> None:
    assert submission(*ANN, idempotency_key=" ").keyed_by_content


def test_a_natural_key_shows_nothing_of_what_was_typed() -> None:
    assert "ann@" not in submission(*ANN, idempotency_key="ann@example.org").natural_key


def test_the_deadline_is_what_a_person_waits_for_a_form() -> None:
    to = relay()
    send(to, *ANN)
    (deadline,) = to.intake.deadlines
    assert deadline.kill_at - deadline.budget_until == 28_000 - 3_000


# Leaving


@pytest.mark.parametrize("more", [("zip5", "x"), ("campaignid", "12"), ("type", "email"), ("advocateid", "7")])
def test_an_opt_out_stands_even_if_the_rest_of_its_form_is_refused(more: tuple[str, str]) -> None:
    to = relay()
    reply = send(to, ("email", "ann@example.org"), ("emailOptout", "1"), more)
    (out,) = to.intake.accepted
    assert reply["statusCode"] == 422
    assert (out.campaigns, out.connection, dict(out.advocate)) == (
        (),
        None,
        {"email": "ann@example.org", "emailOptout": "1"},
    )
    assert (out.received_at, out.proof) == (RECEIVED_AT, "box: emailOptout")


@pytest.mark.parametrize("more", [("emailOptin", "1"), ("email", "nobody")])
def test_an_opt_out_that_is_not_clear_must_be_corrected_first(more: tuple[str, str]) -> None:
    to = relay()
    assert send(to, ("email", "ann@example.org"), ("emailOptout", "1"), more)["statusCode"] == 422
    assert to.intake.untouched


def test_a_refused_form_whose_opt_out_is_not_safe_is_asked_for_again() -> None:
    to = relay(UNAVAILABLE)
    assert send(to, ("email", "ann@example.org"), ("emailOptout", "1"), ("zip5", "x"))["statusCode"] == 503
