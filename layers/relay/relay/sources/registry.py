"""The sources whose unusable posts are kept: how such a post is read once more when a person replays its letter.

What was wrong may have been the configuration, or was corrected in the letter's `raw`. A form's sender corrects its
own post, so forms are not here. Imported only when there is such a letter, for it brings every source with it.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from relay.campaigns import Campaigns, Source
from relay.delivery.unusable import Unusable
from relay.messages import UnreadableMessage
from relay.settings import Settings
from relay.sources import google_lead, sms, twitter_card
from relay.sources.http import Refused
from relay.submission import Submission

READERS: Final[Mapping[Source, Callable[[str, int, Campaigns, Settings], Submission]]] = {
    twitter_card.SOURCE: twitter_card.read_again,
    google_lead.SOURCE: google_lead.read_again,
    sms.SOURCE: sms.read_again,
}


def read_again(letter: Mapping[str, Any], campaigns: Campaigns, settings: Settings) -> Submission:
    """The submission that an `invalid` letter's raw post asks for.

    Raises `Unusable` if it still can't be used, `UnreadableMessage` if no source of that name keeps its posts.
    """
    read = READERS.get(letter["source"])
    if read is None:
        raise UnreadableMessage("a raw post of no known source")
    try:
        return read(str(letter["raw"]), int(letter["received_at"]), campaigns, settings)
    except Refused as refused:  # it is not even a form
        raise Unusable(refused.problems) from None
