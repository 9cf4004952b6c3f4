"""Which stack is meant, and what its parts are called: the one that `make run` runs here, or one on AWS by its name.

A stack is read from CloudFormation, as it was deployed; nothing is guessed from its name. What `make run` writes down
of itself (`.local/stack.json`) tells where the emulator is that stands for AWS then.
"""

import json
import os
import re
import socket
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from operate.trouble import Trouble

STATE: Final = Path(__file__).resolve().parent.parent / ".local"
STATE_VARIABLE: Final = "RELAY_STATE"
"""Names another folder than `.local` in which a local stack keeps its state."""

ENDPOINT_VARIABLE: Final = "AWS_ENDPOINT_URL"
MARK: Final = "stack.json"
LOCAL_REGION: Final = "us-east-1"

THREADS: Final = 8
"""As many calls as one operation has under way at the same time, at most."""

CONFIG: Final = Config(
    connect_timeout=5,
    read_timeout=30,
    retries={"mode": "standard", "total_max_attempts": 4},
    max_pool_connections=THREADS + 2,
)

OUTPUTS: Final = (
    *("RetryQueueUrl", "DeadLetterQueueUrl", "HeldQueueUrl", "JournalTable", "ConsentTable"),
    *("CredentialSecretId", "KeySecretId", "AlarmTopicArn"),
)
"""What every stack of the relay tells."""

NAME_OR_ARN: Final = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,127}|arn:[A-Za-z0-9:/-]{1,250}")
UNFINISHED: Final = frozenset({"REVIEW_IN_PROGRESS", "ROLLBACK_COMPLETE", "DELETE_COMPLETE"})
NO_STACK: Final = (
    "no stack runs on this machine: start one with `make run`, or name one on AWS, as in --stack advocate-relay"
)


@dataclass(frozen=True, kw_only=True)
class Stack:
    """A deployed stack. `endpoint` is an emulator's address, None for AWS; `relay_url` is only known of a local one."""

    name: str
    region: str
    account: str
    outputs: Mapping[str, str]
    parameters: Mapping[str, str]
    session: boto3.Session = field(repr=False)
    profile: str = ""
    endpoint: str | None = None
    relay_url: str = ""
    region_named: bool = False
    _clients: dict[str, Any] = field(default_factory=dict, repr=False)
    _making: threading.Lock = field(default_factory=threading.Lock, repr=False, compare=False)

    @property
    def headline(self) -> str:
        """Which stack this is, in a line that every command begins with."""
        if self.relay_url:
            return f"local stack at {self.relay_url}"
        profile = f" (profile {self.profile})" if self.profile else ""
        elsewhere = f", at {at}" if (at := os.environ.get(ENDPOINT_VARIABLE)) else ""
        return f"stack {self.name} in {self.region}, account {self.account}{profile}{elsewhere}"

    @property
    def options(self) -> str:
        """What is typed beside a command to mean this stack; nothing for the one on this machine."""
        if self.relay_url:
            return ""
        region = f" --region {self.region}" if self.region_named else ""
        return f"--stack {self.name}{region}" + (f" --profile {self.profile}" if self.profile else "")

    @property
    def command(self) -> str:
        """What is typed before a command's name to mean this stack."""
        return f"./relay {self.options}".rstrip()

    def typed(self, text: str) -> str:
        """A text with its commands as they are typed to mean this stack."""
        return text.replace("./relay ", f"{self.command} ")

    def client(self, service: str) -> Any:
        """A boto3 client for one of AWS's services, such as "sqs". Any thread may ask for it."""
        with self._making:  # a session may make one at a time
            if service not in self._clients:
                self._clients[service] = client(self.session, service, self.endpoint)
            return self._clients[service]

    @property
    def retry_url(self) -> str:
        """The queue of what waits for another try."""
        return self.outputs["RetryQueueUrl"]

    @property
    def dead_letter_url(self) -> str:
        """The queue of what could not be delivered."""
        return self.outputs["DeadLetterQueueUrl"]

    @property
    def held_url(self) -> str:
        """The queue of what is held back until a person has looked."""
        return self.outputs["HeldQueueUrl"]

    @property
    def journal_table(self) -> str:
        """The table of what became of each submission."""
        return self.outputs["JournalTable"]

    @property
    def consent_table(self) -> str:
        """The table of who said yes or stop."""
        return self.outputs["ConsentTable"]

    @cached_property
    def resources(self) -> Mapping[str, tuple[str, str]]:
        """Every resource by its logical id: its type, and what AWS calls it."""
        pages = self.client("cloudformation").get_paginator("list_stack_resources").paginate(StackName=self.name)
        return {
            each["LogicalResourceId"]: (each["ResourceType"], each.get("PhysicalResourceId", ""))
            for page in pages
            for each in page["StackResourceSummaries"]
        }

    def of_type(self, kind: str) -> dict[str, str]:
        """The resources of one type, such as "AWS::Lambda::Function": logical id -> what AWS calls it."""
        return {name: physical for name, (found, physical) in self.resources.items() if found == kind and physical}

    @property
    def functions(self) -> dict[str, str]:
        """The functions' names, by logical id (`WebForm`, `Retry` ...)."""
        return self.of_type("AWS::Lambda::Function")

    @property
    def log_groups(self) -> dict[str, str]:
        """The log groups' names, by logical id (`WebFormLogs`, `ApiLogs` ...)."""
        return self.of_type("AWS::Logs::LogGroup")

    @property
    def worker_mapping(self) -> str:
        """The id of the mapping through which Lambda hands the retry queue to the worker."""
        return next(iter(self.of_type("AWS::Lambda::EventSourceMapping").values()), "")


