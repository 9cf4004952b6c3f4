"""`python -m local.sandbox`: the sandbox and the operators' page over the stack around it, on one port."""

import argparse
import contextlib
import os
import sqlite3
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path

from starlette.applications import Starlette
from starlette.routing import BaseRoute

from local import command_line
from local.command_line import Mistake, Parser, refuse
from local.place import CAMPAIGNS, ROOT
from local.sandbox.api import Sandbox
from local.sandbox.app import create_app
from local.sandbox.seed import load, with_campaigns
from local.sandbox.server import LOOPBACK, Server
from local.verifier import Verifier


def main(arguments: list[str] | None = None) -> int:
    """Serve until Ctrl-C or SIGTERM. Returns 0, or 1 after one line on stderr."""
    os.umask(0o077)  # the database holds what people typed in
    try:
        options = _options(arguments)
        app = app_of(options)
    except Mistake as mistake:
        return refuse(mistake)
    address = f"http://{LOOPBACK}:{options.port}/"
    print(f"The Phone2Action sandbox is at {address}2.0/ and the page at {address}")
    with contextlib.suppress(KeyboardInterrupt):
        Server(app, port=options.port).run()
    return 0


def app_of(options: argparse.Namespace) -> Starlette:
    """The sandbox, which knows the relay's campaigns too, and the page, whose form is for the first that has one.

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
            more_routes=lambda sandbox: _page(sandbox, options, int(campaign)),
        )
    except sqlite3.Error as error:
        raise Mistake(f"{options.database} can't be the sandbox's database: {error}") from None


def _page(sandbox: Sandbox, options: argparse.Namespace, campaign: int) -> Sequence[BaseRoute]:
    """The page's routes, and those of who verifies challenges.

    The page needs the relay's own modules and its build's, which the sandbox itself never imports.
    """
    sys.path += [str(ROOT / "layers" / "relay"), str(ROOT / "layers" / "relay" / "build")]
    from local.page import app
    from local.page.around import Around

    around = Around(
        sandbox=sandbox,
        relay=options.relay,
        campaign=campaign,
        campaigns=options.campaigns,
        state=options.state,
        emulator=options.emulator,
        upstream=options.upstream,
    )
    return [*Verifier().routes(), *app.routes(around)]  # the page answers whatever else is asked


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = Parser(prog="python -m local.sandbox", description=__doc__)
    parser.add_argument("--port", type=command_line.port("SANDBOX_PORT"), default=3001)
    parser.add_argument("--database", type=Path, default=Path(".local/sandbox.sqlite"))
    parser.add_argument("--relay", default="http://127.0.0.1:3000", help="the relay's address, for the page's form")
    parser.add_argument("--campaigns", type=command_line.campaigns, default=CAMPAIGNS, help="the relay's campaigns")
    parser.add_argument("--state", type=Path, default=ROOT / ".local", help="the folder of the stack's state")
    parser.add_argument("--emulator", type=Path, default=ROOT / ".local" / "emulator-3002", help="the emulator's")
    parser.add_argument("--upstream", default="", help="the API that the relay calls instead of this one")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
