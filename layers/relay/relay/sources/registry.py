"""A trusted sender's post that could not be used, read once more when a person replays its dead letter.

What was wrong may have been the configuration, or was corrected in the letter's `raw`.
"""

from collections.abc import Mapping
from typing import Any

from relay.campaigns import Campaigns
from relay.sources import bodies, sms, twitter_card
from relay.sources.http import Refused
from relay.submission import Submission


def parsed(letter: Mapping[str, Any], campaigns: Campaigns, *, sms_optin_confirmed: bool) -> Submission:
    """The submission that an `invalid` letter's raw post asks for. Raises `Refused` (422) if it still can't be used."""
    pairs = bodies.urlencoded(str(letter["raw"]).encode())
    received_at = int(letter["received_at"])
    if letter["source"] == twitter_card.SOURCE:
        return twitter_card.submitted(pairs, received_at, campaigns)
    text = sms.read_text(pairs, received_at)
    campaign = sms.keyword_campaign(text.body, campaigns)
    if campaign is None:
        raise Refused(422, "unknown_word", "The text is not a keyword.")
    return sms.submitted(text, campaign, confirmed=sms_optin_confirmed)
