"""A text that sounds like a stop, decided by a person: carried out for good, or cleared; whatever fails between."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from operate import stops
from operate.command.__main__ import main
from operate.consent import Consents, by_word, kept, opt_out_of
from operate.stack import Stack
from operate.trouble import Trouble
from relay.delivery.opt_out import split
from relay.messages import from_message, to_message
from relay.stores.table import Table, from_dynamodb
from relay.submission import Submission
from tests.fakes.relay import World, sign_up, text
from tests.fakes.settings import CONSENT, HELD, RETRY
from tests.unit.operate.sqs import Sqs
from tests.unit.operate.stacks import stack as stack_of

PHONE = "8165550123"
SAID = "I think you should stop writing to me, call Ann at (816) 555-0123 or ann@example.org"
WHY = "read by two of us"


@pytest.fixture
def consents(world: World) -> Consents:
    return Consents(table=Table(world.aws, CONSENT), identity=world.identity)


@pytest.fixture
def sqs() -> Sqs:
    return Sqs(dead=[], stable=True)


@pytest.fixture
def stack(sqs: Sqs) -> Stack:
    return stack_of(sqs)


def stop_like(world: World, sqs: Sqs, said: str = SAID, key: str = "SM1") -> Submission:
    """A text that sounds like a stop arrives, and is held: what the operator sees of it."""
    sent = text(world, natural_key=key, campaigns=(), advocate={"phone": PHONE}, proof=said)
    assert world.intake.hold(sent, "stop_like").status == "held"
    (message,) = (each for each in world.messages(HELD) if each["natural_key"] == key)
    sqs.dead = [json.dumps(message)]
    return from_message(sqs.dead[0])


def record(world: World) -> dict[str, Any]:
    return from_dynamodb(world.aws.tables[CONSENT][world.identity.consent("sms", PHONE)])


def decide(
    world: World, stack: Stack, consents: Consents, how: Callable[..., Any] = stops.opt_out, **more: Any
) -> list[str]:
    """Decide about what is held, and give the worker what was sent."""
    sqs = stack.client("sqs")
    ids = [sqs.id_of(body) for body in [*sqs.dead, *sqs.hidden.values()]]
    try:
        return [each.came_to for each in how(stack, consents, ids, WHY, clock=world.clock, **more)]
    finally:
        for body in sqs.retry:
            world.aws.call("sqs", "SendMessage", {"QueueUrl": RETRY, "MessageBody": body})
        sqs.retry.clear()


def texts(world: World, flag: str) -> list[dict[str, Any]]:
    return [arguments for _, arguments in world.platform.calls if arguments.get(flag)]


def test_a_stop_is_recorded_with_evidence_carried_out_by_the_worker_and_goes(
    world: World, sqs: Sqs, stack: Stack, consents: Consents
) -> None:
    world.submit(text(world))
    world.clock.advance(seconds=60)
    held = stop_like(world, sqs)
    world.clock.advance(seconds=3600)
    decided_at = world.clock()
    assert decide(world, stack, consents) == ["recorded"]
    assert (sqs.dead, sqs.hidden) == ([], {})
    (said,) = [each for name, each in record(world).items() if name.startswith("said_out_")]
    assert said.pop("submission") == world.identity.submission(opt_out_of(held))
    assert said == {
        "source": "sms",
        "received_at": str(held.received_at),
        "proof": "I think you should stop writing to me, call Ann at (...) or (...)",
        "why": WHY,
        "decided_at": str(decided_at),
    }
    assert (record(world)["out_at"], record(world)["out_recorded_at"]) == (held.received_at, decided_at)
    before = record(world)
    world.work_through(minutes=40)
    (first, second) = texts(world, "smsOptout")
    assert first == second == {"advocateid": 101, "campaigns": [998], "phone": PHONE, "smsOptout": "1"}
    assert (record(world), world.messages(RETRY)) == (before, [])


def test_it_is_the_opt_out_that_the_relay_itself_would_set_apart(world: World, sqs: Sqs) -> None:
    held = stop_like(world, sqs)
    asked = replace(held, advocate={"phone": PHONE, "smsOptout": "1"}, proof=kept(SAID))
    assert split(asked) == ([opt_out_of(held)], None)
    assert split(opt_out_of(held)) == ([opt_out_of(held)], None)
    assert from_message(to_message(by_word("email", "ann@example.org", 5))).advocate["emailOptout"] == "1"


def test_a_later_keyword_is_the_phones_own_word_and_the_text_stays(
    world: World, sqs: Sqs, stack: Stack, consents: Consents
) -> None:
    stop_like(world, sqs)
    world.clock.advance(seconds=60)
    world.submit(text(world))
    before = record(world)
    assert decide(world, stack, consents) == ["spoken since"]
    assert (len(sqs.dead), record(world)) == (1, before)
    assert world.messages(RETRY) == []


def test_a_phone_that_has_stopped_by_itself_gets_this_evidence_too(
    world: World, sqs: Sqs, stack: Stack, consents: Consents
) -> None:
    stop_like(world, sqs)
    world.clock.advance(seconds=60)
    world.submit(text(world, campaigns=(), advocate={"phone": PHONE, "smsOptout": "1"}, proof="stop"))
    out_at = record(world)["out_at"]
    assert decide(world, stack, consents) == ["opted out already"]
    assert record(world)["out_at"] == out_at
    assert len([name for name in record(world) if name.startswith("said_out_")]) == 2
    assert sqs.dead == []


@pytest.mark.parametrize("dies_at", ["send_message_batch", "delete_message_batch"])
def test_who_dies_between_two_steps_goes_on_from_there(
    world: World, stack: Stack, consents: Consents, dies_at: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sqs: Sqs = stack.client("sqs")
    world.submit(text(world))
    stop_like(world, sqs)
    world.clock.advance(seconds=60)

    def dies(**_: Any) -> None:
        raise ConnectionError

    monkeypatch.setattr(sqs, dies_at, dies)
    with pytest.raises(ConnectionError):
        decide(world, stack, consents)
    assert len(sqs.dead) == 1
    assert len(world.messages(RETRY)) == (0 if dies_at == "send_message_batch" else 1)
    before = record(world)
    assert "out_at" in before  # no opt-in goes out from here on
    monkeypatch.undo()
    world.clock.advance(seconds=60)
    assert decide(world, stack, consents) == ["recorded before"]
    assert (sqs.dead, record(world)) == ([], before)
    world.work_through(minutes=40)
    assert {call["advocateid"] for call in texts(world, "smsOptout")} == {101}
    assert world.messages(RETRY) == []


def test_an_answer_that_is_lost_leaves_the_text_where_it_was(
    world: World, sqs: Sqs, stack: Stack, consents: Consents
) -> None:
    stop_like(world, sqs)
    sqs.refuses = "smsOptout"
    with pytest.raises(Trouble, match="SQS did not take the message: start the same command again"):
        decide(world, stack, consents)
    assert len(sqs.dead) == 1


def test_two_operators_never_have_one_text_in_hand(world: World, sqs: Sqs, stack: Stack, consents: Consents) -> None:
    stop_like(world, sqs)
    ids = [sqs.id_of(sqs.dead[0])]
    going = stops.opt_out(stack, consents, ids, WHY, clock=world.clock)
    sending = sqs.send_message_batch

    def meanwhile(**request: Any) -> Any:
        assert list(stops.clear(stack, consents, ids, WHY, clock=world.clock)) == []
        return sending(**request)

    sqs.send_message_batch = meanwhile  # type: ignore[method-assign]
    assert [each.came_to for each in going] == ["recorded"]


# No stop -------------------------------------------------------------------------------------------------------------


def test_what_was_no_stop_holds_nothing_back_any_more(world: World, sqs: Sqs, stack: Stack, consents: Consents) -> None:
    held = stop_like(world, sqs)
    world.clock.advance(seconds=60)
    assert decide(world, stack, consents, stops.clear) == ["lifted"]
    assert (sqs.dead, sqs.hidden) == ([], {})
    assert "suppressed_at" not in record(world)
    (said,) = [each for name, each in record(world).items() if name.startswith("said_cleared_")]
    assert (said["why"], said["lifts"], said["received_at"]) == (WHY, str(held.received_at), str(held.received_at))
    world.submit(sign_up(world, advocate={"email": "ann@example.org", "phone": PHONE, "smsOptin": "1"}))
    assert len(texts(world, "smsOptin")) == 1


def test_only_its_own_suppression_is_lifted(world: World, sqs: Sqs, stack: Stack, consents: Consents) -> None:
    stop_like(world, sqs)
    (first,) = sqs.dead
    world.clock.advance(seconds=60)
    later = stop_like(world, sqs, key="SM2")
    sqs.dead = [first]
    assert decide(world, stack, consents, stops.clear) == ["a later text holds"]
    assert record(world)["suppressed_at"] == later.received_at
    assert sqs.dead == []


def test_one_whose_first_receipt_the_record_knows_better_is_lifted_too(
    world: World, sqs: Sqs, stack: Stack, consents: Consents
) -> None:
    held = stop_like(world, sqs)
    sqs.dead = [to_message(replace(held, received_at=held.received_at + 5)).replace("{", '{"held":"stop_like",', 1)]
    assert decide(world, stack, consents, stops.clear) == ["lifted"]
    assert "suppressed_at" not in record(world)


def test_what_a_keyword_has_lifted_is_cleared_without_lifting(
    world: World, sqs: Sqs, stack: Stack, consents: Consents
) -> None:
    stop_like(world, sqs)
    world.clock.advance(seconds=60)
    world.submit(text(world))
    assert decide(world, stack, consents, stops.clear) == ["nothing to lift"]
    assert sqs.dead == []


def test_a_clearing_that_died_is_ended_by_the_same_command(
    world: World, sqs: Sqs, stack: Stack, consents: Consents, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop_like(world, sqs)

    def dies(**_: Any) -> None:
        raise ConnectionError

    monkeypatch.setattr(sqs, "delete_message_batch", dies)
    with pytest.raises(ConnectionError):
        decide(world, stack, consents, stops.clear)
    monkeypatch.undo()
    before = record(world)
    world.clock.advance(seconds=60)
    assert decide(world, stack, consents, stops.clear) == ["cleared before"]
    assert (sqs.dead, record(world)) == ([], before)


def test_an_opt_out_that_was_begun_is_not_cleared(world: World, sqs: Sqs, stack: Stack, consents: Consents) -> None:
    held = stop_like(world, sqs)
    consents.opt_out(opt_out_of(held), WHY, world.clock())
    before = record(world)
    assert decide(world, stack, consents, stops.clear) == ["opted out by this text"]
    assert (len(sqs.dead), record(world)) == (1, before)


def test_what_was_cleared_may_still_be_opted_out(world: World, sqs: Sqs, stack: Stack, consents: Consents) -> None:
    held = stop_like(world, sqs)
    assert consents.clear(held, WHY, world.clock()) == "lifted"
    assert decide(world, stack, consents) == ["recorded"]


def test_a_record_that_is_changed_meanwhile_is_judged_again(
    world: World, sqs: Sqs, stack: Stack, consents: Consents
) -> None:
    held = stop_like(world, sqs)
    before = consents.table.get

    def changes(keys: Any) -> Any:
        found = before(keys)
        world.submit(text(world, received_at=held.received_at + 1))
        return found

    consents.table.get = changes  # type: ignore[method-assign]
    assert consents.clear(held, WHY, world.clock()) == "nothing to lift"


# The commands --------------------------------------------------------------------------------------------------------


@pytest.fixture
def typed(world: World, stack: Stack, consents: Consents, monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    monkeypatch.setattr("operate.stack.chosen", lambda *_: stack)
    monkeypatch.setattr("operate.command.held.consents_of", lambda _: consents)
    monkeypatch.setattr("operate.command.consent.consents_of", lambda _: consents)
    return lambda *arguments: main(list(arguments))


def test_the_command_asks_first_and_says_what_came_of_it(
    world: World, sqs: Sqs, typed: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    stop_like(world, sqs)
    (body,) = sqs.dead
    opt_in = {"version": 1, "held": "suppressed", "advocate": {"phone": PHONE, "smsOptin": "1"}}
    other = {"version": 1, "held": "suppressed", "advocate": {"phone": "2125550123", "smsOptin": "1"}}
    sqs.dead += [json.dumps(opt_in), json.dumps(other)]
    one, held = sqs.id_of(body), sqs.id_of(json.dumps(opt_in))
    assert typed("held", "opt-out", one, "--why", WHY) == 1
    assert "can never be undone. Nobody can be asked here" in capsys.readouterr().err
    assert len(sqs.dead) == 3
    assert typed("held", "opt-out", one, "--why", WHY, "--said", "asked to be left alone", "--yes") == 0
    shown = capsys.readouterr()
    assert shown.out.startswith(f"{one}: opted out; the worker tells the platform now")
    (then,) = [line for line in shown.err.splitlines() if "same phone is held" in line]
    assert then.endswith(f"It was a stop, so: ./relay --stack relay-test held discard {held} --why stop")
    assert "asked to be left alone" in str(record(world))
    assert typed("held", "opt-out", one, "--why", WHY, "--yes") == 1
    assert "error: not there" in capsys.readouterr().err


def test_a_text_that_stays_is_an_error_and_says_what_to_do(
    world: World, sqs: Sqs, typed: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    stop_like(world, sqs)
    world.clock.advance(seconds=60)
    world.submit(text(world))
    one = sqs.id_of(sqs.dead[0])
    assert typed("held", "opt-out", one, "--why", WHY, "--yes") == 1
    shown = capsys.readouterr()
    assert "texted a keyword after that, at 20" in shown.out
    assert f"error: not done, and still held: {one}" in shown.err
    assert typed("held", "clear", one, "--why", WHY, "--yes") == 0
    assert "held nothing back any more" in capsys.readouterr().out


@pytest.mark.parametrize("reason", ["spam", "suppressed", "no_phone"])
@pytest.mark.parametrize("command", ["opt-out", "clear"])
def test_what_is_no_such_text_is_refused_before_anything_is_done(
    reason: str, command: str, world: World, sqs: Sqs, typed: Callable[..., int]
) -> None:
    stop_like(world, sqs)
    sqs.dead.append(json.dumps(json.loads(sqs.dead[0]) | {"held": reason, "natural_key": "another"}))
    ids = [sqs.id_of(body) for body in sqs.dead]
    assert typed("held", command, *ids, "--why", WHY, "--yes") == 1
    assert (len(sqs.dead), sqs.retry, "out_at" in record(world)) == (2, [], False)


@pytest.mark.parametrize("body", ['{"held": "stop_like"}', '{"held": "stop_like", "version": 1, "source": 7}'])
def test_a_held_text_that_cant_be_read_is_one_line(
    body: str, sqs: Sqs, typed: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    sqs.dead = [body]
    assert typed("held", "opt-out", sqs.id_of(body), "--why", WHY, "--yes") == 1
    assert "can't be read" in capsys.readouterr().err
    assert sqs.dead == [body]


def test_a_phone_whose_text_is_gone_is_cleared_or_opted_out_by_word(
    world: World, sqs: Sqs, typed: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    stop_like(world, sqs)
    sqs.dead.clear()
    assert typed("consent", "clear", f"+1{PHONE}", "--why", WHY) == 1
    assert "Nothing was done" in capsys.readouterr().err
    assert typed("consent", "clear", f"+1{PHONE}", "--why", WHY, "--yes") == 0
    assert "suppressed_at" not in record(world)
    assert typed("consent", "clear", PHONE, "--why", WHY, "--yes") == 0
    assert "nothing holds this phone back" in capsys.readouterr().err
    assert typed("consent", "opt-out", PHONE, "--why", "asked for it by mail", "--yes") == 0
    assert "out_at" in record(world)
    (message,) = sqs.retry
    assert from_message(message).advocate == {"phone": PHONE, "smsOptout": "1"}
    assert "asked for it by mail" in str(record(world))


def test_an_address_is_opted_out_by_word_too(world: World, sqs: Sqs, typed: Callable[..., int]) -> None:
    assert typed("consent", "opt-out", "Ann@Example.org", "--why", "a letter", "--yes") == 0
    key = world.identity.consent("email", "ann@example.org")
    assert "out_at" in world.aws.tables[CONSENT][key]
    assert from_message(sqs.retry[0]).advocate == {"email": "Ann@Example.org", "emailOptout": "1"}


@pytest.mark.parametrize(
    "arguments",
    [
        ("held", "opt-out", "id"),
        ("held", "opt-out", "id", "--why", " "),
        ("held", "clear", "--why", "x"),
        ("consent", "clear", "ann@example.org", "--why", "x", "--yes"),
        ("consent", "opt-out", PHONE),
        ("consent",),
    ],
)
def test_what_is_not_clear_is_refused(arguments: tuple[str, ...], typed: Callable[..., int]) -> None:
    assert typed(*arguments) == 2


@pytest.mark.parametrize("person", ["0123456789abcdef0123456789abcdef", "ann", ""])
def test_consent_is_an_addresss(person: str, typed: Callable[..., int], capsys: pytest.CaptureFixture[str]) -> None:
    assert typed("consent", "opt-out", person, "--why", "x", "--yes") == 1
    assert "error: " in capsys.readouterr().err
