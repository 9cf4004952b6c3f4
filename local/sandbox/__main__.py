"""`python -m local.sandbox`: the sandbox and the console page on one port of this machine."""

import argparse
import contextlib
import os
from pathlib import Path

from local.console import routes as console_routes
from local.sandbox.app import create_app
from local.sandbox.server import LOOPBACK, Server


def main() -> None:
    """Serve until Ctrl-C or SIGTERM."""
    parser = argparse.ArgumentParser(prog="python -m local.sandbox", description=__doc__)
    parser.add_argument("--port", type=int, default=3001)
    parser.add_argument("--database", type=Path, default=Path(".local/sandbox.sqlite"))
    parser.add_argument("--relay", default="http://127.0.0.1:3000", help="the relay's address, for the console's form")
    arguments = parser.parse_args()
    os.umask(0o077)  # the database holds what people typed in
    app = create_app(arguments.database, more_routes=lambda sandbox: console_routes(sandbox, arguments.relay))
    address = f"http://{LOOPBACK}:{arguments.port}/"
    print(f"The Phone2Action sandbox is at {address}2.0/ and the console at {address}")
    with contextlib.suppress(KeyboardInterrupt):
        Server(app, port=arguments.port).run()


if __name__ == "__main__":
    main()
