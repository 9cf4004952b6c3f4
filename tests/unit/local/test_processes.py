"""The local stack's children are watched while it runs and gone afterwards, with all that they started."""

import fcntl
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from local.processes import Processes, StackError, Stopped
from tests.fakes.waiting import PATIENCE_SECONDS, until

# Ignores SIGTERM, as a function in mid-call does that its parent does not wait for.
STUBBORN = (
    "import signal, time\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\nprint('deaf', flush=True)\ntime.sleep(600)\n"
)
PARENT = (
    "import subprocess, sys, time\n"
    "child = subprocess.Popen([sys.executable, '-c', sys.argv[1]])\n"
    "print(child.pid, flush=True)\n"
    "time.sleep(600)\n"
)


@pytest.fixture
def stop() -> threading.Event:
    return threading.Event()


@pytest.fixture
def lock(tmp_path: Path) -> Iterator[int]:
    with (tmp_path / "lock").open("w") as file:
        yield file.fileno()


@pytest.fixture
def processes(tmp_path: Path, stop: threading.Event, lock: int) -> Iterator[Processes]:
    made = Processes(tmp_path / "log", stop, lock)
    yield made
    made.stop_all()


def python(code: str, *arguments: str) -> list[str]:
    return [sys.executable, "-c", code, *arguments]


def ids_in(tmp_path: Path) -> list[int]:
    return [int(line) for line in (tmp_path / "lock").read_text().split()]


def runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return state.stdout.strip()[:1] not in {"", "Z"}


def logged(tmp_path: Path, name: str) -> Callable[[], bool]:
    return lambda: (tmp_path / "log" / f"{name}.log").read_bytes().endswith(b"\n")


def test_stopping_ends_children_and_what_they_started(processes: Processes, tmp_path: Path) -> None:
    processes.start("parent", python(PARENT, STUBBORN), os.environ)
    until(lambda: b"deaf" in (tmp_path / "log" / "parent.log").read_bytes())
    grandchild = int((tmp_path / "log" / "parent.log").read_text().split()[0])
    processes.stop_all()
    assert not runs(ids_in(tmp_path)[0])
    until(lambda: not runs(grandchild))  # it was killed, which takes its moment


def test_a_child_that_does_not_end_in_its_time_is_killed(processes: Processes, tmp_path: Path) -> None:
    processes.start("deaf", python(STUBBORN), os.environ, patience=0.2)
    until(logged(tmp_path, "deaf"))
    processes.stop_all()  # by itself it would end in ten minutes
    assert not runs(ids_in(tmp_path)[0])


def test_the_child_started_last_ends_first(processes: Processes, tmp_path: Path) -> None:
    note = (
        "import pathlib, signal, sys, time\n"
        "def end(*_):\n"
        "    with pathlib.Path(sys.argv[1]).open('a') as file: print(sys.argv[2], file=file)\n"
        "    sys.exit()\n"
        "signal.signal(signal.SIGTERM, end)\n"
        "print('up', flush=True)\n"
        "time.sleep(600)\n"
    )
    for name in ("first", "last"):
        processes.start(name, python(note, str(tmp_path / "order"), name), os.environ, patience=PATIENCE_SECONDS)
    until(lambda: logged(tmp_path, "first")() and logged(tmp_path, "last")())
    processes.stop_all()
    assert (tmp_path / "order").read_text().split() == ["last", "first"]


def test_a_child_that_ends_by_itself_is_reported_with_its_last_words(processes: Processes, tmp_path: Path) -> None:
    processes.start("door", python("raise SystemExit('error: no routes')"), os.environ)
    with pytest.raises(StackError, match=r"door ended by itself \(exit code 1\): error: no routes.*door\.log"):
        processes.watch()


def test_waiting_ends_when_somebody_wants_to_stop(processes: Processes, stop: threading.Event) -> None:
    stop.set()
    processes.watch()
    with pytest.raises(Stopped):
        processes.wait_until(lambda: False, "nothing", seconds=PATIENCE_SECONDS)


def test_what_does_not_come_up_in_time_is_named(processes: Processes) -> None:
    with pytest.raises(StackError, match="the emulator did not come up within 0 s"):
        processes.wait_until(lambda: False, "the emulator", seconds=0)


def test_a_command_that_fails_is_reported_with_the_line_that_says_why(processes: Processes) -> None:
    said = "print('Error: no such bucket'); print('make: *** Error 1'); raise SystemExit(1)"
    with pytest.raises(StackError, match=r"sam deploy failed: Error: no such bucket\. Details: .*sam_deploy\.log"):
        processes.run("sam deploy", python(said), os.environ)


def test_a_line_that_goes_on_is_given_to_its_end(processes: Processes) -> None:
    said = "print('Error: no use:'); print('  campaigns.998: write a number'); raise SystemExit(1)"
    with pytest.raises(StackError, match=r"Error: no use: campaigns\.998: write a number\. Details"):
        processes.run("sam build", python(said), os.environ)


def test_a_command_that_fails_without_a_word_says_so(processes: Processes) -> None:
    with pytest.raises(StackError, match="sam build failed: it said nothing"):
        processes.run("sam build", python("raise SystemExit(1)"), os.environ)


def test_a_command_that_succeeds_returns_quietly(processes: Processes, tmp_path: Path) -> None:
    processes.run("sam build", python("print('done')"), os.environ)
    assert (tmp_path / "log" / "sam_build.log").read_text() == "done\n"


def test_stopping_during_a_command_ends_it(processes: Processes, stop: threading.Event, tmp_path: Path) -> None:
    started = tmp_path / "started"
    code = "import os, pathlib, sys, time\n"
    code += "pathlib.Path(sys.argv[1]).write_text(str(os.getpid()))\ntime.sleep(600)"

    def stop_once_started() -> None:
        until(lambda: started.exists() and started.read_text() != "")
        stop.set()

    stopper = threading.Thread(target=stop_once_started)
    stopper.start()
    with pytest.raises(Stopped):
        processes.run("sam build", python(code, str(started)), os.environ)
    stopper.join()
    assert not runs(int(started.read_text()))


def test_a_program_that_is_missing_is_named(processes: Processes) -> None:
    with pytest.raises(StackError, match=r"emulator could not be started \(No such file or directory: /nowhere/"):
        processes.start("emulator", ["/nowhere/ministack"], os.environ)


def test_ctrl_c_in_the_terminal_does_not_reach_the_children(processes: Processes, tmp_path: Path) -> None:
    processes.start("sleeper", python("import time; time.sleep(600)"), os.environ)
    (child,) = ids_in(tmp_path)
    assert os.getpgid(child) == child != os.getpgrp()


def test_a_child_that_outlives_the_stack_still_holds_the_lock(tmp_path: Path, stop: threading.Event) -> None:
    with (tmp_path / "held").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        processes = Processes(tmp_path / "log", stop, held.fileno())
        processes.start("sleeper", python("import time; time.sleep(600)"), os.environ)
    with (tmp_path / "held").open() as again:
        with pytest.raises(BlockingIOError):
            fcntl.flock(again, fcntl.LOCK_EX | fcntl.LOCK_NB)
        processes.stop_all()
        fcntl.flock(again, fcntl.LOCK_EX | fcntl.LOCK_NB)
