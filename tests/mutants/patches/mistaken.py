"""Lost, because something else is taken for it: another connection, another membership, another kind of reply."""

from typing import Final

from tests.mutants.patch import Patch

PATCHES: Final = (
    # Taken for done ---------------------------------------------------------------------------------------------------
    Patch(
        name="a connection long before counts as this one",
        file="relay/settle.py",
        old="made.advocate in advocates and first - BEFORE_MS <= made.at <= last",
        new="made.advocate in advocates and made.at <= last",
    ),
    Patch(
        name="a connection long after counts as this one",
        file="relay/settle.py",
        old="made.advocate in advocates and first - BEFORE_MS <= made.at <= last",
        new="made.advocate in advocates and first - BEFORE_MS <= made.at",
    ),
    Patch(
        name="somebody else's connection counts as this one",
        file="relay/settle.py",
        old="made.advocate in advocates and first - BEFORE_MS <= made.at <= last",
        new="first - BEFORE_MS <= made.at <= last",
    ),
    Patch(
        name="another campaign's connection counts as this one",
        file="relay/settle.py",
        old=" and row.campaign_id in {None, campaign}:",
        new=":",
    ),
    Patch(
        name="a membership by another route counts as the opt-in",
        file="relay/advocate.py",
        old="if run.texts and run.opt_in_runs and _joined_since(",
        new="if run.texts and _joined_since(",
    ),
    Patch(
        name="after a crash a membership by another route counts as the sign-up",
        file="relay/advocate.py",
        old="if run.texts and run.opt_in_runs and _joined_since(",
        new="if run.opt_in_runs and _joined_since(",
    ),
    Patch(
        name="an old membership counts as the opt-in",
        file="relay/advocate.py",
        old=" and membership.created_at.timestamp() * 1000 >= earliest",
        new="",
    ),
    Patch(
        name="one campaign of several counts as all",
        file="relay/advocate.py",
        old="    return joined.issuperset(campaigns)",
        new="    return bool(joined)",
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
        old="        return Misrouted\n    return UnknownOutcome if",
        new="        return Rejected\n    return UnknownOutcome if",
    ),
)
