"""The metrics that the code writes: each scene runs the relay's own code, and its log is read as CloudWatch reads it.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
"""

import importlib.util
import os
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from typing import Any

from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

from relay import telemetry
from relay.phone2action import CredentialsRejected, Misrouted, NotSent, Rejected, UnknownOutcome
from relay.sources import google_lead, sms, twitter_card, web_form
from tests.fakes.aws import Fault
from tests.fakes.events import CARD_PATH, FORM_PATH, GOOGLE_PATH, SMS_PATH, Context
from tests.fakes.log import Log
from tests.fakes.relay import World, sign_up, text, unanswered
from tests.fakes.settings import PUBLIC_URL
from tests.unit.sources import signing
from tests.unit.sources.arrivals import Pairs, posted_json, relay, urlencoded

type Counted = tuple[str, frozenset[tuple[str, str]], str]
"""A metric's name, its dimensions with their values, and its unit."""

SERVICE = "POWERTOOLS_SERVICE_NAME"
KEEPER = "relay.keeping.report"
ANN: Pairs = [("email", "ann@example.org"), ("firstname", "Ann")]


def counted(lines: Iterable[Mapping[str, Any]]) -> set[Counted]:
    """What log lines count, under each of their sets of dimensions."""
    return {
        (metric["Name"], frozenset((name, line[name]) for name in dimensions), metric["Unit"])
        for line in lines
        for directive in line.get("_aws", {}).get("CloudWatchMetrics", [])
        for dimensions in directive["Dimensions"]
        for metric in directive["Metrics"]
    }


def namespaces(lines: Iterable[Mapping[str, Any]]) -> set[str]:
    """The namespaces in which log lines count."""
    return {directive["Namespace"] for line in lines for directive in line.get("_aws", {}).get("CloudWatchMetrics", [])}


def written(log: Log) -> list[dict[str, Any]]:
    """The lines of all scenes, as a function writes them that has its name from the template."""
    before = os.environ.get(SERVICE)
    os.environ[SERVICE] = "web_form"
    telemetry._counted_once.cache_clear()
    try:
        for scene in SCENES:
            scene()
    finally:
        os.environ.pop(SERVICE)
        os.environ.update({SERVICE: before} if before is not None else {})
        telemetry._counted_once.cache_clear()
    return log.lines


# Letters ---------------------------------------------------------------------------------------------------------


def rejected() -> None:
    world = World()
    world.platform.break_down(Rejected("the API answered 422", status=422))
    world.submit(sign_up(world, source="twitter_card"))


def expired() -> None:
    world = World()
    world.platform.break_down(UnknownOutcome(status=503))
    world.submit(sign_up(world))
    world.clock.advance(seconds=97 * 3600)
    world.work()


def unverifiable() -> None:
    world = World()
    unanswered(world, acts=False)
    world.work_through(minutes=60)


def poison() -> None:
    world = World()
    submission = sign_up(world)
    world.platform.break_down(UnknownOutcome(status=503), count=1)
    world.submit(submission)
    for _ in range(5):
        world.crash(submission)
    world.work_through(minutes=10)


def invalid_card() -> None:
    world = World()
    key = ("api_key", "demo-card-key")
    twitter_card.handle(urlencoded(f"{CARD_PATH}/997", [*ANN, key]), Context(), world.ingress)


def unreadable() -> None:
    world = World()
    world.intake.queues.retry("not json", delay_seconds=0)
    world.work()


def nobody_found() -> None:
    world = World()
    world.submit(text(world, advocate={"phone": "8165550123", "smsOptout": "1"}, proof="STOP"))
    world.work_through(minutes=60)


# What becomes of the rest ------------------------------------------------------------------------------------------


def spam() -> None:
    world = World()
    world.intake.hold(sign_up(world), "spam")


def stop_like() -> None:
    world = World()
    world.intake.hold(text(world), "stop_like")
    world.submit(text(world, natural_key="SM0124"))


def no_phone() -> None:
    world = World()
    world.intake.hold(text(world), "no_phone")


def a_page_that_is_not_named() -> None:
    world = World()
    world.intake.hold(sign_up(world), "origin")


def a_challenge_that_nobody_verifies() -> None:
    world = World()
    telemetry.unverified("turnstile", "away")
    world.intake.hold(sign_up(world), "challenge")


def a_burst() -> None:
    world = World()
    world.intake.hold(sign_up(world), "burst")


def delivered_and_queued() -> None:
    world = World()
    for source in ("web_form", "twitter_card", "google_lead", "sms"):
        made = text if source == "sms" else sign_up
        world.submit(made(world, source=source, natural_key=f"{source} 1"))
        world.platform.break_down(UnknownOutcome(status=503), count=1)
        world.submit(made(world, source=source, natural_key=f"{source} 2"))
        world.clock.advance(seconds=60)
        world.breaker.call(lambda: None)


