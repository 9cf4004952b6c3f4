"""Told to be missing although it is there, or repaired more often, further or for others than it may be."""

from typing import Final

from tests.mutants.patch import Patch

COMPARING: Final = "operate/reconcile.py"
MENDING: Final = "operate/repair.py"

PATCHES: Final = (
    # What is compared -------------------------------------------------------------------------------------------------
    Patch(
        name="what was delivered a moment ago is compared",
        file=COMPARING,
        old="if each.written_at + settle_ms < now]",
        new="if each.written_at <= now]",
    ),
    Patch(
        name="how old something is counts from its receipt",
        file="operate/delivered.py",
        old='    return int(item["ttl"]) * 1000 + 999 - KEEP_DAYS * DAY_MS',
        new='    return int(item.get("received_at", 0))',
    ),
    Patch(
        name="a membership is told to be missing while a newer sign-up is young",
        file=COMPARING,
        old=" - {*unsettled}",
        new="",
    ),
    # A second look ----------------------------------------------------------------------------------------------------
    Patch(
        name="the list of a campaign is walked once",
        file=COMPARING,
        old="        missing = self._missing_in(missing, None)\n",
        new="",
    ),
    Patch(
        name="who is in no campaign's list is not looked for among all",
        file=COMPARING,
        old='        if not missing or not self._walked("all advocates", self._lists.everybody(), None):\n',
        new="        if not missing:\n",
    ),
    Patch(
        name="connections are looked for once",
        file=COMPARING,
        old="        second = self._rows()\n",
        new="        second = first\n",
    ),
    Patch(
        name="what one walk shows twice is there twice",
        file=COMPARING,
        old="        both = {row.key for row in first} & {row.key for row in second}\n",
        new="        both = {row.key for row in first} | {row.key for row in second}\n",
    ),
    Patch(
        name="a list that fails shows that nobody is a member",
        file=COMPARING,
        old="if pair[1] not in failed}",
        new="}",
    ),
    Patch(
        name="a list of all that fails shows that nobody is there",
        file=COMPARING,
        old="            return False\n        return True\n\n    def _see",
        new="            return campaign is None\n        return True\n\n    def _see",
    ),
    Patch(
        name="a list of connections that fails shows that none was made",
        file=COMPARING,
        old="                self._due = [each for each in self._due if campaign not in each.campaigns]\n",
        new="",
    ),
    Patch(
        name="rows that name nobody are nobody's",
        file=COMPARING,
        old="    if shown.advocate_id is None or not shown.type:\n",
        new="    if shown.advocate_id is None:\n",
    ),
    Patch(
        name="a connection of the person's other advocate is not theirs",
        file=COMPARING,
        old="        return any(row.advocate in ids for row in rows)",
        new="        return False",
    ),
    Patch(
        name="one row is enough for all messages of a person",
        file="operate/pairing.py",
        old="            if other not in partner or placed(partner[other], tried):",
        new="            if True:",
    ),
    Patch(
        name="what may have been made counts as not made",
        file="operate/delivered.py",
        old='if states.get(part) == "maybe" or part in covered}',
        new="if part in covered}",
    ),
    Patch(
        name="what a dead run may have made counts as not made",
        file="operate/delivered.py",
        old='if states.get(part) == "maybe" or part in covered}',
        new='if states.get(part) == "maybe"}',
    ),
    Patch(
        name="what a run without an advocate may have made counts as another's",
        file=COMPARING,
        old="            makers = [*own, *self._makers.get((None, kind), [])]",
        new="            makers = own",
    ),
    # Repairs ----------------------------------------------------------------------------------------------------------
    Patch(
        name="each repair is another submission",
        file=MENDING,
        old='        natural_key=f"repair {each.id} {campaign}{about}",',
        new='        natural_key=f"repair {each.id} {campaign}{about} {received_at}",',
        quick=True,
    ),
    Patch(
        name="a second loss is the same repair",
        file=MENDING,
        old='        natural_key=f"repair {each.id} {campaign}{about}",',
        new='        natural_key=f"repair {each.advocate} {campaign}{about}",',
    ),
    Patch(
        name="a repair counts for a day only",
        file=MENDING,
        old="        keyed_by_content=False,",
        new="        keyed_by_content=True,",
    ),
    Patch(
        name="a repair of a membership sends an e-mail",
        file=MENDING,
        old="types=(EMAIL,)) if about else None,",
        new="types=(EMAIL,)),",
    ),
    Patch(
        name="an e-mail is sent again without a word",
        file=MENDING,
        old='    return "" if each.id in send_anyway else WORDS_ARE_GONE',
        new='    return ""',
    ),
    Patch(
        name="a word for one e-mail is one for all",
        file=MENDING,
        old='    return "" if each.id in send_anyway else WORDS_ARE_GONE',
        new='    return "" if send_anyway else WORDS_ARE_GONE',
    ),
    Patch(
        name="a call is made again by a word",
        file=MENDING,
        old="    if each.part != EMAIL:\n        return NO_CALL\n",
        new="",
    ),
    Patch(
        name="who has written again is spoken for",
        file=MENDING,
        old="    if each.listed_since:\n        return WRITTEN_AGAIN\n",
        new="",
    ),
    Patch(
        name="an e-mail of several campaigns goes to the first",
        file=MENDING,
        old="    if len(each.campaigns) != 1:\n        return WHICH_CAMPAIGN\n",
        new="",
    ),
    Patch(
        name="an e-mail that was sent by a word is told to be missing for ever",
        file=MENDING,
        old="if again.get(each) not in done),",
        new="),",
    ),
    Patch(
        name="who has opted out is repaired",
        file=MENDING,
        old="    if each.advocate in out:\n        return OPTED_OUT\n",
        new="",
    ),
    Patch(
        name="an opt-out by text is looked up by the number as it is shown",
        file=MENDING,
        old='"".join(filter(str.isdigit, address))[-10:] if channel == "sms" else address',
        new="address",
    ),
    Patch(
        name="an opt-out that was overtaken keeps from a repair",
        file=MENDING,
        old='    return "out_at" in record and int(record["out_at"]) >= int(record.get("in_at", 0))',
        new='    return "out_at" in record',
    ),
    Patch(
        name="who has no address any more is repaired",
        file=MENDING,
        old="    if not found.addresses[each.advocate]:\n        return NO_ADDRESS\n",
        new="",
    ),
    Patch(
        name="a repair that was not taken counts as sent",
        file=MENDING,
        old='        yield from (batch[int(entry["Id"])] for entry in taken)\n',
        new="        yield from batch\n",
    ),
)
