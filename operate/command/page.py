"""`relay page`: the operators' page over a stack, served on this machine until Ctrl-C."""

import contextlib
import os
import secrets
import socket
from typing import Annotated, Final

import typer
import uvicorn

from operate.command.reach import reached
from operate.command.shown import say
from operate.page.app import application
from operate.page.guard import TOKEN
from operate.page.jobs import Jobs
from operate.trouble import Trouble

LOOPBACK: Final = "127.0.0.1"
GRACEFUL_SECONDS: Final = 1


def serve(
    context: typer.Context,
    port: Annotated[
        int,
        typer.Option(metavar="PORT", min=0, max=65535, show_default=False, help="Its port here; else any free one."),
    ] = 0,
) -> None:
    """All of this in a browser on this machine. Watch what comes, mend what is left over; Ctrl-C ends it."""
    stack = reached(context)
    token, jobs = secrets.token_urlsafe(24), Jobs()
    with _listening(port) as listener:
        server = uvicorn.Server(
            uvicorn.Config(
                application(lambda: stack, token=token, own_jobs=jobs),
                access_log=False,
                log_level="warning",
                ws="none",
                lifespan="off",
                proxy_headers=False,
                server_header=False,
                timeout_graceful_shutdown=GRACEFUL_SECONDS,
            )
        )
        print(f"http://{LOOPBACK}:{listener.getsockname()[1]}/?{TOKEN}={token}", flush=True)
        say("open this link in a browser on this machine; whoever has it can do what you can. Ctrl-C ends it")
        with contextlib.suppress(KeyboardInterrupt):
            server.run(sockets=[listener])
    _end(jobs)


def _end(jobs: Jobs) -> None:
    """Let what is under way end where nothing is lost by it, unless somebody presses Ctrl-C once more."""
    if jobs.end(0):
        return
    say("ending what is under way; what is in hand is put back")
    with contextlib.suppress(KeyboardInterrupt):
        if jobs.end():
            return
    say("it did not end in time: what is in hand is back in two minutes, and may be done once more")


def _listening(port: int) -> socket.socket:
    """A socket on this machine's own address. Raises `Trouble` if the port can't be had."""
    listener = socket.socket()
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((LOOPBACK, port))
        listener.listen()
    except OSError as error:
        listener.close()
        raise Trouble(f"port {port} can't be used ({os.strerror(error.errno or 0)}): give another --port") from None
    return listener
