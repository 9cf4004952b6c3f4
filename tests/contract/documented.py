"""What the API's documentation says, line by line: the arguments of every endpoint, the properties of every list.

Source: "Phone2Action API", documentation version 2.4.0. Transcribed from that text alone, without a look at the
client's table or the sandbox's, so that both can be held against it (test_documentation.py). One line of the text is
one `Row`, in the text's order. Where the text is wrong or contradicts itself, the row has what it says, and the
comment beside it what is made of that.
"""

from typing import NamedTuple


class Row(NamedTuple):
    """One argument: its wire name, its type in the text's words, the word in the text's parentheses ("required",
    "recommended", "optional"), and the arguments that the text wants in the same request."""

    name: str
    type: str
    standing: str = "optional"
    needs: tuple[str, ...] = ()


STRING = "string"
ID = "positive integer"
PHONE = "positive integer, 10 digits (U.S. only)"
FIVE_DIGITS = "positive integer, 5 digits"
FLAG = "positive integer, 1 or 0"
IDS = "array containing numeric campaign IDs"
STRINGS = "array of strings"
POSTAL = "string, 2 characters US postal abbreviation for a state or territory"
WORD = "true or false"

SECTIONS = {
    "create_advocate": "Create an advocate",
    "update_advocate": "Update an advocate",
    "post_twitter_card": "Post Twitter Card",
    "list_advocates": "List advocates",
    "create_connection": "Create a connection",
    "list_connections": "List connections",
    "list_campaigns": "List campaigns",
    "list_legislators": "List campaign's legislators",
    "campaign_stats": "Single campaign's stats",
    "all_campaigns_stats": "All campaign's stats",
}
"""The heading of each endpoint in the text, by the name that it has in these tests and as the client's method."""

ENDPOINTS: dict[str, tuple[Row, ...]] = {
    "create_advocate": (
        Row("campaigns", IDS, "required"),
        Row("prefix", STRING, "recommended"),
        Row("firstname", STRING, "recommended"),
        Row("lastname", STRING, "recommended"),
        Row("email", STRING, "recommended"),  # "one of email or phone IS required": see EITHER
        Row("phone", PHONE, "recommended"),
        Row("address1", STRING, "recommended"),
        Row("address2", STRING, "recommended"),
        Row("city", STRING, "recommended"),
        Row("state", STRING, "recommended"),
        Row("zip5", FIVE_DIGITS, "recommended"),
        Row("country", FIVE_DIGITS),  # a slip of the text: "the country code", which has two letters
        Row("smsOptin", FLAG, needs=("phone", "campaigns")),
        Row("smsOptinConfirmed", FLAG, needs=("smsOptin",)),
        Row("emailOptin", FLAG, needs=("email", "campaigns")),
        Row("smsOptout", FLAG, needs=("phone", "campaigns")),
        Row("emailOptout", FLAG, needs=("email", "campaigns")),
        Row("p2asource", STRING),
        Row("utm_source", STRING),
        Row("utm_medium", STRING),
        Row("utm_campaign", STRING),
        Row("utm_term", STRING),
        Row("utm_content", STRING),
        Row("tags", STRINGS),
        Row("fields", "array"),
    ),
    "update_advocate": (
        Row("advocateid", ID, "required"),
        Row("campaigns", IDS, "only required if smsOptin or emailOptin is included"),
        Row("prefix", STRING),
        Row("firstname", STRING),
        Row("lastname", STRING),
        Row("email", STRING),  # "required if emailOptin is included", as emailOptin's own row says
        Row("phone", PHONE),  # the same of smsOptin
        Row("address1", STRING),
        Row("address2", STRING, "recommended"),
        Row("city", STRING, "recommended"),
        Row("state", STRING, "recommended"),
        Row("zip5", FIVE_DIGITS, "recommended"),
        Row("country", FIVE_DIGITS),  # the same slip
        Row("message", STRING),
        Row("guests", FIVE_DIGITS),  # "the total number of guests"
        Row("guestNames", "array of strings, max 100 characters each"),
        Row("smsOptin", FLAG, needs=("phone", "campaigns")),
        Row("smsOptinConfirmed", FLAG, needs=("smsOptin", "phone")),
        Row("emailOptin", FLAG, needs=("email", "campaigns")),
        Row("smsOptout", FLAG, needs=("phone", "campaigns")),
        Row("emailOptout", FLAG, needs=("email", "campaigns")),
        Row("p2asource", STRING, needs=("campaigns",)),
        Row("utm_source", STRING, needs=("campaigns",)),
        Row("utm_medium", STRING, needs=("campaigns",)),
        Row("utm_campaign", STRING, needs=("campaigns",)),
        Row("utm_term", STRING, needs=("campaigns",)),
        Row("utm_content", STRING, needs=("campaigns",)),
        Row("tags", STRINGS),
        Row("fields", "array"),
    ),
    "post_twitter_card": (
        Row("card", STRING, "required"),
        Row("email", STRING, "required"),
        Row("name", STRING, "required"),
        Row("screen_name", STRING),
        Row("campaignid", "integer", "required"),
        Row("app_id", STRING, "required"),
        Row("api_key", STRING, "required"),
    ),
    "list_advocates": (
        Row("page", "integer"),
        Row("updatedSince", "unix timestamp"),
        Row("state", POSTAL),
        Row("campaignid", "integer"),
        Row("email", STRING),
        Row("phone", STRING),  # "Phone number can be in any format"
        Row("excludeGdpr", FLAG),
    ),
    "create_connection": (
        Row("advocateid", ID, "required"),
        Row("campaignid", ID, "required"),
        Row("type", "array indicating the type of communication", ""),  # the prose requires it: see IN_PROSE
        Row("emailSubject", STRING),  # "required if emailMessage is passed": emailMessage needs it
        # The text goes on: "subject will be blank if this value is not included". The stricter of the two counts.
        Row("emailMessage", STRING, needs=("emailSubject",)),
        Row("tweetMessage", STRING),  # "280-character maximum"
        Row("p2asource", STRING),
        Row("utm_source", STRING),
        Row("utm_medium", STRING),
        Row("utm_campaign", STRING),
        Row("utm_term", STRING),
        Row("utm_content", STRING),
    ),
    "list_connections": (
        Row("campaign_id", ID, "required"),
        Row("updated_at", "string date time", "required"),
        Row("page", ID, "required"),  # "min=1"
        Row("per_page", ID, "required"),  # "min=25, max=100"
        Row("legislator_id", ID),
    ),
    "list_campaigns": (
        Row("campaignid", ID),
        Row("state", "string two-character alpha postal code for a state"),
        Row("zip", "integer five-digit ZIP code"),
        Row("includeGeneric", WORD),
        Row("includePrivate", WORD),
    ),
    "list_legislators": (
        Row("campaignid", ID, "required"),
        Row("zip5", FIVE_DIGITS, "required"),
        Row("address1", STRING, "required"),
        Row("address2", STRING, "recommended"),
        Row("city", STRING, "recommended"),
        Row("state", STRING, "recommended"),
    ),
    "campaign_stats": (Row("campaignid", ID, "required"),),
    "all_campaigns_stats": (),
}

