"""`make form CAMPAIGN=998`: writes the page of a campaign's form to standard output, and nothing else there."""

import argparse
import re
import sys
from urllib.parse import urlsplit

from forms.made import NoForm, made
from local import command_line
from local.command_line import Mistake, Parser, refuse
from local.place import HOST, ROOT

RELAY = r"""(https://[^\W_]([\w.-]*[^\W_])?(:[0-9]+)?|http://(127\.0\.0\.1|localhost|\[::1\])(:[0-9]+)?)(/[^\s?#"'<>\\;,]*)?"""


def main(arguments: list[str] | None = None) -> int:
    """Write the page. Returns 0, or 1 after one line on stderr."""
    try:
        options = _options(arguments)
        if not options.campaign:
            raise Mistake("which campaign? Write its number, as in `make form CAMPAIGN=998 > form.html`")
        relay = options.url or f"http://{HOST}:{options.port}"
        found = made(options.campaigns, options.campaign, relay)
    except (Mistake, NoForm) as error:
        return refuse(error)
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]  # whatever the terminal's is: the page says so
    print(found.html)
    print(_note(relay, found.kind, found.origins, is_local=not options.url), file=sys.stderr)
    return 0


def _note(relay: str, kind: str, origins: tuple[str, ...], *, is_local: bool) -> str:
    """What to know of the page that was written."""
    here = "; URL=https://... makes one for yours" if is_local else ""
    sites = f"stays on its page at {', '.join(origins)}" if origins else "leads to the relay's own page of thanks"
    return f"A {kind} form for the relay at {relay}{here}. With JavaScript it {sites} (origins in campaigns.toml)."


def relay_address(text: str) -> str:
    """The relay's address, without what `make form` puts behind it; "" is none. Raises `Mistake` for anything else."""
    address = re.sub(r"/+(signup(/[0-9]*)?)?/*$", "", text.strip())
    if text and not (re.fullmatch(RELAY, address) and _can_be(address)):
        raise Mistake(
            f"URL={' '.join(text.split())} is no address of a relay: write the output RelayUrl, as in URL=https://relay.example.org"
        )
    return address


def _can_be(address: str) -> bool:
    try:
        return urlsplit(address).port != 0
    except ValueError:
        return False


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = Parser(prog="python -m forms", description=__doc__)
    parser.add_argument("--campaign", default="", help="the campaign's number")
    parser.add_argument("--url", type=relay_address, default="", help="the relay's address")
    parser.add_argument("--port", type=command_line.port("PORT"), default=3000, help="of the relay on this machine")
    parser.add_argument("--campaigns", type=command_line.campaigns, default=ROOT / "campaigns.toml")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
