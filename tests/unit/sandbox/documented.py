"""Every endpoint's arguments as the official text lists them, transcribed by hand and used by tests only.

One row an argument: its wire name, whether the text says "required", and what the text says must come with it.
"""

type Row = tuple[str, bool, tuple[str, ...]]

_UTM = ("utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content")


def _optional(*names: str, needs: tuple[str, ...] = ()) -> tuple[Row, ...]:
    return tuple((name, False, needs) for name in names)


DOCUMENTED: dict[str, tuple[Row, ...]] = {
    "create_advocate": (
        ("campaigns", True, ()),
        *_optional("prefix", "firstname", "lastname", "email", "phone"),
        *_optional("address1", "address2", "city", "state", "zip5", "country"),
        ("smsOptin", False, ("phone", "campaigns")),
        ("smsOptinConfirmed", False, ("smsOptin", "phone")),
        ("emailOptin", False, ("email", "campaigns")),
        ("smsOptout", False, ("phone", "campaigns")),
        ("emailOptout", False, ("email", "campaigns")),
        *_optional("p2asource", *_UTM, "tags", "fields"),
    ),
    "update_advocate": (
        ("advocateid", True, ()),
        *_optional("campaigns", "prefix", "firstname", "lastname", "email", "phone"),
        *_optional("address1", "address2", "city", "state", "zip5", "country"),
        *_optional("message", "guests", "guestNames"),
        ("smsOptin", False, ("phone", "campaigns")),
        ("smsOptinConfirmed", False, ("smsOptin", "phone")),
        ("emailOptin", False, ("email", "campaigns")),
        ("smsOptout", False, ("phone", "campaigns")),
        ("emailOptout", False, ("email", "campaigns")),
        *_optional("p2asource", *_UTM, needs=("campaigns",)),
        *_optional("tags", "fields"),
    ),
    "twitter_card": (
        ("card", True, ()),
        ("email", True, ()),
        ("name", True, ()),
        ("screen_name", False, ()),
        ("campaignid", True, ()),
        ("app_id", True, ()),
        ("api_key", True, ()),
    ),
    "list_advocates": _optional("page", "updatedSince", "state", "campaignid", "email", "phone", "excludeGdpr"),
    "create_connection": (
        ("advocateid", True, ()),
        ("campaignid", True, ()),
        ("type", True, ()),
        ("emailSubject", False, ()),
        ("emailMessage", False, ("emailSubject",)),
        *_optional("tweetMessage", "p2asource", *_UTM),
    ),
    "list_connections": (
        ("campaign_id", True, ()),
        ("updated_at", True, ()),
        ("page", True, ()),
        ("per_page", True, ()),
        ("legislator_id", False, ()),
    ),
    "list_campaigns": _optional("campaignid", "state", "zip", "includeGeneric", "includePrivate"),
    "legislators": (
        ("campaignid", True, ()),
        ("zip5", True, ()),
        ("address1", True, ()),
        *_optional("address2", "city", "state"),
    ),
    "campaign_stats": (("campaignid", True, ()),),
    "stats": (),
}
