"""`make run` says in one line what is wrong before it starts anything, and what it is doing meanwhile."""

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from local import stack
from local.place import ROOT, Place
from local.processes import StackError


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that somebody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def start(state: Path, *options: str) -> "subprocess.CompletedProcess[str]":
    """`python -m local.stack`, which must refuse to start; should it start after all, it stops at once."""
    command = [sys.executable, "-m", "local.stack", "--state", str(state), "--build", str(state / "build"), *options]
    command += ["--until-stdin-closes"]
    return subprocess.run(
        command, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=30
    )


@pytest.mark.parametrize(
    ("option", "variable"),
    [("--port", "PORT"), ("--sandbox-port", "SANDBOX_PORT"), ("--aws-port", "AWS_PORT")],
)
def test_a_port_in_use_is_named_with_what_to_do(taken: int, option: str, variable: str, tmp_path: Path) -> None:
    # The others are free: 0 lets the system choose.
    ports = {"--port": "0", "--sandbox-port": "0", "--aws-port": "0"} | {option: str(taken)}
    refused = start(tmp_path, *[word for pair in ports.items() for word in pair])
    assert refused.returncode == 1
    (line,) = refused.stderr.split("\n\n")[-1].strip().splitlines()
    assert f"port {taken} can't be used" in line
    assert f"make run {variable}={taken + 1000}" in line
    assert refused.stdout == ""


def test_a_second_stack_on_the_same_state_is_told_of_the_first(tmp_path: Path) -> None:
    with stack._only_one_in(tmp_path):
        refused = start(tmp_path)
    assert refused.returncode == 1
    assert f"a stack already runs in {tmp_path}" in refused.stderr
    assert f"`kill {os.getpid()}`" in refused.stderr
    with stack._only_one_in(tmp_path):
        pass


def test_what_a_killed_stack_left_is_named() -> None:
    gone = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True)
    said = stack._who_holds([gone.stdout.decode().strip(), "123", "456"], ROOT / ".local")
    assert "an earlier stack in .local was killed" in said
    assert "`kill 123 456`" in said


def test_each_step_says_how_long_it_took(capsys: pytest.CaptureFixture[str]) -> None:
    with stack._step("deployment") as note:
        note("unchanged")
    assert re.fullmatch(r"  deployment +0\.\d s  unchanged\n", capsys.readouterr().out)


def test_a_port_is_free_again_as_soon_as_it_is_left(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)):
            listener.accept()[0].close()
    place = Place(state=tmp_path, build=tmp_path, port=port, sandbox_port=0, aws_port=1)
    try:
        stack._check_ports(place)
    except StackError as error:  # pragma: no cover
        pytest.fail(str(error))


def test_two_parts_cannot_share_a_port(tmp_path: Path) -> None:
    place = Place(state=tmp_path, build=tmp_path, port=4000, sandbox_port=4000, aws_port=4002)
    with pytest.raises(StackError, match="three different ports"):
        stack._check_ports(place)


def test_each_port_of_the_emulator_has_a_state_of_its_own(tmp_path: Path) -> None:
    one, other = (Place(state=tmp_path, build=tmp_path, port=1, sandbox_port=2, aws_port=port) for port in (3002, 4002))
    assert one.emulator != other.emulator


def test_the_addresses_are_those_that_people_rely_on() -> None:
    options = stack._options([])
    assert (options.port, options.sandbox_port) == (3000, 3001)
    place = Place(state=ROOT, build=ROOT, port=3000, sandbox_port=3001, aws_port=3002)
    assert (place.relay_url, place.sandbox_url) == ("http://127.0.0.1:3000", "http://127.0.0.1:3001")
