"""A stand-in for the Phone2Action API 2.0, for a laptop and for tests; the live one can't be reached here.

Built to the documentation and to what public client code shows, never compared with the live API. Use it over
HTTP (`python -m local.sandbox`, or `create_app` with `server.Server`) or in-process (`Sandbox.answer`). It is
independent of the relay's client by design and imports nothing of it, so that a misreading in one shows
against the other.

    seed.toml, seed                  campaigns, credentials, made-up names
    rules, kinds, arguments          the documented argument lists, and how arguments come over the wire
    writing, connecting, listing     the ten endpoints
    replies, officials               the shapes of the replies, and who is in them
    store, state                     the SQLite file; its tables: advocates, advocate_list, connections, calls
    options, faults                  how to bend it, and how to break it
    api                              from a call to a reply, without HTTP
    app, controls, server            the same over HTTP
"""

from local.sandbox.api import Sandbox
from local.sandbox.app import app_for, create_app
from local.sandbox.arguments import from_json, from_pairs, from_query
from local.sandbox.exchange import Call, Reply
from local.sandbox.faults import Fault
from local.sandbox.options import Options

__all__ = [
    "Call",
    "Fault",
    "Options",
    "Reply",
    "Sandbox",
    "app_for",
    "create_app",
    "from_json",
    "from_pairs",
    "from_query",
]
