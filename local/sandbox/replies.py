"""The shapes of the API's replies. Where the documentation and public clients disagree, the `quirks` option
chooses.

What isn't known of a shape is marked [unknown] here and nowhere else; clients have to be tolerant of all of
it.
"""

import sqlite3
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from local.sandbox.advocate_list import PAGE_SIZE, Advocate
from local.sandbox.officials import Address, Official, districts
from local.sandbox.seed import Campaign, Seed

# Campaigns don't change while the sandbox runs; the date of the documentation serves as theirs.
CAMPAIGN_UPDATED_AT = datetime(2022, 6, 20, tzinfo=UTC).timestamp()
TWEET_LINK = "https://twitter.com/intent/tweet"


def failure(text: str, type_: str) -> dict[str, Any]:
    """The envelope of a refusal [seen]. What `type` says is [unknown]."""
    return {"success": 0, "error": text, "type": type_}


def advocate_written(advocate: int, *, created: bool) -> dict[str, Any]:
    """The reply to create, update and card [seen]; what `type` says is [unknown]."""
    return {"success": 1, "error": None, "type": "created" if created else "updated", "advocateid": advocate}


def advocates(found: Sequence[Advocate], page: int, endpoint_url: str, seed: Seed, *, quirks: bool) -> dict[str, Any]:
    """A page of List advocates [seen]: `count` is this page's, and `next_url` is always there and without the
    filters.
    """
    return {
        "data": [advocate(entry, seed, quirks=quirks) for entry in found],
        "pagination": {
            "count": len(found),
            "per_page": PAGE_SIZE,
            "current_page": page,
            "next_url": f"{endpoint_url}?page={page + 1}",
        },
    }


def advocate(entry: Advocate, seed: Seed, *, quirks: bool) -> dict[str, Any]:
    """One advocate with every documented property, and `ids` and `fields` as public clients read them."""
    row = entry.row
    return {
        "id": entry.id,
        **{name: row[name] for name in ("prefix", "firstname", "middlename", "lastname", "suffix", "notes")},
        "stage": row["stage"] or "Lead",
        "rating": row["rating"],
        "connections": entry.connections,
        "tags": list(entry.tags),
        "created_at": _time(row["created_at"], dump=quirks),
        "updated_at": _time(row["updated_at"], dump=quirks),
        "emails": [
            {
                "id": device["id"],
                "address": device["address"],
                "subscribed": _word(device["subscribed"], quirks),
            }
            for device in entry.emails
        ],
        "phones": [
            {
                "id": device["id"],
                "address": f"+1{device['number']}",
                "subscribed": _word(device["optin"] == "subscribed", quirks),
            }
            for device in entry.phones
        ],
        "address": _address(row, quirks=quirks),
        "districts": districts(address_of(row), seed),
        "ids": [{"product": other["product"], "id": other["external_id"]} for other in entry.external_ids],
        "memberships": [_membership(membership, seed, quirks=quirks) for membership in entry.memberships],
        "fields": [
            {
                "fieldid": field["field_id"],
                "name": seed.custom_field(field["field_id"]),
                "value": field["value"],
                "created_at": _time(field["created_at"], dump=quirks),
            }
            for field in entry.fields
        ],
    }


def address_of(row: sqlite3.Row) -> Address:
    """An advocate's address as the officials are found by it."""
    return Address(
        street=row["address1"] or "", city=row["city"] or "", state=row["state"] or "", zip5=row["zip5"] or ""
    )


def connection_made(made: Mapping[int, Official], tweet: str | None) -> dict[str, Any]:
    """The reply to Create a connection: one number for each official, however many types were asked for.

    The links are there for tweets only [doc]. What the numbers are is [unknown]; here each is the official's
    first new connection. In the documented example they are long, and the officials have own, short ids.
    """
    everyone = list(made.values())
    return {
        "success": 1,
        "error": None,
        "data": {
            "ids": list(made),
            "leg": {str(number): _official(official) for number, official in made.items()},
            "url": "" if tweet is None else _tweet_link(tweet, everyone),
            "urls": {
                str(number): _tweet_link(tweet, [official]) if tweet is not None and official.twitter else ""
                for number, official in made.items()
            },
        },
    }


