"""`python -m tests.simulation`: the big simulation. `--seed 7` does one run again, with its trace."""

import argparse
import random
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "layers" / "relay"))

from tests.simulation.crash_points import SCENARIOS, Points, Scenario, explore
from tests.simulation.report import summary, with_bar
from tests.simulation.seeds import SimulatedRun, simulate

SEEDS = 1000
SIZE = 150  # what two processes do in about ten minutes; --size 1000 takes an hour and a few dozen MB more
PROCESSES = 2
SHOWN = 20


def main(arguments: list[str]) -> int:
    """The exit code: 0 if all held."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("--seed", type=int, help="run this seed alone, with its trace")
    parser.add_argument("--of", metavar="TAG,...", help="of the trace show only these submissions, such as s12,s13")
    parser.add_argument("--seeds", type=int, default=SEEDS, help="how many seeds (%(default)s)")
    parser.add_argument("--first", type=int, default=0, help="the first seed (%(default)s)")
    parser.add_argument("--size", type=int, default=SIZE, help="submissions per seed (%(default)s)")
    parser.add_argument("--pairs", type=float, default=1.0, help="part of the pairs of crash points (%(default)s)")
    parser.add_argument("--processes", type=int, default=PROCESSES)
    parser.add_argument("--minutes", type=float, default=1e9, help="begin no more seeds after so many minutes")
    options = parser.parse_args(arguments)
    if options.seed is not None:
        return _one(options.seed, options.size, options.of)
    return _all(options)


def _one(seed: int, size: int, tags: str | None) -> int:
    wanted = tuple(tags.split(",")) if tags else ()

    def tell(line: str) -> None:
        if not wanted or any(f" {tag} " in f"{line} " or f"={tag} " in f"{line} " for tag in wanted):
            print(line)

    result = simulate(seed, size, trace=tell)
    print(*(result.wrong or ["all held"]), sep="\n")
    return 1 if result.wrong else 0


def _all(options: argparse.Namespace) -> int:
    began = time.monotonic()
    seeds = range(options.first, options.first + options.seeds)
    with ProcessPoolExecutor(options.processes) as pool:
        print(f"crash points of {len(SCENARIOS)} scenarios")
        jobs = [pool.submit(_explored, scenario, options.pairs) for scenario in SCENARIOS]
        points = Points()
        for job in with_bar(as_completed(jobs), len(jobs)):
            points.add(job.result())
        _show(points.wrong)
        print(f"{len(seeds)} runs of {options.size} submissions")
        until = began + 60 * options.minutes
        jobs_of_seeds = [pool.submit(_timed, seed, options.size, until) for seed in seeds]
        runs = list(_finished(with_bar(as_completed(jobs_of_seeds), len(jobs_of_seeds))))
    for result in sorted(runs, key=lambda result: result.seed):
        _show([f"seed {result.seed}: {sentence}" for sentence in result.wrong])
    print(summary(runs, points, time.monotonic() - began, options.processes))
    failed = [result.seed for result in runs if result.wrong]
    if failed:
        print(f"Run one again: python -m tests.simulation --size {options.size} --seed {min(failed)}")
    return 1 if failed or points.wrong else 0


def _finished(jobs: Iterator[object]) -> Iterator[SimulatedRun]:
    for job in jobs:
        result = job.result()  # type: ignore[attr-defined]
        if result is not None:
            yield result


def _explored(scenario: Scenario, pairs: float) -> Points:
    return explore([scenario], pairs=pairs, rng=random.Random(1))


def _timed(seed: int, size: int, until: float) -> SimulatedRun | None:
    return simulate(seed, size) if time.monotonic() < until else None


def _show(sentences: list[str]) -> None:
    for sentence in sentences[:SHOWN]:
        print(f"WRONG  {sentence}")
    if len(sentences) > SHOWN:
        print(f"WRONG  and {len(sentences) - SHOWN} more")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
