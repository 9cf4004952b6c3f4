"""Without care in what an operator decides: a stop that is lost or made up, a person who is erased and still sent."""

from typing import Final

from tests.mutants.patch import Patch

PATCHES: Final = (
    # A text that sounds like a stop -----------------------------------------------------------------------------------
    Patch(
        name="a stop-like text is carried out against a later keyword",
        file="operate/consent.py",
        old=' AND (attribute_not_exists(#spoken_at) OR #spoken_at <= :received)"\nTRIES',
        new='"\nTRIES',
    ),
    Patch(
        name="a stop-like text is sent to the platform against a later keyword",
        file="operate/stops.py",
        old='        if came_to != "spoken since":\n',
        new="        if True:\n",
    ),
    Patch(
        name="a stop-like text goes before it is carried out",
        file="operate/stops.py",
        old="                decided = decide(batch[0], texts[batch[0]])\n",
        new="                queue.take_away(sqs, held_url, batch)\n"
        "                decided = decide(batch[0], texts[batch[0]])\n",
    ),
    Patch(
        name="a stop-like text is carried out before it is recorded",
        file="operate/stops.py",
        old="        out = opt_out_of(text, said)\n",
        new="        out = opt_out_of(text, said)\n"
        "        queue.send_one(stack.client('sqs'), stack.retry_url, to_message(out))\n",
    ),
    Patch(
        name="a repeated decision does not reach the worker",
        file="operate/stops.py",
        old='        if came_to != "spoken since":\n',
        new='        if came_to == "recorded":\n',
    ),
    Patch(
        name="an operator's opt-out counts as recorded when the text came",
        file="operate/consent.py",
        old='put={"out_at": out.received_at, "out_recorded_at": now},',
        new='put={"out_at": out.received_at, "out_recorded_at": out.received_at},',
    ),
    Patch(
        name="an operator's opt-out leaves no word of theirs",
        file="operate/consent.py",
        old='evidence_of(out, own) | {"why": why, "decided_at": str(now)}',
        new="evidence_of(out, own)",
    ),
    Patch(
        name="a carried out text has another id than the worker gives it",
        file="operate/consent.py",
        old='        natural_key=f"{text.natural_key}\\n{flag}",\n',
        new="",
    ),
    Patch(
        name="clearing a text lifts whatever holds the phone back",
        file="operate/consent.py",
        old='lifts = {"lifts": str(stands)} if stands == made_at else {}',
        new='lifts = {"lifts": str(stands)} if stands else {}',
    ),
    Patch(
        name="a text is cleared although it was carried out",
        file="operate/consent.py",
        old='                return "opted out by this text"\n',
        new="                break\n",
    ),
    Patch(
        name="what is said while a text is cleared is passed over",
        file="operate/consent.py",
        old="""AND {_same('suppressed_at', item)}",\n                    values=_seen("suppressed_at", item),""",
        new='",',
    ),
    Patch(
        name="a text that was no stop-like one is carried out",
        file="operate/stops.py",
        old="    if letter.reason != STOP_LIKE:\n",
        new="    if False:\n",
    ),
    # A file of the consent table --------------------------------------------------------------------------------------
    Patch(
        name="a restored opt-out undoes a later keyword",
        file="operate/backup.py",
        old='    return "out_at" not in there and there.get("spoken_at", -1) > out_at\n',
        new="    return False\n",
    ),
    Patch(
        name="a restored opt-out is older than the one that is there",
        file="operate/backup.py",
        old='if out_at is not None and out_at > there.get("out_at", -1) and',
        new="if out_at is not None and",
    ),
    Patch(
        name="a restored opt-out gives way to a form",
        file="operate/backup.py",
        old='there.get("spoken_at", -1) > out_at\n',
        new='max(there.get("spoken_at", -1), there.get("in_at", -1)) > out_at\n',
    ),
    Patch(
        name="a restored suppression was cleared since",
        file="operate/backup.py",
        old="    return str(at) not in lifted\n",
        new="    return True\n",
    ),
    Patch(
        name="what is said while a file is restored is passed over",
        file="operate/backup.py",
        old="        condition=condition,\n",
        new='        condition=f"attribute_not_exists(#never) OR {condition}",\n',
    ),
    Patch(
        name="a file under another key is restored",
        file="operate/backup.py",
        old="        if head.key != fingerprint(key):\n",
        new="        if False:\n",
    ),
    Patch(
        name="a file that was changed is restored",
        file="operate/backup.py",
        old='    if end != {"records": head.count, "sha256": digest.hexdigest()} or count - 1 != head.count:\n',
        new="    if False:\n",
    ),
    # A person who is erased -------------------------------------------------------------------------------------------
    Patch(
        name="what is erased stays open",
        file="operate/erasing.py",
        old='put={"state": "done", "erased_at": now,',
        new='put={"erased_at": now,',
    ),
    Patch(
        name="what is erased forgets what was sent",
        file="operate/erasing.py",
        old='OF_A_PERSON: Final = ("by_email",',
        new='OF_A_PERSON: Final = ("conn", "sending", "by_email",',
    ),
    Patch(
        name="what a run has in hand is erased under it",
        file="operate/erasing.py",
        old='condition=f"{NOT_RUNNING} AND {NOT_ERASED}",',
        new="condition=NOT_ERASED,",
    ),
    Patch(
        name="what is erased can be found by its person",
        file="operate/erasing.py",
        old='OF_A_PERSON: Final = ("by_email", "by_phone",',
        new='OF_A_PERSON: Final = ("by_phone",',
    ),
    Patch(
        name="a letter with the id of another sign-up erases that one",
        file="operate/persons.py",
        old="    yield own\n    if letter.submission_id != own and beside and ",
        new="    yield own\n    if letter.submission_id != own or beside and ",
    ),
    Patch(
        name="a sign-up that runs under the day before's id is erased under its own only",
        file="operate/persons.py",
        old="letter.submission_id in {beside.before, beside.after}:\n",
        new="False:\n",
    ),
    Patch(
        name="a file of consent that can't be read a second time counts as restored",
        file="operate/backup.py",
        old='    if sum(counts[each] for each in ("added", "merged", "same")) != head.count:\n',
        new="    if False:\n",
    ),
)
