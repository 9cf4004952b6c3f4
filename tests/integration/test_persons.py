"""A person's data: all of it in a copy, and out of the stack; a stop stays, and no legislator gets anything twice."""

import json
from typing import Any

import pytest

from operate import erasing, find, persons
from operate.command.__main__ import main
from operate.erasing import Erased
from operate.stack import Stack
from relay.delivery.opt_out import split
from relay.letters import DeadLetter, HeldMessage
from relay.messages import to_message
from relay.stores.consent import Consent, OptIn
from relay.stores.journal import Claimed, Close, Journal, Taken
from relay.stores.table import Item, Table, from_dynamodb
from relay.submission import Submission
from tests.fakes.clock import Clock
from tests.integration.conftest import Cloud
from tests.integration.stacks import IDENTITY, stack_on

ANN, PHONE = "ann@example.org", "8165550123"
PEOPLE = [find.sought(ANN), find.sought(PHONE)]


@pytest.fixture
def stack(cloud: Cloud) -> Stack:
    return stack_on(cloud)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def journal(cloud: Cloud, stack: Stack, clock: Clock) -> Journal:
    return Journal(Table(cloud.aws, stack.journal_table), clock)


@pytest.fixture
def consent(cloud: Cloud, stack: Stack) -> Consent:
    return Consent(Table(cloud.aws, stack.consent_table))


def sign_up(key: str = "content of ann", **changes: Any) -> Submission:
    values: dict[str, Any] = {
        "source": "web_form",
        "natural_key": key,
        "keyed_by_content": False,
        "received_at": 1_767_268_800_000,
        "campaigns": (998,),
        "advocate": {"email": "Ann@Example.org", "firstname": "Ann"},
    }
    return Submission(**(values | changes))


def about(submission: Submission) -> dict[str, str]:
    found = {name: str(each) for name, each in submission.advocate.items() if name in {"email", "phone"}}
    return {"asked": "web_form 998"} | {f"by_{name}": IDENTITY.found_by(name, each) for name, each in found.items()}  # type: ignore[arg-type]


def run(journal: Journal, submission: Submission, close: Close | None = None, lease_until: int = 1) -> str:
    """The submission's id, after a run that ended so; None: it has not."""
    own = IDENTITY.submission(submission)
    claim = journal.claim(own, received_at=1, lease_until=lease_until, reopens_dead=False, about=about(submission))
    assert isinstance(claim, Claimed)
    if close:
        journal.close(own, claim.token, close)
    return own


def send(stack: Stack, place: str, body: str) -> None:
    urls: dict[str, str] = persons.places(stack)  # type: ignore[assignment]
    stack.client("sqs").send_message(QueueUrl=urls[place], MessageBody=body)


def letter(submission: Submission, reason: str = "rejected", detail: str = "") -> str:
    own = IDENTITY.submission(submission)
    return DeadLetter(message=to_message(submission), reason=reason, detail=detail, id=own, last_at=5).to_text()  # type: ignore[arg-type]


def held(submission: Submission, why: str) -> str:
    return HeldMessage(message=to_message(submission), held=why, at=5).to_text()  # type: ignore[arg-type]


def item(stack: Stack, key: str, table: str = "") -> Item:
    there = stack.client("dynamodb").get_item(TableName=table or stack.journal_table, Key={"id": {"S": key}})
    return from_dynamodb(there.get("Item", {}))


def erase(stack: Stack, clock: Clock, rounds_apart: float = erasing.A_MOMENT) -> Erased:
    return erasing.erase(stack, PEOPLE, clock=clock, sleep=lambda _: clock.advance(seconds=rounds_apart))


def left_in(stack: Stack) -> dict[str, int]:
    kept = persons.belongings(stack, PEOPLE)
    return {"letters": len(kept.letters), "held": len(kept.held), "waiting": len(kept.waiting)}


