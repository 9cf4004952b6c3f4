"""What the checks look at: a stack, and what is asked of it once for all of them."""

import json
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from botocore.exceptions import ClientError

from operate import deployed, queue
from operate.api import api_of
from operate.checks.web import Reached, Web
from operate.letters import Letter
from operate.stack import Stack
from operate.template import ROOT, Deployed
from relay.campaigns import Campaigns
from relay.credentials import Credentials
from relay.stores.secrets import Unavailable, from_secret

SERVICES: Final = (
    *("acm", "apigatewayv2", "cloudformation", "cloudwatch", "dynamodb", "events", "iam", "lambda", "logs"),
    *("scheduler", "secretsmanager", "sns", "sqs"),
)


class Once[T]:
    """A look that is made once, whoever asks first; all others get what it saw, or what it raised."""

    def __init__(self, look: Callable[[], T]) -> None:
        self._look = look
        self._lock = threading.Lock()
        self._seen: T | None = None
        self._raised: Exception | None = None
        self._done = False

    def __call__(self) -> T:
        with self._lock:
            if not self._done:
                try:
                    self._seen = self._look()
                except Exception as error:  # noqa: BLE001 (each who asks gets it)
                    self._raised = error
                self._done = True
        if self._raised is not None:
            raise self._raised
        return self._seen  # type: ignore[return-value]  # the look gave a T


@dataclass
class Facts:
    """See the module. `clock` gives seconds since 1970, `api` a client of the platform, `root` is this checkout."""

    stack: Stack
    web: Web = field(default_factory=Web)
    clock: Callable[[], float] = time.time
    api: Callable[[Stack], Any] = api_of
    layer: Callable[[Stack], deployed.Layer] = deployed.layer
    root: Path = ROOT

    def __post_init__(self) -> None:
        for service in SERVICES:  # boto3 makes no clients in threads
            self.stack.client(service)
        self.shown = Once(self._shown)
        self.template = Once(lambda: Deployed.read(self.stack))
        self.secret = Once(self._secret)
        self.archive = Once(lambda: self.layer(self.stack))
        self.campaigns = Once(lambda: Campaigns.from_literal(self.archive().campaigns()))
        self.upstream = Once(lambda: self.api(self.stack).list_campaigns(includePrivate=True))
        self.letters = Once(lambda: self._lying(self.stack.dead_letter_url))
        self.held = Once(lambda: self._lying(self.stack.held_url))
        self.at_the_address = Once(self._at_the_address)

    @property
    def is_local(self) -> bool:
        """Whether the stack is on an emulator, which keeps less than AWS does and evaluates no alarm."""
        return self.stack.endpoint is not None

    @property
    def url(self) -> str:
        """The address that senders use."""
        return self.stack.outputs.get("RelayUrl", "").rstrip("/")

    @property
    def in_use(self) -> Credentials | None:
        """The credentials of the secret, if they can be used at all."""
        try:
            found = from_secret(self.secret() or "")
        except (Unavailable, ClientError):
            return None
        return found if found.app_id and found.app_key else None

    def aws(self, command: str) -> str:
        """A command of the AWS CLI that is about this stack."""
        own = [f"--profile {self.stack.profile}"] if self.stack.profile else []
        own += [f"--endpoint-url {self.stack.endpoint}"] if self.stack.endpoint else []
        return " ".join(["aws", command, f"--region {self.stack.region}", *own])

    def relay(self, command: str) -> str:
        """A command of `./relay` that is about this stack."""
        return f"./relay {command} {self.stack.options}".rstrip()

    def _shown(self) -> Mapping[str, Any]:
        """The stack as CloudFormation shows it, with the headers of its answer under `headers`."""
        answer = self.stack.client("cloudformation").describe_stacks(StackName=self.stack.name)
        headers = answer.get("ResponseMetadata", {}).get("HTTPHeaders", {})
        return {**answer["Stacks"][0], "headers": headers}

    def _secret(self) -> str | None:
        """What stands in the credential secret; None if it is no text."""
        name = self.stack.outputs["CredentialSecretId"]
        found: str | None = self.stack.client("secretsmanager").get_secret_value(SecretId=name).get("SecretString")
        return found

    def _lying(self, url: str) -> list[Letter]:
        """The letters of a queue. A look is taken only if there are any."""
        sqs = self.stack.client("sqs")
        return queue.listed(sqs, url)[0] if queue.counts(sqs, url).visible else []

    def _at_the_address(self) -> Reached:
        """What answers at the relay's address where no form is taken. Raises `Unanswered`."""
        return self.web.send("GET", f"{self.url}/", {"Accept": "application/json"})

    def is_ours(self) -> bool:
        """Whether a relay answers at the address: by its refusal of what is no form's address."""
        try:
            answer = self.at_the_address()
            errors = json.loads(answer.text)["errors"]
            return answer.status == 404 and errors[0]["code"] == "not_found"  # noqa: PLR2004
        except Exception:  # noqa: BLE001 (whatever it is, it is none)
            return False
