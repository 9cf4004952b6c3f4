"""Every outside call of every scenario as the place where a process dies, alone and in pairs.

A scenario is run once healthy, which tells its calls. Then once for each call and phase: the process dies there, the
world stays healthy, the sender repeats what got no 2xx, and all must be well when it is quiet. Then once for each
pair: the first death in one run, the second in the run that follows it.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Final

from relay.messages import to_message
from relay.submission import Submission
from tests.fakes.clock import START_MS
from tests.simulation import operators
from tests.simulation.checker import check
from tests.simulation.functions import simulated
from tests.simulation.people import (
    Kind,
    Person,
    Story,
    card_email,
    card_handed_on,
    card_handed_on_texts,
    card_texts,
    card_useless,
    email_out_more,
    email_out_spam,
    form,
    form_email,
    form_everything,
    form_keyed,
    form_letter,
    form_spam,
    form_texts,
    row_texts,
    stop,
    stop_like,
    text,
    text_call,
)
from tests.simulation.same_contact import PLAIN, card_spelt, form_spelt
from tests.simulation.weather import FOR_EVER, HOUR_MS, REJECTED, Spell
from tests.simulation.world import READER, Crash, World

PHASES = ("before", "acted", "answered")
MIDNIGHT_MS: Final = START_MS + 12 * HOUR_MS
ALL_RUNS: Final = range(1, 100)
FORM_SPELT: Final = partial(form_spelt, spelling=PLAIN, own_words=False)
LATE = "let_go"
FREEZES = "freezes"


@dataclass(frozen=True, slots=True)
class Scenario:
    """What is sent, and how it starts: `start` brings the world to where the first death may happen, at `begins`."""

    name: str
    kind: Kind
    start: Callable[[World, Story], None]
    begins: int = START_MS


def _arrives(world: World, story: Story) -> None:
    world.arrive(story, again=2)


def _arrives_and_is_refused(world: World, story: Story) -> None:
    """The platform refuses its contacts with legislators, for good."""
    world.weather.spells.append(Spell(side="api", kinds=REJECTED, target="POST connections"))
    world.arrive(story, again=2)


def _arrives_impatiently(world: World, story: Story) -> None:
    """Its sender repeats it while the dead run's lease still lasts."""
    world.arrive(story, again=2, again_after_ms=5_000)


def _arrives_twice(world: World, story: Story) -> None:
    """A double click."""
    world.arrive(story, again=2)
    world.simulation.after(100, lambda: world.arrive(story, again=2, again_after_ms=5_000))


def _arrives_twice_while_down(world: World, story: Story) -> None:
    """The platform refuses connections for a moment: the first run leaves it to the queue, and so does the second."""
    world.weather.spells.append(Spell(side="api", kinds=("refused",), end=world.simulation.now + 1_000))
    _arrives_twice(world, story)


def _waits_while_slow(world: World, story: Story) -> None:
    """Every call takes nearly as long as it may."""
    world.weather.spells.append(Spell(side="api", kinds=("slow",)))
    world.queue(story)


def _waits_twice(world: World, story: Story) -> None:
    """Two copies in the queue."""
    world.queue(story)
    world.simulation.after(2_000, lambda: world.queue(story))


def _waits_in_queue(world: World, story: Story) -> None:
    world.queue(story)


def _arrives_on_both_sides_of_midnight(world: World, story: Story) -> None:
    """A double click that is one post on two days."""
    world.arrive(story, again=2, again_after_ms=5_000)
    world.simulation.after(4_000, lambda: world.arrive(story, again=2, again_after_ms=5_000))


def _waits_on_both_sides_of_midnight(world: World, story: Story) -> None:
    """The same while the queue had to take both: they may be run in any order."""
    world.queue(story)
    world.simulation.after(4_000, lambda: world.queue(story))


def _comes_back_after_a_month(world: World, story: Story) -> None:
    """A copy of it turns up when the journal's item has long expired."""
    message = to_message(replace(_read(world, story), received_at=world.simulation.now))
    world.arrive(story, again=2)
    world.simulation.after(31 * 24 * HOUR_MS, lambda: world.queue_as_it_is(story, message))


def _read(world: World, story: Story) -> Submission:
    assert story.post is not None
    submission = READER.read(story.post, world.simulation.now)
    assert submission is not None
    return submission


