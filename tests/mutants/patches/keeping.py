"""A letter that expires, is mislaid, changed, doubled or comes back; a mail that does not come, or says too much."""

from typing import Final

from tests.mutants.patch import Patch

KEEPER: Final = "relay/keeping/keeper.py"

PATCHES: Final = (
    Patch(
        name="a letter is deleted before its copy is sent",
        file=KEEPER,
        old="        self.keeper.prolong(facts)\n        try:\n",
        new="        self.keeper.prolong(facts)\n        self._delete(letter)\n        try:\n",
        quick=True,
    ),
    Patch(
        name="a letter is deleted though SQS did not surely take its copy",
        file=KEEPER,
        old='            telemetry.fault("keeper.send", error, facts.submission_id)\n            return\n',
        new='            telemetry.fault("keeper.send", error, facts.submission_id)\n            copy = ""\n',
    ),
    Patch(
        name="the copy of a letter is not told from a letter of its own",
        file=KEEPER,
        old="        other = self.seen.get(letter.name)\n",
        new="        other = None\n",
    ),
    Patch(
        name="of two copies the newer is deleted",
        file=KEEPER,
        old="            older, letter = sorted(",
        new="            letter, older = sorted(",
    ),
    Patch(
        name="what an operator took away comes back as its copy",
        file=KEEPER,
        old="        if letter.name in away:\n",
        new="        if False:\n",
        quick=True,
    ),
    Patch(
        name="only what is due is looked up among what was taken away",
        file="relay/keeping/marks.py",
        old="    return name != message_id or now - sent_at >= AGAIN_MS",
        new="    return now - sent_at >= AGAIN_MS",
    ),
    Patch(
        name="with the journal away letters count as taken away",
        file=KEEPER,
        old='            telemetry.fault("keeper.taken_away", error)\n            return frozenset()\n',
        new='            telemetry.fault("keeper.taken_away", error)\n            return frozenset(names)\n',
    ),
    Patch(
        name="letters are kept for ever",
        file=KEEPER,
        old="        return self.clock() - letter.since >= self.keep_days * DAY_MS",
        new="        return False",
    ),
    Patch(
        name="a letter is given up again and again",
        file=KEEPER,
        old="            return not letter.is_last\n",
        new="            return True\n",
    ),
    Patch(
        name="a letter that is given up is gone before the two weeks that are told",
        file=KEEPER,
        old="            return not letter.is_last\n",
        new="            return False\n",
    ),
    Patch(
        name="a letter's age begins anew whenever it is sent",
        file="relay/keeping/letter_queue.py",
        old='"StringValue": str(letter.since)}',
        new='"StringValue": str(letter.sent_at)}',
    ),
    Patch(
        name="a letter is called otherwise whenever it is sent",
        file="relay/keeping/letter_queue.py",
        old='"StringValue": letter.name}',
        new='"StringValue": letter.message_id}',
    ),
    Patch(
        name="letters that were seen stay hidden from operators",
        file=KEEPER,
        old="            self.queue.let_go(self.in_hand.values())\n",
        new="            self.queue.let_go([])\n",
    ),
    Patch(
        name="the journal forgets a submission whose letter is kept",
        file=KEEPER,
        old='            put = {"ttl": expiry(self.clock())}\n            self.journal.update(',
        new='            put = {"ttl": expiry(self.clock())}\n            (lambda *_, **__: None)(',
    ),
    Patch(
        name="the journal is told of submissions that it does not know",
        file=KEEPER,
        old="put=put, condition=EXISTS, shown=False",
        new="put=put, shown=False",
    ),
    Patch(
        name="who only looks sends letters on",
        file=KEEPER,
        old=" and not self.looks_only and self.has_time()",
        new=" and self.has_time()",
    ),
    Patch(
        name="a release leaves no note of what it took away",
        file="operate/queue.py",
        old="            taken_away(moved)\n",
        new="",
    ),
    Patch(
        name="a discard leaves no note of what it took away",
        file="operate/queue.py",
        old="            taken_away(gone)\n",
        new="",
    ),
    Patch(
        name="a stop-like text may wait for a day longer",
        file="relay/keeping/deadlines.py",
        old="BUSINESS_DAYS: Final = 10",
        new="BUSINESS_DAYS: Final = 11",
    ),
    Patch(
        name="a mail counts as sent before it is",
        file="relay/keeping/watch.py",
        old="        if is_daily:\n            self._mail(",
        new="        after = _after(before or Memory(), {}, found, found, sights.now, is_daily=is_daily)\n"
        "        memory.write_down(self.journal, after)\n"
        "        if is_daily:\n            self._mail(",
    ),
    Patch(
        name="what could not be looked at keeps the rest from being said",
        file="relay/keeping/watch.py",
        old="            self.unseen.append(what)\n            return None\n",
        new="            self.unseen.append(what)\n            raise\n",
    ),
    Patch(
        name="a log that can't be read counts as silence",
        file="relay/keeping/watch.py",
        old="        silent = self._silent(lines, now) if lines is not None else ()\n",
        new="        silent = self._silent(lines or [], now)\n",
    ),
    Patch(
        name="a letter's own words get into a mail",
        file="relay/keeping/letter_facts.py",
        old="reason=reason if isinstance(reason, str) and reason in REASONS else NO_REASON,",
        new="reason=str(reason),",
    ),
    Patch(
        name="whatever stands in a log line gets into a mail",
        file="relay/keeping/words.py",
        old='    return text if re.fullmatch(r"[A-Za-z_.]{1,60}", text) else "?"',
        new="    return text",
    ),
)
