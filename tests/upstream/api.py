"""The endpoints: what each call does to the account, and what it answers. It knows no sockets.

The text wants HTTPS and promises 403 without it. That is left out here: no call leaves this machine.

The text has lost the addresses of its endpoints. `advocates`, `connections` and `campaigns` under /2.0/ are those that
public clients call, `legislators` one that its maker once showed; `stats` and `twittercard` are guesses.

It has lost most answers, too. That of "Create a connection" shows `success`, `error` and `data`; where an advocate's
id is (`advocateid`), and that a refusal has its reason in `error` and a status of 4xx, is what public clients rely on.
"""

import base64
import binascii
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from tests.upstream import arguments, rows, rules
from tests.upstream.arguments import Arguments
from tests.upstream.behaviour import Behaviour
from tests.upstream.rules import Refused
from tests.upstream.shapes import Id, encode, success
from tests.upstream.wire import Reply, Request
from tests.upstream.world import LEGISLATORS, Advocate, Connection, World

PREFIX = "/2.0/"
PAGE = 100
JSON = {"Content-Type": "application/json"}


@dataclass(slots=True)
class Done:
    """What an endpoint came to. `did` says what it changed, "" if nothing."""

    content: object
    did: str = ""
    status: int = 200


@dataclass(slots=True)
class Asked:
    """A call that may be carried out."""

    world: World
    behaviour: Behaviour
    path: str
    arguments: Arguments = field(repr=False)


def endpoint_at(path: str) -> str:
    """The word that names the endpoint at a path, in the log and in faults; "" if there is none."""
    name = path.removeprefix(PREFIX)
    return name if path.startswith(PREFIX) and any(name == known for _, known in ENDPOINTS) else ""


def arguments_of(request: Request) -> Arguments:
    """What a call says, in its query if it is a GET, else in its body."""
    if request.method == "GET":
        return arguments.read(request.query)
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    return arguments.read(request.body.decode(errors="replace")) if media == arguments.FORM else {}


def answer(request: Request, world: World, behaviour: Behaviour) -> tuple[Reply, str]:
    """Carry a call out. Returns the answer, and what was changed in a few words."""
    name = endpoint_at(request.path)
    known = [method for method, one in ENDPOINTS if one == name]
    if not known:
        return html(404), ""
    if request.method not in known:
        return html(405, {"Allow": ", ".join(known)}), ""
    try:
        _authenticate(request, name, behaviour)
        asked = Asked(world, behaviour, name, arguments_of(request))
        done = ENDPOINTS[request.method, name](asked)
    except Refused as refused:
        return refusal(refused.message, refused.status or behaviour.refusal_status, behaviour), ""
    return Reply(done.status, encode(done.content, behaviour), dict(JSON)), done.did


def refusal(message: str, status: int, behaviour: Behaviour) -> Reply:
    """A refusal in the API's own envelope."""
    headers = JSON | ({"WWW-Authenticate": 'Basic realm="api"'} if status == 401 else {})
    return Reply(status, encode({"success": success(False, behaviour), "error": message}, behaviour), headers)


def html(status: int, headers: Mapping[str, str] | None = None) -> Reply:
    """What servers in front of an API answer by themselves."""
    body = f"<html><head><title>{status}</title></head><body><h1>{status}</h1></body></html>\n"
    return Reply(status, body.encode(), {"Content-Type": "text/html", **(headers or {})})


def _authenticate(request: Request, name: str, behaviour: Behaviour) -> None:
    """Basic authentication with app ID and key, everywhere but at "Post Twitter Card"."""
    if name != "twittercard" and _credentials(request) not in behaviour.keys:
        raise Refused("Not authorized", 401)