def all_goes_on_later() -> None:
    world = World()
    world.platform.break_down(NotSent(), count=1)
    world.submit(sign_up(world))
    world.work_through(minutes=60)


def no_queue() -> None:
    world = World()
    world.aws.faults.append(Fault("SendMessage", "away"))
    world.platform.break_down(UnknownOutcome(status=503))
    world.submit(sign_up(world))


def keys_refused() -> None:
    world = World()
    world.platform.break_down(CredentialsRejected("401", status=401))
    world.submit(sign_up(world))


def api_misrouted() -> None:
    world = World()
    world.platform.break_down(Misrouted("404", status=404))
    world.submit(sign_up(world))


def slow() -> None:
    world = World()
    world.platform.slow_down("create_connection", 2.5)
    world.submit(sign_up(world, connect=("email",)))


# What is refused ---------------------------------------------------------------------------------------------------


def form(campaign: int, fields: Pairs = ANN, headers: Mapping[str, str] | None = None) -> None:
    web_form.handle(urlencoded(f"{FORM_PATH}/{campaign}", fields, headers), Context(), relay().ingress)


def forms_for_a_campaign_that_takes_none() -> None:
    form(997)
    form(1001)


def forms_that_are_set_up_wrong() -> None:
    form(998, [*ANN, ("advocateid", "7")])
    confirmed = [*ANN, ("phone", "8165550123"), ("smsOptin", "1"), ("smsOptinConfirmed", "1")]
    form(998, confirmed, {"authorization": "Bearer form-key"})


def a_form_without_its_secret() -> None:
    form(1000)


def a_signature_that_is_wrong() -> None:
    signing.post(signing.knowing(signing.OTHER), signing.signed())


def a_signature_of_another_time() -> None:
    at = signing.NOW - timedelta(hours=1)
    signing.post(signing.knowing(signing.SECRET), signing.signed(at=at))


def a_form_that_was_filled_in_wrong() -> None:
    form(998, [*ANN, ("zip5", "12")])


def a_card_that_is_refused() -> None:
    twitter_card.handle(urlencoded(f"{CARD_PATH}/998", [*ANN, ("api_key", "x")]), Context(), relay().ingress)


def a_google_lead_that_is_refused() -> None:
    lead = {"google_key": "x", "user_column_data": []}
    google_lead.handle(posted_json(f"{GOOGLE_PATH}/998", lead), Context(), relay().ingress)


def a_text_that_is_refused() -> None:
    unsigned = urlencoded(SMS_PATH, [("From", "+18165550123"), ("Body", "JOIN")], {"x-twilio-signature": "x"})
    sms.handle(unsigned, Context(), relay().ingress)


def a_question_of_googles_that_nothing_is_known_of() -> None:
    columns = [{"column_id": "why?", "string_value": "x"}, {"column_id": "EMAIL", "string_value": "ann@example.org"}]
    lead = {"google_key": "google-key", "user_column_data": columns, "is_test": True}
    google_lead.handle(posted_json(f"{GOOGLE_PATH}/998", lead), Context(), relay().ingress)


def a_site_that_is_not_listed() -> None:
    form(998, headers={"origin": "https://elsewhere.example.org", "sec-fetch-mode": "cors"})


def a_text_from_abroad() -> None:
    fields = {"From": "+447700900123", "Body": "JOIN", "MessageSid": "SM0126"}
    signature = RequestValidator("token").compute_signature(f"{PUBLIC_URL}{SMS_PATH}", fields)
    signed = urlencoded(SMS_PATH, list(fields.items()), {"x-twilio-signature": signature})
    sms.handle(signed, Context(), relay().ingress)


def the_keepers_hour() -> None:
    """Nothing, where there is no keeper yet."""
    if importlib.util.find_spec(KEEPER.rpartition(".")[0]):
        importlib.import_module(KEEPER).round_made(oldest_days=10.5, kept=1, given_up=1, failed=0)


def a_fault() -> None:
    telemetry.fault("worker.read", ValueError())


SCENES: tuple[Callable[[], None], ...] = (
    *(rejected, expired, unverifiable, poison, invalid_card, unreadable, nobody_found),
    *(spam, a_page_that_is_not_named, a_challenge_that_nobody_verifies, a_burst),
    *(stop_like, no_phone, delivered_and_queued, all_goes_on_later, no_queue),
    *(keys_refused, api_misrouted, slow),
    *(forms_for_a_campaign_that_takes_none, forms_that_are_set_up_wrong, a_form_without_its_secret),
    *(a_signature_that_is_wrong, a_signature_of_another_time),
    *(
        a_form_that_was_filled_in_wrong,
        a_card_that_is_refused,
        a_google_lead_that_is_refused,
        a_text_that_is_refused,
        a_text_from_abroad,
    ),
    *(a_question_of_googles_that_nothing_is_known_of, a_site_that_is_not_listed, a_fault, the_keepers_hour),
)
