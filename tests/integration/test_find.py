"""Everything of one person, and all that happened to a submission: over tables, queues, secrets and logs of moto's."""

import json
import time
from typing import Any

import pytest
from botocore.exceptions import ClientError

from operate import find, trace
from operate.stack import Stack
from operate.trouble import Trouble
from relay.messages import from_message
from relay.stores.consent import Consent, OptIn
from relay.stores.journal import Claimed, Close, Journal
from relay.stores.table import Table
from tests.fakes.clock import Clock
from tests.fakes.ids import an_id
from tests.integration.conftest import Cloud
from tests.integration.stacks import IDENTITY, stack_on

ANN, PHONE = "ann@example.org", "8165550123"
ID = "0123456789abcdef0123456789abcdef"


@pytest.fixture
def stack(cloud: Cloud) -> Stack:
    return stack_on(cloud)


@pytest.fixture
def journal(cloud: Cloud, stack: Stack) -> Journal:
    return Journal(Table(cloud.aws, stack.journal_table), Clock())


def done(journal: Journal, submission_id: str, at: int, **addresses: str) -> None:
    about = {f"by_{name}": IDENTITY.found_by(name, each) for name, each in addresses.items()}  # type: ignore[arg-type]
    about["asked"] = "web_form 998 1001"
    claim = journal.claim(submission_id, received_at=at, lease_until=10**13, reopens_dead=False, about=about)
    assert isinstance(claim, Claimed)
    journal.close(submission_id, claim.token, Close(state="done", connections={"email": "done"}, advocate=7))


@pytest.mark.parametrize("written", ["ANN@example.org", " ann@example.org "])
def test_an_address_finds_its_sign_ups_the_oldest_first_and_nobody_elses(
    stack: Stack, journal: Journal, written: str
) -> None:
    done(journal, "new", 9, email=ANN, phone=PHONE)
    done(journal, "old", 3, email=ANN)
    done(journal, "other", 5, email="bob@example.org", phone=PHONE)
    found = find.find(stack, find.sought(written))
    assert [each.id for each in found.submissions] == ["old", "new"]
    assert found.submissions[0] == find.Submitted(
        id="old",
        state="done",
        reason="",
        source="web_form",
        campaigns=(998, 1001),
        received_at=3,
        advocate=7,
        parts={"email": "done"},
        busy=False,
        discarded_at=None,
        discarded_why="",
    )
    assert found.hints == ()
    nobodys = find.find(stack, find.sought("eve@example.org"))
    assert (nobodys.submissions, nobodys.hints) == ((), (find.SINCE_THEN,))


@pytest.mark.parametrize("written", ["8165550123", "(816) 555-0123", "+1 816 555 0123", "1-816-555-0123"])
def test_a_phone_finds_them_however_it_is_written(stack: Stack, journal: Journal, written: str) -> None:
    done(journal, "new", 9, email=ANN, phone=PHONE)
    done(journal, "other", 5, email="bob@example.org")
    assert [each.id for each in find.find(stack, find.sought(written)).submissions] == ["new"]


def test_an_item_of_an_earlier_version_is_found_by_its_id(cloud: Cloud, stack: Stack, journal: Journal) -> None:
    item = {"id": {"S": ID}, "state": {"S": "dead"}, "reason": {"S": "rejected"}, "received_at": {"N": "5"}}
    cloud.client("dynamodb").put_item(TableName=stack.journal_table, Item=item)
    (one,) = find.find(stack, find.sought(ID)).submissions
    assert (one.id, one.state, one.reason, one.source, one.campaigns) == (ID, "dead", "rejected", "", ())
    assert find.find(stack, find.sought(ANN)).submissions == ()


