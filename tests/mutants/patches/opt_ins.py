"""Without consent: an opt-in in spite of an opt-out, and which of two was said later."""

from typing import Final

from tests.mutants.patch import Patch

PATCHES: Final = (
    # Opt-ins ----------------------------------------------------------------------------------------------------------
    Patch(
        name="an opt-in does not ask for consent",
        file="relay/delivery/deliver.py",
        old='            if verdict == "opted_out":',
        new="            if False:",
        quick=True,
    ),
    Patch(
        name="sends an opt-in although consent is unsure",
        file="relay/delivery/deliver.py",
        old="        except Unsure:\n            raise Stop(Wait(run.id, run)) from None\n\n    def _hold",
        new='        except Unsure:\n            return "recorded"\n\n    def _hold',
    ),
    Patch(
        name="an opt-in that was overridden is still confirmed",
        file="relay/delivery/deliver.py",
        old="    for flag in OPT_INS[channel]:\n",
        new="    for flag in OPT_INS[channel][:1]:\n",
    ),
    Patch(
        name="an opt-in by text after an opt-out is let through",
        file="relay/stores/consent.py",
        old='"sms": f"attribute_not_exists(#out_at) AND attribute_not_exists(#suppressed_at)',
        new='"sms": f"attribute_not_exists(#suppressed_at)',
    ),
    Patch(
        name="a later opt-in by text undoes an opt-out",
        file="relay/stores/consent.py",
        old='out_at is not None and (self.channel == "sms" or out_at >= self.received_at)',
        new="out_at is not None and out_at >= self.received_at",
    ),
    Patch(
        name="an opt-in by e-mail before an opt-out is let through",
        file="relay/stores/consent.py",
        old='"email": f"(attribute_not_exists(#out_at) OR #out_at < :received) AND',
        new='"email": f"(attribute_not_exists(#out_at) OR attribute_not_exists(#never)) AND',
    ),
    Patch(
        name="at the same instant the opt-in wins",
        file="relay/stores/consent.py",
        old='"email": f"(attribute_not_exists(#out_at) OR #out_at < :received) AND',
        new='"email": f"(attribute_not_exists(#out_at) OR #out_at <= :received) AND',
    ),
    Patch(
        name="an older opt-in takes the newer one's place",
        file="relay/stores/consent.py",
        old='NO_NEWER_OPT_IN: Final = "(attribute_not_exists(#in_at) OR #in_at <= :received)"',
        new='NO_NEWER_OPT_IN: Final = "(attribute_not_exists(#in_at) OR attribute_not_exists(#never))"',
    ),
    Patch(
        name="a suppressed phone's opt-in is let through",
        file="relay/delivery/deliver.py",
        old='            if verdict == "suppressed":',
        new="            if False:",
    ),
    Patch(
        name="a stop-like text holds back nothing",
        file="relay/stores/consent.py",
        old=" AND attribute_not_exists(#suppressed_at) AND {NO_NEWER_OPT_IN}",
        new=" AND {NO_NEWER_OPT_IN}",
    ),
    Patch(
        name="a stop-like text is acknowledged although nothing holds back the phone",
        file="relay/delivery/intake.py",
        old="        if received_at is None:\n            receipt = UNAVAILABLE\n",
        new="",
    ),
    Patch(
        name="an opt-in counts from its last arrival",
        file="relay/delivery/deliver.py",
        old="            received_at=run.received_at,\n            evidence",
        new="            received_at=run.submission.received_at,\n            evidence",
    ),
    Patch(
        name="the first receipt is forgotten",
        file="relay/delivery/run.py",
        old="return min(first or self.submission.received_at, self.submission.received_at)",
        new="return self.submission.received_at",
    ),
    Patch(
        name="a repetition takes the first receipt's place",
        file="relay/stores/journal.py",
        old='"lease_until": lease_until, "ttl": expiry(now), **about},\n'
        '                put_if_absent={"received_at": received_at},',
        new='"lease_until": lease_until, "ttl": expiry(now), "received_at": received_at, **about},',
    ),
    Patch(
        name="who signs up again after an opt-out is not signed up",
        file="relay/delivery/deliver.py",
        old="if again else outcome",
        new="if False else outcome",
    ),
    Patch(
        name="a repeated opt-in is new consent although its sender's key says that it is none",
        file="relay/delivery/deliver.py",
        old=' != "1" or not submission.keyed_by_content:',
        new=' != "1":',
    ),
    Patch(
        name="what goes to legislators is repeated with the new consent",
        file="relay/delivery/deliver.py",
        old="            connection=None,\n            card=None,\n        )\n\n    def tweet_again",
        new="            card=None,\n        )\n\n    def tweet_again",
    ),
    Patch(
        name="a letter is repeated with the new consent",
        file="relay/delivery/deliver.py",
        old="submission.advocate.items() if name not in UPDATE_ONLY},\n            connection=None,",
        new="submission.advocate.items()},\n            connection=None,",
    ),
    Patch(
        name="an opt-out before the first opt-in makes its repetition new consent",
        file="relay/delivery/deliver.py",
        old="not record.received_at <= out_at < submission.received_at",
        new="not out_at < submission.received_at",
    ),
    Patch(
        name="an address in capital letters is another person's",
        file="relay/stores/ids.py",
        old='f"email:{address.lower()}"',
        new='f"email:{address}"',
    ),
    Patch(
        name="whether an opt-in is new consent is not asked again",
        file="relay/delivery/deliver.py",
        old=("        except Unsure:\n            return Wait(outcome.id)\n"),
        new=("        except Unsure:\n            return outcome\n"),
    ),
)
