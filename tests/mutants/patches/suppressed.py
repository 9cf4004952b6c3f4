"""Without care for a text that sounds like a stop: what it costs, what lifts it; evidence that gets lost."""

from typing import Final

from tests.mutants.patch import Patch

PATCHES: Final = (
    Patch(
        name="a stop-like text that is delivered again suppresses again",
        file="relay/stores/consent.py",
        old='is_new = f"attribute_not_exists(#{said}) AND {MAY_SUPPRESS}"',
        new="is_new = MAY_SUPPRESS",
    ),
    Patch(
        name="a stop-like text that came late is not remembered",
        file="relay/stores/consent.py",
        old="            self._table.update(key, put={}, put_if_absent={said: evidence})\n",
        new="",
    ),
    Patch(
        name="a stop-like text that is delivered again is held as a new one",
        file="relay/delivery/intake.py",
        old="replace(rest, received_at=received_at or rest.received_at)",
        new="rest",
    ),
    # What a suppression costs -----------------------------------------------------------------------------------------
    Patch(
        name="a suppressed phone costs the whole sign-up",
        file="relay/delivery/deliver.py",
        old="        if run.is_alone:\n",
        new="        if True:\n",
    ),
    Patch(
        name="a suppressed opt-in is dropped and nobody looks",
        file="relay/delivery/deliver.py",
        old="                self._hold_opt_in(run)\n",
        new="                pass\n",
    ),
    Patch(
        name="a suppressed opt-in is held and sent",
        file="relay/delivery/deliver.py",
        old="                self._hold_opt_in(run)\n                _drop(run, channel)\n",
        new="                self._hold_opt_in(run)\n",
    ),
    Patch(
        name="a sign-up goes on although the held queue has not its opt-in",
        file="relay/delivery/deliver.py",
        old='"deliver.held", error, alone_id)\n            raise Stop(Wait(run.id, run)) from None\n',
        new='"deliver.held", error, alone_id)\n',
    ),
    Patch(
        name="a held opt-in has the sign-up's key",
        file="relay/delivery/deliver.py",
        old="        natural_key=run.submission.natural_key + ALONE,\n",
        new="",
    ),
    Patch(
        name="a held opt-in writes to legislators when it is released",
        file="relay/delivery/deliver.py",
        old="        connection=None,\n        send_anyway=0,\n",
        new="        send_anyway=0,\n",
    ),
    Patch(
        name="a held opt-in is held again by each run",
        file="relay/delivery/deliver.py",
        old='            if channel == "sms" and (run.held or run.told):',
        new="            if False:",
    ),
    Patch(
        name="that an opt-in is held is not written down",
        file="relay/delivery/run.py",
        old="held=1 if self.held else None,",
        new="held=None,",
    ),
    Patch(
        name="a sender is not told that the opt-in waits",
        file="relay/delivery/intake.py",
        old="            held=BY_TEXT if run.held else (),\n",
        new="",
    ),
    Patch(
        name="a repetition is not told that the opt-in waits",
        file="relay/delivery/intake.py",
        old="            held=BY_TEXT if finished.record.held else (),\n",
        new="",
    ),
    Patch(
        name="a text whose opt-in is held is answered as if texts came",
        file="relay/sources/sms.py",
        old='    if "smsOptin" in receipt.held:\n',
        new="    if False:\n",
    ),
    Patch(
        name="a release without an answer is taken for carried out",
        file="relay/delivery/advocate.py",
        old="return run.texts and not run.is_alone and _joined_since(",
        new="return run.texts and _joined_since(",
    ),
    # What lifts it ----------------------------------------------------------------------------------------------------
    Patch(
        name="a later keyword lifts nothing",
        file="relay/delivery/deliver.py",
        old='spoken=submission.source == "sms" and not submission.released_at,',
        new="spoken=False,",
    ),
    Patch(
        name="a form lifts a suppression",
        file="relay/delivery/deliver.py",
        old='spoken=submission.source == "sms" and not submission.released_at,',
        new="spoken=True,",
    ),
    Patch(
        name="a keyword from before a stop-like text lifts it",
        file="relay/stores/consent.py",
        old="return suppressed_at < (self.released_at or (self.received_at if self.spoken else 0))",
        new="return self.spoken or suppressed_at < self.released_at",
    ),
    Patch(
        name="a keyword of the same instant lifts a stop-like text",
        file="relay/stores/consent.py",
        old="return suppressed_at < (self",
        new="return suppressed_at <= (self",
    ),
    Patch(
        name="the operator's release is not heeded",
        file="relay/stores/consent.py",
        old="return suppressed_at < (self.released_at or (self.received_at if self.spoken else 0))",
        new="return suppressed_at < (self.received_at if self.spoken else 0)",
    ),
    Patch(
        name="a release passes each later stop-like text",
        file="relay/stores/consent.py",
        old="return suppressed_at < (self.released_at or (self.received_at if self.spoken else 0))",
        new="return bool(self.released_at) or suppressed_at < (self.received_at if self.spoken else 0)",
    ),
    Patch(
        name="a lifted suppression stays in the record",
        file="relay/stores/consent.py",
        old='remove=["suppressed_at"] if lifts else [],',
        new="remove=[],",
    ),
    Patch(
        name="what was said between seeing and lifting is passed over",
        file="relay/stores/consent.py",
        old="                    condition=_still(item),\n",
        new='                    condition="attribute_not_exists(#never) OR " + _still(item),\n',
    ),
    Patch(
        name="a record that changes all the time permits",
        file="relay/stores/consent.py",
        old='        raise Unsure("the consent record changes all the time")',
        new='        return "recorded"',
    ),
    Patch(
        name="the earliest stop-like text stands",
        file="relay/stores/consent.py",
        old='" AND (attribute_not_exists(#suppressed_at) OR #suppressed_at < :received)"',
        new='" AND (attribute_not_exists(#suppressed_at) OR #suppressed_at > :received)"',
    ),
    Patch(
        name="an older stop-like text takes the latest one's place",
        file="relay/stores/consent.py",
        old='    " AND (attribute_not_exists(#suppressed_at) OR #suppressed_at < :received)"\n',
        new="",
    ),
    Patch(
        name="a stop-like text from before the phone's last keyword holds it back",
        file="relay/stores/consent.py",
        old=" AND (attribute_not_exists(#spoken_at) OR #spoken_at <= :received)",
        new="",
    ),
    Patch(
        name="when the phone last spoke is not written down",
        file="relay/stores/consent.py",
        old='            put["spoken_at"] = wish.received_at\n',
        new="            pass\n",
    ),
    Patch(
        name="a keyword before a newer opt-in does not count as spoken",
        file="relay/stores/consent.py",
        old='({"spoken_at": wish.received_at} if wish.spoken else {})',
        new="{}",
    ),
    # Evidence ---------------------------------------------------------------------------------------------------------
    Patch(
        name="evidence does not say that a suppression was lifted",
        file="relay/stores/consent.py",
        old="put_if_absent={said: {**wish.evidence, **lifts}},",
        new="put_if_absent={said: wish.evidence},",
    ),
    Patch(
        name="all opt-ins of a person have one evidence",
        file="relay/stores/consent.py",
        old="    return f\"{SAID}{what}_{evidence['submission']}\"",
        new='    return f"{SAID}{what}"',
    ),
    Patch(
        name="an opt-in beside a newer one leaves no evidence",
        file="relay/stores/consent.py",
        old="            if said in item and not put and not lifts:\n",
        new="            if not put and not lifts:\n",
    ),
    Patch(
        name="an opt-out beside a later one leaves no evidence",
        file="relay/stores/consent.py",
        old="            if said in old:\n                return old\n",
        new="            if True:\n                return old\n",
    ),
    Patch(
        name="evidence leaves the record before it stands elsewhere",
        file="relay/stores/consent.py",
        old='            self._table.update(f"{key}:{oldest[0]}", put={name: old[name] for name in oldest})\n'
        "            self._table.update(key, put={}, remove=oldest)\n",
        new="            self._table.update(key, put={}, remove=oldest)\n"
        '            self._table.update(f"{key}:{oldest[0]}", put={name: old[name] for name in oldest})\n',
    ),
    Patch(
        name="a record grows without a bound",
        file="relay/stores/consent.py",
        old="MOST_SAID: Final = 20",
        new="MOST_SAID: Final = 2000",
    ),
    Patch(
        name="evidence that can't be moved now refuses the opt-in",
        file="relay/stores/consent.py",
        old="        except Unsure:\n            return\n\n\ndef evidence_of",
        new="        except ConditionRefused:\n            return\n\n\ndef evidence_of",
    ),
    Patch(
        name="a form may have a person's phone kept as a wording",
        file="relay/sources/web_form.py",
        old="    return said if is_wording(said)",
        new="    return said if len(said) <= 64",
    ),
    Patch(
        name="any origin is kept for ever",
        file="relay/sources/browsers.py",
        old='return (_origin(said) or "") if len(said) <= LONGEST_ORIGIN else ""',
        new="return said",
    ),
    Patch(
        name="a held opt-in that is released is held inside itself",
        file="relay/delivery/deliver.py",
        old="        if run.is_alone:\n            raise Stop(Held(run))\n",
        new="",
    ),
    Patch(
        name="a held opt-in counts from its last arrival",
        file="relay/delivery/deliver.py",
        old="        received_at=run.received_at,\n        advocate={name: said",
        new="        advocate={name: said",
    ),
    Patch(
        name="a held opt-in takes its whole form along",
        file="relay/delivery/deliver.py",
        old="advocate={name: said[name] for name in names if name in said},",
        new="advocate=said,",
    ),
    Patch(
        name="an operator's word on a sign-up goes with its held opt-in",
        file="relay/delivery/deliver.py",
        old="        send_anyway=0,\n",
        new="",
    ),
    Patch(
        name="what an operator released counts as the phone's own word",
        file="relay/delivery/deliver.py",
        old='submission.source == "sms" and not submission.released_at',
        new='submission.source == "sms"',
    ),
    Patch(
        name="the newest evidence is moved",
        file="relay/stores/consent.py",
        old='key=lambda name: int(old[name]["received_at"]))',
        new='key=lambda name: -int(old[name]["received_at"]))',
    ),
    Patch(
        name="all that is moved goes into one item",
        file="relay/stores/consent.py",
        old='f"{key}:{oldest[0]}"',
        new='f"{key}:moved"',
    ),
    Patch(
        name="a consent record says whose it is",
        file="relay/stores/ids.py",
        old='return self.of(f"sms:+1{address}" if channel == "sms" else f"email:{address.lower()}")',
        new='return f"sms:+1{address}" if channel == "sms" else f"email:{address.lower()}"',
    ),
)
