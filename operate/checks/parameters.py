"""Parameters that can't work together, and what was meant to be deployed and was not."""

import shlex
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any, Final

from operate.checks.facts import Facts
from operate.checks.finding import Finding, broken, note, warning

MOST_RECEIVES: Final = 1000  # RetryQueue's maxReceiveCount
LISTS_LAG_MINUTES: Final = 5
A_DAY: Final = 24


def combinations(facts: Facts) -> Iterator[Finding]:
    """What the times make of each other. On a laptop they are short on purpose, which is only noted."""
    given = facts.stack.parameters
    window, settle = _number(given, "RetryWindowHours", 96) * 3600, _number(given, "SettleMinutes", 15) * 60
    first, longest = _number(given, "FirstWaitSeconds", 30), _number(given, "LongestWaitSeconds", 1800)
    careful = note if facts.is_local else warning
    receives = window / (longest / 2)
    if receives > MOST_RECEIVES:
        what = (
            f"LongestWaitSeconds is {longest:g}: in RetryWindowHours a submission is tried some {receives:.0f} times,"
        )
        lowest = window / MOST_RECEIVES * 2
        yield careful(
            f"{what} and SQS gives it up after {MOST_RECEIVES}, without a reason.",
            f"Deploy with LongestWaitSeconds of {lowest:.0f} or more, or a shorter RetryWindowHours.",
        )
    if first > longest:
        what = f"FirstWaitSeconds ({first:g}) is more than LongestWaitSeconds ({longest:g})."
        yield warning(what, "Deploy with a smaller FirstWaitSeconds.")
    if settle >= window:
        what = f"SettleMinutes ({settle / 60:g}) is as long as RetryWindowHours ({window / 3600:g}) or longer:"
        yield broken(f"{what} what nobody can tell of becomes a dead letter unjudged.", "Deploy with a longer window.")
    if longest >= window:
        what = f"LongestWaitSeconds ({longest:g}) is as long as RetryWindowHours ({window / 3600:g}) or longer:"
        yield warning(f"{what} there may be no second try.", "Deploy with a longer window or shorter waits.")
    elif window < A_DAY * 3600 and not facts.is_local:
        what = f"RetryWindowHours is {window / 3600:g}: an outage of a day makes dead letters of all that came in it."
        yield note(what, "Deploy with 96, unless that is meant.")
    if given.get("ResendUnseen") == "true":
        what = "ResendUnseen is true: an e-mail that no list shows in time is sent again, so perhaps twice."
        yield (warning if settle < LISTS_LAG_MINUTES * 60 else note)(what, "Deploy with false, unless that is meant.")
    elif settle < LISTS_LAG_MINUTES * 60:
        what = f"SettleMinutes is {settle / 60:g}: lists that lag longer make dead letters of what was delivered."
        yield careful(what, "Deploy with 15, unless the platform's lists are known to be quicker.")


def _number(given: Mapping[str, str], name: str, usual: float) -> float:
    return float(given.get(name) or usual)


def as_in_samconfig(facts: Facts) -> Iterator[Finding]:
    """Whether the parameters that samconfig.toml of this checkout gives are those that are deployed."""
    if facts.is_local:
        return
    for name, wanted in _overrides(facts, "default").items():
        deployed = facts.stack.parameters.get(name)
        if deployed != wanted:
            what = f"samconfig.toml has {name} = {wanted!r}, and {deployed!r} is deployed."
            yield warning(what, "Deploy again; or, if what is deployed is right, correct samconfig.toml.")


def _overrides(facts: Facts, environment: str) -> dict[str, str]:
    """The parameters that a plain `sam deploy` would give this stack."""
    try:
        content = tomllib.loads((facts.root / "samconfig.toml").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    settings: dict[str, Any] = content.get(environment, {}).get("deploy", {}).get("parameters", {})
    if settings.get("stack_name") != facts.stack.name:
        return {}
    given = settings.get("parameter_overrides", [])
    pairs = shlex.split(given) if isinstance(given, str) else [str(each) for each in given]
    return {name: value.strip('"') for name, _, value in (pair.partition("=") for pair in pairs)}


def status(facts: Facts) -> Iterator[Finding]:
    """Whether the last deployment went through."""
    now = str(facts.shown()["StackStatus"])
    if now in {"CREATE_COMPLETE", "UPDATE_COMPLETE", "IMPORT_COMPLETE", "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS"}:
        return
    events = facts.aws(f"cloudformation describe-stack-events --stack-name {facts.stack.name} --max-items 20")
    if now.endswith("_IN_PROGRESS"):
        yield note(f"The stack is being changed just now ({now}).", "Look again when that is over.")
    elif now.endswith("_FAILED"):
        yield broken(f"The last change of the stack got stuck half-way ({now}).", "What happened:", events)
    else:
        yield warning(
            f"The last deployment failed ({now}): what was there before it runs on.", "What happened:", events
        )
