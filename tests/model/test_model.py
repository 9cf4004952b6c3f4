"""The quick models: the rules hold, and each safeguard is missed where it is taken out. `make model` asks for more."""

from collections.abc import Iterator
from enum import Enum
from typing import Final, NamedTuple

import pytest

from tests.model import breaker, consent, delivery, held, in_time, letters, persons
from tests.model.cases import MODELS
from tests.model.checker import CIRCLE, STUCK, Case, Step, TooLarge, check

QUICK: Final = [
    pytest.param(case, id=f"{name}: {case.name}") for name, cases in MODELS.items() for case in cases if case.quick
]
SAFEGUARDS: Final = [
    safeguard
    for module in (breaker, consent, delivery, held, in_time, letters, persons)
    for safeguard in module.Safeguard
]


@pytest.mark.parametrize("case", QUICK)
def test_the_rules_hold_and_each_safeguard_is_missed(case: Case) -> None:
    verdict = check(case.make(), limit=50_000)
    assert case.holds(verdict), [verdict.wrong, *verdict.trace]


@pytest.mark.parametrize("safeguard", SAFEGUARDS, ids=str)
def test_each_safeguard_has_a_case_in_which_it_is_taken_out(safeguard: Enum) -> None:
    cases = [case.name for cases in MODELS.values() for case in cases if case.expected]
    assert f"without: {safeguard.value}" in cases


class Walk(NamedTuple):
    """Numbers, each with those that may follow; a negative one follows by a fault."""

    ways: tuple[tuple[int, ...], ...]
    bad: int = -1
    last: int = -1

    def start(self) -> int:
        return 0

    def steps(self, state: int) -> Iterator[Step[int]]:
        for way in self.ways[state]:
            yield Step(f"to {abs(way)}", abs(way), fault=way < 0)

    def wrong(self, state: int) -> str:
        return "bad" if state == self.bad else ""

    def ended(self, state: int) -> bool:
        return state == self.last


def test_the_checker_finds_the_shortest_way_to_what_is_wrong() -> None:
    verdict = check(Walk(((1, 2), (3,), (1,), ()), bad=3, last=3))
    assert (verdict.wrong, verdict.trace) == ("bad", ("to 1", "to 3"))


def test_the_checker_finds_what_is_stuck() -> None:
    assert check(Walk(((1,), (-2,), ()), last=2)).wrong == STUCK


def test_the_checker_finds_a_circle_that_needs_no_fault() -> None:
    verdict = check(Walk(((1, 2), (0,), ()), last=2))
    assert (verdict.wrong, verdict.trace) == (CIRCLE, ("again and again:", "to 1", "to 0"))


def test_a_circle_that_needs_a_fault_is_none() -> None:
    assert check(Walk(((1, 2), (2, -1), (-1,)), last=2)).wrong == ""


def test_the_checker_is_bounded() -> None:
    with pytest.raises(TooLarge):
        check(Walk(((1,), (2,), ()), last=2), limit=1)
