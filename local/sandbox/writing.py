"""Create an advocate, update an advocate, and the Twitter card: three ways to the same record."""

from local.sandbox import replies
from local.sandbox.exchange import Call, Reply
from local.sandbox.rules import Refused, Values, check
from local.sandbox.seed import Credential
from local.sandbox.state import State

UTM = ("utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content")
_PROFILE = (
    "prefix",
    "firstname",
    "lastname",
    "address1",
    "address2",
    "city",
    "state",
    "zip5",
    "country",
    "message",
)


def write_advocate(state: State, call: Call, credential: Credential) -> Reply:
    """Create and update: the same path, told apart by `advocateid` [seen]. Raises `Refused` before anything
    is written.
    """
    update = "advocateid" in call.arguments.names
    values = check("update_advocate" if update else "create_advocate", call.arguments, strict=state.options.strict)
    for campaign in values.numbers("campaigns"):
        state.open_campaign(campaign, "campaigns")
    if values.flag("smsOptinConfirmed") and not credential.confirmed_optin:
        raise Refused(403, "smsOptinConfirmed is not available for this account.", "entitlement")
    if update:
        advocate, created = values.number("advocateid"), False
        if not state.advocates.exists(advocate):
            raise Refused(422, f"advocateid {advocate} does not exist.")
    else:
        advocate, created = _upsert(state, values.text("email"))
    _write_profile(state, advocate, values)
    _write_optins(state, advocate, values)
    return _written(state, advocate, created=created)


def twitter_card(state: State, call: Call, _: Credential) -> Reply:
    """Take a lead card's data in. `token` and `tw_userid`, in the documented example but not in its list, are
    ignored.
    """
    values = check("twitter_card", call.arguments, strict=state.options.strict)
    campaign = state.open_campaign(values.number("campaignid"), "campaignid")
    advocate, created = _upsert(state, values.text("email"))
    # [unknown] how a full name is split; a single word is a first name here.
    first, _separator, last = values.text("name").rpartition(" ")
    profile: dict[str, str | int] = {"firstname": first.strip(), "lastname": last} if first else {"firstname": last}
    now = state.clock()
    state.advocates.write(advocate, profile, now)
    state.advocates.add_email(advocate, values.text("email"))
    state.advocates.join(advocate, campaign.id, "twitter", {}, now)
    if values.text("screen_name"):
        state.advocates.add_external_id(advocate, "Twitter", values.text("screen_name"))
    return _written(state, advocate, created=created)


def _upsert(state: State, email: str) -> tuple[int, bool]:
    """The advocate that a create means, and whether it is new.

    Every public client relies on an upsert [seen]; that the e-mail address is the key is [unknown] but
    likely.
    """
    known = state.advocates.with_email(email) if state.options.upsert and email else None
    return (state.advocates.create(state.clock()), True) if known is None else (known, False)


def _write_profile(state: State, advocate: int, values: Values) -> None:
    now = state.clock()
    profile: dict[str, str | int] = {name: values.text(name) for name in _PROFILE if name in values}
    if "country" in profile:
        profile["country"] = profile["country"] or "US"  # [doc] "we'll default to US"
    # [doc] "RSVP campaigns only" and "legislator email campaigns only"; elsewhere they are taken and mean
    # nothing [unknown].
    if "guests" in values:
        profile["guests"] = values.number("guests")
    if "guestNames" in values:
        profile["guest_names"] = "\n".join(values.texts("guestNames"))
    state.advocates.write(advocate, profile, now)
    if values.text("email"):
        state.advocates.add_email(advocate, values.text("email"))
    if values.text("phone"):
        state.advocates.add_phone(advocate, values.text("phone"))
    utm = {name: values.text(name) for name in UTM if values.text(name)}
    for campaign in values.numbers("campaigns"):
        state.advocates.join(advocate, campaign, values.text("p2asource"), utm, now)
    state.advocates.add_tags(advocate, values.texts("tags"))
    state.advocates.write_fields(advocate, values.fields, now)


def _write_optins(state: State, advocate: int, values: Values) -> None:
    """[unknown] With both the opt-in and the opt-out set to 1 the opt-out wins, which can't do harm."""
    email, phone = values.text("email"), values.text("phone")
    if values.flag("emailOptin") or values.flag("emailOptout"):
        state.advocates.subscribe_email(advocate, email, subscribed=not values.flag("emailOptout"))
    if values.flag("smsOptout"):
        state.advocates.opt_out_phone(advocate, phone)
    elif values.flag("smsOptin"):
        confirmed = values.flag("smsOptinConfirmed")
        state.advocates.opt_in_phone(advocate, phone, state.clock(), confirmed=confirmed)


def _written(state: State, advocate: int, *, created: bool) -> Reply:
    status = state.options.created_status if created else 200
    return Reply(status, replies.advocate_written(advocate, created=created), acted=True)
