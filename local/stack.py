"""`make run`: the whole relay on one machine, without Docker and without an AWS account.

    sandbox     stands in for the Phone2Action API, with the operators' page       port 3001
    MiniStack   stands in for AWS; gets the same template by the same `sam deploy`  port 3002
    front door  stands in for API Gateway, and is what senders talk to              port 3000

They start in this order, with the build beside them; the front door comes last, so that whoever is answered
there finds everything ready. Ctrl-C ends them in the opposite order. The emulator then writes its state,
which the next start goes on with. If it is killed instead, the state stays as it was before.

The tools must be there already (local/tools.py). Nothing here needs a network.
"""

import argparse
import contextlib
import dataclasses
import fcntl
import json
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TextIO

from botocore.exceptions import BotoCoreError, ClientError

from local import command_line, deploy, ministack, outage
from local.command_line import LARGEST_PORT, Mistake, Parser, refuse
from local.place import CAMPAIGNS, HOST, ROOT, STACK_NAME, Place, shown
from local.processes import Processes, StackError, Stopped
from local.warm_up import warm_up

PORT, SANDBOX_PORT, AWS_PORT = 3000, 3001, 3002
READY = """
Ready. Open the page in a browser. Ctrl-C stops it.

  page       {sandbox}/   send, watch, break, mend{page}
  relay      {relay}   /signup  /twitter-card  /google-lead  /sms
  campaigns  {campaigns}
  API        {api}   app id demo, app key demo
  AWS        {aws}   logs of all parts: {logs}
  operate    ./relay status   and what else docs/runbook.md has
"""
TRY = """
Try a form, a card, a signed text:

  make send{ports} EVENT=events/web_form_urlencoded.json
  make send{ports} EVENT=events/twitter_card_post.json
  make text{port} BODY="JOIN" FROM=+18165550123
"""


def main(arguments: list[str] | None = None) -> int:
    """Run the stack until it is asked to stop. Returns 0, or 1 after one line on stderr."""
    try:
        options = _options(arguments)
    except Mistake as mistake:
        return refuse(mistake)
    place = _place(options)
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: stop.set())
    if options.until_stdin_closes:
        threading.Thread(target=_set_at_end_of, args=(sys.stdin, stop), daemon=True).start()
    try:
        with _only_one_in(place.state) as lock:
            _check_ports(place)
            _run(place, Processes(place.logs, stop, lock))
    except StackError as error:
        print(file=sys.stderr)
        return refuse(error)
    except BrokenPipeError:  # whoever read this has gone, as in `make run | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return 0


def _run(place: Place, processes: Processes) -> None:
    """Start everything, wait, end everything. Raises `StackError`, with nothing left running."""
    try:
        _start(place, processes)
        processes.watch()
    except Stopped:
        pass
    except (ClientError, BotoCoreError) as error:
        raise StackError(f"the AWS emulator refused a call: {error}. `make clean` lets it begin anew") from None
    finally:
        began = time.monotonic()
        place.mark.unlink(missing_ok=True)
        processes.stop_all()
        with contextlib.suppress(OSError):  # the terminal may have gone
            print(f"\nStopped in {time.monotonic() - began:.1f} s.", flush=True)


def _start(place: Place, processes: Processes) -> None:
    """Bring up every part in order, saying what is done and how long it took."""
    began = time.monotonic()
    deploy.check_campaigns(place, processes)
    ministack.make_folders(place)
    own = dict(os.environ) | {"PYTHONUNBUFFERED": "1"}
    sandbox = [sys.executable, "-m", "local.sandbox", "--port", str(place.sandbox_port)]
    sandbox += ["--database", str(place.state / "sandbox.sqlite"), "--relay", place.relay_url]
    sandbox += ["--campaigns", str(place.campaigns), "--upstream", place.upstream]
    sandbox += ["--state", str(place.state), "--emulator", str(place.emulator)]
    processes.start("sandbox", sandbox, own, patience=1.0)
    processes.start("emulator", ministack.COMMAND, ministack.environment(place), patience=ministack.PATIENCE)
    with _step("build") as note:
        note("" if deploy.build(place, processes) else "unchanged")
    with _step("AWS emulator"):
        processes.wait_until(lambda: ministack.is_up(place), "the AWS emulator", seconds=60)
    with _step("sandbox and page"):
        processes.wait_until(lambda: _listens(place.sandbox_port), "the sandbox", seconds=30)
    with _step("deployment") as note:
        note("" if deploy.deploy(place, processes) else "unchanged")
    with _step("demo credentials") as note:
        note("" if deploy.store_demo_secret(place) else "unchanged")
    outage.mend(ministack.client(place.aws_url, "lambda"), ministack.client(place.aws_url, "sqs"))
    with _step("functions warmed up"):
        warm_up(place)
    with _step("front door"):
        door = [
            sys.executable,
            "-m",
            "local.front_door",
            "--port",
            str(place.port),
            "--aws-url",
            place.aws_url,
        ]
        processes.start("front door", door, own, patience=1.5)
        processes.wait_until(lambda: _listens(place.port), "the front door", seconds=30)
    _tell_operators(place)
    print(f"  {'in all':<24} {time.monotonic() - began:5.1f} s", flush=True)
    print(ready(place), flush=True)


