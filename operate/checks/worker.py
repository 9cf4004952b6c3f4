"""Does what waits get worked on, do the functions run at all, and may enough of them run at once."""

import re
from collections.abc import Iterator
from typing import Final

from botocore.exceptions import ClientError

from operate.checks import live
from operate.checks.facts import Facts
from operate.checks.finding import Finding, broken, warning

HEALTHY: Final = re.compile("|OK( - .*)?|No records processed|Cancelled by user.")
"""What Lambda calls the last look into the queue, and how the emulator says it."""

BUILT: Final = frozenset({"Active", "Inactive", "Pending", ""})
USUAL: Final = 1000
HAPPENS_BY_ITSELF: Final = frozenset({"Creating", "Enabling", "Updating"})


def worked_on(facts: Facts) -> Iterator[Finding]:
    """Whether the retry queue is worked on."""
    uuid = facts.stack.worker_mapping
    resume = facts.relay("resume")
    try:
        found = facts.stack.client("lambda").get_event_source_mapping(UUID=uuid) if uuid else None
    except ClientError as error:
        if error.response["Error"].get("Code") not in live.GONE:
            raise
        found = None
    if found is None:
        what = (
            "Nothing works on the retry queue: the mapping to the worker is gone. What arrives there waits and expires."
        )
        queue, worker = facts.stack.retry_url.rsplit("/", 1)[-1], facts.stack.functions.get("Retry", "")
        source = f"arn:aws:sqs:{facts.stack.region}:{facts.stack.account}:{queue}"
        given = "--batch-size 10 --function-response-types ReportBatchItemFailures"
        made = f"lambda create-event-source-mapping --function-name {worker} --event-source-arn {source} {given}"
        yield broken(what, "Make it again:", facts.aws(made))
        return
    state = found.get("State", "")
    if state in {"Disabled", "Disabling"}:
        what = "The worker is paused: what could not be delivered at once waits, and expires after RetryWindowHours."
        yield broken(what, resume)
    elif state != "Enabled" and state not in HAPPENS_BY_ITSELF:
        yield warning(f"The mapping to the worker is {state.lower()}.", "Look again in a minute.")
    if not HEALTHY.fullmatch(last := found.get("LastProcessingResult", "")):
        what = f"Lambda could not hand the queue to the worker when it last tried: {last}"
        yield warning(what, "The worker's log:", facts.aws(f"logs tail {facts.stack.log_groups.get('RetryLogs')}"))


def functions(facts: Facts) -> Iterator[Finding]:
    """Whether Lambda can run each function."""
    client = facts.stack.client("lambda")
    for logical, name in sorted(facts.stack.functions.items()):
        try:
            found = client.get_function_configuration(FunctionName=name)
        except ClientError as error:
            if error.response["Error"].get("Code") in live.GONE:
                continue  # its settings' check says it
            raise
        if found.get("State", "") not in BUILT:
            why = found.get("StateReason") or found["State"]
            yield broken(f"Lambda can't run the function {logical} ({name}): {why}.", "Deploy again.")
        if found.get("LastUpdateStatus") == "Failed":
            why = found.get("LastUpdateStatusReason") or "no reason given"
            yield warning(f"The last change of the function {logical} failed: {why}.", "Deploy again.")


def concurrency(facts: Facts) -> Iterator[Finding]:
    """Whether the account may run as many functions at once as the stack is let to need."""
    limits = facts.stack.client("lambda").get_account_settings()["AccountLimit"]
    quota = int(limits["UnreservedConcurrentExecutions"])
    given = facts.stack.parameters
    burst, workers = (int(float(given.get(name, "0"))) for name in ("RequestBurst", "MaximumConcurrency"))
    if quota >= burst + workers:
        return
    what = (
        f"The account may run {quota} functions at once, and the stack may need {burst + workers} "
        f"(RequestBurst {burst}, MaximumConcurrency {workers}): what comes in beyond it gets a bare 503 and is lost."
    )
    reserved = int(limits["ConcurrentExecutions"]) - quota
    ask = "service-quotas request-service-quota-increase --service-code lambda --quota-code L-B99A9384"
    held = f"(Other functions of the account have {reserved} of {limits['ConcurrentExecutions']} reserved.)"
    yield warning(what, facts.aws(f"{ask} --desired-value {USUAL}"), *([held] if reserved else []))
