"""`python -m local.sandbox`: the sandbox and the console page on one port of this machine."""

import argparse
import contextlib
import os
import sqlite3
import sys
import tomllib
from pathlib import Path

from starlette.applications import Starlette

from local import command_line, console
from local.command_line import Mistake, Parser, refuse
from local.place import CAMPAIGNS
from local.sandbox.app import create_app
from local.sandbox.seed import load, with_campaigns
from local.sandbox.server import LOOPBACK, Server


def main(arguments: list[str] | None = None) -> int:
    """Serve until Ctrl-C or SIGTERM. Returns 0, or 1 after one line on stderr."""
    os.umask(0o077)  # the database holds what people typed in
    try:
        options = _options(arguments)
        app = app_of(options)
    except Mistake as mistake:
        return refuse(mistake)
    address = f"http://{LOOPBACK}:{options.port}/"
    print(f"The Phone2Action sandbox is at {address}2.0/ and the console at {address}")
    with contextlib.suppress(KeyboardInterrupt):
        Server(app, port=options.port).run()
    return 0


def app_of(options: argparse.Namespace) -> Starlette:
    """The sandbox, which knows the relay's campaigns too, and the console, whose form is for the first that has one.

    Raises `Mistake` if one of the files can't be used.
    """
    try:
        tables = tomllib.loads(options.campaigns.read_text(encoding="utf-8-sig"))["campaigns"]
        seed = with_campaigns(load(), {int(number): table["name"] for number, table in tables.items()})
        campaign = next((number for number, table in tables.items() if "web_form" in table), min(tables))
    except (ValueError, LookupError, TypeError, AttributeError):
        raise Mistake(f"{options.campaigns} holds no campaigns that can be used") from None
    try:
        return create_app(
            options.database,
            seed=seed,
            more_routes=lambda sandbox: console.routes(sandbox, options.relay, campaign, options.upstream),
        )
    except sqlite3.Error as error:
        raise Mistake(f"{options.database} can't be the sandbox's database: {error}") from None


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = Parser(prog="python -m local.sandbox", description=__doc__)
    parser.add_argument("--port", type=command_line.port("SANDBOX_PORT"), default=3001)
    parser.add_argument("--database", type=Path, default=Path(".local/sandbox.sqlite"))
    parser.add_argument("--relay", default="http://127.0.0.1:3000", help="the relay's address, for the console's form")
    parser.add_argument("--campaigns", type=command_line.campaigns, default=CAMPAIGNS, help="the relay's campaigns")
    parser.add_argument("--upstream", default="", help="the API that the relay calls instead of this one")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
