"""`python -m tests.upstream --port 3100`: the upstream as a process, until Ctrl-C. /control/ steers it.

`make run API=http://127.0.0.1:3100/2.0/` lets the local stack call it.
"""

import argparse
import signal
import threading

from tests.upstream.server import Upstream


def main() -> None:
    """Serve until SIGINT or SIGTERM."""
    parser = argparse.ArgumentParser(prog="python -m tests.upstream", description=__doc__.splitlines()[0])
    parser.add_argument("--port", type=int, default=3100, help="to listen on (3100)")
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    with Upstream(port=parser.parse_args().port) as upstream:
        print(f"upstream {upstream.url}   app id demo, app key demo   {upstream.address}/control/calls", flush=True)
        stop.wait()


if __name__ == "__main__":
    main()
