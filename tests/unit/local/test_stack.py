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
from local.background import free_port
from local.place import ROOT, Place
from local.processes import StackError
from tests.fakes.waiting import PATIENCE_SECONDS


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
        command,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE_SECONDS,
    )


@pytest.mark.parametrize(
    ("option", "variable"),
    [("--port", "PORT"), ("--sandbox-port", "SANDBOX_PORT"), ("--aws-port", "AWS_PORT")],
)
def test_a_port_in_use_is_named_with_what_to_do(taken: int, option: str, variable: str, tmp_path: Path) -> None:
    free = (str(free_port()) for _ in range(3))
    ports = dict(zip(("--port", "--sandbox-port", "--aws-port"), free, strict=True)) | {option: str(taken)}
    refused = start(tmp_path, *[word for pair in ports.items() for word in pair])
    assert refused.returncode == 1
    (line,) = refused.stderr.split("\n\n")[-1].strip().splitlines()
    assert f"port {taken} can't be used" in line
    assert re.search(rf"make run {variable}=\d+`$", line)
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
    assert re.fullmatch(r"  deployment +\d+\.\d s  unchanged\n", capsys.readouterr().out)


def test_a_port_is_free_again_as_soon_as_it_is_left(tmp_path: Path) -> None:
    port = free_port()
    with socket.create_server(("127.0.0.1", port)) as listener, socket.create_connection(("127.0.0.1", port)):
        listener.accept()[0].close()
    place = Place(state=tmp_path, build=tmp_path, port=port, sandbox_port=free_port(), aws_port=free_port())
    try:
        stack._check_ports(place)
    except StackError as error:  # pragma: no cover
        pytest.fail(str(error))


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--port", "80000", "PORT=80000 is no port"),
        ("--sandbox-port", "abc", "SANDBOX_PORT=abc is no port"),
        ("--aws-port", "0", "AWS_PORT=0 is no port"),
        ("--api", "http://example.org/2.0/", "API=http://example.org/2.0/ is no address"),
        ("--campaigns", "nowhere.toml", "CAMPAIGNS=nowhere.toml is no file"),
    ],
)
def test_what_cannot_be_is_one_line_before_anything_starts(
    option: str, value: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert stack.main(["--state", str(tmp_path / "state"), f"{option}={value}"]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"error: {said}")
    assert not (tmp_path / "state").exists()


@pytest.mark.parametrize(
    ("port", "error", "said"),
    [
        (80, PermissionError(13, "Permission denied"), "choose one from 1024 up, as in `make run PORT=4080`"),
        (3000, OSError(98, "Address already in use"), "`make run PORT=4000`"),
        (65000, OSError(98, "Address already in use"), "`make run PORT=64000`"),
    ],
)
def test_a_port_that_cannot_be_had_names_one_that_may_be(port: int, error: OSError, said: str) -> None:
    assert said in stack._why_not("PORT", port, error)


def test_two_parts_cannot_share_a_port(tmp_path: Path) -> None:
    place = Place(state=tmp_path, build=tmp_path, port=4000, sandbox_port=4000, aws_port=4002)
    with pytest.raises(StackError, match="three different ports"):
        stack._check_ports(place)


def test_each_port_of_the_emulator_has_a_state_of_its_own(tmp_path: Path) -> None:
    one, other = (Place(state=tmp_path, build=tmp_path, port=1, sandbox_port=2, aws_port=port) for port in (3002, 4002))
    assert one.emulator != other.emulator


def test_the_addresses_are_those_that_people_rely_on() -> None:
    options = stack._options([])
    assert (options.port, options.sandbox_port, options.aws_port) == (3000, 3001, 3002)
    place = stack._place(options)
    assert (place.relay_url, place.sandbox_url) == ("http://127.0.0.1:3000", "http://127.0.0.1:3001")
    assert place.campaigns == ROOT / "events" / "campaigns.toml"


def told(*arguments: str) -> str:
    return stack.ready(stack._place(stack._options(list(arguments))))


def test_what_is_told_at_the_end_holds_for_the_usual_ports() -> None:
    assert "API        http://127.0.0.1:3001/2.0/ " in told()
    assert "  make send EVENT=events/web_form_urlencoded.json\n" in told()
    assert '  make text BODY="JOIN" FROM=+18165550123\n' in told()


def test_the_page_is_told_first() -> None:
    first = next(line for line in told("--sandbox-port", "4001").splitlines() if "http" in line)
    assert first.split()[:2] == ["page", "http://127.0.0.1:4001/"]


def test_what_is_told_at_the_end_holds_for_other_ports() -> None:
    said = told("--port", "4000", "--sandbox-port", "4001", "--aws-port", "4002")
    assert "  make send PORT=4000 SANDBOX_PORT=4001 EVENT=events/web_form_urlencoded.json\n" in said
    assert '  make text PORT=4000 BODY="JOIN" FROM=+18165550123\n' in said
    assert re.findall(r"127\.0\.0\.1:3\d+", said) == []


def test_another_upstream_is_told_and_that_the_page_does_not_show_it() -> None:
    said = told("--api", "http://127.0.0.1:9999/2.0")
    assert "API        http://127.0.0.1:9999/2.0/ " in said
    assert "its sandbox is one that the relay does not call" in said


def test_the_sandbox_itself_is_no_other_upstream() -> None:
    assert told("--api", "http://127.0.0.1:3001/2.0") == told()


def test_the_events_are_proposed_for_their_own_campaigns_only(tmp_path: Path) -> None:
    mine = tmp_path / "mine.toml"
    mine.touch()
    said = told("--campaigns", str(mine))
    assert f"campaigns  {mine}" in said
    assert "EVENT=" not in said
