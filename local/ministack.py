"""MiniStack, the AWS emulator: how it is started, what it is told, and clients that talk to it.

It runs functions as plain processes, without Docker, and gives them its whole environment: so it is started
with next to none. Its state is loaded at the start and written at a clean end, and only then. It checks less
than AWS does (no IAM, for one), so what works here may still fail there.
"""

import os
import secrets
import shutil
import threading
import urllib.error
import urllib.request
from typing import TYPE_CHECKING, Any, Literal, overload

import boto3
from botocore.config import Config

from local import tools
from local.place import HOST, Place

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_lambda import LambdaClient
    from mypy_boto3_secretsmanager import SecretsManagerClient

COMMAND = (str(tools.ENVIRONMENTS["ministack"] / "bin" / "ministack"),)
# Seconds that it gets to end: it waits for open requests for 3 seconds, then writes its state.
PATIENCE = 6.0
REGION = "us-east-1"
# Any will do: the emulator checks no signature.
CREDENTIALS = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}


def environment(place: Place) -> dict[str, str]:
    """All that MiniStack is told, and so all that a function finds beside its own variables."""
    folder = place.emulator
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": str(folder),
        "LANG": "C.UTF-8",
        "TZ": "UTC",
        "TMPDIR": str(folder / "tmp"),
        "BIND_HOST": HOST,
        "MINISTACK_HOST": HOST,
        "GATEWAY_PORT": str(place.aws_port),
        "PERSIST_STATE": "1",
        "STATE_DIR": str(folder / "state"),
        "AWS_EC2_METADATA_DISABLED": "true",
        # Services that nothing here uses and that would open ports of their own.
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
    }


def make_folders(place: Place) -> None:
    """Make the emulator's folders, the temporary one anew: copies of the functions pile up there."""
    folder = place.emulator
    (folder / "state").mkdir(parents=True, exist_ok=True)
    if (folder / "tmp").exists():
        (folder / "tmp").rename(folder / f"old-{secrets.token_hex(4)}")
    (folder / "tmp").mkdir()
    # Beside the start, for it can take ten seconds; what it does not get to, the next start does.
    old = list(folder.glob("old-*"))
    threading.Thread(target=lambda: [shutil.rmtree(path, ignore_errors=True) for path in old], daemon=True).start()


def is_up(place: Place) -> bool:
    """Whether the emulator answers."""
    try:
        with urllib.request.urlopen(f"{place.aws_url}/_ministack/health", timeout=1) as reply:  # noqa: S310 (http, ours)
            return bool(reply.status == 200)  # noqa: PLR2004
    except (urllib.error.URLError, OSError):
        return False


def settings(url: str) -> dict[str, str]:
    """Environment variables that make any AWS tool talk to the emulator at `url`, and to nothing else."""
    return {
        **CREDENTIALS,
        "AWS_ENDPOINT_URL": url,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
    }


@overload
def client(url: str, service: Literal["cloudformation"], read_timeout: float = ...) -> "CloudFormationClient": ...
@overload
def client(url: str, service: Literal["lambda"], read_timeout: float = ...) -> "LambdaClient": ...
@overload
def client(url: str, service: Literal["secretsmanager"], read_timeout: float = ...) -> "SecretsManagerClient": ...
@overload
def client(url: str, service: str, read_timeout: float = ...) -> Any: ...


def client(url: str, service: str, read_timeout: float = 60.0) -> Any:
    """A boto3 client for a service of the emulator: one attempt per call, `read_timeout` in seconds."""
    session = boto3.Session(
        aws_access_key_id=CREDENTIALS["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=CREDENTIALS["AWS_SECRET_ACCESS_KEY"],
        region_name=REGION,
    )
    config = Config(
        connect_timeout=10,
        read_timeout=read_timeout,
        retries={"total_max_attempts": 1},
        max_pool_connections=10,
    )
    return session.client(service, endpoint_url=url, config=config)  # type: ignore[call-overload]
