"""The climates of drawn runs: each decides which faults strike when, and what the platform is like.

Each begins with trouble and ends with good weather.
"""

import random
from collections.abc import Callable
from typing import Final

from tests.simulation.weather import API_KINDS, ASKS, AWS_KINDS, HOUR_MS, KEYS, REJECTED, UNPROCESSED, Spell
from tests.simulation.world import World

MINUTE_MS: Final = 60_000
AWS_SIDES: Final = ("dynamodb", "sqs")
OUTAGE_MS: Final = 72 * HOUR_MS
ODD: Final = (
    *("drip", "drip_acted", "redirect", "redirect_acted", "edge", "edge_acted"),
    *("bad_request", "bad_request_acted", "conflict", "conflict_acted"),
)
"""Answers of whoever may have handed the request on, or not; and one that never ends."""
LOST: Final = ("commit_then_timeout", "late", "reset_acted", "status_acted", "drip_acted", "redirect_acted")

type Climate = Callable[[World, int], list[Spell]]


def _changeable(world: World, now: int) -> list[Spell]:
    rng, spells = world.rng, []
    for _ in range(rng.randrange(2, 6)):
        begin = now + rng.randrange(40 * MINUTE_MS)
        end = begin + rng.randrange(MINUTE_MS, 20 * MINUTE_MS)
        spells.append(_api(rng, begin, end, rng.choice((0.05, 0.3, 1.0))))
    spells.append(_api(rng, now, now + HOUR_MS, 0.02))
    return spells + [_aws(rng, side, now, now + HOUR_MS, rng.choice((0.01, 0.1))) for side in AWS_SIDES]


def _outage(world: World, now: int) -> list[Spell]:
    return [Spell(side="api", kinds=_down(world.rng), begin=now, end=now + OUTAGE_MS)]


def _rate_limits(world: World, now: int) -> list[Spell]:
    kinds = ("rate_limit", "rate_limit_retry_after")
    return [Spell(side="api", kinds=kinds, probability=0.9, begin=now, end=now + 60 * HOUR_MS)]


def _dynamo_away(world: World, now: int) -> list[Spell]:
    begin = now + 5 * MINUTE_MS
    away = Spell(side="dynamodb", kinds=("away", "throttled"), begin=begin, end=begin + 2 * HOUR_MS)
    return [away, _api(world.rng, now, now + HOUR_MS, 0.05)]


def _queues_away(world: World, now: int) -> list[Spell]:
    end = now + HOUR_MS
    return [
        Spell(side="sqs", kinds=("away", "throttled"), probability=0.7, end=end),
        Spell(side="api", kinds=API_KINDS, probability=0.3, end=end),
    ]


def _lost_answers(world: World, now: int) -> list[Spell]:
    return [
        *(Spell(side=side, kinds=("lost_answer", "slow"), probability=0.15, end=now + HOUR_MS) for side in AWS_SIDES),
        Spell(side="api", kinds=LOST, probability=0.15, end=now + HOUR_MS),
    ]


def _lag(world: World, now: int) -> list[Spell]:
    world.sandbox.change_options({"list_lag": world.rng.choice((60, 300, 600))})
    return [_api(world.rng, now, now + HOUR_MS, 0.1), _aws(world.rng, "dynamodb", now, now + HOUR_MS, 0.02)]


def _hidden(world: World, now: int) -> list[Spell]:
    """The platform's list of connections never shows any: nothing is made twice even so.

    Where an operator has unseen e-mails sent again, that happens twice at most.
    """
    world.network.hides_connections = True
    world.resend = world.rng.random() < 0.6
    lost = ("commit_then_timeout", "late", "reset_acted", "timeout")
    return [
        Spell(side="api", kinds=lost, probability=0.15, end=now + HOUR_MS),
        Spell(side="api", kinds=lost, probability=0.5, end=now + 8 * HOUR_MS, target="POST connections"),
        Spell(side="api", kinds=("refused",), probability=0.3, end=now + 8 * HOUR_MS, target="GET advocates"),
    ]


def _frozen(world: World, now: int) -> list[Spell]:
    """Processes that stop for minutes in the middle, and then go on as if nothing had happened."""
    world.resend = world.rng.random() < 0.7
    return [
        Spell(side="dynamodb", kinds=("frozen", "frozen_before"), probability=0.05, end=now + HOUR_MS),
        Spell(side="api", kinds=("commit_then_timeout", "timeout", "slow"), probability=0.05, end=now + HOUR_MS),
    ]


def _deaths(world: World, now: int) -> list[Spell]:
    world.crash_probability = 0.02
    return []


