"""Builds the application and deploys it to the emulator, with the same template and the same tool as to AWS.

Both are skipped when nothing that they depend on has changed. What was built is remembered beside the build;
what was deployed, as a tag of the stack itself, which can't disagree with the emulator's state.
"""

import hashlib
import itertools
import json
import os
import platform
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from local import ministack, send, tools, verifier
from local.place import ROOT, STACK_NAME, Place, shown
from local.processes import Processes, StackError

if TYPE_CHECKING:
    from mypy_boto3_cloudformation.type_defs import StackEventTypeDef, StackTypeDef

PYTHON = str(tools.ENVIRONMENTS["dev"] / "bin" / "python")
SAM = str(tools.ENVIRONMENTS["sam"] / "bin" / "sam")
INPUTS = (
    "template.yaml",
    "samconfig.toml",
    "functions",
    "layers",
    "requirements/runtime.txt",
    "requirements/sam.txt",
)
# Written by the build itself, into the tree that it reads.
GENERATED = ("__pycache__", "_campaigns.py")
STAMP = ".relay-inputs"
TAG = "relay-inputs"
# What senders and the sandbox are told by README, events/ and tests: no secret of anybody's.
DEMO_SECRET = {
    "app_id": "demo",
    "app_key": "demo",
    "card_secrets": ["demo-card-key"],
    "form_secrets": ["demo-form-key"],
    "google_keys": ["demo-google-key"],
    "challenge_secrets": [verifier.SECRET],
    "webhook_secrets": [f"whsec_{send.DEMO_WEBHOOK_SECRET}"],
    "twilio_auth_tokens": [send.DEMO_TOKEN],
}
# Short enough to watch a recovery; in tests shorter than a person who tries the sandbox's list_lag would like.
WAITS = {"SettleMinutes": "1.5", "LongestWaitSeconds": "30"}
TEST_WAITS = {"SettleMinutes": "0.2", "LongestWaitSeconds": "10"}
MACHINES = {"x86_64": "x86_64", "amd64": "x86_64", "arm64": "aarch64", "aarch64": "aarch64"}


def build(place: Place, processes: Processes) -> bool:
    """`sam build` for this machine. Returns False if the last build still holds. Raises `StackError`."""
    if not (ROOT / "template.yaml").exists():
        raise StackError("template.yaml is missing: is this a complete checkout?")
    inputs = fingerprint(ROOT, built_from(place))
    if _is_built(place, inputs):
        return False
    command = [SAM, "build", "--config-env", "local", "--build-dir", str(place.build)]
    processes.run("sam build", command, sam_environment(os.environ) | layer_environment(place))
    (place.build / STAMP).write_text(inputs)
    return True


def check_campaigns(place: Place, processes: Processes) -> None:
    """Check the campaigns unless they were built already: not only the build reads them. Raises `StackError`."""
    if not _is_built(place, fingerprint(ROOT, built_from(place))):
        checker = str(ROOT / "layers" / "relay" / "build" / "campaigns_toml.py")
        environment = dict(os.environ) | {"PYTHONPATH": str(ROOT / "layers" / "relay")}
        processes.run("check of campaigns", [PYTHON, checker, str(place.campaigns)], environment)


def _is_built(place: Place, inputs: str) -> bool:
    stamp = place.build / STAMP
    return stamp.exists() and stamp.read_text() == inputs and (place.build / "template.yaml").exists()


def deploy(place: Place, processes: Processes) -> bool:
    """`sam deploy` to the emulator. Returns False if it runs just this already. Raises `StackError`."""
    inputs = fingerprint(ROOT, built_from(place) | parameters(place))
    if deployed(place) == inputs:
        return False
    _delete_half_made(place)
    # Without its path the SAM CLI looks for samconfig.toml beside the built template.
    command = [SAM, "deploy", "--config-file", str(ROOT / "samconfig.toml"), "--config-env", "local"]
    command += ["--template-file", str(place.build / "template.yaml")]
    command += ["--stack-name", STACK_NAME, "--tags", f"{TAG}={inputs}", "--parameter-overrides"]
    command += [f"{name}={value}" for name, value in parameters(place).items()]
    try:
        processes.run("sam deploy", command, sam_environment(os.environ) | ministack.settings(place.aws_url))
    except StackError as error:
        raise StackError(_cause(place) or str(error)) from None
    return True


def _cause(place: Place) -> str:
    """Which resource made the deployment fail, and why; "" if it did not get that far."""
    stacks = ministack.client(place.aws_url, "cloudformation")
    try:
        events = stacks.describe_stack_events(StackName=STACK_NAME)["StackEvents"]
    except ClientError:
        return ""
    # The newest comes first, and the first of a deployment to fail is the cause of all else.
    latest = list(itertools.takewhile(lambda event: not _begins_deployment(event), events))
    failed = [event for event in latest if event.get("ResourceStatus", "").endswith("_FAILED")]
    if not failed:
        return ""
    what, why = failed[-1].get("LogicalResourceId"), failed[-1].get("ResourceStatusReason", "no reason given")
    return f"sam deploy failed at {what}: {why.rstrip('.')}. Details: {shown(place.logs / 'sam_deploy.log')}"


def _begins_deployment(event: "StackEventTypeDef") -> bool:
    begins = event.get("ResourceStatus") in {"CREATE_IN_PROGRESS", "UPDATE_IN_PROGRESS"}
    return begins and event.get("ResourceType") == "AWS::CloudFormation::Stack"