def _credentials(request: Request) -> tuple[str, ...]:
    scheme, _, encoded = request.headers.get("authorization", "").partition(" ")
    try:
        decoded = base64.b64decode(encoded, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return ()
    return tuple(decoded.split(":", 1)) if scheme.lower() == "basic" else ()


def _exist(campaigns: list[int], behaviour: Behaviour) -> None:
    for campaign in campaigns:
        if campaign not in behaviour.campaigns:
            raise Refused(f"campaign {campaign} does not exist")


def write_advocate(asked: Asked) -> Done:
    """One address for both: "Update an advocate" is told from "Create an advocate" by its advocateid."""
    return update_advocate(asked) if "advocateid" in asked.arguments else create_advocate(asked)


def create_advocate(asked: Asked) -> Done:
    """ "Create an advocate": campaigns, and one of e-mail and phone, are required."""
    meant = rules.checked(asked.arguments, rules.ADVOCATE, ["campaigns"])
    if "email" not in meant and "phone" not in meant:
        raise Refused("email or phone is required")
    rules.check_advocate(meant)
    _exist(meant["campaigns"], asked.behaviour)
    known = asked.world.known(meant.get("email", ""), meant.get("phone", ""))
    if known is not None and asked.behaviour.known == "refuse":
        raise Refused("This advocate already exists", asked.behaviour.known_status)
    if known is not None and asked.behaviour.known == "update":
        return _write(asked, known, meant, "advocate updated")
    return _write(asked, asked.world.new(), meant, "advocate created")


def update_advocate(asked: Asked) -> Done:
    """ "Update an advocate": the advocateid is required and must be known."""
    meant = rules.checked(asked.arguments, rules.UPDATE)
    rules.check_advocate(meant)
    rules.check_update(meant)
    advocate = asked.world.advocates.get(meant["advocateid"])
    if advocate is None:
        raise Refused("advocateid is not known")
    _exist(meant.get("campaigns", []), asked.behaviour)
    return _write(asked, advocate, meant, "advocate updated")


def _write(asked: Asked, advocate: Advocate, meant: rules.Meant, did: str) -> Done:
    asked.world.tell(advocate, meant)
    asked.world.join(advocate, meant.get("campaigns", []), meant.get("p2asource", ""))
    status = asked.behaviour.created_status if did == "advocate created" else 200
    return Done(_succeeded(asked, advocateid=Id(advocate.id)), did, status)


def _succeeded(asked: Asked, **more: object) -> dict[str, object]:
    return {"success": success(True, asked.behaviour), "error": None, **more}


def post_card(asked: Asked) -> Done:
    """ "Post Twitter Card": app_id and api_key come as arguments, the name in one piece."""
    meant = rules.checked(asked.arguments, rules.CARD, rules.CARD_REQUIRED)
    if (meant["app_id"], meant["api_key"]) not in asked.behaviour.keys:
        raise Refused("Not authorized", 401)
    first, _, last = meant["name"].partition(" ")
    person = {"email": meant["email"], "firstname": first, "lastname": last, "campaigns": [str(meant["campaignid"])]}
    return create_advocate(Asked(asked.world, asked.behaviour, asked.path, person))


def list_advocates(asked: Asked) -> Done:
    """ "List advocates": all filters are optional; a page has 100."""
    meant = rules.checked(asked.arguments, rules.ADVOCATES)
    shown_until = asked.world.clock() - asked.behaviour.list_lag
    found = [
        one
        for one in asked.world.advocates.values()
        if one.time <= shown_until and _is_looked_for(one, meant, asked.world)
    ]
    page = meant.get("page", 1)
    part = found[PAGE * (page - 1) : PAGE * page]
    pagination: dict[str, object] = {"count": len(part), "per_page": PAGE, "current_page": page}
    pagination["next_url"] = f"{PREFIX}advocates?page={page + 1}" if len(found) > PAGE * page else None
    listed = [rows.advocate(one, asked.world, asked.behaviour) for one in part]
    return Done({asked.behaviour.rows_under: listed, "pagination": pagination})


def _is_looked_for(one: Advocate, meant: rules.Meant, world: World) -> bool:
    return (
        meant.get("state") in {None, one.told.get("state")}
        and meant.get("email", one.email).lower() == one.email.lower()
        and meant.get("phone", one.phone) == one.phone
        and one.updated >= meant.get("updatedSince", 0)
        and ("campaignid" not in meant or world.is_member(one.id, meant["campaignid"]))
    )


def create_connection(asked: Asked) -> Done:
    """ "Create a connection": a member of the campaign contacts its legislators, once for each type."""
    meant = rules.checked(asked.arguments, rules.CONNECTION, ["advocateid", "campaignid", "type"])
    rules.check_connection(meant)
    advocate = asked.world.advocates.get(meant["advocateid"])
    if advocate is None or not asked.world.is_member(advocate.id, meant["campaignid"]):
        raise Refused("The advocate has no membership for this campaign")
    for kind, needed in (("email", advocate.email), ("call", advocate.phone)):
        if kind in meant["type"] and not needed:
            raise Refused(f"The advocate has nothing to {kind} with")
    made = [asked.world.connect(advocate.id, meant["campaignid"], kind, meant) for kind in meant["type"]]
    return Done(_connected(asked, made), "connection made", asked.behaviour.created_status)


def _connected(asked: Asked, made: list[Connection]) -> dict[str, object]:
    """The example's keys are no legislators' ids, which it shows inside; they are taken for those of the rows."""
    to = {row: legislator for one in made for row, legislator in one.rows.items()}
    leg = {row: rows.legislator(legislator) for row, legislator in to.items()}
    content = _succeeded(asked, data={"ids": [Id(row) for row in to], "leg": leg})
    tweets = [row for one in made if one.type == "tweet" for row in one.rows]
    if tweets:
        content["url"] = "https://tweets.example.org/all"
        content["urls"] = {row: f"https://tweets.example.org/{row}" for row in tweets}
    return content


def list_connections(asked: Asked) -> Done:
    """ "List connections": four arguments are required; the answer is an object of rows by their ids."""
    meant = rules.checked(asked.arguments, rules.CONNECTIONS, ["campaign_id", "updated_at", "page", "per_page"])
    shown_until = asked.world.clock() - asked.behaviour.list_lag
    found = {
        row: rows.connection(made, legislator, asked.world)
        for made in asked.world.connections
        for row, legislator in made.rows.items()
        if made.campaign == meant["campaign_id"]
        and int(meant["updated_at"]) <= made.time <= shown_until
        and meant.get("legislator_id", legislator) == legislator
    }
    start = meant["per_page"] * (meant["page"] - 1)
    return Done(dict(list(found.items())[start : start + meant["per_page"]]))


def list_campaigns(asked: Asked) -> Done:
    """ "List campaigns". None here is bound to a state or private, so only those filters matter that ask for less."""
    meant = rules.checked(asked.arguments, rules.CAMPAIGNS)
    by_place = "state" in meant or "zip" in meant
    if by_place and not meant.get("includeGeneric"):
        return Done([])
    wanted = meant.get("campaignid")
    return Done([rows.campaign(key) for key in asked.behaviour.campaigns if wanted in {None, key}])


def list_legislators(asked: Asked) -> Done:
    """ "List campaign's legislators": campaignid, zip5 and address1 are required."""
    meant = rules.checked(asked.arguments, rules.LEGISLATORS, ["campaignid", "zip5", "address1"])
    _exist([meant["campaignid"]], asked.behaviour)
    return Done([rows.legislator(key) for key in LEGISLATORS])


def stats(asked: Asked) -> Done:
    """ "Single campaign's stats" and "All campaign's stats": totals of advocates and connections."""
    if not asked.behaviour.reporting:
        raise Refused("These credentials have no reporting option", 403)
    meant = rules.checked(asked.arguments, {"campaignid": rules.positive})
    if "campaignid" not in meant:
        return Done([_totals(campaign, asked.world) for campaign in asked.behaviour.campaigns])
    _exist([meant["campaignid"]], asked.behaviour)
    return Done(_totals(meant["campaignid"], asked.world))


def _totals(campaign: int, world: World) -> dict[str, object]:
    return {
        "campaignid": Id(campaign),
        "advocates": sum(one.campaign == campaign for one in world.memberships),
        "connections": sum(one.campaign == campaign for one in world.connections),
    }


ENDPOINTS: dict[tuple[str, str], Callable[[Asked], Done]] = {
    ("POST", "advocates"): write_advocate,
    ("GET", "advocates"): list_advocates,
    ("POST", "connections"): create_connection,
    ("GET", "connections"): list_connections,
    ("POST", "twittercard"): post_card,
    ("GET", "campaigns"): list_campaigns,
    ("GET", "legislators"): list_legislators,
    ("GET", "stats"): stats,
}
