"""The keeper's hour: which mails it sends, and when; and what it does when a part of the world is away."""

import json
from typing import Any

import pytest

from relay import telemetry
from relay.keeping.memory import KEY
from relay.phone2action import CredentialsRejected, Misrouted, NotSent, Rejected, UnknownOutcome
from relay.stores.aws import AwsError
from tests.fakes.aws import Fault
from tests.fakes.log import Log
from tests.fakes.settings import DEAD, HELD, JOURNAL, RETRY
from tests.unit.keeping.keeping_world import ID, letter_text
from tests.unit.keeping.watching import WatchingWorld

HEADLINE = "Advocate Relay relay-prod"


@pytest.fixture
def world() -> WatchingWorld:
    return WatchingWorld()


@pytest.fixture
def told(world: WatchingWorld) -> WatchingWorld:
    """A world whose mail of the day has been sent: it is 13:00 UTC."""
    world.clock.advance(hours=1)
    assert len(world.hour()) == 1
    return world


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Log:
    log = Log()
    monkeypatch.setattr(telemetry.logger.registered_handler, "stream", log)
    return log


def subjects(mails: list[tuple[str, str]]) -> list[str]:
    return [subject.removeprefix(f"{HEADLINE}: ") for subject, _ in mails]


# ---------------------------------------------------------------- the daily mail


def test_one_mail_comes_a_day_from_its_hour_on(world: WatchingWorld) -> None:
    assert world.hour() == []  # it is noon
    hours = [len(world.live_hours(1)) for _ in range(72)]
    assert [hour + 13 for hour, mails in enumerate(hours) if mails] == [13, 37, 61]


def test_a_mail_whose_hour_was_missed_comes_late(world: WatchingWorld) -> None:
    world.clock.advance(hours=9)
    assert subjects(world.hour()) == ["all is well"]
    assert world.live_hours(13) == []
    assert len(world.live_hours(3)) == 1


def test_a_day_on_which_nothing_came_is_said_to_be_one(told: WatchingWorld) -> None:
    ((_, text),) = told.live_hours(24)
    for line in (
        "Advocate Relay, stack relay-prod: Friday, 2 January 2026, 13:00 UTC",
        "Nothing is wrong.",
        "  Web forms: nothing came in.",
        "  Lead cards: nothing came in.",
        "  Texts: nothing came in.",
        "  Stops: none came.",
        "  Turned away: nobody.",
        "Dead letters: none.",
        "Held until a person has looked: none.",
        "Waiting for another try: none.",
        "Phone2Action takes the keys, and every campaign of campaigns.toml is active there.",
        "     ./relay --stack relay-prod status",
    ):
        assert line in text.splitlines()


def test_a_day_is_told_in_numbers_by_source(told: WatchingWorld) -> None:
    for _ in range(3):
        told.sign_up()
    told.sign_up(outcome="queued")
    told.sign_up(outcome="held", reason="spam")
    told.sign_up(outcome="delivered", attempt=1)
    told.sign_up(source="sms", outcome="dead", reason="invalid")
    told.sign_up(source="sms", outcome="queued", reason="opt_out")
    told.sign_up(source="sms", outcome="done", reason="opt_out", attempt=2)
    told.log("refused", source="web_form", code="phone_format", status=422)
    for _ in range(2):
        told.log("refused", source="unknown", code="not_found", status=404)
    told.clock.advance(hours=23)
    ((_, text),) = told.live_hours(1)
    lines = text.splitlines()
    assert "  Web forms: 5 came in, 4 delivered, 1 queued first, 1 held." in lines
    assert "  Texts: 1 came in, 0 delivered, 1 could not be delivered." in lines
    assert "  Stops: 1 came, 1 carried out." in lines
    assert "  Turned away: 2 of no known source (not_found), 1 web forms (phone_format)." in lines
    assert "To look at" not in text
    told.clock.advance(hours=24)
    assert "  Web forms: nothing came in." in told.hour()[0][1].splitlines()


