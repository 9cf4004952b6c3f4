"""What operators do to a world, by the commands that they have: docs/runbook.md.

They replay dead letters, say that what may have been sent be sent, lift the suppression of a phone whose text they have
read, and let go what is held.
"""

import json
from typing import Any, Final

from operate import queue
from operate.letters import Wanted
from relay.stores.aws import AwsRefused
from relay.stores.ids import Identity
from tests.fakes.relay import SECRETS
from tests.fakes.settings import CONSENT, DEAD, HELD, KEY, RETRY
from tests.simulation.cloud import OperatorSqs
from tests.simulation.world import World

IDENTITY: Final = Identity(SECRETS[KEY].encode)


def replay(world: World) -> int:
    """Redrive every dead letter; the number of them. Some do not go, and some go twice."""
    sqs = OperatorSqs(world.cloud, world.twice)
    moved = len(list(queue.replay(sqs, url=DEAD, retry_url=RETRY, threads=1)))
    world.words.replayed += moved
    return moved


def send_anyway(world: World) -> int:
    """Look at a letter of what may have been sent, and say that it be sent: how many are left."""
    letters = [body for body in world.bodies(DEAD) if body["reason"] == "unverifiable" and "id" in body]
    if not letters:
        return 0
    letter = world.rng.choice(letters)
    world.words.meant[letter["natural_key"]] += 1
    for story in world.stories.values():
        if story.submission and story.submission.natural_key == letter["natural_key"]:
            story.words += 1
    sqs = OperatorSqs(world.cloud, world.twice)
    wanted = Wanted(ids=frozenset({letter["id"]}))
    moved = queue.replay(sqs, url=DEAD, retry_url=RETRY, wanted=wanted, send_anyway=True, threads=1)
    world.words.replayed += len(list(moved))
    return len(letters)


def release_opt_ins(world: World) -> None:
    """Let all opt-ins go that are held by themselves."""
    for message in list(world.cloud.deep[HELD].messages.values()):
        body = json.loads(message.body)
        if body["held"] == "suppressed":
            _release(world, message.id, body, "an opt-in is released with released_at")


def look_at_held(world: World) -> bool:
    """Look at something that is held, and decide; whether there was anything."""
    held = list(world.cloud.deep[HELD].messages.values())
    if not held:
        return False
    message = world.rng.choice(held)
    body = json.loads(message.body)
    match body["held"]:
        case "spam" if world.rng.random() < 0.5:
            _release(world, message.id, body, "a form that looked like spam is released")
        case "stop_like" if world.rng.random() < 0.3:
            _lift(world, body)
        case "suppressed":
            if world.rng.random() < 0.7:
                _release(world, message.id, body, "an opt-in is released with released_at")
            else:
                _redrive(world, message.id, body, "an opt-in is released without")
    return True


def _release(world: World, message_id: str, body: dict[str, Any], how: str) -> None:
    """Move what is held to the retry queue; SQS may show it to nobody just now."""
    sqs = OperatorSqs(world.cloud, world.twice)
    wanted = Wanted(ids=frozenset({message_id}))
    moved = queue.replay(sqs, url=HELD, retry_url=RETRY, wanted=wanted, threads=1, clock=lambda: world.simulation.now)
    for _ in moved:
        _released(world, body, how)


def _redrive(world: World, message_id: str, body: dict[str, Any], how: str) -> None:
    """Move what is held by SQS's own console, which writes nothing into it."""
    held = world.cloud.deep[HELD]
    message = held.messages.pop(message_id)
    world.cloud.deep[RETRY].send(message.body, world.simulation.now)
    _released(world, body, how)


def _released(world: World, body: dict[str, Any], how: str) -> None:
    world.words.counts[how] += 1
    world.words.released.setdefault(body["natural_key"], []).append(world.simulation.now)
    world.say(f"an operator releases {body['natural_key']!r}")


def _lift(world: World, body: dict[str, Any]) -> None:
    """Lift the suppression that is there for a text which was no stop, unless a later one has come."""
    phone, text_at = body["advocate"]["phone"], body["received_at"]
    request = {
        "TableName": CONSENT,
        "Key": {"id": {"S": IDENTITY.consent("sms", phone)}},
        "UpdateExpression": "REMOVE #suppressed_at",
        "ConditionExpression": "#suppressed_at = :t",
        "ExpressionAttributeNames": {"#suppressed_at": "suppressed_at"},
        "ExpressionAttributeValues": {":t": {"N": str(text_at)}},
    }
    try:
        world.cloud.act("UpdateItem", request)
    except AwsRefused:
        return
    world.words.counts["a suppression is lifted by an operator"] += 1
    world.words.lifted.setdefault(phone, []).append((world.simulation.now, text_at))
    world.say(f"an operator lifts the suppression of {phone}")
