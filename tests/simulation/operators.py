"""What operators do to a world, by the commands that they have: docs/runbook.md.

They replay dead letters, say that what may have been sent be sent, decide about texts that sound like a stop, and let
go what is held.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from types import SimpleNamespace
from typing import Any, Final

from operate import queue, stops
from operate.consent import Consents
from operate.letters import Wanted
from relay.stores.aws import Aws
from relay.stores.ids import Identity
from relay.stores.table import Table
from tests.fakes.relay import SECRETS
from tests.fakes.settings import CONSENT, DEAD, HELD, JOURNAL, KEY, RETRY
from tests.simulation.cloud import Cloud, OperatorSqs
from tests.simulation.world import World

IDENTITY: Final = Identity(SECRETS[KEY].encode)

type Decide = Callable[..., Iterable[stops.Decided]]


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
        case "stop_like" if world.rng.random() < 0.4:
            _decide(world, message.id, body, stops.opt_out if world.rng.random() < 0.3 else stops.clear)
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


def _decide(world: World, message_id: str, body: dict[str, Any], how: Decide) -> None:
    """Decide about a text that sounds like a stop; SQS may show it to nobody just now, or not forget it."""
    phone, text_at, now = body["advocate"]["phone"], body["received_at"], world.simulation.now
    sqs = OperatorSqs(world.cloud, world.twice)
    stack: Any = SimpleNamespace(client=lambda _: sqs, held_url=HELD, retry_url=RETRY, journal_table=JOURNAL)
    consents = Consents(table=Table(_Unfailing(world.cloud), CONSENT), identity=IDENTITY)
    for decided in how(stack, consents, [message_id], "a person has read it", clock=lambda: now):
        world.say(f"an operator decides about a text of {phone}: {decided.came_to}")
        if decided.is_over:
            world.words.decided.add(body["natural_key"])
        if decided.came_to == "lifted":
            world.words.counts["a suppression is lifted by an operator"] += 1
            world.words.lifted.setdefault(phone, []).append((now, text_at))
        if decided.is_over and how is stops.opt_out:
            world.words.counts["a stop-like text is carried out by an operator"] += 1
            world.words.opted_out.setdefault(phone, set()).add(body["natural_key"])


class _Unfailing(Aws):
    """The tables as an operator's commands call them; what AWS fails in, they are started again for."""

    def __init__(self, cloud: Cloud) -> None:
        self._cloud = cloud

    def call(self, service: str, operation: str, request: Mapping[str, Any]) -> dict[str, Any]:
        return self._cloud.act(operation, request)