def test_letters_and_what_is_held_are_told_by_reason_and_age(told: WatchingWorld) -> None:
    told.put(letter_text(1), letter_text(2))
    told.clock.advance(days=2)
    told.put(letter_text(3, reason="poison"))
    told.put(json.dumps({"held": "spam", "at": 1}), queue=HELD)
    told.clock.advance(hours=5)
    ((subject, text),) = told.hour()
    assert subject == f"{HEADLINE}: 3 things to look at"
    lines = text.splitlines()
    assert lines.index("Dead letters: 3.") + 1 == lines.index("  2 rejected, the oldest 2 days old")
    assert "  1 poison, the oldest 5 hours old" in lines
    assert "  1 spam, the oldest 5 hours old" in lines
    assert "     ./relay --stack relay-prod letters --reason poison" in lines


def test_a_stop_like_text_is_told_with_its_last_day_and_presses_as_that_comes_near(told: WatchingWorld) -> None:
    """It comes on a Thursday; its last day is Thursday, two weeks and a day later, for the 19th is a holiday."""
    message = {"held": "stop_like", "at": told.clock(), "received_at": told.clock(), "proof": "no more Ann"}
    told.put(json.dumps(message), queue=HELD)
    assert subjects(told.live_hours(1)) == ["held until a person has looked: 1 (stop_like)"]
    ((_, text),) = told.live_hours(23)
    (name,) = told.names(HELD)
    assert f"  by Thursday, 15 January 2026: ./relay --stack relay-prod held show {name}" in text.splitlines()
    mails = told.live_hours(24 * 16)
    alarming = [subject for subject in subjects(mails) if "stop-like" in subject]
    assert alarming == ["a stop-like text must be decided", "a stop-like text is overdue"]
    assert f"     ./relay --stack relay-prod held opt-out {name}" in mails[-1][1].splitlines()


def test_what_waits_is_counted_and_rings_after_six_hours(told: WatchingWorld) -> None:
    told.put("{}", "{}", queue=RETRY)
    told.sign_up(outcome="queued", submission_id=ID)
    told.sign_up(outcome="waiting", attempt=1, submission_id=ID)
    assert told.live_hours(5) == []
    ((subject, text),) = told.live_hours(1)
    assert subject == f"{HEADLINE}: 2 sign-ups waiting"
    assert "the oldest for 6 hours" in text


def test_a_worker_that_has_done_nothing_is_said_to_be_paused_perhaps(told: WatchingWorld) -> None:
    told.put("{}", queue=RETRY)
    told.sign_up(outcome="queued", submission_id=ID)
    told.clock.advance(hours=7)
    ((_, text),) = told.hour()
    assert "the worker may be" in text
    assert "     ./relay --stack relay-prod resume" in text.splitlines()


# ---------------------------------------------------------------- at once, and once


def test_something_new_is_told_at_once_and_once(told: WatchingWorld) -> None:
    assert told.live_hours(2) == []
    told.put(letter_text(1))
    ((subject, text),) = told.live_hours(1)
    assert subject == f"{HEADLINE}: could not be delivered: 1 (rejected)"
    assert "New (1):" in text
    told.put(letter_text(2))
    assert told.live_hours(20) == []
    assert subjects(told.live_hours(24)) == ["1 thing to look at"]