def test_a_person_is_erased_from_all_queues_and_the_journal_and_nobody_else(
    stack: Stack, journal: Journal, clock: Clock
) -> None:
    done = run(journal, sign_up("done"), Close(state="done", connections={"email": "done"}, advocate=7))
    dead = run(journal, sign_up("dead"), Close(state="dead", connections={"call": "maybe"}, reason="unverifiable"))
    bob = sign_up("bob", advocate={"email": "bob@example.org"})
    bobs = run(journal, bob, Close(state="done", connections={}, advocate=8))
    send(stack, "letters", letter(sign_up("dead")))
    send(stack, "letters", json.dumps({"raw": "name=Ann&email=ann%40example.org", "reason": "invalid", "id": "f" * 32}))
    send(stack, "letters", json.dumps({"unreadable": '{"email": "ANN@example.org"', "reason": "unreadable"}))
    send(stack, "letters", f"no JSON, and +1 ({PHONE[:3]}) {PHONE[3:6]}-{PHONE[6:]} in it")
    send(stack, "held", held(sign_up("spam"), "spam"))
    send(stack, "held", held(sign_up("texts", advocate={"phone": PHONE, "smsOptin": "1"}), "suppressed"))
    send(stack, "waiting", to_message(sign_up("waits")))
    for place, body in (
        ("letters", letter(bob)),
        ("held", held(bob, "spam")),
        ("waiting", to_message(bob)),
        ("letters", "no JSON, and joann@example.org in it, and 18165550124"),
    ):
        send(stack, place, body)
    erased = erase(stack, clock)
    assert erased.messages == {"letters": 4, "held": 2, "waiting": 1}
    assert erased.is_all
    assert left_in(stack) == {"letters": 0, "held": 0, "waiting": 0}
    assert find.find(stack, PEOPLE[0]).submissions == ()
    now = clock()
    assert item(stack, done) == {
        "id": done,
        "state": "done",
        "erased_at": now,
        "received_at": 1,
        "unclosed": 0,
        "conn": {"email": "done"},
        "ttl": now // 1000 + 30 * 86_400,
    }
    assert item(stack, dead)["conn"] == {"call": "maybe"}  # another's same contact must not be made again
    assert "reason" not in item(stack, dead)
    assert item(stack, bobs)["advocate"] == 8
    kept = persons.belongings(stack, [find.sought("bob@example.org")])
    assert (len(kept.items), len(kept.letters), len(kept.held), len(kept.waiting)) == (1, 1, 1, 1)


def test_what_is_in_flight_ends_unsent_however_late_it_comes(stack: Stack, journal: Journal, clock: Clock) -> None:
    """The worker's copy, one that a sender repeats, and one that was never tried: each meets an item that is done."""
    known, unknown = sign_up("known"), sign_up("unknown")
    run(journal, known, Close(state="open", connections={}))
    send(stack, "waiting", to_message(unknown))
    in_hand = stack.client("sqs")  # the worker has this one, so nobody sees it
    send(stack, "waiting", to_message(known))
    urls = stack.retry_url
    received = in_hand.receive_message(QueueUrl=urls, MaxNumberOfMessages=10, VisibilityTimeout=300)["Messages"]
    for message in received:
        if json.loads(message["Body"])["natural_key"] == "unknown":
            in_hand.change_message_visibility(
                QueueUrl=urls, ReceiptHandle=message["ReceiptHandle"], VisibilityTimeout=0
            )
    erased = erase(stack, clock)
    assert erased.messages["waiting"] == 1
    assert (erased.unseen, erased.is_all) == (1, False)
    for submission in (known, unknown):
        own = IDENTITY.submission(submission)
        claim = journal.claim(own, received_at=1, lease_until=clock() + 5, reopens_dead=True)
        assert isinstance(claim, Taken)
        assert (claim.record.state, claim.busy) == ("done", False)