def test_letters_and_held_ones_of_a_person_are_found_and_stay(cloud: Cloud, stack: Stack, journal: Journal) -> None:
    done(journal, an_id(3), 9, email=ANN)
    sqs = cloud.client("sqs")
    for url in (stack.dead_letter_url, stack.held_url):
        for letter in (
            {"id": an_id(1), "advocate": {"email": "Ann@Example.org"}},
            {"id": an_id(2), "raw": "name=Ann&email=ann%40example.org"},
            {"id": an_id(3), "advocate": {"advocateid": "7"}},
            {"id": "c", "advocate": {"email": "joann@example.org"}},
            {"id": "d", "advocate": ["ann@example.org"]},
        ):
            sqs.send_message(QueueUrl=url, MessageBody=json.dumps(letter))
    for _ in range(2):  # it stays
        found = find.find(stack, find.sought(ANN))
        assert sorted(letter.id for letter in found.letters) == [an_id(1), an_id(2), an_id(3)]
        assert sorted(letter.id for letter in found.held) == [an_id(1), an_id(2), an_id(3)]
    sqs.send_message(QueueUrl=stack.held_url, MessageBody=json.dumps({"raw": "From=%2B18165550123&Body=JOIN"}))
    assert len(find.find(stack, find.sought(PHONE)).held) == 1


HELD = {"version": 1, "source": "web_form", "natural_key": "k", "keyed_by_content": False, "received_at": 5}
HELD |= {"campaigns": [998], "advocate": {"email": ANN, "emailOptin": "1"}, "held": "spam", "at": 6}


def test_a_letter_is_found_by_sqs_own_id_and_what_is_held_by_its_submissions(
    cloud: Cloud, stack: Stack, journal: Journal
) -> None:
    sqs = cloud.client("sqs")
    held = sqs.send_message(QueueUrl=stack.held_url, MessageBody=json.dumps(HELD))["MessageId"]
    unreadable = sqs.send_message(QueueUrl=stack.dead_letter_url, MessageBody="no JSON")["MessageId"]
    submission = IDENTITY.submission(from_message(json.dumps(HELD)))
    done(journal, submission, 5, email=ANN)
    for written in (held, submission):
        found = find.find(stack, find.sought(written))
        assert [each.message_id for each in found.held] == [held]
        assert [each.id for each in found.submissions] == [submission]
        assert found.letters == ()
    found = find.find(stack, find.sought(unreadable))
    assert ([each.body for each in found.letters], found.submissions, found.held) == (["no JSON"], (), ())


def test_an_older_sign_up_is_found_through_the_letter_of_the_person(
    cloud: Cloud, stack: Stack, journal: Journal
) -> None:
    done(journal, ID, 5)
    letter = {"id": ID, "advocate": {"email": ANN}}
    cloud.client("sqs").send_message(QueueUrl=stack.dead_letter_url, MessageBody=json.dumps(letter))
    assert [each.id for each in find.find(stack, find.sought(ANN)).submissions] == [ID]


def test_what_waits_is_told_from_the_journal_and_the_logs(cloud: Cloud, stack: Stack, journal: Journal) -> None:
    now = time.time_ns() // 1_000_000
    about = {"by_email": IDENTITY.found_by("email", ANN), "asked": "web_form 998"}
    claim = journal.claim(ID, received_at=now - 5000, lease_until=now, reopens_dead=False, about=about)
    assert isinstance(claim, Claimed)
    journal.close(ID, claim.token, Close(state="open", connections={}))
    stop, out = "f" * 32, {"source": "sms", "received_at": str(now)}
    consent = Consent(Table(cloud.aws, stack.consent_table))
    key = IDENTITY.consent("email", ANN)
    consent.opt_out(key, received_at=now, recorded_at=now, evidence=out | {"submission": stop})
    logs = cloud.client("logs")
    (group,) = stack.log_groups.values()
    logs.create_log_group(logGroupName=group)
    logs.create_log_stream(logGroupName=group, logStreamName="s")
    events = [
        {
            "timestamp": now - 1000,
            "message": json.dumps({"message": "waiting", "outcome": "waiting", "submission_id": each, "attempt": 2}),
        }
        for each in (ID, stop)
    ]
    logs.put_log_events(logGroupName=group, logStreamName="s", logEvents=events)
    found = find.find(stack, find.sought(ANN))
    assert [(each.id, each.opts_out, each.tries) for each in found.waiting] == [(ID, False, 2), (stop, True, 2)]
    assert [each.id for each in find.find(stack, find.sought(stop)).waiting] == [stop]


