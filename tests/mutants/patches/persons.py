"""Two advocates for one person; and a create that is refused although nothing is wrong with it."""

from typing import Final

from tests.mutants.patch import Patch

PATCHES: Final = (
    Patch(
        name="two may create a person at once",
        file="relay/stores/persons.py",
        old='NOBODY_CREATES: Final = "(attribute_not_exists(#token) OR #lease_until < :settled)"',
        new='NOBODY_CREATES: Final = "(attribute_not_exists(#token) OR #token <> :settled)"',
        quick=True,
    ),
    Patch(
        name="a claim's lease that ended can have created nobody",
        file="relay/stores/persons.py",
        old="condition=MAY_CLAIM,\n                values={",
        new='condition=MAY_CLAIM.replace("#lease_until < :settled", "#lease_until < :now"),\n'
        '                values={"now": now, ',
    ),
    Patch(
        name="a person's create without an answer is not written down",
        file="relay/delivery/advocate.py",
        old="(self.persons.release if error.proves_not_made else self.persons.unknown)(claim)",
        new="self.persons.release(claim)",
        quick=True,
    ),
    Patch(
        name="a create that was answered by a redirect made nobody",
        file="relay/delivery/advocate.py",
        old="(self.persons.release if error.proves_not_made else self.persons.unknown)(claim)",
        new="(self.persons.release if isinstance(error, Misrouted) else self.persons.unknown)(claim)",
    ),
    Patch(
        name="a conflict that is not the API's own word created nobody",
        file="relay/delivery/advocate.py",
        old="        except Unproven:\n            self.persons.unknown(claim)",
        new="        except Unproven:\n            self.persons.release(claim)",
    ),
    Patch(
        name="a person may be created before an unknown create must show",
        file="relay/stores/persons.py",
        old="(attribute_not_exists(#unknown_at) OR #unknown_at < :settled)",
        new="(attribute_not_exists(#unknown_at) OR #unknown_at <> :settled)",
    ),
    Patch(
        name="the advocate who was created is not remembered",
        file="relay/delivery/advocate.py",
        old="        self.persons.remember(claim, there.id)\n",
        new="        self.persons.release(claim)\n",
    ),
    Patch(
        name="an advocate who is known is claimed again",
        file="relay/stores/persons.py",
        old="(attribute_not_exists(#advocate) OR #at < :trusted)",
        new="(attribute_not_exists(#advocate) OR #at <> :trusted)",
    ),
    Patch(
        name="an id is trusted for ever",
        file="relay/stores/persons.py",
        old="TRUSTED_MS: Final = DAY_MS",
        new="TRUSTED_MS: Final = 1000 * DAY_MS",
    ),
    Patch(
        name="an overtaken run writes what came of its claim",
        file="relay/stores/persons.py",
        old='IS_MINE: Final = "#token = :mine"',
        new='IS_MINE: Final = "#token <> :mine OR #token = :mine OR attribute_not_exists(#token)"',
    ),
    Patch(
        name="an id that somebody learned meanwhile is forgotten",
        file="relay/stores/persons.py",
        old='AS_KNOWN: Final = "#advocate = :advocate AND #at = :at"',
        new='AS_KNOWN: Final = "#at = :at OR #advocate = :advocate"',
    ),
    Patch(
        name="an id is forgotten without a trace",
        file="relay/stores/persons.py",
        old='put={"unknown_at": known.at, "ttl": self._ttl()},',
        new='put={"ttl": self._ttl()},',
    ),
    Patch(
        name="an advocate who is gone is never forgotten",
        file="relay/delivery/advocate.py",
        old="if final or not (",
        new="if True or not (",
    ),
    Patch(
        name="an update that is refused again is tried for ever",
        file="relay/delivery/advocate.py",
        old="if final or not (",
        new="if not (",
    ),
    Patch(
        name="a claim without an answer is taken for granted",
        file="relay/stores/persons.py",
        old="        return Claim(key, token)\n\n    def remember",
        new="        except Unsure:\n            pass\n        return Claim(key, token)\n\n    def remember",
    ),
    Patch(
        name="a claim that shows its own token is another's",
        file="relay/stores/persons.py",
        old='if refused.item.get("token") != token:',
        new="if True:",
    ),
    Patch(
        name="a claim is kept although surely nobody was created",
        file="relay/delivery/advocate.py",
        old="            self.persons.release(claim)\n            raise",
        new="            raise",
    ),
    Patch(
        name="a lease that lasts is a create without an answer",
        file="relay/stores/persons.py",
        old="        if lease_until >= now:\n",
        new="        if False:\n",
    ),
    Patch(
        name="a person's item is forgotten while a create may not show yet",
        file="relay/stores/persons.py",
        old="KEEP_DAYS: Final = 2",
        new="KEEP_DAYS: Final = 1",
    ),
    Patch(
        name="an address in another case has a person's item of its own",
        file="relay/stores/ids.py",
        old="person:{self.of(f'{argument}:{address_of(address)}')}",
        new="person:{self.of(f'{argument}:{address}')}",
    ),
    Patch(
        name="the operator's word on creates is not heard",
        file="relay/delivery/advocate.py",
        old='return self.create_is_upsert and "email" in arguments',
        new='return "email" in arguments',
    ),
    Patch(
        name="an opt-in for a known person is repeated before the list can show it",
        file="relay/delivery/advocate.py",
        old="        if (run.texts and run.opt_in_runs) or run.submission.card is not None:",
        new="        if run.submission.card is not None:",
    ),
    Patch(
        name="older profile data of a known person overwrite newer",
        file="relay/delivery/advocate.py",
        old="        if known.at > run.received_at:\n",
        new="        if False:\n",
    ),
    Patch(
        name="a known person's late run takes no look",
        file="relay/delivery/advocate.py",
        old="else self._find(run, known.advocate)",
        new="else None",
    ),
    Patch(
        name="a create that is refused is no reason to look",
        file="relay/delivery/advocate.py",
        old='if "advocateid" in arguments or not _is_refused(error):',
        new="if True:",
        quick=True,
    ),
    Patch(
        name="a conflict without words of the API is no refusal",
        file="relay/delivery/advocate.py",
        old="isinstance(error, phone2action.Rejected) or error.status == CONFLICT",
        new="isinstance(error, phone2action.Rejected)",
    ),
    Patch(
        name="whatever a create is answered is a refusal",
        file="relay/delivery/advocate.py",
        old='if "advocateid" in arguments or not _is_refused(error):',
        new='if "advocateid" in arguments:',
    ),
    Patch(
        name="a conflict with somebody who does not show yet is final",
        file="relay/delivery/advocate.py",
        old="        if error.status != CONFLICT:\n",
        new="        if True:\n",
    ),
    Patch(
        name="a conflict is waited for from the receipt on",
        file="relay/delivery/advocate.py",
        old="run.upsert_at = (run.old and run.old.upsert_at) or self.platform.clock()",
        new="run.upsert_at = run.received_at",
    ),
    Patch(
        name="a conflict with nobody is waited out for ever",
        file="relay/delivery/advocate.py",
        old="run.upsert_at = (run.old and run.old.upsert_at) or self.platform.clock()",
        new="run.upsert_at = self.platform.clock()",
    ),
    Patch(
        name="an update of a named advocate that is refused looks for another",
        file="relay/delivery/advocate.py",
        old='if "advocateid" in arguments or not _is_refused(error):',
        new="if not _is_refused(error):",
    ),
    Patch(
        name="a create that is refused like the question after it is tried for ever",
        file="relay/delivery/advocate.py",
        old="            if after_refusal and isinstance(error, phone2action.Rejected):\n",
        new="            if False:\n",
    ),
    Patch(
        name="an id that could not be forgotten is no reason to wait",
        file="relay/delivery/advocate.py",
        old="        if not self.persons.forget(person):\n            raise Stop(Wait(run.id, run))\n",
        new="        self.persons.forget(person)\n",
    ),
    Patch(
        name="an advocate whom the API does not find any more is never forgotten",
        file="relay/delivery/advocate.py",
        old="GONE: Final = frozenset({404, 410})",
        new="GONE: Final[frozenset[int]] = frozenset()",
    ),
    Patch(
        name="a person who shows already is waited for",
        file="relay/delivery/advocate.py",
        old="            if found is None:\n                raise Stop(Wait(run.id, run, self._seconds_to(person",
        new="            if True:\n                raise Stop(Wait(run.id, run, self._seconds_to(person",
    ),
    Patch(
        name="a person's item says who it is",
        file="relay/stores/ids.py",
        old="return f\"person:{self.of(f'{argument}:{address_of(address)}')}\"",
        new='return f"person:{argument}:{address_of(address)}"',
    ),
    Patch(
        name="an unknown create of one's own is repeated by the run that claims the person",
        file="relay/delivery/advocate.py",
        old="            if found is None:\n                self._let_show(run)\n",
        new="",
    ),
)
