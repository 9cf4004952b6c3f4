"""The stores against moto: their expressions, names and answers are DynamoDB's, SQS's and Secrets Manager's own.

The same journal story is told to moto and to the memory that the unit tests run on: they must agree, or the unit
tests prove nothing.
"""

import json
import uuid
from collections.abc import Callable
from typing import Any

import pytest

from relay.letters import DeadLetter, HeldMessage
from relay.stores.aws import Aws, AwsRefused
from relay.stores.consent import Consent, OptIn
from relay.stores.contact_claims import ContactClaims, Holder
from relay.stores.journal import Claimed, Close, Journal, Neighbours, Taken
from relay.stores.queues import NotAccepted, Queues
from relay.stores.secrets import CredentialStore, KeyStore
from relay.stores.table import Table
from tests.fakes.aws import MemoryAws
from tests.fakes.clock import Clock
from tests.fakes.relay import SECRETS
from tests.integration.conftest import Cloud

# "c" comes twice: the claim that is refused and shows its own token.
TOKENS = [*"abccdefghijk"]


def made_table(cloud: Cloud) -> str:
    name = f"table-{uuid.uuid4().hex}"
    cloud.client("dynamodb").create_table(
        TableName=name,
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        BillingMode="PAY_PER_REQUEST",
    )
    return name


def made_queue(cloud: Cloud) -> str:
    url: str = cloud.client("sqs").create_queue(QueueName=f"queue-{uuid.uuid4().hex}")["QueueUrl"]
    return url


def contacts_story(aws: Aws, table: str) -> list[object]:
    """A contact is claimed, refused, taken over, and free after a day."""
    clock = Clock()
    claims = ContactClaims(Table(aws, table), clock)
    one, two = Holder("one", "1"), Holder("two", "2")
    return [
        claims.claim("contact:a", one, received_at=clock()),
        claims.claim("contact:a", one, received_at=clock()),
        claims.claim("contact:a", two, received_at=clock()),
        claims.take_over("contact:a", two, Holder("one", "2")),
        claims.take_over("contact:a", two, one),
        claims.take_over("contact:a", two, one),
        claims.claim("contact:a", one, received_at=clock()),
        claims.claim("contact:a", one, received_at=clock() + 24 * 3_600_000 + 1),
        Journal(Table(aws, table), clock).read("contact:b"),
    ]


def journal_story(aws: Aws, table: str) -> list[object]:
    """Every kind of write and refusal that the journal knows, in one life of a submission."""
    clock, tokens = Clock(), iter(TOKENS)
    journal = Journal(Table(aws, table), clock, new_token=lambda: next(tokens))

    def claim(*, reopens_dead: bool = False, reruns_crashed: bool = True) -> Claimed | Taken:
        return journal.claim(
            "a",
            received_at=5,
            lease_until=clock() + 1000,
            reopens_dead=reopens_dead,
            reruns_crashed=reruns_crashed,
            about={"asked": "sms 998"},
        )

    def later[T](value: T) -> T:
        clock.advance(seconds=2)
        return value

    return [
        later(claim()),  # a
        claim(reruns_crashed=False),  # b, refused
        claim(),  # c
        claim(),  # c again
        journal.mark("a", "a", ["email"]),
        journal.mark("a", "c", ["email", "call"]),
        later(journal.mark("a", "c", None, resends=True)),
        journal.close("a", "a", Close(state="done", connections={})),
        journal.close("a", "c", Close(state="open", connections={"email": "maybe"}, maybe_from=1, maybe_since=2)),
        claim(),  # d
        journal.close("a", "d", Close(state="dead", connections={}, reason="rejected", advocate=7, opt_in_runs=1)),
        claim(),  # e, refused
        claim(reopens_dead=True),  # f
        journal.close("a", "f", Close(state="done", connections={"email": "done"}, advocate=7)),
        claim(reopens_dead=True),
        *(
            journal.which(own, Neighbours(before=before, after=after, after_until=6))
            for own, before, after in [("a", "b", None), ("b", "a", None), ("c", "d", None), ("b", "c", "a")]
        ),
    ]


def consent_story(aws: Aws, table: str) -> list[object]:
    consent = Consent(Table(aws, table))

    def evidence(at: int) -> dict[str, str]:
        return {"proof": "JOIN", "received_at": str(at), "submission": f"s{at}"}

    def opt_in(channel: Any, key: str, at: int, **how: Any) -> str:
        return consent.opt_in(key, OptIn(channel=channel, received_at=at, evidence=evidence(at), **how))

    def opt_out(key: str, at: int) -> str:
        consent.opt_out(key, received_at=at, recorded_at=at, evidence=evidence(at))
        return "out"

    def suppress(key: str, at: int = 1) -> str:
        consent.suppress(key, received_at=at, submission=f"t{at}")
        return "suppressed"

    return [
        opt_in("sms", "p", 5),
        opt_in("sms", "p", 4),
        opt_out("p", 3),
        opt_in("sms", "p", 9),
        opt_out("e", 3),
        opt_out("e", 2),
        opt_in("email", "e", 3),
        opt_in("email", "e", 4),
        suppress("s"),
        suppress("p"),
        opt_in("sms", "s", 9),
        opt_in("sms", "s", 9, released_at=2),
        suppress("s", 10),
        opt_in("sms", "s", 10, spoken=True),
        opt_in("sms", "s", 11, spoken=True),
        suppress("s", 10),
        opt_in("sms", "s", 12),
        *(opt_in("email", "many", at) for at in range(25)),
        consent.opted_out_at("e"),
    ]


