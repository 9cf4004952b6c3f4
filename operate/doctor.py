"""All that can be wrong with a stack, looked at: each check by itself, side by side, and nothing but looked at.

A check that can't be made says so, and the others go on.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Final

import requests
from botocore.exceptions import BotoCoreError, ClientError

from operate.checks import (
    address,
    alarms,
    lying,
    parameters,
    platform,
    release,
    secrets,
    settings,
    texts,
    worker,
)
from operate.checks.facts import Facts
from operate.checks.finding import ORDER, Finding, Severity, warning
from operate.queue import Told, nobody
from operate.stack import THREADS
from operate.trouble import Trouble, said

type Look = Callable[[Facts], Iterator[Finding]]

CHECKS: Final[dict[str, Look]] = {
    "credential secret": secrets.credential_secret,
    "key secret": secrets.key_secret,
    "earlier stack": secrets.earlier_stack,
    "platform and campaigns": platform.api,
    "paths of the API": platform.paths,
    "custom fields": platform.fields,
    "breaker": platform.left_alone,
    "address": address.answers,
    "certificate": address.certificate,
    "clocks": address.clocks,
    "texts": texts.probe,
    "refused texts": texts.refused_texts,
    "worker": worker.worked_on,
    "functions": worker.functions,
    "concurrency": worker.concurrency,
    "subscriptions of alarms": alarms.subscriptions,
    "alarms": alarms.states,
    "letters": lying.letters,
    "held": lying.held,
    "waiting": lying.waiting,
    "parameters": parameters.combinations,
    "samconfig.toml": parameters.as_in_samconfig,
    "deployment": parameters.status,
    "template": release.same_template,
    "code": release.same_code,
    "campaigns.toml": release.same_campaigns,
    "processor": release.processor,
    **{f"settings: {word}": partial(settings.of_types, kinds) for word, kinds in settings.by_word().items()},
}
"""Every check, by its name."""


@dataclass(frozen=True, slots=True)
class Found:
    """One finding and the check that made it. `looked` is False if the check could not be made."""

    check: str
    finding: Finding
    looked: bool = True

    @property
    def severity(self) -> Severity:
        """How bad it is."""
        return self.finding.severity


def examine(facts: Facts, *, told: Told = nobody, checks: dict[str, Look] | None = None) -> list[Found]:
    """What is wrong, the worst first."""
    looks = CHECKS if checks is None else checks
    _ = facts.stack.resources  # asked once, before threads begin
    with ThreadPoolExecutor(THREADS) as pool:
        futures: list[Future[list[Found]]] = [pool.submit(_one, name, look, facts) for name, look in looks.items()]
        found: list[Found] = []
        for done, future in enumerate(futures, start=1):
            found += future.result()
            told(done, len(futures))
    return sorted(found, key=lambda each: ORDER.index(each.severity))


def _one(name: str, look: Look, facts: Facts) -> list[Found]:
    """What one check finds, and that it could not go on if it could not."""
    found: list[Found] = []
    try:
        found.extend(Found(name, finding) for finding in look(facts))
    except (Trouble, ClientError, BotoCoreError) as error:
        found.append(_not_looked(name, said(error)))
    except (OSError, requests.RequestException) as error:
        found.append(_not_looked(name, f"it can't be reached from here ({type(error).__name__})"))
    except Exception as error:  # noqa: BLE001 (one check's fault must not hide what the others found)
        found.append(_not_looked(name, f"this check itself failed ({type(error).__name__}): tell its authors"))
    return found


def _not_looked(name: str, why: str) -> Found:
    return Found(name, warning(f"Could not look at {name}: {why}."), looked=False)
