"""The operators' work on dead letters, against the table and queues as moto serves them."""

import json
import uuid

import pytest

from operate import journal as journals
from operate import queue
from operate.letters import Wanted
from operate.trouble import Trouble
from relay.letters import DeadLetter
from relay.stores.journal import Claimed, Close, Journal
from relay.stores.queues import Queues
from relay.stores.table import Table
from tests.fakes.clock import Clock
from tests.fakes.ids import an_id
from tests.integration.conftest import Cloud


@pytest.fixture
def journal_table(cloud: Cloud) -> str:
    name = f"journal-{uuid.uuid4().hex}"
    cloud.client("dynamodb").create_table(
        TableName=name,
        AttributeDefinitions=[
            {"AttributeName": "id", "AttributeType": "S"},
            {"AttributeName": "reason", "AttributeType": "S"},
            {"AttributeName": "received_at", "AttributeType": "N"},
        ],
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        GlobalSecondaryIndexes=[
            {
                "IndexName": "dead",
                "KeySchema": [
                    {"AttributeName": "reason", "KeyType": "HASH"},
                    {"AttributeName": "received_at", "KeyType": "RANGE"},
                ],
                "Projection": {"ProjectionType": "ALL"},
            }
        ],
        BillingMode="PAY_PER_REQUEST",
    )
    return name


@pytest.fixture
def urls(cloud: Cloud) -> tuple[str, str]:
    """A dead-letter queue and a retry queue."""
    sqs = cloud.client("sqs")
    dead, retry = (sqs.create_queue(QueueName=f"q-{uuid.uuid4().hex}")["QueueUrl"] for _ in range(2))
    return dead, retry


