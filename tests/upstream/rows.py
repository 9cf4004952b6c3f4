"""Records as the lists of the text show them. Its examples have lost lines; the tables beside them name the rest.

The names of the groups (`emails`, `phones`, `address`, `districts`, `ids`, `memberships`) got lost too. They are those
that the public client Parsons reads.
"""

from tests.upstream.behaviour import Behaviour
from tests.upstream.shapes import Id, Stamp
from tests.upstream.world import LEGISLATORS, Advocate, Connection, World

type Row = dict[str, object]


def advocate(one: Advocate, world: World, behaviour: Behaviour) -> Row:
    """ "List advocates"."""
    email: list[Row] = [{"id": Id(one.id + 500_000), "address": one.email, "subscribed": one.wants_mail}]
    phone: list[Row] = [
        {
            "id": Id(one.id + 600_000),
            behaviour.phone_member: f"+1{one.phone}",
            "subscribed": world.gets_texts(one.phone),
        }
    ]
    return {
        "id": Id(one.id),
        "prefix": one.told.get("prefix"),
        "firstname": one.told.get("firstname"),
        "middlename": None,
        "lastname": one.told.get("lastname"),
        "suffix": None,
        "notes": None,
        "stage": "Lead",
        "rating": 0,
        "connections": sum(made.advocate == one.id for made in world.connections),
        "tags": list(one.tags),
        "created_at": Stamp(one.time),
        "updated_at": Stamp(one.updated),
        "emails": email if one.email else [],
        "phones": phone if one.phone else [],
        "address": _address(one),
        "districts": {"congressional": None, "stateSenate": None, "stateHouse": None, "cityCouncil": None},
        "ids": [],
        "memberships": _memberships(one, world),
        "fields": [
            {"fieldid": Id(key), "name": f"Field {key}", "value": value, "created_at": Stamp(time)}
            for key, (value, time) in one.fields.items()
        ],
    }


def _address(one: Advocate) -> Row:
    zip5 = one.told.get("zip5")
    return {
        "street1": one.told.get("address1"),
        "street2": one.told.get("address2"),
        "city": one.told.get("city"),
        "state": one.told.get("state"),
        "zip5": int(zip5) if zip5 else None,
        "zip4": None,
        "county": None,
        "countryAbbr": one.told.get("country", "US"),
        "countryName": "United States",
        "latitude": None,
        "longitude": None,
    }


def _memberships(one: Advocate, world: World) -> list[Row]:
    return [
        {
            "id": Id(joined.id),
            "campaignid": Id(joined.campaign),
            "campaigntype": "Legislator Contact",
            "name": f"Campaign {joined.campaign}",
            "created_at": Stamp(joined.time),
            "source": joined.source or None,
        }
        for joined in world.memberships
        if joined.advocate == one.id
    ]


def connection(made: Connection, legislator: int, world: World) -> Row:
    """ "List connections"."""
    return {
        "campaign_id": Id(made.campaign),
        "advocate_id": Id(made.advocate),
        "advocate_name": world.advocates[made.advocate].name,
        "legislator_id": Id(legislator),
        "legislator_name": LEGISLATORS[legislator]["name_full"],
        "type": made.type.upper(),
        "status": "DELIVERED",
        "updated_at": Stamp(made.time, unix=True),
        "created_at": Stamp(made.time, unix=True),
    }


def legislator(key: int) -> Row:
    """ "Create a connection", "List campaign's legislators"."""
    return {"id": Id(key), **LEGISLATORS[key], "contact_mailing_addresses": None, "tweet_url": ""}


def campaign(key: int) -> Row:
    """ "List campaigns"."""
    name = f"Campaign {key}"
    return {
        "id": Id(key),
        "name": name,
        "display_name": f"{name}!",
        "subtitle": f"Help {name}!",
        "public": 1,
        "topic": None,
        "type": "CAMPAIGN",
        "link": f"https://campaigns.example.org/{key}",
        "restrict_allow": None,
        "content": {
            "summary": "<p>Please support our cause.</p>",
            "introduction": "",
            "call_to_action": "<p>Take action now!</p>",
            "thank_you": "<p><strong>Thanks for taking action!</strong></p>",
            "background_image": None,
        },
        "embed_code": '<div class="advocacy-actionwidget" data-responsive="true"></div>\n',
        "updated_at": Stamp(1_588_452_270),
    }
