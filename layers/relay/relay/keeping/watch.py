"""The keeper's hour: letters are kept, everything is looked at, and a mail is sent if there is something to say.

Each part is looked at by itself: one that fails is said to be unseen, and keeps no other from being done. Letters come
first, since only they can't wait. A mail is sent before it is written down that it was, so one may come twice.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Final

from relay import telemetry
from relay.campaigns import Campaigns
from relay.keeping import memory, probe, report, silence
from relay.keeping.digest import Mail, Writer
from relay.keeping.findings import Concern, findings
from relay.keeping.keeper import Keeper, Kept
from relay.keeping.letter_queue import LetterQueue
from relay.keeping.log_lines import Ask, LogLines, QueryRefused
from relay.keeping.marks import DAY_MS
from relay.keeping.memory import Memory
from relay.keeping.numbers import Logged, numbers
from relay.keeping.options import DIGEST
from relay.keeping.sights import Sights
from relay.phone2action.results import Campaign
from relay.stores.aws import Aws, AwsRefused
from relay.stores.table import Table, Unsure

LEFT_FOR_THE_REST_MS: Final = 240_000
"""How long a pass leaves for all that comes after it: a query of the log may take half of that."""

LOOKED_BACK_DAYS: Final = 14  # for what was logged while nobody looked, and for what has waited since
RINGS_AGAIN_MS: Final = DAY_MS
"""What goes and comes again within a day does not ring twice."""

NOT_OUR_QUERY: Final = "MalformedQueryException"


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """All that the keeper looks at, and what it writes mails with. `clock` gives milliseconds.

    `ask` asks the platform for its campaigns.
    """

    aws: Aws
    journal: Table
    clock: Callable[[], int]
    campaigns: Campaigns
    ask: Callable[[], Iterable[Campaign]]
    keeper: Keeper
    letters: LetterQueue
    held: LetterQueue
    waiting: LetterQueue
    log: LogLines
    topic: str
    stack: str
    digest_hour_utc: int

    def handle(self, event: Mapping[str, Any], context: Any) -> dict[str, str]:
        """One hour. If the event asks for it, only the mail as it would be sent now; then nothing is changed."""
        ends_at = self.clock() + int(context.get_remaining_time_in_millis()) - LEFT_FOR_THE_REST_MS
        if DIGEST in event:
            return self._shown(str(event[DIGEST]), ends_at)
        look = _Look(self, lambda: self.clock() < ends_at)
        sights = look.sights()
        _report(sights)
        self._tell(sights, look)
        return {}

    def _shown(self, command: str, ends_at: int) -> dict[str, str]:
        look = _Look(self, lambda: self.clock() < ends_at, looks_only=True)
        sights = look.sights()
        return Writer(stack=self.stack, command=command).daily(sights, findings(sights))._asdict()

    def _tell(self, sights: Sights, look: "_Look") -> None:
        """Send a mail if it is time for one, or if something is newly wrong; then write down what was said.

        With no memory to be had it is said at the hour of the day only, rather than every hour.
        """
        found, before = findings(sights), look.before
        writer = Writer(stack=self.stack, command=f"./relay --stack {self.stack}")
        is_daily = self._is_time(sights.now, before)
        new = [each for each in found if before is not None and each.rings and each.key not in before.rung]
        if is_daily:
            self._mail(writer.daily(sights, found), "daily", len(found))
        elif new:
            self._mail(writer.at_once(sights, new), "at once", len(new))
        if before is None:
            return
        told = found if is_daily else new
        try:
            memory.write_down(self.journal, _after(before, look.heard, told, found, sights.now, is_daily=is_daily))
        except Unsure as error:
            telemetry.fault("keeper.write_down", error)

    def _is_time(self, now: int, before: Memory | None) -> bool:
        """Whether the day's mail is due: from its hour on, once."""
        at = datetime.fromtimestamp(now / 1000, UTC)
        if before is None:
            return at.hour == self.digest_hour_utc
        last = datetime.fromtimestamp(before.mailed_at / 1000, UTC)
        return at.hour >= self.digest_hour_utc and last.date() < at.date()

    def _mail(self, mail: Mail, what: str, wrong: int) -> None:
        """Send a mail. Raises `AwsError` if it was not sent: then the function fails, which rings by itself."""
        request = {"TopicArn": self.topic, "Subject": mail.subject, "Message": mail.text}
        self.aws.call("sns", "Publish", request)
        report.mailed(what, wrong)


