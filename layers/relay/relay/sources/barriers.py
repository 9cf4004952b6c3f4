"""What a campaign may ask of the public's posts beside being valid: that they come from its pages, and from people.

Imported only where a campaign asks. What can't be told is held and never refused; what is refused costs nobody their
opt-out by e-mail.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from relay import telemetry
from relay.campaigns import Campaign
from relay.delivery.opt_out import split
from relay.delivery.unusable import Unusable
from relay.phone2action.arguments import Problem
from relay.sources import browsers
from relay.sources.http import Refused, Request, unavailable
from relay.submission import Submission

if TYPE_CHECKING:
    from relay.delivery.run import Deadline
    from relay.letters import HeldReason
    from relay.sources.ingress import Ingress

FAILED: Final = Problem("", "challenge_failed", "show once more that you are a person, and send the form again")
ELSEWHERE: Final = "Nothing was saved, for this campaign takes no sign-ups from the page that this came from."
OPAQUE: Final = frozenset({"", "null"})
"""What a browser says of a page that it doesn't name (https://html.spec.whatwg.org/multipage/browsers.html#origin)."""


def doubt(
    request: Request, submission: Submission, campaigns: Sequence[Campaign], relay: "Ingress", deadline: "Deadline"
) -> "HeldReason | None":
    """Why a post of the public is held, None if its campaigns have nothing against it.

    Raises `Refused` or `Unusable`, once its opt-outs are taken in. One that asks for nothing else passes.
    """
    outs, rest = split(submission)
    if rest is None:
        return None
    try:
        return _doubt_of_site(request, campaigns) or _doubt_of_person(request, submission, campaigns, relay)
    except (Refused, Unusable):
        for out in outs:
            if relay.intake.accept(out, deadline).status == "unavailable":
                raise unavailable() from None
        raise


def _doubt_of_site(request: Request, campaigns: Sequence[Campaign]) -> "HeldReason | None":
    """Whether the page that posted is unknown. Raises `Refused` if it is on a site that a campaign does not list."""
    forms = [campaign.web_form for campaign in campaigns if campaign.web_form]
    picky = [form for form in forms if form.only_from_origins]
    if not picky:
        return None
    said = next((said for name in ("origin", "referer") if (said := request.header(name)) not in OPAQUE), "")
    if not said:
        return "origin"
    site, fault = browsers.fault_of_site(said)
    if all(site in (*form.origins, *form.redirects) for form in picky):
        return None
    if not browsers.is_for_script(request):  # whose site is reported with the answer that it can't read
        telemetry.unlisted_site("origins", site, fault, [campaign.id for campaign in campaigns])
    raise Refused(403, "origin_not_allowed", ELSEWHERE)


def _doubt_of_person(
    request: Request, submission: Submission, campaigns: Sequence[Campaign], relay: "Ingress"
) -> "HeldReason | None":
    """Whether nobody could say if the challenge was met. Raises `Unusable` if it was not."""
    wanted = dict.fromkeys(form.challenge for form in (each.web_form for each in campaigns) if form and form.challenge)
    if not wanted:
        return None
    from relay.sources import challenge

    verdicts = {challenge.verdict(each, request, submission, relay) for each in wanted}
    if "failed" in verdicts:
        raise Unusable([FAILED])
    return "challenge" if "unsure" in verdicts else None
