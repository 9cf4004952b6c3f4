"""Where each endpoint is: the one table of paths, and the rule for the address that they stand under.

The client takes other paths under the same names (`Phone2Action(..., paths={...})`), so that a path which
turns out differently is a matter of configuration.
"""

import json
import re
from collections.abc import Mapping
from urllib.parse import urlsplit

BASE_URL = "https://api.phone2action.com/2.0/"

PATHS: Mapping[str, str] = {
    "create_advocate": "advocates",
    "update_advocate": "advocates",
    "post_twitter_card": "twitter-cards",
    "list_advocates": "advocates",
    "create_connection": "connections",
    "list_connections": "connections",
    "list_campaigns": "campaigns",
    "list_legislators": "legislators",
    "campaign_stats": "stats",
    "all_campaigns_stats": "stats",
}
"""The path of each endpoint under the base URL."""

GUESSED = frozenset({"post_twitter_card", "list_connections", "campaign_stats", "all_campaigns_stats"})
"""The endpoints whose paths are our guess: the documentation lost them, and no public client uses them."""


_SEGMENT = "[A-Za-z0-9_{}~%-][A-Za-z0-9_.{}~%-]*"
RELATIVE = f"{_SEGMENT}(/{_SEGMENT})*/?"
"""What a path looks like: segments that don't begin with a dot, and no query. The template's ApiPaths says the same."""


def parsed_paths(written: str) -> dict[str, str]:
    """Other paths, as a JSON object of endpoints' names and paths; "" is none. Raises ValueError for anything else."""
    try:
        others = json.loads(written or "{}")
    except ValueError:
        others = None
    if not isinstance(others, dict) or not all(isinstance(path, str) for path in others.values()):
        raise ValueError('the API\'s paths must be one JSON object, like {"list_connections": "connections"}')
    return others


def checked_paths(others: Mapping[str, str]) -> dict[str, str]:
    """The table with these entries in place of its own. Raises ValueError for a name that is no endpoint's,
    or for what is no path under the base URL."""
    for name, path in others.items():
        if name not in PATHS:
            raise ValueError(f"{name} is not an endpoint; there are {', '.join(PATHS)}")
        if not re.fullmatch(RELATIVE, path):
            raise ValueError(f"the path of {name} must be relative to the base URL, like {PATHS[name]}")
    return {**PATHS, **others}


def checked_base_url(url: str) -> str:
    """The base URL with a slash at its end.

    Raises ValueError unless it is HTTPS (the API answers plain HTTP with 403, after the credentials have
    crossed the network in the clear), or plain HTTP to this machine's own loopback, where a stand-in for
    the API may run.
    """
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        raise ValueError("the API's base URL is malformed") from None
    if not host or parts.username is not None or parts.query or parts.fragment:
        raise ValueError("the API's base URL must be a scheme, a host and a path: https://host/path/")
    if parts.scheme != "https" and not (parts.scheme == "http" and _is_loopback(host)):
        raise ValueError("the API's base URL must be https:// (http:// only for 127.0.0.1 and localhost)")
    return url if url.endswith("/") else f"{url}/"


def _is_loopback(host: str) -> bool:
    # 127.0.0.1.example.com begins like one, but has letters.
    return host in {"localhost", "::1"} or (host.startswith("127.") and host.replace(".", "").isdigit())