@pytest.mark.parametrize("story", [journal_story, consent_story, contacts_story])
def test_moto_and_memory_tell_the_same_story(cloud: Cloud, story: Callable[[Aws, str], list[object]]) -> None:
    memory = MemoryAws(Clock(), {})
    table = made_table(cloud)
    assert story(cloud.aws, table) == story(memory, table)
    items = cloud.client("dynamodb").scan(TableName=table)["Items"]
    assert {item["id"]["S"]: item for item in items} == memory.tables[table]


def test_messages_arrive_as_they_were_sent_and_letters_carry_their_reason(cloud: Cloud) -> None:
    retry, dead, held = made_queue(cloud), made_queue(cloud), made_queue(cloud)
    queues = Queues(cloud.aws, retry_url=retry, dead_letter_url=dead, held_url=held)
    sqs = cloud.client("sqs")
    queues.retry('{"name": "Zoë"}', delay_seconds=0, campaigns=(998, 999))
    (message,) = sqs.receive_message(QueueUrl=retry, AttributeNames=["MessageGroupId"])["Messages"]
    assert message["Attributes"] == {"MessageGroupId": "998"}
    assert message["Body"] == '{"name": "Zoë"}'
    queues.dead_letter(DeadLetter(message='{"name": "Zoë"}', reason="rejected", detail="", attempts=3, last_at=5))
    (letter,) = sqs.receive_message(QueueUrl=dead)["Messages"]
    assert json.loads(letter["Body"]) == {
        "name": "Zoë",
        "reason": "rejected",
        "detail": "",
        "attempts": 3,
        "last_at": 5,
    }
    queues.held(HeldMessage(message="not json", held="spam", at=5))
    (kept,) = sqs.receive_message(QueueUrl=held)["Messages"]
    assert json.loads(kept["Body"]) == {"unreadable": "not json", "held": "spam", "at": 5}


def test_a_postponed_message_stays_hidden_and_a_wrong_receipt_is_not_accepted(cloud: Cloud) -> None:
    retry = made_queue(cloud)
    queues = Queues(cloud.aws, retry_url=retry, dead_letter_url=retry, held_url=retry)
    sqs = cloud.client("sqs")
    queues.retry("{}", delay_seconds=0)
    (message,) = sqs.receive_message(QueueUrl=retry, VisibilityTimeout=0)["Messages"]
    queues.postpone(message["ReceiptHandle"], seconds=600)
    assert "Messages" not in sqs.receive_message(QueueUrl=retry)
    with pytest.raises(NotAccepted):
        queues.postpone("no such receipt", seconds=1)


def test_a_queue_that_is_not_there_accepts_nothing(cloud: Cloud) -> None:
    url = made_queue(cloud) + "-gone"
    queues = Queues(cloud.aws, retry_url=url, dead_letter_url=url, held_url=url)
    with pytest.raises(NotAccepted):
        queues.retry("{}", delay_seconds=0)
    with pytest.raises(NotAccepted):
        queues.dead_letter(DeadLetter(message="{}", reason="rejected", detail="", last_at=5))


def test_secrets_are_read_by_name_and_by_arn(cloud: Cloud) -> None:
    manager, name = cloud.client("secretsmanager"), f"secret-{uuid.uuid4().hex}"
    arn = manager.create_secret(Name=name, SecretString=SECRETS["credentials"])["ARN"]
    for secret in (name, arn):
        assert CredentialStore(cloud.aws, secret, Clock()).current().app_key == "demo"
    assert KeyStore(cloud.aws, arn)() == SECRETS["credentials"].encode()


def test_a_refusal_names_awss_own_code(cloud: Cloud) -> None:
    with pytest.raises(AwsRefused) as caught:
        cloud.aws.call("secretsmanager", "GetSecretValue", {"SecretId": "no such secret"})
    assert caught.value.code == "ResourceNotFoundException"


def test_the_memory_knows_no_expression_by_accident() -> None:
    memory = MemoryAws(Clock(), {})
    with pytest.raises((NotImplementedError, KeyError, IndexError)):
        Table(memory, "t").update("a", put={"x": 1}, condition="begins_with(#x, :x)", values={"x": "1"})
