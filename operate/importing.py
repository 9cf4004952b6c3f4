"""Importing a file of leads: each row becomes what its sender asked for, and goes through the relay's own queue.

First the whole file is checked and its bad rows are written beside it; only then is anything queued. The rows wait in
the retry queue like whatever could not be delivered at once, so the journal, the consent records and the worker treat
them as such. They are sent no faster than asked for, and not while much lies there already: a sign-up of now must not
wait behind a hundred thousand of last year.
"""

import itertools
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, tzinfo
from pathlib import Path
from typing import Any, Final, Literal
from zoneinfo import ZoneInfo

from operate import queue
from operate.deployed import known_campaigns
from operate.leads import resuming
from operate.leads.bad_rows import BadRows
from operate.leads.columns import GOOGLE, columns_of, export_of, is_known, mapped
from operate.leads.encodings import Encoded, encoding_of
from operate.leads.resuming import Progress
from operate.leads.rows import Bad, RowReader, VendorsTest, source_of_rows
from operate.leads.sheet import Cells, Sheet, sheet_of
from operate.leads.times import Order, Seen
from operate.queue import Told, now_ms
from operate.stack import Stack
from operate.status import what_waits
from operate.trouble import Trouble
from relay import canonical
from relay.campaigns import Campaign, Campaigns
from relay.messages import to_message
from relay.sources.lead_file import OptIn

RATE: Final = 5.0
"""Rows a second. Nobody could measure what the API bears: a row is one or two calls, and sign-ups of now come first."""

MOST_WAITING: Final = 500
"""With more in the queue nothing is added: less than two minutes' work, and far from what SQS bears."""

LOOK_SECONDS: Final = 2.0
SHARE: Final = "import-{}"
"""The fair share of an import's messages: its own, so that the campaign's sign-ups of now are handed out before."""