def test_consent_is_shown_with_all_its_evidence_that_which_was_moved_too(
    cloud: Cloud, stack: Stack, journal: Journal
) -> None:
    consent = Consent(Table(cloud.aws, stack.consent_table))
    for number in range(25):
        evidence = {"submission": f"s{number}", "received_at": str(number), "source": "sms", "proof": "JOIN"}
        wish = OptIn(channel="sms", received_at=number, evidence=evidence, spoken=True)
        assert consent.opt_in(IDENTITY.consent("sms", PHONE), wish) == "recorded"
    stop = {"submission": "s99", "received_at": "99", "source": "sms"}
    consent.opt_out(IDENTITY.consent("sms", PHONE), received_at=99, recorded_at=100, evidence=stop)
    (spoken,) = find.find(stack, find.sought(PHONE)).consent
    assert spoken.channel == "sms"
    assert spoken.times == {"in_at": 24, "spoken_at": 24, "out_at": 99, "out_recorded_at": 100}
    assert [each["submission"] for each in spoken.said] == [*(f"s{number}" for number in range(25)), "s99"]
    assert [each["what"] for each in spoken.said] == [*["opt-in"] * 25, "opt-out"]


def test_a_stack_that_lacks_an_index_says_so(cloud: Cloud, stack: Stack) -> None:
    class Old:
        def get_paginator(self, _: str) -> "Old":
            return self

        def paginate(self, **_: Any) -> Any:
            raise ClientError({"Error": {"Code": "ValidationException"}}, "Query")

    def batch_get_item(**_: Any) -> Any:
        return {"Responses": {}}

    old = Old()
    old.batch_get_item = batch_get_item  # type: ignore[attr-defined]
    stack._clients["dynamodb"] = old
    found = find.find(stack, find.sought(PHONE))
    assert found.submissions == ()
    assert "no index by phone yet" in found.hints[0]


@pytest.mark.parametrize("text", ["", "ann", "ann@", "555-0123", "0123456789ABCDEF", "816555012345", "a b@example.org"])
def test_what_is_no_person_and_no_id_is_a_line(text: str) -> None:
    with pytest.raises(Trouble, match="write one of them"):
        find.sought(text)


def test_the_log_lines_of_a_submission_are_told_in_order_whatever_is_in_them(cloud: Cloud, stack: Stack) -> None:
    logs, now = cloud.client("logs"), time.time_ns() // 1_000_000
    (group,) = stack.log_groups.values()
    logs.create_log_group(logGroupName=group)
    logs.create_log_stream(logGroupName=group, logStreamName="s")
    said = {
        "service": "retry",
        "message": "dead",
        "submission_id": ID,
        "reason": "rejected",
        "attempt": 0,
        "at": ["x:1"],
    }
    events = [
        {"timestamp": now - 2000, "message": f"odd {ID}"},
        {"timestamp": now - 1500, "message": json.dumps(said | {"submission_id": "another"})},
        {"timestamp": now - 1000, "message": json.dumps(said)},
    ]
    logs.put_log_events(logGroupName=group, logStreamName="s", logEvents=events)
    first, second = trace.lines(stack, ID, now - 5000)
    assert (first.message, first.said) == (f"odd {ID}", {})
    assert (second.service, second.message, second.said) == ("retry", "dead", {"reason": "rejected", "at": ["x:1"]})
    with pytest.raises(Trouble, match="no id"):
        trace.lines(stack, 'x" or "', 0)
