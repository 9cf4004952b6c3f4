"""Opt-outs: recorded at once, carried out on every advocate with the address, twice if need be.

An opt-out takes no lease and is never refused: it may be carried out as often as it likes. What it must outlive is
an opt-in that was already on its way when it came, so it counts as done only after a pass that began when whatever
acted before the opt-out was recorded must show in the API's lists (docs/protocol.md, Opt-out).
The campaigns that the API wants with it are the advocate's own: any other could make the person join it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

from relay import canonical
from relay.campaigns import Source
from relay.delivery.platform import Platform
from relay.delivery.run import Deadline, TooLate
from relay.phone2action import InvalidRequest, Phone2ActionError, Rejected
from relay.stores.consent import ADDRESSES, Channel, Consent, evidence_of
from relay.stores.ids import Identity
from relay.stores.table import Unsure
from relay.submission import Submission

CALL_SECONDS: Final = 8.0
TEXTS: Final[Source] = "sms"

FLAGS: Final[Mapping[Channel, str]] = {"sms": "smsOptout", "email": "emailOptout"}

type Verdict = Literal["done", "superseded", "waiting", "nobody_found"]


def channels(submission: Submission) -> list[Channel]:
    """The channels that a submission opts somebody out of."""
    return [channel for channel, flag in FLAGS.items() if submission.advocate.get(flag) == "1"]


def split(submission: Submission) -> tuple[list[Submission], Submission | None]:
    """The opt-outs that a submission carries, each by itself, and what else it asks for (None: nothing).

    The opt-outs' keys are the submission's with the channel's flag: a repetition meets its own.
    """
    outs = channels(submission)
    if not outs:
        return [], submission
    if submission.natural_key.endswith(tuple(f"\n{FLAGS[channel]}" for channel in outs)):
        return [submission], None  # one that was set apart before
    alone = [_alone(submission, channel) for channel in outs]
    flags = {FLAGS[channel] for channel in outs}
    spoken_for = flags | {ADDRESSES[channel] for channel in outs}
    more = {name for name in submission.advocate if name not in spoken_for and not canonical.is_attribution(name)}
    if not more and submission.connection is None:
        return alone, None
    kept = {name: value for name, value in submission.advocate.items() if name not in flags}
    return alone, replace(submission, advocate=kept)


def _alone(submission: Submission, channel: Channel) -> Submission:
    flag, address = FLAGS[channel], ADDRESSES[channel]
    return replace(
        submission,
        natural_key=f"{submission.natural_key}\n{flag}",
        campaigns=(),
        advocate={address: submission.advocate[address], flag: "1"},
        connection=None,
        card=None,
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class OptOuts:
    """Carries out opt-outs that `split` has set apart. `clock` gives milliseconds."""

    consent: Consent
    platform: Platform
    identity: Identity
    clock: Callable[[], int]

    def record(self, submission: Submission) -> dict[str, Any]:
        """Write the opt-out down; its consent record as it stands. Raises `Unsure` if DynamoDB does not say."""
        (channel,) = channels(submission)
        now = self.clock()
        evidence = evidence_of(submission, self.identity.submission(submission))
        key = self.identity.consent(channel, str(submission.advocate[ADDRESSES[channel]]))
        before = self.consent.opt_out(key, received_at=submission.received_at, recorded_at=now, evidence=evidence)
        newer = before.get("out_at", -1) >= submission.received_at
        return before if newer else before | {"out_at": submission.received_at, "out_recorded_at": now}

    def carry_out(self, submission: Submission, deadline: Deadline) -> tuple[Verdict, float]:
        """Record it and make one pass: "done" only if that pass began late enough to have seen everything.

        Who texts a stop has had texts, so if such a pass finds nobody a person must look: "nobody_found". Beside
        "waiting" stand the seconds until a pass can be late enough, 0 if this one failed.
        """
        (channel,) = channels(submission)
        try:
            record = self.record(submission)
        except Unsure:
            return "waiting", 0.0
        if channel == "email" and record.get("in_at", -1) > submission.received_at:
            return "superseded", 0.0
        began = self.clock()
        try:
            came_to = self._pass(submission, deadline)
        except TooLate:
            return "waiting", 0.0
        except Phone2ActionError as error:
            return "waiting", error.retry_after or 0.0
        if came_to == "not_through":
            return "waiting", 0.0
        missing = record["out_recorded_at"] / 1000 + self.platform.settle_minutes * 60 - began / 1000
        if missing > 0:
            return "waiting", missing
        return ("nobody_found" if came_to == "nobody" and submission.source == TEXTS else "done"), 0.0

    def _pass(self, submission: Submission, deadline: Deadline) -> Literal["through", "not_through", "nobody"]:
        """One pass over all advocates with the address: whether it got through to each, and whether there is any.

        One whom the platform refuses keeps none of the others. Whoever is listed without having the address is left
        alone, since an opt-out by text can't be undone; if that is everybody, the list can't be what was asked for.
        Raises the client's errors and `TooLate`.
        """
        (channel,) = channels(submission)
        name = ADDRESSES[channel]
        address: dict[str, Any] = {name: submission.advocate[name]}
        listed = self.platform.ask("list_advocates", lambda: self._all(address))
        with_it = [advocate for advocate in listed if advocate.has(name, str(address[name]))]
        is_through = bool(with_it) or not listed
        for advocate in with_it:
            if advocate.memberships:
                is_through &= self._out(advocate, address | {FLAGS[channel]: "1"}, deadline)
        if not is_through:
            return "not_through"
        return "through" if listed else "nobody"

    def _all(self, address: dict[str, Any]) -> list[Any]:
        return list(self.platform.api.list_advocates(**address, timeout=CALL_SECONDS))

    def _out(self, advocate: Any, flagged: dict[str, Any], deadline: Deadline) -> bool:
        """Opt one advocate out; False if the platform refuses."""
        campaigns = [membership.campaignid for membership in advocate.memberships]

        def send() -> None:
            deadline.require(self.clock(), CALL_SECONDS)
            self.platform.api.update_advocate(
                advocateid=advocate.id, campaigns=campaigns, **flagged, timeout=CALL_SECONDS
            )

        try:
            self.platform.ask("update_advocate", send)
        except (Rejected, InvalidRequest):
            return False
        return True