def test_what_a_run_has_in_hand_is_waited_for_and_what_became_of_it_is_erased_too(
    stack: Stack, journal: Journal, clock: Clock
) -> None:
    running = sign_up("running")
    own = IDENTITY.submission(running)
    claim = journal.claim(own, received_at=1, lease_until=clock() + 60_000, reopens_dead=False, about=about(running))
    assert isinstance(claim, Claimed)
    waited: list[float] = []

    def sleep(seconds: float) -> None:
        if not waited:  # meanwhile the run ends, with a letter
            assert item(stack, own)["token"] == claim.token
            send(stack, "letters", letter(running))
            journal.close(own, claim.token, Close(state="dead", connections={}, reason="rejected"))
        waited.append(seconds)
        clock.advance(seconds=seconds)

    erased = erasing.erase(stack, PEOPLE, clock=clock, sleep=sleep)
    assert erased.messages["letters"] == 1
    assert (item(stack, own)["state"], erased.is_all, len(waited)) == ("done", True, 1)


def test_a_run_that_never_lets_go_is_told(stack: Stack, journal: Journal, clock: Clock) -> None:
    own = run(journal, sign_up("running"), lease_until=clock() + 10**9)
    erased = erase(stack, clock, rounds_apart=60)  # a round takes seconds of moto's
    assert (erased.running, erased.is_all) == ({own}, False)
    assert item(stack, own)["state"] == "open"


def test_what_is_owed_to_the_person_is_left_and_told(stack: Stack, clock: Clock) -> None:
    ((out,), _) = split(sign_up("out", advocate={"phone": PHONE, "smsOptout": "1"}))
    text = sign_up("text", source="sms", advocate={"phone": PHONE}, proof="stop it")
    send(stack, "waiting", to_message(out))
    send(stack, "letters", letter(out, "expired", "opt-out"))
    send(stack, "letters", letter(out, "nobody_found", "opt-out"))
    send(stack, "held", held(text, "stop_like"))
    erased = erase(stack, clock)
    assert erased.messages == {"letters": 1, "held": 0, "waiting": 0}
    assert left_in(stack) == {"letters": 1, "held": 1, "waiting": 1}
    assert not erased.is_all
    told = " ".join(erased.left.values())
    for words in ("./relay held opt-out", "./relay letters replay", "the worker ends it"):
        assert words in told


def test_opt_ins_are_erased_and_a_stop_and_a_suppression_stay(stack: Stack, consent: Consent, clock: Clock) -> None:
    by_text, by_email = IDENTITY.consent("sms", PHONE), IDENTITY.consent("email", ANN)
    for number in range(25):
        evidence = {"submission": f"s{number}", "received_at": str(number), "source": "sms", "proof": "JOIN"}
        consent.opt_in(by_text, OptIn(channel="sms", received_at=number, evidence=evidence, spoken=True))
    stop = {"submission": "s99", "received_at": "99", "source": "sms"}
    consent.opt_out(by_text, received_at=99, recorded_at=100, evidence=stop)
    consent.opt_in(by_email, OptIn(channel="email", received_at=5, evidence={"submission": "e", "received_at": "5"}))
    assert erase(stack, clock).consent >= 2
    assert item(stack, by_text, stack.consent_table) == {
        "id": by_text,
        "out_at": 99,
        "out_recorded_at": 100,
        "said_out_s99": stop,
    }
    assert item(stack, by_email, stack.consent_table) == {}
    assert stack.client("dynamodb").scan(TableName=stack.consent_table)["Count"] == 1
    wish = OptIn(channel="sms", received_at=200, evidence={"submission": "n", "received_at": "200"}, spoken=True)
    assert consent.opt_in(by_text, wish) == "opted_out"
    assert erase(stack, clock).consent == 0


def test_a_suppression_stays(stack: Stack, consent: Consent, clock: Clock) -> None:
    key = IDENTITY.consent("sms", PHONE)
    consent.suppress(key, received_at=5, submission="t")
    assert erase(stack, clock).consent == 0
    assert item(stack, key, stack.consent_table)["suppressed_at"] == 5


