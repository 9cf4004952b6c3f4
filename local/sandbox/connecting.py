"""Create a connection: one row, message and official for each type asked for.

There is no idempotency key [seen]: a repeated request connects again, which is what a careful client must
never cause.
"""

from local.sandbox import replies
from local.sandbox.advocate_list import Advocate
from local.sandbox.connections import NewConnection
from local.sandbox.exchange import Call, Reply
from local.sandbox.officials import Official, officials_for
from local.sandbox.rules import Refused, Values, check
from local.sandbox.seed import Campaign, Credential
from local.sandbox.state import State


def create_connection(state: State, call: Call, _: Credential) -> Reply:
    """All the types or none: one that can't be made refuses the whole request [unknown]."""
    values = check("create_connection", call.arguments, strict=state.options.strict)
    campaign = state.open_campaign(values.number("campaignid"), "campaignid")
    advocate = _connectable(state, values)
    reached = officials_for(campaign, replies.address_of(advocate.row), state.seed)
    if not reached:
        raise Refused(422, "This campaign has no officials.")
    made: dict[int, Official] = {}
    for official in reached:
        numbers = [
            state.connections.add(_connection(advocate, campaign, official, type_, values), state.clock())
            for type_ in values.texts("type")
        ]
        made[numbers[0]] = official
    tweet = _message("tweet", values, campaign) if "tweet" in values.texts("type") else None
    return Reply(state.options.created_status, replies.connection_made(made, tweet), acted=True)


def _connectable(state: State, values: Values) -> Advocate:
    """The advocate, if it may connect by all these types. Raises `Refused` with the rule that forbids it."""
    number, types = values.number("advocateid"), values.texts("type")
    if not state.advocates.exists(number):
        raise Refused(422, f"advocateid {number} does not exist.")
    if not state.advocates.is_member(number, values.number("campaignid")):
        raise Refused(422, f"Advocate {number} has no membership in this campaign.")  # [doc]
    advocate = state.advocate_list.get(number)
    if "email" in types and not advocate.emails:
        raise Refused(422, "The advocate has no valid email address.")  # [doc]
    if "call" in types and not advocate.phones:
        raise Refused(422, "The advocate has no valid phone number.")  # [doc]
    if "email" in types and not (advocate.row["address1"] and advocate.row["zip5"]):
        # [seen] an address without a street fails for good; public clients got 422.
        raise Refused(422, "The advocate's address is not sufficient to find the officials.")
    return advocate


def _connection(
    advocate: Advocate, campaign: Campaign, official: Official, type_: str, values: Values
) -> NewConnection:
    return NewConnection(
        campaign=campaign.id,
        advocate=advocate.id,
        advocate_name=advocate.name,
        legislator=official.id,
        legislator_name=official.name_full,
        type=type_,
        subject=_subject(type_, values, campaign),
        message=_message(type_, values, campaign),
        source=values.text("p2asource"),
    )


def _subject(type_: str, values: Values, campaign: Campaign) -> str:
    # [doc] the campaign's default if nothing is passed.
    return (values.text("emailSubject") or campaign.subject) if type_ == "email" else ""


def _message(type_: str, values: Values, campaign: Campaign) -> str:
    if type_ == "email":
        return values.text("emailMessage") or campaign.message
    return (values.text("tweetMessage") or campaign.tweet) if type_ == "tweet" else ""
