"""AWS's services as moto serves them over HTTP, so that the relay's own client is what is tested."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto.server import ThreadedMotoServer

from relay.stores.aws import Aws, aws_session

KEYS = {
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
}


@dataclass(frozen=True)
class Cloud:
    """A moto server: `aws` is the relay's way to it, `client` boto3's."""

    aws: Aws
    endpoint: str

    def client(self, service: str) -> Any:
        return boto3.client(  # type: ignore[call-overload]
            service,
            endpoint_url=self.endpoint,
            region_name="us-east-1",
            aws_access_key_id="test",
            aws_secret_access_key="test",
        )


@pytest.fixture(scope="session")
def cloud() -> Iterator[Cloud]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    endpoint = f"http://{host}:{port}"
    with pytest.MonkeyPatch.context() as environment:
        for name, value in {**KEYS, "AWS_ENDPOINT_URL": endpoint}.items():
            environment.setenv(name, value)
        aws = Aws(aws_session(Path("no roots: it has no TLS")))
        aws.prepare()
    yield Cloud(aws, endpoint)
    aws.close()
    server.stop()
