"""Lost, because something else is taken for it: another connection, another membership, another kind of reply."""

from typing import Final

from tests.mutants.patch import Patch

PATCHES: Final = (
    # Taken for done ---------------------------------------------------------------------------------------------------
    Patch(
        name="a connection long before counts as this one",
        file="relay/delivery/reconcile.py",
        old="made.advocate in advocates and first - BEFORE_MS <= made.at <= last",
        new="made.advocate in advocates and made.at <= last",
    ),
    Patch(
        name="a connection long after counts as this one",
        file="relay/delivery/reconcile.py",
        old="made.advocate in advocates and first - BEFORE_MS <= made.at <= last",
        new="made.advocate in advocates and first - BEFORE_MS <= made.at",
    ),
    Patch(
        name="somebody else's connection counts as this one",
        file="relay/delivery/reconcile.py",
        old="made.advocate in advocates and first - BEFORE_MS <= made.at <= last",
        new="first - BEFORE_MS <= made.at <= last",
    ),
    Patch(
        name="another campaign's connection counts as this one",
        file="relay/delivery/reconcile.py",
        old=" and row.campaign_id in {None, campaign}:",
        new=":",
    ),
    Patch(
        name="a membership by another route counts as the opt-in",
        file="relay/delivery/advocate.py",
        old="if run.opt_in_runs and _opted_in_since(run, found):",
        new="if _opted_in_since(run, found):",
    ),
    Patch(
        name="after a crash a membership by another route counts as the sign-up",
        file="relay/delivery/advocate.py",
        old="return run.texts and not run.is_alone and _joined_since(",
        new="return not run.is_alone and _joined_since(",
    ),
    Patch(
        name="an old membership counts as the opt-in",
        file="relay/delivery/advocate.py",
        old=" and since.timestamp() * 1000 >= earliest",
        new="",
    ),
    Patch(
        name="one campaign of several counts as all",
        file="relay/delivery/advocate.py",
        old="    return joined.keys() >= {*campaigns} and any(\n        (since := joined[campaign])",
        new="    return any(\n        (since := joined.get(campaign))",
    ),
    Patch(
        name="a 2xx that does not say success counts as one",
        file="relay/phone2action/replies.py",
        old="    if isinstance(content, Mapping) and _succeeded(content):\n        return content\n",
        new="    if isinstance(content, Mapping):\n        return content\n",
    ),
    Patch(
        name="a wrong address counts as a refusal for good",
        file="relay/phone2action/replies.py",
        old="    if status in NO_SUCH_PLACE or status in REDIRECTED:",
        new="    if status in REDIRECTED:",
    ),
    Patch(
        name="a refusal that is not the API's own is one for good",
        file="relay/phone2action/replies.py",
        old="        return Misrouted\n    return Rejected if",
        new="        return Rejected\n    return Rejected if",
    ),
    Patch(
        name="a refused question is a refused submission",
        file="relay/delivery/advocate.py",
        old="except Phone2ActionError as error:\n            if after_refusal",
        new="except phone2action.Transient as error:\n            if after_refusal",
    ),
    Patch(
        name="a stranger who is listed is the person",
        file="relay/delivery/advocate.py",
        old="theirs = [advocate for advocate in found if advocate.has(by, value)]",
        new="theirs = found",
    ),
    Patch(
        name="all campaigns must have been joined since",
        file="relay/delivery/advocate.py",
        old="and any(\n        (since",
        new="and all(\n        (since",
    ),
    Patch(
        name="an old phone of another is the person's",
        file="relay/phone2action/results.py",
        old="_digits(phone.address).endswith(address)",
        new="bool(phone.address)",
    ),
    Patch(
        name="a membership is timed by our own clock",
        file="relay/delivery/advocate.py",
        old="PLATFORM_CLOCK_SLACK_MS: Final = 5_000",
        new="PLATFORM_CLOCK_SLACK_MS: Final = 0",
    ),
)