def parameters(place: Place) -> dict[str, str]:
    """The template's parameters where they differ on a laptop: waits short enough to watch a recovery."""
    return {
        "Architecture": "arm64" if MACHINES[_machine()] == "aarch64" else "x86_64",
        "ApiBaseUrl": place.api_url,
        "PublicUrl": place.relay_url,
        "ChallengeUrl": place.challenge_url,
        "FirstWaitSeconds": "2",
        "BreakerSeconds": "10",
        **(TEST_WAITS if place.quick else WAITS),
    }


def deployed(place: Place) -> str | None:
    """The fingerprint of what the emulator runs, None if it runs nothing that was deployed to its end."""
    stack = _stack(place)
    if stack is None or stack["StackStatus"] not in {"CREATE_COMPLETE", "UPDATE_COMPLETE"}:
        return None
    return next((tag["Value"] for tag in stack.get("Tags", []) if tag["Key"] == TAG), None)


def _stack(place: Place) -> "StackTypeDef | None":
    try:
        stacks = ministack.client(place.aws_url, "cloudformation").describe_stacks(StackName=STACK_NAME)
    except ClientError:  # the way CloudFormation says that there is no such stack
        return None
    return stacks["Stacks"][0]


def _delete_half_made(place: Place) -> None:
    """CloudFormation updates no stack whose first deployment failed, and such a one has nothing to lose."""
    stack = _stack(place)
    if stack is not None and stack["StackStatus"] in {
        "ROLLBACK_COMPLETE",
        "ROLLBACK_FAILED",
        "CREATE_FAILED",
    }:
        ministack.client(place.aws_url, "cloudformation").delete_stack(StackName=STACK_NAME)


def store_demo_secret(place: Place) -> bool:
    """Write the demo credentials into the stack's secret. Returns False if they are there already."""
    stack = _stack(place)
    outputs = {output["OutputKey"]: output["OutputValue"] for output in stack.get("Outputs", [])} if stack else {}
    if "CredentialSecretId" not in outputs:
        raise StackError("the stack has no output CredentialSecretId: template.yaml must name its credential secret")
    secrets = ministack.client(place.aws_url, "secretsmanager")
    wanted = json.dumps(DEMO_SECRET)
    if secrets.get_secret_value(SecretId=outputs["CredentialSecretId"]).get("SecretString") == wanted:
        return False
    secrets.put_secret_value(SecretId=outputs["CredentialSecretId"], SecretString=wanted)
    return True


def fingerprint(root: Path, also: Mapping[str, str]) -> str:
    """A hash over all that the build reads, and `also`; equal means that building again is no use."""
    digest = hashlib.sha256(json.dumps(dict(also), sort_keys=True).encode())
    for path in _input_files(root):
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        digest.update(f"{path.relative_to(root)}\0{content}\n".encode())
    return digest.hexdigest()


def _input_files(root: Path) -> Iterator[Path]:
    for name in INPUTS:
        found = sorted((root / name).rglob("*")) if (root / name).is_dir() else [root / name]
        for path in found:
            if path.is_file() and not any(part in GENERATED for part in path.parts) and path.suffix != ".pyc":
                yield path


def built_from(place: Place) -> dict[str, str]:
    """All that the build depends on beside the project's files."""
    campaigns = hashlib.sha256(place.campaigns.read_bytes()).hexdigest()
    return layer_environment(place) | {"campaigns": campaigns}


def layer_environment(place: Place) -> dict[str, str]:
    """What layers/relay/Makefile is told. The page is a site that every form may be on, whatever its port."""
    return {
        "RELAY_PLATFORM": layer_platform(),
        "RELAY_PYTHON": PYTHON,
        "RELAY_UV": str(tools.UV),
        "RELAY_CAMPAIGNS": str(place.campaigns),
        "RELAY_CONSOLE": place.sandbox_url,
    }


def layer_platform() -> str:
    """This machine's platform in uv's words, for the dependencies in the layer.

    https://docs.astral.sh/uv/reference/cli/#uv-pip-install (--python-platform)
    """
    return f"{MACHINES[_machine()]}-{'apple-darwin' if sys.platform == 'darwin' else 'manylinux_2_28'}"


def _machine() -> str:
    machine = platform.machine().lower()
    if machine not in MACHINES:
        raise StackError(f"this machine's processor ({machine}) is not one that AWS Lambda has: x86_64 or arm64")
    return machine


def sam_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """What the SAM CLI is told: this machine's environment, but no AWS account, and our uv and Python."""
    # Nor of the make that runs this: the layer is built by a make of its own.
    dropped = ("AWS_", "SAM_", "PYTHON", "MAKE", "MFLAGS")
    kept = {name: value for name, value in environment.items() if not name.startswith(dropped)}
    kept["PATH"] = os.pathsep.join(
        [str(tools.UV.parent), str(tools.ENVIRONMENTS["dev"] / "bin"), environment.get("PATH", os.defpath)]
    )
    # Asking more often than every 5 seconds whether a deployment is done saves most of its time here.
    return kept | {
        "SAM_CLI_TELEMETRY": "0",
        "SAM_CLI_POLL_DELAY": "1",
        "AWS_DEFAULT_REGION": ministack.REGION,
    }