def test_an_erasure_that_died_is_ended_by_the_next(
    stack: Stack, journal: Journal, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = run(journal, sign_up("dead"), Close(state="dead", connections={}, reason="rejected"))
    send(stack, "letters", letter(sign_up("dead")))
    sqs = stack.client("sqs")

    def dies(**_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(sqs, "delete_message_batch", dies)
    with pytest.raises(KeyboardInterrupt):
        erase(stack, clock)
    assert item(stack, own)["state"] == "done"
    monkeypatch.undo()
    assert erase(stack, clock).messages["letters"] == 1


# The commands --------------------------------------------------------------------------------------------------------


@pytest.fixture
def seeded(stack: Stack, journal: Journal, consent: Consent, monkeypatch: pytest.MonkeyPatch) -> Stack:
    monkeypatch.setattr("operate.stack.chosen", lambda *_: stack)
    run(journal, sign_up("done"), Close(state="done", connections={"email": "done"}, advocate=7))
    send(stack, "letters", letter(sign_up("dead", proof="half a \ud83d character")))
    send(stack, "waiting", to_message(sign_up("waits")))
    wish = OptIn(channel="email", received_at=5, evidence={"submission": "e", "received_at": "5", "source": "web_form"})
    consent.opt_in(IDENTITY.consent("email", ANN), wish)
    return stack


def test_it_lists_first_then_asks_then_says_what_it_could_not_reach(
    seeded: Stack, capsys: pytest.CaptureFixture[str]
) -> None:
    for arguments in (["--dry-run"], []):
        assert main(["erase", ANN, *arguments]) == (0 if arguments else 1)
        shown = capsys.readouterr()
        assert max(map(len, shown.out.splitlines())) <= 80
        assert [line.split()[0] for line in shown.out.splitlines() if line[:1].isalpha()] == [
            "WHAT",
            "sign-up",
            "waiting",
            "letter",
            "consent",
        ]
        assert ("Erase all this for good? Nobody can be asked" in shown.err) is not bool(arguments)
    assert left_in(seeded) == {"letters": 1, "held": 0, "waiting": 1}
    assert main(["erase", ANN, "--yes"]) == 0
    shown = capsys.readouterr()
    assert "erased: 3 sign-ups, 1 letters, 0 held, 1 waiting, the opt-ins of 1 consent records" in shown.err
    assert "not reached: the platform" in shown.err
    assert left_in(seeded) == {"letters": 0, "held": 0, "waiting": 0}
    assert main(["erase", ANN, "--yes"]) == 0
    assert "nothing is kept of this person" in capsys.readouterr().err


def test_a_copy_has_all_of_it_and_nothing_is_gone(
    seeded: Stack, tmp_path: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["export", ANN]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [len(told[name]) for name in ("submissions", "letters", "held", "waiting", "consent")] == [1, 1, 0, 1, 1]
    assert told["letters"][0]["advocate"]["firstname"] == "Ann"
    assert told["submissions"][0]["conn"] == {"email": "done"}
    file = tmp_path / "ann.json"
    assert main(["export", PHONE, str(file), "--also", ANN]) == 0
    assert json.loads(file.read_text()) == told
    assert file.stat().st_mode & 0o777 == 0o600
    assert main(["export", ANN, str(file)]) == 1
    assert "exists: nothing is written over it" in capsys.readouterr().err
    assert left_in(seeded) == {"letters": 1, "held": 0, "waiting": 1}


@pytest.mark.parametrize("command", ["erase", "export"])
def test_who_is_meant_must_be_clear(command: str, seeded: Stack, capsys: pytest.CaptureFixture[str]) -> None:
    for typed in ("0123456789abcdef0123456789abcdef", "ann", ""):
        assert main([command, typed]) == 1
        assert len(capsys.readouterr().err.splitlines()) == 1
    assert main([command]) == 2