def chosen(name: str = "", profile: str = "", region: str = "") -> Stack:
    """The stack that is named, or the one that runs on this machine. Raises `Trouble`, or what boto3 raises."""
    if name:
        if not NAME_OR_ARN.fullmatch(name):
            raise Trouble("that is no name of a stack: `aws cloudformation list-stacks` lists them")
        return on_aws(name, profile, region)
    if profile or region:
        raise Trouble("--profile and --region are for a stack on AWS: name it too, as in --stack advocate-relay")
    here = local(Path(os.environ.get(STATE_VARIABLE) or STATE))
    if here is None:
        raise Trouble(NO_STACK)
    return here


def on_aws(name: str, profile: str = "", region: str = "") -> Stack:
    """A stack on AWS, by its name. Raises `Trouble` if there is none of this name that is the relay's."""
    session = boto3.Session(profile_name=profile or None, region_name=region or None)
    return replace(_read(session, name, None, profile=profile), region_named=bool(region))


def local(state: Path) -> Stack | None:
    """The stack that runs on this machine with its state in that folder; None if none does."""
    try:
        mark = json.loads((state / MARK).read_text(encoding="utf-8"))
        running = _lives(int(mark["pid"])) and _listens(int(mark["aws_port"]))
        relay_url, name, endpoint = str(mark["relay_url"]), str(mark["stack"]), str(mark["aws_url"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    if not running:
        return None
    session = boto3.Session(aws_access_key_id="test", aws_secret_access_key="test", region_name=LOCAL_REGION)  # noqa: S106 (the emulator takes any)
    return _read(session, name, endpoint, relay_url=relay_url)


def client(session: boto3.Session, service: str, endpoint: str | None, own: Config | None = None) -> Any:
    """A boto3 client that gives up in time and tries again as AWS recommends, but for what is its `own`."""
    make: Any = session.client
    return make(service, endpoint_url=endpoint, config=CONFIG.merge(own) if own else CONFIG)


def _read(session: boto3.Session, name: str, endpoint: str | None, *, profile: str = "", relay_url: str = "") -> Stack:
    clouds = client(session, "cloudformation", endpoint)
    try:
        shown = clouds.describe_stacks(StackName=name)["Stacks"][0]
    except ClientError as error:
        if "does not exist" in str(error):
            raise Trouble(_no_such(name, clouds)) from None
        raise
    if shown["StackStatus"] in UNFINISHED:
        raise Trouble(f"stack {name} was never finished ({shown['StackStatus']}): deploy it first (README, Deploy it)")
    outputs = {each["OutputKey"]: each["OutputValue"] for each in shown.get("Outputs", [])}
    if missing := [output for output in OUTPUTS if output not in outputs]:
        raise Trouble(f"stack {name} is not the relay's, or older than this command: it has no output {missing[0]}")
    return Stack(
        name=name,
        region=clouds.meta.region_name,
        account=shown["StackId"].split(":")[4],
        outputs=outputs,
        parameters={each["ParameterKey"]: each["ParameterValue"] for each in shown.get("Parameters", [])},
        session=session,
        profile=profile or ("" if relay_url else str(session.profile_name or "").replace("default", "")),
        endpoint=endpoint,
        relay_url=relay_url,
        _clients={"cloudformation": clouds},
    )


def _no_such(name: str, clouds: Any) -> str:
    """That there is no such stack, and which there are of the relay's."""
    try:
        pages = clouds.get_paginator("describe_stacks").paginate()
        others = [
            each["StackName"]
            for page in pages
            for each in page["Stacks"]
            if {output["OutputKey"] for output in each.get("Outputs", [])} >= {*OUTPUTS}
        ]
    except ClientError:
        others = []
    there = f"there is {', '.join(others)}" if others else "is it another region (--region) or account (--profile)?"
    return f"no stack is called {name} in {clouds.meta.region_name}: {there}"


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0
