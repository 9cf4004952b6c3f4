"""Takes from the functions of a local stack what they need of AWS, ends their processes, and puts all that right again.

A service is away when every function has been told an address of it at which nobody listens. That is part of the
emulator's state and would outlive the stack, so each start of a stack puts it back.
"""

import contextlib
import os
import random
import signal
import subprocess
from collections import deque
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, Literal

from local.place import HOST, STACK_NAME

type Service = Literal["dynamodb", "sqs"]

ADDRESSES: Final[Mapping[Service, str]] = {"dynamodb": "AWS_ENDPOINT_URL_DYNAMODB", "sqs": "AWS_ENDPOINT_URL_SQS"}
"""What botocore takes a service's address from.

https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
"""

NOWHERE: Final = f"http://{HOST}:9"
"""Only an administrator could listen there."""

STARTED_AGO: Final = 5
HIDDEN_TIMES: Final = 6  # template.yaml: what the worker has in hand is hidden for six times its time-out
SHORTEST_HIDDEN: Final = 60  # the worker's time-out, the least that AWS takes


def take_away(functions: Any, service: Service) -> None:
    """Let no function reach a service. `functions` is a client for Lambda."""
    _tell(functions, {ADDRESSES[service]: NOWHERE})


def bring_back(functions: Any, service: Service) -> None:
    """Let every function reach a service again."""
    _tell(functions, {ADDRESSES[service]: ""})


def mend(functions: Any, queues: Any) -> None:
    """Put back whatever an earlier stack may have left: addresses, the worker, and how long it hides a message."""
    _tell(functions, dict.fromkeys(ADDRESSES.values(), ""))
    worker = f"{STACK_NAME}-retry"
    for mapping in functions.list_event_source_mappings(FunctionName=worker)["EventSourceMappings"]:
        if mapping["State"] != "Enabled":
            functions.update_event_source_mapping(UUID=mapping["UUID"], Enabled=True)
    hide_for(queues, HIDDEN_TIMES * functions.get_function_configuration(FunctionName=worker)["Timeout"])


def hide_for(queues: Any, seconds: int) -> None:
    """Bring back what a killed worker had in hand after so many seconds. `queues` is a client for SQS."""
    url = queues.get_queue_url(QueueName=f"{STACK_NAME}-retry")["QueueUrl"]
    hidden = queues.get_queue_attributes(QueueUrl=url, AttributeNames=["VisibilityTimeout"])["Attributes"]
    if hidden["VisibilityTimeout"] != str(seconds):
        queues.set_queue_attributes(QueueUrl=url, Attributes={"VisibilityTimeout": str(seconds)})


def _tell(functions: Any, addresses: Mapping[str, str]) -> None:
    """Give every function these variables, and take away those that are "". Others stay as they are."""
    for page in functions.get_paginator("list_functions").paginate():
        for function in page["Functions"]:
            before = function.get("Environment", {}).get("Variables", {})
            after = {name: value for name, value in (before | addresses).items() if value or name not in addresses}
            if function["FunctionName"].startswith(f"{STACK_NAME}-") and after != before:
                functions.update_function_configuration(
                    FunctionName=function["FunctionName"], Environment={"Variables": after}
                )


class Deaths:
    """The emulator's function processes die without a word, one at a time. `emulator` is its folder (`Place.emulator`).

    Only such as have started. When one dies while it starts, the emulator ends all processes of that function, also
    those that are starting, whose end it answers in the same way: with several starting at a time this never ends.
    """

    def __init__(self, emulator: Path) -> None:
        self._mark = f"{emulator}/tmp/ministack-lambda"  # noqa: S108 (in the emulator's own folder)
        self._draw = random.Random(1)  # noqa: S311 (which one does not matter)
        self._seen = deque([self._running()] * STARTED_AGO, maxlen=STARTED_AGO)
        self.count = 0

    def strike(self) -> None:
        """End one, if one is there that was there `STARTED_AGO` strikes ago."""
        running = self._running()
        started = sorted(running & self._seen[0])
        self._seen.append(running)
        with contextlib.suppress(ProcessLookupError):
            if started:
                os.kill(self._draw.choice(started), signal.SIGKILL)
                self.count += 1

    def _running(self) -> set[int]:
        """The processes that run functions for this stack's emulator: the children of its child."""
        listed = subprocess.run(["ps", "-eww", "-o", "pid=,args="], capture_output=True, text=True, check=True).stdout
        return {int(line.split()[0]) for line in listed.splitlines() if self._mark in line}