def _is_replayed(world: World, story: Story) -> None:
    """It became a dead letter, for the platform refused it; then that is mended and an operator replays it."""
    until = world.simulation.now + HOUR_MS
    world.weather.spells.append(Spell(side="api", kinds=REJECTED, end=until))
    world.queue(story)
    world.simulation.run(until)
    world.functions.invocations = 0
    world.points.clear()
    operators.replay(world)


def _one_mans_two_minds(world: World, story: Story) -> None:
    """An opt-in by text waits in the queue while a STOP comes in."""
    world.queue(text(Person(1, "s1")))
    world.arrive(story, again=2)


def _asks_for_the_same(world: World, story: Story) -> None:
    """A card and a form ask for one contact at once."""
    world.arrive(form_spelt(Person(1, "s1"), PLAIN, own_words=False), again=2)
    world.simulation.after(50, lambda: world.arrive(story, again=2))


def _asks_for_what_was_refused(world: World, story: Story) -> None:
    """The platform refuses for good what a card asks for; then a form asks for the same."""
    first = replace(card_spelt(Person(1, "s1"), PLAIN), refused_ms=FOR_EVER)
    world.arrive(first, again=2)
    world.simulation.after(10, lambda: world.arrive(story, again=2))


def _new_phone(world: World, story: Story) -> None:
    """Two texts of it at once; the lists lag."""
    world.sandbox.change_options({"list_lag": 300})
    world.arrive(text(Person(1, "s1")), again=2)
    world.simulation.after(20, lambda: world.arrive(story, again=2))


def _is_in_a_file_too(world: World, story: Story) -> None:
    """Its row is imported at once."""
    world.arrive(row_texts(Person(1, "s1")))
    world.simulation.after(50, lambda: world.arrive(story, again=2))


def _was_in_a_file(world: World, story: Story) -> None:
    """Its row was imported a while ago."""
    world.arrive(row_texts(Person(1, "s1")))
    world.simulation.after(30_000, lambda: world.arrive(story, again=2))


def _is_no_upsert(world: World, story: Story) -> None:
    """A create makes a second advocate with this address, as the operator says; the lists lag."""
    world.create_is_upsert = False
    world.sandbox.change_options({"upsert": False, "list_lag": 300})
    world.arrive(form(Person(1, "s1")), again=2)
    world.simulation.after(20, lambda: world.arrive(story, again=2))


def _is_suppressed(world: World, story: Story) -> None:
    """Its phone has sent something like a stop."""
    world.arrive(stop_like(Person(1, "s1")), again=2)
    world.simulation.run(world.simulation.now + HOUR_MS)
    world.functions.invocations = 0
    world.points.clear()
    world.arrive(story, again=2)


def _is_released(world: World, story: Story) -> None:
    """The same, and an operator lets its opt-in go."""
    _is_suppressed(world, story)
    world.simulation.run(world.simulation.now + HOUR_MS)
    world.functions.invocations = 0
    world.points.clear()
    operators.release_opt_ins(world)


SCENARIOS = (
    Scenario("form", form, _arrives),
    Scenario("form + e-mail", form_email, _arrives),
    Scenario("form + e-mail, tweet, call", form_everything, _arrives),
    Scenario("form with a letter", form_letter, _arrives),
    Scenario("card + e-mail", card_email, _arrives),
    Scenario("form with its sender's key", form_keyed, _arrives_twice),
    Scenario("form that is held as spam", form_spam, _arrives),
    Scenario("card that is handed on", card_handed_on, _arrives),
    Scenario("card that is handed on, with texts", card_handed_on_texts, _arrives),
    Scenario("queued card that is handed on, twice", card_handed_on, _waits_twice),
    Scenario("card beside its row", card_texts, _is_in_a_file_too),
    Scenario("card after its row", card_texts, _was_in_a_file),
    Scenario("card that is refused", card_email, _arrives_and_is_refused),
    Scenario("card of no use", card_useless, _arrives),
    Scenario("text", text, _arrives),
    Scenario("text + call", text_call, _arrives),
    Scenario("STOP", stop, _arrives),
    Scenario("STOP against a text in the queue", stop, _one_mans_two_minds),
    Scenario("stop-like text", stop_like, _arrives),
    Scenario("e-mail opt-out with more", email_out_more, _arrives),
    Scenario("e-mail opt-out in spam", email_out_spam, _arrives),
    Scenario("queued form + e-mail, call", form_everything, _waits_in_queue),
    Scenario("queued form + e-mail, call, slow API", form_everything, _waits_while_slow),
    Scenario("queued text", text, _waits_in_queue),
    Scenario("form + e-mail, impatient", form_email, _arrives_impatiently),
    Scenario("text, impatient", text, _arrives_impatiently),
    Scenario("form + e-mail, clicked twice", form_email, _arrives_twice),
    Scenario("form + e-mail, clicked twice while the API is down", form_email, _arrives_twice_while_down),
    Scenario("text, sent twice", text, _arrives_twice),
    Scenario("queued form + e-mail, twice", form_email, _waits_twice),
    Scenario("replayed form + e-mail", form_email, _is_replayed),
    Scenario("form + e-mail, clicked at midnight", form_email, _arrives_on_both_sides_of_midnight, MIDNIGHT_MS - 2_000),
    Scenario("queued form + e-mail at midnight", form_email, _waits_on_both_sides_of_midnight, MIDNIGHT_MS - 2_000),
    Scenario("form + e-mail, back after a month", form_email, _comes_back_after_a_month),
    Scenario("card beside a form, one contact", partial(card_spelt, spelling=PLAIN), _asks_for_the_same),
    Scenario("form after a refused card, one contact", FORM_SPELT, _asks_for_what_was_refused),
    Scenario("two texts of a new phone", text, _new_phone),
    Scenario("two forms of a person, no upsert", form, _is_no_upsert),
    Scenario("form of a suppressed phone", form_texts, _is_suppressed),
    Scenario("released opt-in", form_texts, _is_released),
)