@dataclass(slots=True)
class _Look:
    """One look at everything. `before` is what was remembered, None if that can't be had."""

    watch: Watch
    has_time: Callable[[], bool]
    looks_only: bool = False
    before: Memory | None = None
    heard: dict[str, int] = field(default_factory=dict)
    unseen: list[str] = field(default_factory=list)

    def sights(self) -> Sights:
        """All that can be seen."""
        watch = self.watch
        letters = self._seen("the dead letters", lambda: self._kept(watch.letters))
        held = self._seen("what is held", lambda: self._kept(watch.held))
        waiting = self._seen("what waits", watch.waiting.counts)
        now = watch.clock()
        self.before = self._seen("its own memory", lambda: memory.recall(watch.journal))
        lines = self._seen("the log", lambda: watch.log.between(now - DAY_MS, now))
        since = (
            self._seen("the log of what waits", lambda: self._waiting_since(now)) if waiting and any(waiting) else None
        )
        silent = self._silent(lines, now) if lines is not None else ()
        probed = self._seen("the platform", lambda: probe.probed(watch.ask, watch.campaigns))
        return Sights(
            now=now,
            keep_days=watch.keeper.keep_days,
            letters=letters,
            held=held,
            waiting=waiting,
            waiting_since=since,
            numbers=numbers(lines) if lines is not None else None,
            worker_ran=lines is None or any(line.said.get("attempt") for line in lines),
            silent=silent,
            names={number: each.name for number, each in watch.campaigns.by_id.items()},
            probed=probed,
            unseen=tuple(dict.fromkeys(self.unseen)),
        )

    def _kept(self, queue: LetterQueue) -> Kept:
        return self.watch.keeper.keep(queue, self.has_time, looks_only=self.looks_only)

    def _waiting_since(self, now: int) -> int | None:
        return self.watch.log.waiting_since(now - LOOKED_BACK_DAYS * DAY_MS, now)

    def _silent(self, lines: Sequence[Logged], now: int) -> tuple[silence.Silent, ...]:
        """Which sources are silent; what was logged while no keeper ran is read too."""
        before = self.before
        if before is None:
            return ()
        watched = silence.watched(self.watch.campaigns)
        if watched and before.read_at and before.read_at < now - DAY_MS:
            since = max(before.read_at, now - LOOKED_BACK_DAYS * DAY_MS)
            missed = self._seen("the log", lambda: self.watch.log.between(since, now - DAY_MS))
            if missed is None:
                return ()
            lines = [*lines, *missed]
        self.heard = silence.heard(watched, before.heard, lines, now)
        return silence.silent(watched, self.heard, now)

    def _seen[T](self, what: str, look: Callable[[], T]) -> T | None:
        """What a look shows; None if it fails, which then is said. Nothing that fails may keep the rest from it."""
        try:
            return look()
        except Exception as error:  # noqa: BLE001 - see above
            telemetry.fault(f"keeper.{what.rpartition(' ')[2]}", error)
            self.unseen.append(what)
            return None


def asking(aws: Aws) -> Ask:
    """CloudWatch Logs as `log_lines` asks it."""

    def ask(operation: str, request: Mapping[str, Any]) -> Mapping[str, Any]:
        try:
            return aws.call("logs", operation, request)
        except AwsRefused as error:
            if error.code == NOT_OUR_QUERY:
                raise QueryRefused from None
            raise

    return ask


def _after(
    before: Memory,
    heard: Mapping[str, int],
    told: Iterable[Concern],
    found: Iterable[Concern],
    now: int,
    *,
    is_daily: bool,
) -> Memory:
    """What to remember: what was told, for as long as it is there and for a day after it rang."""
    there = {each.key for each in found}
    rung = {key: at for key, at in before.rung.items() if key in there or now - at < RINGS_AGAIN_MS}
    rung |= dict.fromkeys((each.key for each in told), now)
    return replace(
        before,
        mailed_at=now if is_daily else before.mailed_at,
        read_at=now if heard else before.read_at,
        rung=rung,
        heard=heard or before.heard,
    )


def _report(sights: Sights) -> None:
    """Say in the log what was done, with the metrics of the hour."""
    passes = [each for each in (sights.letters, sights.held) if each is not None]
    letters = sights.letters
    oldest = None
    if letters is not None:
        first = min((letter.since for letter in letters.letters), default=letters.at)
        oldest = (letters.at - first) / DAY_MS
    report.round_made(
        oldest_days=oldest,
        kept=sum(each.again for each in passes),
        given_up=sum(len(each.given_up) for each in passes),
        failed=sum(each.failed for each in passes),
    )
