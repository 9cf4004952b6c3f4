"""Sent twice, because two submissions ask for one contact; or not sent at all, because of one that never was."""

from typing import Final

from tests.mutants.patch import Patch

CLAIMS: Final = "relay/stores/contact_claims.py"
CONTACTS: Final = "relay/delivery/contacts.py"
PARTS: Final = "relay/delivery/parts.py"
CONNECTIONS: Final = "relay/delivery/connections.py"
JOURNAL: Final = "relay/stores/journal.py"

PATCHES: Final = (
    # What is one contact ----------------------------------------------------------------------------------------------
    Patch(
        name="contact: a spelling makes another person",
        file=PARTS,
        old="[canonical.address_of(who), canonical.address_of(first_name)]",
        new="[who, first_name]",
    ),
    Patch(
        name="contact: couples at one address are one person",
        file=PARTS,
        old="[canonical.address_of(who), canonical.address_of(first_name)]",
        new="[canonical.address_of(who)]",
    ),
    Patch(
        name="contact: who has no e-mail is nobody",
        file=PARTS,
        old='for name in ("email", "phone", "advocateid")',
        new='for name in ("email", "advocateid")',
    ),
    Patch(
        name="contact: the campaign does not count",
        file=PARTS,
        old="canonical.digest([person_and_name, campaigns, kind,",
        new="canonical.digest([person_and_name, kind,",
    ),
    Patch(
        name="contact: an e-mail is a call",
        file=PARTS,
        old="canonical.digest([person_and_name, campaigns, kind,",
        new="canonical.digest([person_and_name, campaigns,",
    ),
    Patch(
        name="contact: the words do not count",
        file=PARTS,
        old=" kind, canonical.arguments(said)])",
        new=" kind])",
    ),
    Patch(
        name="contact: white space makes other words",
        file=PARTS,
        old=" kind, canonical.arguments(said)])",
        new=" kind, said])",
    ),
    # The claim --------------------------------------------------------------------------------------------------------
    Patch(
        name="contact: no claim",
        file=CONTACTS,
        old="            if holder is None:\n",
        new="            if True:\n",
        quick=True,
    ),
    Patch(
        name="contact: its end is compared with the clock",
        file=CLAIMS,
        old='"received": received_at}',
        new='"received": self._clock()}',
    ),
    Patch(
        name="contact: it has no end",
        file=CLAIMS,
        old=' OR #owner = :me OR #until < :received"',
        new=' OR #owner = :me"',
    ),
    Patch(
        name="contact: its item is gone after a day",
        file=CLAIMS,
        old="kept_until = expiry(now)",
        new="kept_until = expiry(now, days=1)",
    ),
    Patch(
        name="contact: a repetition can't claim its own",
        file=CLAIMS,
        old="attribute_not_exists(#owner) OR #owner = :me OR ",
        new="attribute_not_exists(#owner) OR ",
    ),
    Patch(
        name="contact: a repetition keeps the old token",
        file=CLAIMS,
        old="self._put(key, mine, FREE,",
        new='self._put(key, mine._replace(token=""), FREE,',
    ),
    Patch(
        name="contact: an unsure claim sends",
        file=CONTACTS,
        old='        except Unsure:\n            return "wait"',
        new='        except Unsure:\n            return "mine"',
    ),
    Patch(
        name="contact: one that was refused ends the run",
        file=CONNECTIONS,
        old='            case "wait":\n                pass\n',
        new='            case "wait":\n                raise Stop(Wait(run.id, run))\n',
    ),
    # What the owner's item says ---------------------------------------------------------------------------------------
    Patch(
        name="contact: an owner that has expired made nothing",
        file=CONTACTS,
        old='return "mine" if word else "unverifiable"',
        new='return "mine"',
    ),
    Patch(
        name="contact: what the owner made is not looked at",
        file=CONTACTS,
        old="        if owner.made(kind):\n",
        new="        if False:\n",
    ),
    Patch(
        name="contact: the owner's lease comes before what it made",
        file=CONTACTS,
        old="        if owner.made(kind):\n",
        new="        if owner.made(kind) and owner.lease_until < self.reconciler.platform.clock():\n",
    ),
    Patch(
        name="contact: what was another's is not made for a third",
        file=JOURNAL,
        old='MADE: Final = frozenset({"done", "other"})',
        new='MADE: Final = frozenset({"done"})',
    ),
    Patch(
        name="contact: a leased owner may be passed",
        file=CONTACTS,
        old="        if owner.lease_until >= now:\n",
        new="        if False:\n",
    ),
    Patch(
        name="contact: it does not wait for the owner's lease",
        file=CONTACTS,
        old="            run.wait_until(owner.lease_until, now)\n",
        new="",
    ),
    Patch(
        name="contact: the owner's mark is not read",
        file=JOURNAL,
        old='marked, maybe = self.marked(kind), (self.connections or {}).get(kind) == "maybe"',
        new='marked, maybe = False, (self.connections or {}).get(kind) == "maybe"',
    ),
    Patch(
        name="contact: the owner's maybe is not read",
        file=JOURNAL,
        old='marked, maybe = self.marked(kind), (self.connections or {}).get(kind) == "maybe"',
        new="marked, maybe = self.marked(kind), False",
    ),
    Patch(
        name="contact: the owner's own advocate is not looked for",
        file=CONTACTS,
        old="of_another(run, kind, span, owner.advocate)",
        new="of_another(run, kind, span, None)",
    ),
    Patch(
        name="contact: a message is looked for in the lists",
        file="relay/delivery/reconcile.py",
        old="listed=kind != UPDATE)",
        new="listed=True)",
    ),
    Patch(
        name="contact: what is unseen of another's is made",
        file="relay/delivery/reconcile.py",
        old='return "other" if kind in seen else "unverifiable"',
        new='return "other" if kind in seen else "mine"',
    ),
    Patch(
        name="contact: an operator's word passes what came after it",
        file=CONTACTS,
        old="if span is None or span.last < word:",
        new="if span is None or word:",
    ),
    Patch(
        name="contact: an operator's word passes what is made",
        file=CONTACTS,
        old="        if owner.made(kind):\n",
        new="        if owner.made(kind) and not word:\n",
    ),
    Patch(
        name="contact: an operator's word passes nothing",
        file=CONTACTS,
        old="if span is None or span.last < word:",
        new="if span is None:",
    ),
    Patch(
        name="contact: a take-over does not ask for the token",
        file=CLAIMS,
        old='AS_SEEN: Final = "#owner = :owner AND #token = :token"',
        new='AS_SEEN: Final = "#owner = :owner AND (#token = :token OR #token <> :token)"',
    ),
    Patch(
        name="contact: a take-over that is refused sends",
        file=CONTACTS,
        old='            if verdict == "mine" and not self.claims.take_over(key, mine, holder):\n',
        new='            if verdict == "mine" and self.claims.take_over(key, mine, holder) is None:\n',
    ),
    Patch(
        name="contact: a take-over repeated after a lost answer is refused",
        file=CLAIMS,
        old="            return _holder(refused.item) == mine  # our own",
        new="            return False  # our own",
    ),
    # What becomes of the part -----------------------------------------------------------------------------------------
    Patch(
        name="contact: what another made is told as waiting",
        file="relay/delivery/receipt.py",
        old='"other": "done"',
        new='"other": "queued"',
    ),
    Patch(
        name="contact: what another made is sent again under an old mark",
        file=JOURNAL,
        old="        return (self.connections or {}).get(kind) in MADE\n",
        new='        return (self.connections or {}).get(kind) == "done"\n',
    ),
    Patch(
        name="contact: a message of another's takes the guests with it",
        file=CONNECTIONS,
        old='case "other" if kind == UPDATE and len(update_only(run.submission)) > 1:',
        new='case "other" if False:',
    ),
    Patch(
        name="contact: the guests take the message with them",
        file=CONNECTIONS,
        old='    if run.message_is_others:\n        del only["message"]\n',
        new="",
    ),
    Patch(
        name="contact: a call that another placed came too late",
        file=CONNECTIONS,
        old='            case "mine" if kind == "call" and',
        new='            case _ if kind == "call" and',
    ),
    # What a mark covers -----------------------------------------------------------------------------------------------
    Patch(
        name="a mark covers everything",
        file=JOURNAL,
        old="is_covered = self.covers is None or kind in self.covers.split()",
        new="is_covered = True",
    ),
    Patch(
        name="a mark covers one part only",
        file=CONNECTIONS,
        old="                    self._mark(run, once)\n",
        new="                    self._mark(run, [kind])\n",
    ),
    Patch(
        name="an earlier version's mark covers nothing",
        file=JOURNAL,
        old="is_covered = self.covers is None or kind in self.covers.split()",
        new='is_covered = kind in (self.covers or "").split()',
    ),
    Patch(
        name="a second mark forgets what the first covered",
        file="relay/delivery/run.py",
        old="        if self.old is None or self.old.sending is None:\n            return kinds\n",
        new="        if True:\n            return kinds\n",
    ),
    Patch(
        name="a close keeps what the mark covered",
        file=JOURNAL,
        old='"lease_until", "sending", "covers", *gone]',
        new='"lease_until", "sending", *gone]',
    ),
    Patch(
        name="contact: its day is over at once",
        file=CLAIMS,
        old='"until": now + DAY_MS',
        new='"until": now',
    ),
    Patch(
        name="contact: the words of the other contacts count too",
        file=PARTS,
        old="if name.startswith(kind)}",
        new="}",
    ),
    Patch(
        name="contact: the order of campaigns makes another letter",
        file=PARTS,
        old="sorted(set(submission.campaigns))",
        new="list(submission.campaigns)",
    ),
    Patch(
        name="contact: an owner's lease is over in its last millisecond",
        file=CONTACTS,
        old="        if owner.lease_until >= now:\n",
        new="        if owner.lease_until > now:\n",
    ),
    Patch(
        name="contact: an operator's word does not reach what an expired owner may have made",
        file=CONTACTS,
        old='return "mine" if word else "unverifiable"',
        new='return "unverifiable"',
    ),
    Patch(
        name="contact: its item says what it is",
        file="relay/stores/ids.py",
        old='return f"contact:{self.of(contact)}"',
        new='return f"contact:{contact}"',
    ),
    Patch(
        name="contact: guests without their message are given up after a time-out",
        file=CONNECTIONS,
        old=" and not (kind == UPDATE and run.message_is_others)",
        new="",
    ),
)