@dataclass(slots=True)
class Points:
    """What was enumerated."""

    singles: int = 0
    pairs: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def add(self, other: "Points") -> None:
        """Count others in."""
        self.singles += other.singles
        self.pairs += other.pairs
        self.outcomes += other.outcomes
        self.wrong += other.wrong


def run(scenario: Scenario, crashes: list[Crash], trace: Callable[[str], None] | None = None) -> World:
    """The scenario with these deaths, until it is quiet."""
    resend = any(crash.phase.startswith(FREEZES) for crash in crashes)  # only then could a second one be sent
    world = World(random.Random(1), scenario.begins, trace=trace, crashes=crashes, resend=resend)
    with simulated(world.simulation, world.heard):
        scenario.start(world, scenario.kind(Person(1, "s0")))
        world.simulation.run()
    return world


def _phases(phase: str, what: str) -> tuple[str, ...]:
    if what.startswith(("POST", "GET")):
        return (phase, LATE) if phase == "before" and what.startswith("POST") else (phase,)
    return (phase, f"{FREEZES} {phase}") if phase != "answered" else (phase,)


def points_of(scenario: Scenario, crashes: list[Crash], runs: range) -> list[Crash]:
    """Where a process can die in these runs of the scenario, after these deaths."""
    never = Crash(0, 0, "")
    world = run(scenario, [*crashes, never])
    found = dict.fromkeys(
        Crash(number, call, each)
        for number, call, phase, what in world.points
        if number in runs
        for each in _phases(phase, what)
    )
    world.close()
    return list(found)


def enumerate_points(scenario: Scenario, *, pairs: float, rng: random.Random) -> Iterator[tuple[list[Crash], World]]:
    """Every single death of all runs, and the pairs of the first and the second run (or a part of them, drawn)."""
    for crash in points_of(scenario, [], ALL_RUNS):
        yield [crash], run(scenario, [crash])
        # The same moment seen from outside as the next call's "before", so one of the two begins the pairs.
        if crash.run > 1 or crash.phase == "answered":
            continue
        for second in points_of(scenario, [crash], range(2, 3)) if pairs else ():
            if second.phase != "answered" and rng.random() < pairs:
                yield [crash, second], run(scenario, [crash, second])


def explore(scenarios: Sequence[Scenario], *, pairs: float, rng: random.Random) -> Points:
    """These scenarios; `pairs` is the part of the pairs that is run."""
    points = Points()
    for scenario in scenarios:
        for crashes, world in enumerate_points(scenario, pairs=pairs, rng=rng):
            wrong, outcomes = check(world)
            world.close()
            points.outcomes += outcomes
            if len(crashes) == 1:
                points.singles += 1
            else:
                points.pairs += 1
            where = ", then ".join(f"run {c.run} call {c.call} {c.phase}" for c in crashes)
            points.wrong += [f"{scenario.name}: dies in {where}: {sentence}" for sentence in wrong]
    return points
