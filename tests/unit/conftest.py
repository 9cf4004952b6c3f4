"""A fresh world for each test that wants one, what the relay logged, and the relay as the layer has it."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from relay import telemetry
from tests.fakes.log import Log
from tests.fakes.relay import World

LAYER = Path(__file__).parents[2] / "layers" / "relay"


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def log() -> Iterator[Log]:
    """What is logged while the test runs."""
    handler = telemetry.logger.registered_handler
    log = Log()
    before = handler.setStream(log)  # type: ignore[attr-defined]  # the handler writes to a stream
    yield log
    handler.setStream(before)  # type: ignore[attr-defined]


@pytest.fixture(scope="session")
def built_layer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the package `relay` as in the built layer: its validators are compiled."""
    folder = tmp_path_factory.mktemp("layer")
    shutil.copytree(LAYER / "relay", folder / "relay", ignore=shutil.ignore_patterns("__pycache__"))
    written = sorted(path.relative_to(folder).with_suffix("") for path in folder.rglob("validators.py"))
    names = [".".join(path.parts) for path in written]
    command = [sys.executable, str(LAYER / "build" / "compile_validators.py"), str(folder), *names]
    subprocess.run(command, capture_output=True, text=True, check=True)
    return folder