EITHER = {"create_advocate": ("email", "phone")}
"""Of these arguments at least one is required."""

IN_PROSE = {("create_connection", "type")}
"""Required by a sentence of the text instead of a word in the row: "You'll need to specify which type(s)"."""

EXAMPLE_ONLY = {"post_twitter_card": ("token", "tw_userid")}
"""In no row, but in the section's example."""

PROPERTIES: dict[str, tuple[str, ...]] = {
    "Advocate": (
        *("id", "prefix", "firstname", "middlename", "lastname", "suffix", "notes", "stage", "rating", "connections"),
        *("tags", "created_at", "updated_at"),
        *("emails", "phones", "address", "districts", "ids", "memberships", "fields"),  # names seen in public clients
    ),
    "Email": ("id", "address", "subscribed"),  # the text lacks `subscribed`, which public clients read
    "Phone": ("id", "address", "subscribed"),  # the text has `number` for `address`, which public clients read
    "Address": (
        *("street1", "street2", "city", "state", "zip5", "zip4", "county", "countryAbbr", "countryName"),
        *("latitude", "longitude"),
    ),
    "Districts": ("congressional", "stateSenate", "stateHouse", "cityCouncil"),
    "ExternalId": ("product", "id"),
    "Membership": ("id", "campaignid", "campaigntype", "name", "created_at", "source"),
    "CustomField": ("fieldid", "name", "value", "created_at"),
    "Connection": (
        *("id", "campaign_id", "advocate_id", "advocate_name", "legislator_id", "legislator_name"),  # the id is the key
        *("type", "status", "updated_at", "created_at"),
    ),
    "Campaign": (  # of the text's example; what it lost was seen in public clients
        *("id", "name", "display_name", "subtitle", "public", "topic", "type", "link", "restrict_allow", "content"),
        *("embed_code", "updated_at"),
    ),
    "Legislator": (  # of the example of Create a connection
        *("id", "level", "chamber", "country", "state", "district", "title", "name_full", "name_first", "name_last"),
        *("party", "contact_mailing_addresses", "tweet_url"),
    ),
}

EVERY_ARGUMENT = [(endpoint, row.name) for endpoint, rows in ENDPOINTS.items() for row in rows]


def row(endpoint: str, name: str) -> Row:
    """The row of an argument."""
    return next(row for row in ENDPOINTS[endpoint] if row.name == name)


def is_required(endpoint: str, name: str) -> bool:
    """Whether the text requires an argument whatever else is sent."""
    return row(endpoint, name).standing == "required" or (endpoint, name) in IN_PROSE
