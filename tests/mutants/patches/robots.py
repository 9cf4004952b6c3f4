"""A person taken for a robot and lost, or a robot let in."""

from typing import Final

from tests.mutants.patch import Patch

PATCHES: Final = (
    Patch(
        name="a trusted server meets the challenge",
        file="relay/sources/web_form.py",
        old="else None if trusted else self._doubt(",
        new="else self._doubt(",
    ),
    Patch(
        name="a service that is away lets everybody in",
        file="relay/sources/barriers.py",
        old='    return "challenge" if "unsure" in verdicts else None\n',
        new="    return None\n",
    ),
    Patch(
        name="a service that is away has people refused",
        file="relay/sources/barriers.py",
        old='    if "failed" in verdicts:\n',
        new='    if verdicts & {"failed", "unsure"}:\n',
    ),
    Patch(
        name="a wrong secret of ours is the visitor's fault",
        file="relay/sources/challenge.py",
        old='    "invalid-input-secret": "wrong_secret",\n',
        new='    "invalid-input-secret": "failed",\n',
    ),
    Patch(
        name="what a service says without success lets somebody in",
        file="relay/sources/challenge.py",
        old='    if answer.get("success") is True:\n',
        new='    if "success" in answer:\n',
    ),
    Patch(
        name="a used token lets in another sign-up",
        file="relay/sources/challenge.py",
        old='            return "passed" if _is_known(submission_id, relay) else "failed"\n',
        new='            return "passed"\n',
    ),
    Patch(
        name="a double click is refused for its used token",
        file="relay/sources/challenge.py",
        old='            return "passed" if _is_known(submission_id, relay) else "failed"\n',
        new='            return "failed"\n',
    ),
    Patch(
        name="an opt-out is forgotten if its form's challenge is not met",
        file="relay/sources/barriers.py",
        old="        for out in outs:\n",
        new="        for out in outs[:0]:\n",
    ),
    Patch(
        name="who only leaves must meet the challenge",
        file="relay/sources/barriers.py",
        old="    if rest is None:\n        return None\n",
        new="",
    ),
    Patch(
        name="a refused form's opt-out is answered although it is not kept",
        file="relay/sources/barriers.py",
        old='            if relay.intake.accept(out, deadline).status == "unavailable":\n'
        "                raise unavailable() from None\n",
        new="            relay.intake.accept(out, deadline)\n",
    ),
    Patch(
        name="a browser that names no page is refused",
        file="relay/sources/barriers.py",
        old='    if not said:\n        return "origin"\n',
        new="",
    ),
    Patch(
        name="with DynamoDB away everybody is in a burst",
        file="relay/sources/crowds.py",
        old='        telemetry.fault("web_form.burst", error)\n        return False\n',
        new='        telemetry.fault("web_form.burst", error)\n        return True\n',
    ),
    Patch(
        name="each process counts for itself",
        file="relay/stores/address_counts.py",
        old="        return int(before.get(counted, 0)) + more\n",
        new="        return more\n",
    ),
    Patch(
        name="what a process has counted before it asks is forgotten",
        file="relay/sources/crowds.py",
        old="    more = count if count == SHARED_FROM else 1\n",
        new="    more = 1\n",
    ),
    Patch(
        name="an address is an item's name",
        file="relay/stores/address_counts.py",
        old="f\"burst:{self._identity.of(f'burst {day} {address}')}\"",
        new='f"burst:{day} {address}"',
    ),
    Patch(
        name="anybody can say another address",
        file="relay/sources/crowds.py",
        old="    if public_url and urlsplit(public_url).hostname != request.domain:\n",
        new="    if True:\n",
    ),
)