def _refusing(world: World, now: int) -> list[Spell]:
    """The platform refuses for good what it would take a day later: some contacts, some advocates."""
    end = now + HOUR_MS
    return [
        Spell(side="api", kinds=REJECTED, probability=0.3, end=end, target="POST connections"),
        Spell(side="api", kinds=REJECTED, probability=0.1, end=end, target="POST advocates"),
        Spell(side="api", kinds=REJECTED, probability=0.05, end=end, target="GET"),
        _api(world.rng, now, end, 0.05),
    ]


def _odd_answers(world: World, now: int) -> list[Spell]:
    """What stands before the platform answers in its place, for some time always."""
    rng, begin = world.rng, now + world.rng.randrange(10 * MINUTE_MS)
    world.sandbox.change_options({"list_lag": rng.choice((0, 60, 600))})
    end, target = begin + 15 * MINUTE_MS, rng.choice(("", "POST", "POST advocates"))
    return [
        Spell(side="api", kinds=(rng.choice(ODD),), begin=begin, end=end, target=target),
        Spell(side="api", kinds=ODD, probability=0.2, end=now + HOUR_MS),
    ]


def _asks(world: World, now: int) -> list[Spell]:
    """The platform asks to be left alone again and again, and nothing else goes wrong: that binds everybody."""
    world.crash_probability = 0.0
    world.weather.spells.clear()
    end = now + HOUR_MS
    return [
        Spell(side="api", kinds=ASKS, probability=world.rng.choice((0.005, 0.05)), end=end),
        Spell(side="api", kinds=ASKS, probability=world.rng.choice((0.02, 0.3)), end=end, target="POST connections"),
    ]


def _keys_refused(world: World, now: int) -> list[Spell]:
    """The platform refuses our keys for a while."""
    begin = now + world.rng.randrange(5 * MINUTE_MS, 15 * MINUTE_MS)
    end = begin + world.rng.randrange(5 * MINUTE_MS, 40 * MINUTE_MS)
    return [Spell(side="api", kinds=KEYS, begin=begin, end=end)]


def _no_upsert(world: World, now: int) -> list[Spell]:
    """A create is none by e-mail either, as the operator says; lists lag, and creates get no answer."""
    world.sandbox.change_options({"upsert": False, "list_lag": world.rng.choice((0, 60, 600))})
    return [
        Spell(side="api", kinds=(*LOST, "timeout"), probability=0.2, end=now + HOUR_MS, target="POST advocates"),
        _api(world.rng, now, now + HOUR_MS, 0.05),
        _aws(world.rng, "dynamodb", now, now + HOUR_MS, 0.02),
    ]


def _knows(world: World, now: int) -> list[Spell]:
    """A create of somebody who exists is refused."""
    world.network.refuses_known = True
    upsert, lag = world.rng.random() < 0.5, world.rng.choice((0, 0, 60, 600))
    world.sandbox.change_options({"upsert": upsert, "list_lag": lag})
    return [
        Spell(side="api", kinds=LOST, probability=0.1, end=now + HOUR_MS),
        _aws(world.rng, "dynamodb", now, now + HOUR_MS, 0.02),
    ]


CLIMATES: Final[tuple[Climate, ...]] = (
    _changeable,
    _outage,
    _deaths,
    _changeable,
    _rate_limits,
    _lost_answers,
    _changeable,
    _dynamo_away,
    _lag,
    _frozen,
    _queues_away,
    _hidden,
    _refusing,
    _odd_answers,
    _asks,
    _no_upsert,
    _knows,
    _keys_refused,
)


def forecast(world: World, climate: Climate) -> None:
    """Let a climate decide what goes wrong, and when; beside it some more may."""
    rng, now = world.rng, world.simulation.now
    world.crashes_until = now + HOUR_MS
    if rng.random() < 0.6:
        world.crash_probability = 0.004
    if rng.random() < 0.2:
        away = Spell(side="secretsmanager", kinds=("away",), probability=0.5, end=now + HOUR_MS)
        world.weather.spells.append(away)
    if rng.random() < 0.5:
        left_out = Spell(side="dynamodb", kinds=UNPROCESSED, probability=0.1, end=now + HOUR_MS, target="BatchGetItem")
        world.weather.spells.append(left_out)
    world.weather.spells += climate(world, now)
    world.create_is_upsert = world.sandbox.state.options.upsert


def _api(rng: random.Random, begin: int, end: int, probability: float) -> Spell:
    kinds = API_KINDS if rng.random() < 0.5 else (rng.choice(API_KINDS),)
    target = rng.choice(("", "", "POST", "POST connections", "GET connections", "GET advocates"))
    return Spell(side="api", kinds=kinds, probability=probability, begin=begin, end=end, target=target)


def _aws(rng: random.Random, side: str, begin: int, end: int, probability: float) -> Spell:
    return Spell(side=side, kinds=AWS_KINDS, probability=probability, begin=begin, end=end)


def _down(rng: random.Random) -> tuple[str, ...]:
    return rng.choice((("refused",), ("timeout",), ("status",), ("html",), ("refused", "timeout", "status", "edge")))
