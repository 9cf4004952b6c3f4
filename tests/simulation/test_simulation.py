"""The small simulation: every crash point alone, a part of the pairs, and a few seeds of every weather."""

import os
import random
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.simulation import drawn, operators
from tests.simulation.checker import check
from tests.simulation.climates import CLIMATES
from tests.simulation.crash_points import SCENARIOS, Scenario, explore, run
from tests.simulation.functions import simulated
from tests.simulation.people import Person, card_email
from tests.simulation.report import missing, summary
from tests.simulation.seeds import simulate
from tests.simulation.weather import HOUR_MS, REJECTED, Spell
from tests.simulation.world import Crash, World

PAIRS = 0.05
SEEDS = range(2 * len(CLIMATES))
ALL_KINDS = range(2 * len(CLIMATES), 3 * len(CLIMATES))
SIZE = 100
LETTERS = 1000
ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
def test_a_process_may_die_at_any_call_and_nothing_is_lost_or_done_twice(scenario: Scenario) -> None:
    points = explore([scenario], pairs=PAIRS, rng=random.Random(1))
    assert points.singles >= 9
    assert points.wrong == []


@pytest.mark.parametrize("seed", SEEDS)
def test_every_promise_holds_in_a_simulated_run(seed: int) -> None:
    result = simulate(seed, SIZE)
    assert result.submissions >= 10
    assert result.wrong == [], f"run it again: python -m tests.simulation --size {SIZE} --seed {seed}"


def test_the_runs_draw_every_kind_of_trouble_and_the_report_says_how_often() -> None:
    """Each by itself in a part of the runs: else nobody would see that something is no longer drawn."""
    runs = [simulate(seed, SIZE) for seed in ALL_KINDS]
    assert [(run.seed, run.wrong) for run in runs if run.wrong] == []
    assert missing(sum((run.drawn for run in runs), Counter())) == []
    report = summary(runs, None, 0, 1)
    assert all(kind.partition(": ")[2] in report for kind in drawn.KINDS)
    assert "never drawn     none of the kinds" in report


def test_a_text_that_its_sender_repeats_after_a_crash_asks_the_person_once() -> None:
    (scenario,) = (scenario for scenario in SCENARIOS if scenario.name == "text")
    world = run(scenario, [Crash(1, 7, "answered")])
    opt_ins = [write for write in world.network.acted if write.form.get("smsOptin") == "1"]
    world.close()
    assert len(opt_ins) == 1


def test_a_seed_is_the_same_run_every_time() -> None:
    first, second = (simulate(8, SIZE) for _ in range(2))
    assert (first.outcomes, first.faults, first.deaths, first.receives) == (
        second.outcomes,
        second.faults,
        second.deaths,
        second.receives,
    )


def test_a_seed_is_the_same_run_however_python_hashes_text() -> None:
    traces = [
        subprocess.run(
            [sys.executable, "-m", "tests.simulation", "--seed", "13", "--size", "30"],
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert len(traces[0]) > 10_000
    assert traces[0] == traces[1]


def test_a_thousand_letters_are_replayed_and_again_while_they_are_in_flight_and_each_contact_is_made_once() -> None:
    world = World(random.Random(1), twice=0.3)
    world.weather.spells.append(Spell(side="api", kinds=REJECTED, end=world.simulation.now + HOUR_MS))
    with simulated(world.simulation, world.heard):
        for number in range(LETTERS):
            world.queue(card_email(Person(number, f"s{number}")))
        world.simulation.run(world.simulation.now + HOUR_MS)
        moved: list[int] = []
        while not moved or moved[-1]:  # the deletion of three in ten is lost, so their letters are still there
            moved.append(operators.replay(world))
            world.simulation.run(world.simulation.now + 130_000)
        world.simulation.run()
    wrong, outcomes = check(world)
    world.close()
    assert wrong == []
    assert outcomes == {"delivered": LETTERS}
    assert sum(moved) > LETTERS