def test_what_goes_and_comes_again_rings_once_a_day(told: WatchingWorld) -> None:
    def flaps(hours: int) -> int:
        count = 0
        for _ in range(hours // 2):
            told.fails = CredentialsRejected("no")
            count += len(told.live_hours(1))
            told.fails = None
            count += len(told.live_hours(1))
        return count

    assert flaps(22) == 1
    told.live_hours(30)
    told.fails = CredentialsRejected("no")
    assert len(told.live_hours(1)) == 1


def test_several_new_things_are_one_mail(told: WatchingWorld) -> None:
    told.put(letter_text(1), letter_text(2, reason="expired"))
    ((subject, text),) = told.live_hours(1)
    assert subject.endswith("could not be delivered: 1 (rejected), and 1 more")
    assert text.count("./relay --stack relay-prod letters --reason") == 2


def test_a_mail_that_was_not_sent_is_sent_in_the_next_hour(told: WatchingWorld) -> None:
    told.put(letter_text(1))
    told.aws.faults = [Fault("Publish", "away", count=1)]
    with pytest.raises(AwsError):
        told.live_hours(1)
    assert len(told.live_hours(1)) == 1


def test_a_letter_that_is_given_up_is_told_with_its_last_day(told: WatchingWorld) -> None:
    told.clock.advance(hours=2)
    told.put(letter_text(1))
    mails = told.live_hours(24 * 60 + 1)
    (given_up,) = (text for subject, text in mails if "given up" in subject)
    assert "60 days. The first is gone for good on Monday, 16 March 2026" in " ".join(given_up.split())
    assert "     ./relay --stack relay-prod letters export letters.jsonl" in given_up.splitlines()


@pytest.mark.parametrize("queue", [DEAD, HELD])
def test_the_whole_of_both_queues_is_kept_while_mails_are_sent(told: WatchingWorld, queue: str) -> None:
    told.put(*(letter_text(number) for number in range(25)), queue=queue)
    told.live_hours(24 * 20)
    assert len(told.lying(queue)) == 25


# ---------------------------------------------------------------- the platform


@pytest.mark.parametrize(
    ("error", "subject"),
    [
        (CredentialsRejected("no"), "Phone2Action refuses the keys"),
        (Misrouted("no"), "what answers is not Phone2Action's API"),
        (Rejected("no"), "Phone2Action refuses to list the campaigns"),
    ],
)
def test_a_platform_that_answers_wrongly_rings(told: WatchingWorld, error: Exception, subject: str) -> None:
    told.fails = error
    assert subjects(told.live_hours(1)) == [subject]


@pytest.mark.parametrize("error", [NotSent("no"), UnknownOutcome("no")])
def test_a_platform_that_is_away_rings_nothing_but_is_told_in_the_daily_mail(
    told: WatchingWorld, error: Exception
) -> None:
    told.fails = error
    ((subject, text),) = told.live_hours(24)
    assert subject == f"{HEADLINE}: 1 thing to look at"
    assert "Phone2Action does not answer as it should, or was left alone" in text
    assert "doctor" in text


def test_a_campaign_that_is_not_active_upstream_rings_with_its_number_and_name(told: WatchingWorld) -> None:
    told.active = (998, 7)
    ((subject, text),) = told.live_hours(1)
    assert subject == f"{HEADLINE}: campaign 999 is not active on Phone2Action"
    assert "campaign 999 (Keep the Sanctuary)" in text


# ---------------------------------------------------------------- silence


def test_a_source_that_is_silent_for_longer_than_its_hours_rings_and_no_other(told: WatchingWorld) -> None:
    told.sign_up()
    told.sign_up(source="twitter_card", campaign=999)
    subjects_of = subjects(told.live_hours(72))
    assert not [each for each in subjects_of if "silence" in each]
    ((subject, text),) = told.live_hours(1)
    assert subject == f"{HEADLINE}: silence: web forms, campaign 998"
    assert "nothing has come for 3 days. campaigns.toml lets them be silent for 72 hours." in " ".join(text.split())


@pytest.mark.parametrize(
    "said",
    [
        {"source": "sms"},
        {"campaign": 999},
        {"reason": "opt_out", "outcome": "queued"},
        {"attempt": 3},
        {"outcome": "refused"},
    ],
)
def test_only_a_sign_up_of_the_source_and_the_campaign_breaks_the_silence(
    told: WatchingWorld, said: dict[str, Any]
) -> None:
    told.clock.advance(hours=60)
    told.sign_up(**said)
    told.hour()
    assert [each for each in subjects(told.live_hours(14)) if "silence" in each]


@pytest.mark.parametrize("outcome", ["delivered", "queued", "held", "rejected", "dead"])
def test_a_sign_up_breaks_the_silence_whatever_becomes_of_it(told: WatchingWorld, outcome: str) -> None:
    told.clock.advance(hours=60)
    told.sign_up(outcome=outcome)
    told.hour()
    assert not [each for each in subjects(told.live_hours(70)) if "silence" in each]


def test_a_keeper_that_did_not_run_for_days_reads_what_it_missed(told: WatchingWorld) -> None:
    told.clock.advance(hours=40)
    told.sign_up()
    told.clock.advance(hours=40)
    assert not [each for each in subjects(told.hour()) if "silence" in each]


def test_a_log_that_can_not_be_read_is_no_silence(told: WatchingWorld) -> None:
    told.log_away = True
    mails = told.live_hours(24 * 5)
    assert not [each for each in subjects(mails) if "silence" in each]
    assert "  not known: the log could not be read." in mails[-1][1].splitlines()


# ---------------------------------------------------------------- when something is away


@pytest.mark.parametrize(
    ("operation", "target", "line"),
    [
        ("GetQueueAttributes", DEAD, "Dead letters: not known, the queue could not be read."),
        ("GetQueueAttributes", HELD, "Held until a person has looked: not known, the queue could not be read."),
        ("GetQueueAttributes", RETRY, "Waiting for another try: not known, the queue could not be read."),
    ],
)
def test_what_can_not_be_read_is_said_and_the_rest_is_sent(
    world: WatchingWorld, operation: str, target: str, line: str
) -> None:
    world.put(letter_text(), queue=HELD if target == DEAD else DEAD)
    world.sign_up()
    world.aws.faults = [Fault(operation, "away", target)]
    ((_, text),) = world.live_hours(1)
    assert line in text.splitlines()
    assert "could not look at" in text
    assert "  Web forms: 1 came in, 1 delivered." in text.splitlines()
    assert "  1 rejected, the oldest 1 hour old" in text.splitlines()


def test_even_with_everything_away_there_is_a_mail_that_says_so(world: WatchingWorld) -> None:
    world.aws.faults = [Fault("GetQueueAttributes", "away"), Fault("BatchGetItem", "away"), Fault("UpdateItem", "away")]
    world.log_away = True
    world.fails = RuntimeError("nobody foresaw this")
    mails = world.live_hours(24)
    assert len(mails) == 1
    assert mails[0][1].count("could not look at") == 6


def test_a_look_that_fails_in_a_way_that_nobody_foresaw_leaves_its_text_out(world: WatchingWorld, log: Log) -> None:
    world.fails = RuntimeError("Ann Example")
    ((_, text),) = world.live_hours(1)
    assert "Ann" not in text + log.text
    assert "could not look at the platform" in text


# ---------------------------------------------------------------- shown, and measured


def test_the_mail_of_now_is_shown_with_nothing_sent_kept_or_remembered(told: WatchingWorld) -> None:
    told.put(letter_text(1))
    told.clock.advance(days=8)
    before = [message.id for message in told.lying()], dict(told.aws.tables[JOURNAL])
    shown = told.digest("./relay")
    assert shown["subject"] == f"{HEADLINE}: 2 things to look at"
    assert "     ./relay letters --reason rejected" in shown["text"].splitlines()
    assert ([message.id for message in told.lying()], told.aws.tables[JOURNAL]) == before
    assert len(told.aws.mails) == 1


def test_every_hour_has_its_metrics(told: WatchingWorld, log: Log) -> None:
    told.put(letter_text(1))
    told.put(letter_text(2), queue=HELD)
    told.clock.advance(days=7)
    told.hour()
    (line,) = (line for line in log.lines if line["message"] == "kept")
    assert (line["OldestLetterDays"], line["KeptLetters"], line["GivenUp"]) == ([7.0], [2.0], [0.0])
    (embedded,) = line["_aws"]["CloudWatchMetrics"]
    assert embedded["Namespace"] == "AdvocateRelay"
    assert {metric["Name"]: metric["Unit"] for metric in embedded["Metrics"]} == dict.fromkeys(
        ("OldestLetterDays", "KeptLetters", "GivenUp"), "Count"
    )
    told.aws.faults = [Fault("GetQueueAttributes", "away", DEAD)]
    told.live_hours(1)
    assert "OldestLetterDays" not in [line for line in log.lines if line["message"] == "kept"][-1]


def test_no_letters_are_zero_days_old(told: WatchingWorld, log: Log) -> None:
    told.live_hours(1)
    (line,) = (line for line in log.lines if line["message"] == "kept")
    assert (line["OldestLetterDays"], line["KeptLetters"], line["GivenUp"]) == ([0.0], [0.0], [0.0])


# ---------------------------------------------------------------- what SNS takes


def test_a_subject_is_ascii_and_no_longer_than_sns_takes_and_a_mail_fits(told: WatchingWorld) -> None:
    told.campaigns = {
        number: {"name": "Rettet die Wale \N{SPOUTING WHALE}" * 60, "web_form": {"quiet_hours": 1}}
        for number in range(10**15, 10**15 + 60)
    }
    told.active = ()
    stop = {"held": "stop_like", "at": 1, "received_at": told.clock()}
    told.put(*(json.dumps(stop | {"natural_key": str(number)}) for number in range(60)), queue=HELD)
    for mails in (told.live_hours(1), told.live_hours(24 * 20, each=24)):
        for subject, text in mails:
            assert subject.isascii()
            assert len(subject) <= 100
            assert len(text.encode()) < 256 * 1024


# ---------------------------------------------------------------- never a person

PERSON = ("ann", "8165550123", "main st")
EVERYWHERE = "Ann Example <ann@example.org> 8165550123 1 Main St"


def person_in(value: Any) -> Any:
    """The same with the person in every text of it."""
    match value:
        case str():
            return EVERYWHERE
        case dict():
            return {**{key: person_in(each) for key, each in value.items()}, EVERYWHERE: EVERYWHERE}
        case list():
            return [EVERYWHERE, *map(person_in, value)]
        case _:
            return value


def test_a_person_in_every_field_is_in_no_mail_no_memory_and_no_line_of_the_keeper(
    told: WatchingWorld, log: Log
) -> None:
    letters = [letter_text(1), letter_text(2, reason="poison", api={"endpoint": "x", "status": 400, "message": "y"})]
    helds = [json.dumps({"version": 1, "held": reason, "at": 1, "proof": "x", "raw": "y"}) for reason in ("spam", "z")]
    stop = {"held": "stop_like", "received_at": told.clock(), "id": EVERYWHERE, "proof": EVERYWHERE, "at": EVERYWHERE}
    spoilt = [json.dumps(person_in(json.loads(each))) for each in (*letters, *helds)]
    told.put(*letters, *spoilt, EVERYWHERE)
    told.put(*helds, *spoilt, json.dumps(stop), queue=HELD)
    marks = {name: {"DataType": "String", "StringValue": EVERYWHERE} for name in ("kept_name", "kept_since")}
    request = {"QueueUrl": HELD, "MessageBody": json.dumps(stop), "MessageAttributes": marks}
    told.aws.call("sqs", "SendMessage", request)
    told.put(EVERYWHERE, queue=RETRY)
    lines: list[tuple[str, dict[str, Any]]] = [
        ("delivered", {"outcome": "delivered", "source": "sms", "reason": "", "attempt": 0, "campaigns": [998]}),
        ("refused", {"source": "sms", "code": "bad_signature", "status": 403, "field": "x", "fields": ["x"]}),
        ("fault", {"where": "worker", "error": "KeyError", "at": ["x.py:3"], "submission_id": ID}),
        ("unlisted site", {"list": "origins", "site": "https://x.example", "fault": "not_listed"}),
        ("api refusal", {"kind": "Misrouted", "outcome": "Misrouted"}),
        ("breaker", {"state": "OPEN"}),
    ]
    for message, said in lines:
        told.log(message, **said)
        told.log(message, **person_in(said))
        told.log(message, **(said | {"source": EVERYWHERE, "code": EVERYWHERE, "where": EVERYWHERE}))
        told.log(message, **(person_in(said) | {"source": "sms", "outcome": message}))
    told.fails = CredentialsRejected(EVERYWHERE, api_error=EVERYWHERE)
    mails = told.live_hours(24 * 76, each=6)
    shown = told.digest()
    mails.append((shown["subject"], shown["text"]))
    assert len(mails) > 76
    everything = json.dumps([mails, told.aws.tables[JOURNAL][KEY]]) + log.text
    assert not [each for each in PERSON if each in everything.lower()]
