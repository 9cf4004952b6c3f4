"""The documentation's own tables, transcribed: what every endpoint takes, and what its lists hold.

Source: "Phone2Action API", documentation version 2.4.0. Written from that text alone, not from the client's
code, so that the two can be held against each other (test_documentation.py).

One entry is (type as the text words it, whether it says required, the arguments that it says must be in the
same request). A group of two of which one is required is in `EITHER`. "example" marks what only an example
shows.
"""

from typing import NamedTuple


class Entry(NamedTuple):
    type: str
    required: bool = False
    needs: frozenset[str] = frozenset()


STRING = Entry("string")
FLAG = "positive integer, 1 or 0"
PHONE = "positive integer, 10 digits (U.S. only)"
ZIP = "positive integer, 5 digits"
IDS = "array containing numeric campaign IDs"
ID = "positive integer"
WITH_PHONE = frozenset({"phone", "campaigns"})
WITH_EMAIL = frozenset({"email", "campaigns"})
WITH_CAMPAIGNS = frozenset({"campaigns"})

PERSON = {
    "prefix": STRING,
    "firstname": STRING,
    "lastname": STRING,
    "email": Entry("string (checked for format validity)"),
    "phone": Entry(PHONE),
    "address1": STRING,
    "address2": STRING,
    "city": STRING,
    "state": Entry("string, state abbreviation"),
    "zip5": Entry(ZIP),
    "country": Entry("country code"),  # the text has "positive integer, 5 digits", a slip from the line above it
    "smsOptin": Entry(FLAG, needs=WITH_PHONE),
    "emailOptin": Entry(FLAG, needs=WITH_EMAIL),
    "smsOptout": Entry(FLAG, needs=WITH_PHONE),
    "emailOptout": Entry(FLAG, needs=WITH_EMAIL),
    "tags": Entry("array of strings"),
    "fields": Entry("array of custom fields by their numeric value"),
}
TRACKING = ("p2asource", "utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content")

ARGUMENTS: dict[str, dict[str, Entry]] = {
    "create_advocate": {
        **PERSON,
        "campaigns": Entry(IDS, required=True),
        "smsOptinConfirmed": Entry(FLAG, needs=frozenset({"smsOptin"})),
        **dict.fromkeys(TRACKING, STRING),
    },
    "update_advocate": {
        **PERSON,
        "advocateid": Entry(ID, required=True),
        "campaigns": Entry(IDS),
        "message": STRING,
        "guests": Entry("positive integer, 5 digits (a number)"),
        "guestNames": Entry("array of strings, max 100 characters each"),
        "smsOptinConfirmed": Entry(FLAG, needs=frozenset({"smsOptin", "phone"})),
        **dict.fromkeys(TRACKING, Entry("string", needs=WITH_CAMPAIGNS)),
    },
    "post_twitter_card": {
        "card": Entry("string", required=True),
        "email": Entry("string (checked for format validity)", required=True),
        "name": Entry("string", required=True),
        "screen_name": STRING,
        "campaignid": Entry(ID, required=True),
        "app_id": Entry("string", required=True),
        "api_key": Entry("string", required=True),
        "token": STRING,  # example
        "tw_userid": STRING,  # example
    },
    "list_advocates": {
        "page": Entry("page number"),
        "updatedSince": Entry("unix timestamp"),
        "state": Entry("string, state abbreviation"),
        "campaignid": Entry(ID),
        "email": STRING,
        "phone": STRING,
        "excludeGdpr": Entry(FLAG),
    },
    "create_connection": {
        "advocateid": Entry(ID, required=True),
        "campaignid": Entry(ID, required=True),
        "type": Entry('one or more of "tweet", "email", or "call"', required=True),
        "emailSubject": STRING,
        "emailMessage": Entry("string", needs=frozenset({"emailSubject"})),
        "tweetMessage": Entry("string, 280-character maximum"),
        **dict.fromkeys(TRACKING, STRING),
    },
    "list_connections": {
        "campaign_id": Entry(ID, required=True),
        "updated_at": Entry("string date time", required=True),
        "page": Entry("page number", required=True),
        "per_page": Entry("positive integer (min=25, max=100)", required=True),
        "legislator_id": Entry(ID),
    },
    "list_campaigns": {
        "campaignid": Entry(ID),
        "state": Entry("string, state abbreviation"),
        "zip": Entry(ZIP),
        "includeGeneric": Entry("true or false"),
        "includePrivate": Entry("true or false"),
    },
    "list_legislators": {
        "campaignid": Entry(ID, required=True),
        "zip5": Entry(ZIP, required=True),
        "address1": Entry("string", required=True),
        "address2": STRING,
        "city": STRING,
        "state": Entry("string, state abbreviation"),
    },
    "campaign_stats": {"campaignid": Entry(ID, required=True)},
    "all_campaigns_stats": {},
}

EITHER = {"create_advocate": {"email", "phone"}}

PROPERTIES: dict[str, set[str]] = {
    "Advocate": {
        "id",
        "prefix",
        "firstname",
        "middlename",
        "lastname",
        "suffix",
        "notes",
        "stage",
        "rating",
        "connections",
        "tags",
        "created_at",
        "updated_at",
        "emails",
        "phones",
        "address",
        "districts",
        "ids",
        "memberships",
        "fields",
    },
    "Email": {"id", "address", "subscribed"},
    "Phone": {"id", "address", "subscribed"},  # the text has `number`; what public clients read is `address`
    "Address": {
        "street1",
        "street2",
        "city",
        "state",
        "zip5",
        "zip4",
        "county",
        "countryAbbr",
        "countryName",
        "latitude",
        "longitude",
    },
    "Districts": {"congressional", "stateSenate", "stateHouse", "cityCouncil"},
    "ExternalId": {"product", "id"},
    "Membership": {"id", "campaignid", "campaigntype", "name", "created_at", "source"},
    "CustomField": {"fieldid", "name", "value", "created_at"},
    "Connection": {
        "id",  # the key of the row
        "campaign_id",
        "advocate_id",
        "advocate_name",
        "legislator_id",
        "legislator_name",
        "type",
        "status",
        "updated_at",
        "created_at",
    },
    "Campaign": {
        "id",
        "name",
        "display_name",
        "subtitle",
        "public",
        "topic",
        "type",
        "link",
        "restrict_allow",
        "content",
        "embed_code",
        "updated_at",
    },
    "Legislator": {
        "id",
        "level",
        "chamber",
        "country",
        "state",
        "district",
        "title",
        "name_full",
        "name_first",
        "name_last",
        "party",
        "contact_mailing_addresses",
        "tweet_url",
    },
}