OPT_INS: Final[Mapping[str, OptIn]] = {"sms": "smsOptin", "email": "emailOptin"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the operator asked for, as it was typed: `dates` "" is to be found out."""

    file: Path
    campaign: int
    map: Sequence[str] = ()
    consent_column: str = ""
    consent: str = "sms"
    wording: str = ""
    zone: str = ""
    dates: Literal["mdy", "dmy", ""] = ""


@dataclass(slots=True)
class Import:
    """A file that was found fit to be read, and how far its import is."""

    asked: Asked
    stack: Stack = field(repr=False)
    encoded: Encoded
    reading: RowReader
    progress: Progress
    is_new: bool
    told_bad: list[tuple[int, str]] = field(default_factory=list)

    @property
    def file(self) -> Path:
        """The file."""
        return self.asked.file


def prepared(stack: Stack, asked: Asked, *, told: Told = queue.nobody, clock: Callable[[], int] = now_ms) -> Import:
    """Look at the file as a whole, and at what was noted of it. Raises `Trouble` if it can't be imported so."""
    zone = zone_of(asked.zone)
    words = mapped(asked.map)
    encoded = encoding_of(asked.file, told)
    sheet = sheet_of(asked.file, encoded.codec, lambda name: name in words or is_known(name))
    configured = known_campaigns(stack)
    campaign = _campaign(configured, asked.campaign, stack)
    export = export_of(sheet.header)
    has_questions = export is GOOGLE and source_of_rows(export, campaign) == GOOGLE.source
    columns = columns_of(sheet, words, asked.consent_column, has_questions=has_questions)
    options = _options(stack, asked, campaign)
    before = resuming.noted(asked.file, encoded.digest, options)
    order: Order = asked.dates or _order(sheet, columns.times, before)
    began_at = before.began_at if before else clock()
    reading = RowReader(
        sheet=sheet,
        columns=columns,
        campaign=campaign,
        campaigns=configured,
        began_at=began_at,
        order=order,
        zone=zone,
        opt_in=OPT_INS[asked.consent] if asked.consent_column else None,
        wording=asked.wording,
    )
    progress = before or Progress(digest=encoded.digest, options=options, began_at=began_at, order=order)
    return Import(asked, stack, encoded, reading, progress, is_new=before is None)


def zone_of(name: str) -> tzinfo | None:
    """The zone of this name; None for none. Raises `Trouble` if there is no such zone."""
    if name.upper() in {"UTC", "GMT", "Z"}:
        return UTC
    try:
        return ZoneInfo(name) if name else None
    except (ValueError, OSError, KeyError):
        raise Trouble(f"there is no zone {name}: write its name, as America/New_York, or UTC") from None


def _campaign(configured: Campaigns, number: int, stack: Stack) -> Campaign:
    if number in configured.by_id:
        return configured.by_id[number]
    there = ", ".join(map(str, sorted(configured.by_id))) or "none"
    raise Trouble(
        f"campaign {number} is not set up in {stack.name} (there is {there}): "
        "give another --campaign, or add it to campaigns.toml and deploy"
    )


def _options(stack: Stack, asked: Asked, campaign: Campaign) -> dict[str, str]:
    """What must be the same for an import to go on: else rows would be other submissions than they were."""
    return {
        "stack": f"{stack.name} {stack.region} {stack.account}",
        "--campaign": str(asked.campaign),
        "--map": "\n".join(sorted(asked.map)),
        "--consent-column": asked.consent_column,
        "--consent": asked.consent if asked.consent_column else "",
        "--wording": asked.wording,
        "--zone": asked.zone,
        "--dates": asked.dates,
        "the deployed campaigns.toml": canonical.digest(asdict(campaign)),
    }


def _order(sheet: Sheet, times: Sequence[int], before: Progress | None) -> Order:
    """Which of two numbers is the month, by all rows. Raises `Trouble` if they don't tell."""
    if before:
        return "dmy" if before.order == "dmy" else "mdy"
    if not times:
        return "mdy"
    seen = Seen()
    for row in sheet.rows():
        for place in times:
            if place < len(row.cells):
                seen.look(row.line, row.cells[place])
    name = sheet.file.name
    if seen.month_first and seen.day_first:
        raise Trouble(
            f"{name}, lines {seen.month_first} and {seen.day_first}: the one writes the month first, the other the "
            "day: correct the dates, or say which is right with --dates mdy or --dates dmy"
        )
    if seen.undecided and not seen.month_first and not seen.day_first:
        raise Trouble(
            f"{name}, line {seen.undecided}: no date in the file tells whether month or day comes first: "
            "add --dates mdy (11/30/2026) or --dates dmy (30/11/2026)"
        )
    return "dmy" if seen.day_first else "mdy"


def check_rows(found: Import, *, told: Told = queue.nobody) -> None:
    """Look at every row; bad ones are written to a file beside it. Raises `Trouble` for what is wrong as a whole."""
    rows = good = tests = too_old = 0
    reading = found.reading
    with BadRows(found.file, reading.sheet.header) as bad:
        for row in reading.sheet.rows():
            rows += 1
            try:
                made = reading.submission(row)
                good += 1
                too_old += reading.is_too_old_for_contacts(made)
            except Bad as fault:
                bad.add(row, str(fault))
            except VendorsTest:
                tests += 1
            if rows % queue.BATCH == 0:
                told(rows, 0)
        if not rows:
            raise Trouble(f"{found.file.name} has a header and no rows: export the leads again")
        found.told_bad = bad.told
        counts = {"rows": rows, "good": good, "bad": bad.count, "tests": tests, "too_old": too_old}
        found.progress = found.progress.now(**counts, bad_file=bad.kept())


def queue_rows(
    found: Import,
    *,
    rate: float = RATE,
    told: Told = queue.nobody,
    waits: Callable[[int], None] = lambda _: None,
    sleep: Callable[[float], None] = time.sleep,
    clock: Callable[[], int] = now_ms,
) -> None:
    """Queue the good rows that are not surely queued yet, and note how far it is. `waits` is told what is in the way.

    Raises `Trouble` if SQS does not take them.
    """
    pace = _Pace(found.stack, rate, waits, sleep)
    for batch in _batches(found, queue.batch_of(rate)):
        pace.wait(len(batch.messages))
        _send(found, batch.messages)
        progress = found.progress
        found.progress = progress.now(passed=batch.passed, queued=progress.queued + len(batch.messages))
        resuming.write(found.file, found.progress)
        told(found.progress.queued, found.progress.good)
    found.progress = found.progress.now(passed=found.progress.rows, ended_at=clock())
    resuming.write(found.file, found.progress)


@dataclass(frozen=True, slots=True)
class _Batch:
    """Messages that are sent together; `passed`: so many rows are dealt with then."""

    messages: Sequence[str] = field(repr=False)
    passed: int


def _batches(found: Import, size: int) -> Iterator[_Batch]:
    rows = enumerate(found.reading.sheet.rows(), 1)
    good = _messages(found.reading, itertools.islice(rows, found.progress.passed, None))
    for batch in itertools.batched(good, size, strict=False):
        yield _Batch([message for _, message in batch], batch[-1][0])


def _messages(reading: RowReader, rows: Iterator[tuple[int, Cells]]) -> Iterator[tuple[int, str]]:
    for number, row in rows:
        try:
            yield number, to_message(reading.submission(row))
        except (Bad, VendorsTest):
            continue


def _send(found: Import, messages: Sequence[str]) -> None:
    share = {"MessageGroupId": SHARE.format(found.asked.campaign)}
    taken = queue.sent(found.stack.client("sqs"), found.stack.retry_url, [(each, share) for each in messages])
    if len(taken) < len(messages):
        raise Trouble(f"SQS did not take {len(messages) - len(taken)} rows: start the same command again")


class _Pace:
    """So many rows a second, and none while too much waits."""

    def __init__(self, stack: Stack, rate: float, waits: Callable[[int], None], sleep: Callable[[float], None]) -> None:
        self._stack, self._rate, self._waits, self._sleep = stack, rate, waits, sleep
        self._sent, self._room = 0, 0

    def wait(self, rows: int) -> None:
        """Wait until so many rows may be sent."""
        if self._sent and self._rate:
            self._sleep(self._sent / self._rate)
        while self._room < rows:
            waiting = what_waits(self._stack).count
            self._room = MOST_WAITING - waiting
            if self._room < rows:
                self._waits(waiting)
                self._sleep(LOOK_SECONDS)
        self._room -= rows
        self._sent = rows


def ended_before(found: Import) -> bool:
    """Whether this very import has come to its end already."""
    return bool(found.progress.ended_at)


def begin(found: Import) -> None:
    """Note that an import begins, before its first row is queued."""
    resuming.write(found.file, found.progress)


def alone(asked: Asked) -> Any:
    """Keep others from importing the same file meanwhile. Raises `Trouble` if there is none, or somebody does."""
    if not asked.file.is_file():
        raise Trouble(f"there is no file {asked.file}")
    return resuming.alone(asked.file)