def legislators(found: Sequence[Official]) -> list[dict[str, Any]]:
    """The reply to List campaign's legislators: a bare array, with a `contact` each [seen at another host of
    theirs].
    """
    return [
        {
            **_official(official),
            "photo": None,
            "contact": {"phone": official.phone, "facebook": None, "twitter": official.twitter},
        }
        for official in found
    ]


def connections(rows: Sequence[sqlite3.Row], *, quirks: bool) -> Any:
    """The reply to List connections: an object by connection number [doc]; `data` around it is [unknown], so
    a quirk.
    """
    found = {
        str(row["id"]): {
            "campaign_id": row["campaign_id"],
            "advocate_id": row["advocate_id"],
            "advocate_name": row["advocate_name"],
            "legislator_id": row["legislator_id"],
            "legislator_name": row["legislator_name"],
            "type": row["type"],
            "status": row["status"],
            "updated_at": row["updated_at"],
            "created_at": int(row["created_at"]),
        }
        for row in rows
    }
    # PHP encodes an empty map as an empty list.
    return {"data": found or []} if quirks else found


def campaign(entry: Campaign) -> dict[str, Any]:
    """One campaign of List campaigns, a bare array of these [seen]."""
    return {
        "id": entry.id,
        "name": entry.name,
        "display_name": entry.display_name,
        "subtitle": entry.subtitle,
        "public": int(entry.public),
        "topic": entry.topic,
        "type": entry.type,
        "link": f"https://p2a.example/{entry.id}",
        # Null for a campaign without restrictions [seen]; how restrictions look is [unknown].
        "restrict_allow": ",".join(entry.states) or None,
        "content": {
            "summary": f"<p>{entry.subtitle}</p>",
            "introduction": "",
            "call_to_action": "<p>Take action now!</p>",
            "thank_you": "<p><strong>Thanks for taking action!</strong></p>",
            "background_image": None,
        },
        "embed_code": f'<div class="advocacy-actionwidget" data-shorturl="{entry.id}"></div>',
        "updated_at": _time(CAMPAIGN_UPDATED_AT, dump=True),
    }


def stats(entry: Campaign, advocates_: int, connections_: int) -> dict[str, Any]:
    """One campaign's totals. The documentation's examples are lost: the names of the keys are [unknown]."""
    return {"campaignid": entry.id, "name": entry.name, "advocates": advocates_, "connections": connections_}


def _address(row: sqlite3.Row, *, quirks: bool) -> dict[str, Any]:
    zip5 = row["zip5"]
    return {
        "street1": row["address1"],
        "street2": row["address2"],
        "city": row["city"],
        "state": row["state"],
        # Documented as an integer, which loses the zero that a ZIP begins with.
        "zip5": int(zip5) if quirks and zip5 else zip5,
        "zip4": None,
        "county": None,
        "countryAbbr": row["country"],
        "countryName": "United States" if row["country"] == "US" else row["country"],
        "latitude": None,
        "longitude": None,
    }


def _membership(membership: sqlite3.Row, seed: Seed, *, quirks: bool) -> dict[str, Any]:
    entry = seed.campaigns.get(membership["campaign_id"])
    return {
        "id": membership["id"],
        "campaignid": membership["campaign_id"],
        "campaigntype": entry.campaigntype if entry else "Other",
        "name": entry.name if entry else "",
        "source": membership["source"],
        "created_at": _time(membership["created_at"], dump=quirks),
    }


def _official(official: Official) -> dict[str, Any]:
    return {
        "id": official.id,
        "level": official.level,
        "chamber": official.chamber,
        "country": "US",
        "state": official.state,
        "district": official.district,
        "title": official.title,
        "name_full": official.name_full,
        "name_first": official.name_first,
        "name_last": official.name_last,
        "party": official.party,
        "contact_mailing_addresses": None,
        "tweet_url": "",
    }


def _tweet_link(tweet: str, reached: Sequence[Official]) -> str:
    handles = " ".join(f"@{official.twitter}" for official in reached if official.twitter)
    return f"{TWEET_LINK}?{urlencode({'text': tweet.replace('[@legislator]', handles).strip()})}"


def _word(subscribed: object, quirks: bool) -> bool | str:
    return ("true" if subscribed else "false") if quirks else bool(subscribed)


def _time(when: float, *, dump: bool) -> str | dict[str, Any]:
    text = datetime.fromtimestamp(int(when), UTC).strftime("%Y-%m-%d %H:%M:%S.000000")
    return {"date": text, "timezone_type": 3, "timezone": "UTC"} if dump else text