def _tell_operators(place: Place) -> None:
    """Write down where this stack is, for the operators' command (operate/stack.py), until it ends."""
    told = {
        "pid": os.getpid(),
        "stack": STACK_NAME,
        "relay_url": place.relay_url,
        "sandbox_url": place.sandbox_url,
        "aws_url": place.aws_url,
        "aws_port": place.aws_port,
    }
    place.mark.write_text(json.dumps(told), encoding="utf-8")


def ready(place: Place) -> str:
    """What a person is told who may begin: the addresses, and commands that suit them."""
    port = "" if place.port == PORT else f" PORT={place.port}"
    told = {
        "relay": place.relay_url,
        "campaigns": shown(place.campaigns),
        "api": place.api_url,
        "sandbox": place.sandbox_url,
        "page": "   (its sandbox is one that the relay does not call)" if place.upstream else "",
        "aws": place.aws_url,
        "logs": f"{shown(place.logs)}/*.log",
        "port": port,
        "ports": port + ("" if place.sandbox_port == SANDBOX_PORT else f" SANDBOX_PORT={place.sandbox_port}"),
    }
    # The events are of those campaigns only.
    return (READY + (TRY if place.campaigns == CAMPAIGNS else "")).format(**told)


@contextlib.contextmanager
def _step(what: str) -> Iterator[Callable[[str], None]]:
    """Say what is being done, and at its end how long it took, with the note that the caller made on it."""
    print(f"  {what:<24} ", end="", flush=True)
    began = time.monotonic()
    notes: list[str] = []
    yield notes.append
    print(f"{time.monotonic() - began:5.1f} s  {' '.join(notes)}".rstrip(), flush=True)


def _check_ports(place: Place) -> None:
    ports = {"PORT": place.port, "SANDBOX_PORT": place.sandbox_port, "AWS_PORT": place.aws_port}
    if len(set(ports.values())) < len(ports):
        raise StackError("PORT, SANDBOX_PORT and AWS_PORT must be three different ports")
    for name, port in ports.items():
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a port just left is free
            try:
                probe.bind((HOST, port))
            except OSError as error:
                raise StackError(_why_not(name, port, error)) from None


def _why_not(name: str, port: int, error: OSError) -> str:
    """Why a port can't be listened on, and what to do."""
    if isinstance(error, PermissionError):
        return f"port {port} is the administrator's: choose one from 1024 up, as in `make run {name}={port + 4000}`"
    other = port + 1000 if port + 1000 <= LARGEST_PORT else port - 1000
    return (
        f"port {port} can't be used ({error.strerror}): stop what listens there "
        f"(`lsof -i :{port}` shows it) or choose another, as in `make run {name}={other}`"
    )


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((HOST, port)) == 0


@contextlib.contextmanager
def _only_one_in(state: Path) -> Iterator[int]:
    """Hold the state folder's lock; its file lists the processes that do. Yields its descriptor."""
    state.mkdir(parents=True, exist_ok=True)
    with (state / "lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise StackError(_who_holds(lock.read().split(), state)) from None
        lock.truncate(0)
        print(os.getpid(), file=lock, flush=True)
        yield lock.fileno()


def _who_holds(holders: list[str], state: Path) -> str:
    stack, *children = holders or ["?"]
    try:
        os.kill(int(stack), 0)
    except (ValueError, ProcessLookupError):
        return f"an earlier stack in {shown(state)} was killed; end what it left: `kill {' '.join(children)}`"
    return f"a stack already runs in {shown(state)}: stop it with Ctrl-C where it runs, or `kill {stack}`"


def _set_at_end_of(stream: TextIO, stop: threading.Event) -> None:
    stream.read()
    stop.set()


def _place(options: argparse.Namespace) -> Place:
    place = Place(
        state=options.state.resolve(),
        build=options.build.resolve(),
        port=options.port,
        sandbox_port=options.sandbox_port,
        aws_port=options.aws_port,
        campaigns=options.campaigns,
        quick=options.quick,
    )
    # Its own sandbox is no other upstream.
    return place if options.api == place.api_url else dataclasses.replace(place, upstream=options.api)


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = Parser(prog="python -m local.stack", description="The whole relay on this machine.")
    for option, default, what in (
        ("--port", PORT, "of the relay's public API (%(default)s)"),
        ("--sandbox-port", SANDBOX_PORT, "of the sandbox and the page (%(default)s)"),
        ("--aws-port", AWS_PORT, "of the AWS emulator (%(default)s)"),
    ):
        variable = option.strip("-").replace("-", "_").upper()
        parser.add_argument(option, type=command_line.port(variable), default=default, help=what)
    parser.add_argument("--api", type=command_line.upstream, default="", help="another API to call than the sandbox")
    parser.add_argument(
        "--campaigns", type=command_line.campaigns, default=CAMPAIGNS, help="the campaigns (events/campaigns.toml)"
    )
    parser.add_argument("--state", type=Path, default=ROOT / ".local", help="folder of all state and logs (.local)")
    parser.add_argument("--build", type=Path, default=ROOT / ".aws-sam" / "local", help="folder of the build")
    parser.add_argument("--quick", action="store_true", help="for tests: settle after seconds what nobody can tell of")
    parser.add_argument(
        "--until-stdin-closes", action="store_true", help="stop when whoever started it ends, however it ends"
    )
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