def bodies(cloud: Cloud, url: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = []
    while messages := cloud.client("sqs").receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
        found += [json.loads(message["Body"]) for message in messages]
    return found


def put_letters(cloud: Cloud, urls: tuple[str, str], count: int) -> None:
    queues = Queues(cloud.aws, retry_url=urls[1], dead_letter_url=urls[0], held_url=urls[0])
    for number in range(count):
        message = json.dumps({"version": 1, "source": "sms"})
        queues.dead_letter(DeadLetter(message=message, reason="rejected", detail="", id=an_id(number), last_at=0))


def test_what_is_dead_is_listed_by_reason_the_oldest_first_and_nothing_else(cloud: Cloud, journal_table: str) -> None:
    clock = Clock()
    journal = Journal(Table(cloud.aws, journal_table), clock)
    for name, at, state, reason in (
        ("new", 9, "dead", "rejected"),
        ("old", 3, "dead", "rejected"),
        ("lost", 1, "dead", "unverifiable"),
        ("fine", 2, "done", ""),
        ("again", 4, "dead", "rejected"),
    ):
        claim = journal.claim(name, received_at=at, lease_until=clock() + 1000, reopens_dead=False)
        assert isinstance(claim, Claimed)
        close = Close(state=state, connections={"email": "maybe"}, advocate=7, reason=reason)  # type: ignore[arg-type]
        journal.close(name, claim.token, close)
    journal.claim("again", received_at=4, lease_until=clock() + 1000, reopens_dead=True)
    found = list(journals.dead(cloud.client("dynamodb"), journal_table))
    assert [(dead.id, dead.reason) for dead in found] == [
        ("old", "rejected"),
        ("new", "rejected"),
        ("lost", "unverifiable"),
    ]
    assert found[0] == journals.DeadSubmission("old", "rejected", 3, {"email": "maybe"}, 7)
    assert list(journals.dead(cloud.client("dynamodb"), journal_table, ["poison"])) == []


def test_the_dead_of_a_reason_are_counted_without_those_whose_letter_was_deleted(
    cloud: Cloud, journal_table: str
) -> None:
    clock, dynamodb = Clock(), cloud.client("dynamodb")
    journal = Journal(Table(cloud.aws, journal_table), clock)
    for number in range(7):
        claim = journal.claim(an_id(number), received_at=number, lease_until=clock() + 1000, reopens_dead=False)
        assert isinstance(claim, Claimed)
        reason = "poison" if number == 6 else "rejected"
        journal.close(an_id(number), claim.token, Close(state="dead", connections={}, reason=reason))  # type: ignore[arg-type]
    journals.note_discarded(dynamodb, journal_table, an_id(0), "a test of ours", 5)
    journal.claim(an_id(1), received_at=1, lease_until=clock() + 1000, reopens_dead=True)  # a replay has it under way
    assert journals.dead_by_reason(dynamodb, journal_table, "rejected") == journals.DeadCount(4, 2)
    assert journals.dead_by_reason(dynamodb, journal_table, "expired") == journals.DeadCount(0, 0)


def test_all_letters_are_moved_back_unchanged(cloud: Cloud, urls: tuple[str, str]) -> None:
    put_letters(cloud, urls, 25)
    dead, retry = urls
    moved = [letter.id for letter in queue.replay(cloud.client("sqs"), url=dead, retry_url=retry)]
    assert sorted(moved) == sorted(an_id(number) for number in range(25))
    assert bodies(cloud, dead) == []
    waiting = bodies(cloud, retry)
    assert len(waiting) == 25
    assert all("send_anyway" not in body for body in waiting)


def test_one_letter_is_moved_and_the_others_stay(cloud: Cloud, urls: tuple[str, str]) -> None:
    put_letters(cloud, urls, 3)
    dead, retry = urls
    wanted = Wanted(ids=frozenset({an_id(1)}))
    moved = queue.replay(cloud.client("sqs"), url=dead, retry_url=retry, wanted=wanted)
    assert [letter.id for letter in moved] == [an_id(1)]
    assert [body["id"] for body in bodies(cloud, retry)] == [an_id(1)]
    counts = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    left = cloud.client("sqs").get_queue_attributes(QueueUrl=dead, AttributeNames=counts)["Attributes"]
    assert sum(map(int, left.values())) == 2


def test_a_letter_is_sent_anyway_only_by_its_name(cloud: Cloud, urls: tuple[str, str]) -> None:
    put_letters(cloud, urls, 1)
    dead, retry = urls
    sqs = cloud.client("sqs")
    with pytest.raises(Trouble, match="name their ids"):
        list(queue.replay(sqs, url=dead, retry_url=retry, send_anyway=True))
    wanted = Wanted(ids=frozenset({an_id(0)}))
    list(queue.replay(sqs, url=dead, retry_url=retry, wanted=wanted, send_anyway=True))
    assert bodies(cloud, retry)[0]["send_anyway"] == 1  # just after the letter's time, which is 0


def test_two_operators_at_once_move_each_letter_once(cloud: Cloud, urls: tuple[str, str]) -> None:
    put_letters(cloud, urls, 30)
    dead, retry = urls
    one, other = cloud.client("sqs"), cloud.client("sqs")
    with queue.in_hand(one, dead, Wanted(ids=frozenset({an_id(number) for number in range(10)}))) as hand:
        taken = {letter.id for letter in hand.letters}
        moved = {letter.id for letter in queue.replay(other, url=dead, retry_url=retry)}
        assert taken == {an_id(number) for number in range(10)}
        assert not taken & moved
    assert {letter.id for letter in queue.replay(other, url=dead, retry_url=retry)} == taken
    assert len(bodies(cloud, retry)) == 30


def test_what_was_delivered_since_is_known_and_why_something_was_deleted_is_noted(
    cloud: Cloud, journal_table: str
) -> None:
    clock, dynamodb = Clock(), cloud.client("dynamodb")
    journal = Journal(Table(cloud.aws, journal_table), clock)
    for number in range(230):
        claim = journal.claim(an_id(number), received_at=1, lease_until=clock() + 1000, reopens_dead=False)
        assert isinstance(claim, Claimed)
        if number % 2:
            journal.close(an_id(number), claim.token, Close(state="done", connections={}))
    ids = [an_id(number) for number in range(300)]
    assert journals.since_delivered(dynamodb, journal_table, ids) == {an_id(number) for number in range(1, 230, 2)}
    journals.note_discarded(dynamodb, journal_table, an_id(2), "a test of ours", 5)
    journals.note_discarded(dynamodb, journal_table, "never there", "a test of ours", 5)
    found = journals.stored_items(dynamodb, journal_table, [an_id(2), "never there"])
    assert {key: (item["discarded_at"], item["discarded_why"]) for key, item in found.items()} == {
        an_id(2): (5, "a test of ours")
    }
