"""What all tests share: an order drawn anew for each run, a clock that can be set for a run, and patience.

The order and every `random` are drawn from one seed (pytest-randomly), which the last lines of a run name.
"""

from argparse import ArgumentTypeError
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from hypothesis import HealthCheck, settings

# A busy machine is no failure. Hypothesis draws its examples from a fixed seed (and from constants of the modules that
# are loaded), so that hardly a run fails by chance; new ones are drawn by `make hammer` (--hypothesis-profile
# exploring), and what fails then becomes an @example.
settings.register_profile(
    "exploring", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True, max_examples=1000
)
settings.register_profile(
    "patient", settings.get_profile("exploring"), derandomize=True, database=None, max_examples=100
)
settings.load_profile("patient")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--begin-at",
        type=moment,
        metavar="MOMENT",
        help="the time, and the zone, at which the run is to begin: '2026-11-01 01:59:30 America/New_York'",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Set the clock of this process. Monotonic clocks, and the clocks of other programs, stay as they are."""
    if begin := config.getoption("--begin-at"):
        journey = time_machine.travel(begin, tick=True)
        journey.start()
        config.add_cleanup(journey.stop)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Write what tests have to tell (`record_property("told", text)`), from whichever process, and the seed."""
    ended = [report for outcome in ("passed", "failed") for report in terminalreporter.stats.get(outcome, ())]
    for text in (text for report in ended for name, text in report.user_properties if name == "told"):
        terminalreporter.write_line(str(text))
    seed = config.getoption("randomly_seed", None)
    if seed is not None:
        terminalreporter.write_line(f"in this order again, in one process: -n 0 --randomly-seed={seed}")


def moment(text: str) -> datetime:
    """The moment that `--begin-at` names."""
    try:
        date, time, zone = text.split()
        return datetime.fromisoformat(f"{date} {time}").replace(tzinfo=ZoneInfo(zone))
    except (ValueError, KeyError):
        raise ArgumentTypeError(f"write a date, a time and a zone, not {text!r}") from None
