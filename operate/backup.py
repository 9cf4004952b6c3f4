"""The consent table in a file, and out of it again: JSON lines, without a person in them, in constant memory.

The first line says of which stack the records are and under which key they are filed (its fingerprint, which tells
nothing of the key), the last one how many there are and their checksum, so that a file that was cut off is known before
anything is written. To restore is to merge, and may be interrupted and repeated: evidence is added, of two times the
later stands, and nothing that was said since the file was made is undone (`merged` has the rules).
"""

import hashlib
import itertools
import json
import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final, Literal

from operate.consent import CLEARED
from operate.journal import stored_items
from operate.queue import Told, nobody
from operate.stack import THREADS, Stack
from operate.tables import table_of
from operate.trouble import Trouble
from relay.stores.ids import Identity
from relay.stores.table import ConditionRefused, Item, Table, from_dynamodb

KIND: Final = "advocate-relay consent"
VERSION: Final = 1
HEAD_LENGTH: Final = 600  # characters of the first line, which is written again once all are counted
LONGEST_LINE: Final = 1_000_000  # bytes: DynamoDB's items have 400 KB
ITEMS_PER_READ: Final = 100
TOLD_EACH: Final = 1000
TRIES: Final = 5  # of a record that others change at the same moment
SAID_PER_WRITE: Final = 10  # an update expression has 4 KB at most

TIMES: Final = ("in_at", "out_at", "out_recorded_at", "suppressed_at", "spoken_at")

type Merge = Literal["added", "merged", "same"]


@dataclass(frozen=True, slots=True)
class Head:
    """What a file's first line says. `at` in milliseconds since 1970."""

    stack: str
    key: str
    at: int
    count: int


@dataclass(frozen=True, slots=True)
class Restored:
    """How many records were added, merged, or had nothing new; and whose opt-out a later keyword kept out."""

    added: int
    merged: int
    same: int
    opt_outs_left: int


def fingerprint(key: bytes) -> str:
    """What tells two keys apart, and nothing about them."""
    return Identity(lambda: key).of("the fingerprint of this key")


# Saving --------------------------------------------------------------------------------------------------------------


def save(stack: Stack, key: bytes, file: Path, *, now: int, told: Told = nobody) -> int:
    """Write the table to a new file, for its owner only; how many records. Leaves no file if it fails.

    Raises `Trouble` if the file exists.
    """
    dynamodb = stack.client("dynamodb")
    expected = dynamodb.describe_table(TableName=stack.consent_table)["Table"].get("ItemCount", 0)
    try:
        made = os.open(file, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise Trouble(f"{file} exists: nothing is written over it, name another file") from None
    try:
        with open(made, "w+b") as out:  # noqa: PTH123 (a descriptor)
            out.write(_head(Head(stack.name, fingerprint(key), now, 0)))
            count = 0
            pages = dynamodb.get_paginator("scan").paginate(TableName=stack.consent_table, ConsistentRead=True)
            for page in pages:
                out.writelines(_line(item) for item in page["Items"])
                count += len(page["Items"])
                told(count, max(count, expected))
            out.seek(0)
            out.write(_head(Head(stack.name, fingerprint(key), now, count)))
            out.seek(0)
            sha256 = hashlib.file_digest(out, "sha256").hexdigest()
            out.write(_line({"records": count, "sha256": sha256}))
            out.flush()
            os.fsync(out.fileno())
    except BaseException:
        file.unlink(missing_ok=True)
        raise
    return count


def _line(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode() + b"\n"


def _head(head: Head) -> bytes:
    """The first line, of one length whatever the count is."""
    said = {
        "kind": KIND,
        "version": VERSION,
        "stack": head.stack,
        "key": head.key,
        "at": head.at,
        "records": head.count,
    }
    return json.dumps(said).ljust(HEAD_LENGTH).encode() + b"\n"


# Reading -------------------------------------------------------------------------------------------------------------


def checked(file: Path, key: bytes, *, told: Told = nobody) -> Head:
    """What a file says of itself, once all of it is read.

    Raises `Trouble` if it is cut off, was changed, or is another key's.
    """
    digest = hashlib.sha256()
    with file.open("rb") as lines:
        first = lines.readline(LONGEST_LINE)
        head = _head_in(first, file)
        if head.key != fingerprint(key):
            raise Trouble(
                f"{file} was saved under another key secret: its records fit nobody here. Deploy with that stack's "
                "KeySecretArn first. Nothing was written"
            )
        before, count = first, 0
        for line in _lines(lines, file):
            digest.update(before)
            if count:
                _record(_json(before), file)
            before = line
            count += 1
            if not count % TOLD_EACH:
                told(count, max(count, head.count))
    end = _json(before)
    if not isinstance(end, dict) or "sha256" not in end:
        raise Trouble(f"{file} is cut off: it has no last line with a checksum. Nothing was written")
    if end != {"records": head.count, "sha256": digest.hexdigest()} or count - 1 != head.count:
        raise Trouble(f"{file} was changed since it was saved: its checksum is another. Nothing was written")
    return head


def _lines(lines: IO[bytes], file: Path) -> Iterator[bytes]:
    """The further lines. Raises `Trouble` for what is no line of a backup."""
    while line := lines.readline(LONGEST_LINE):
        if not line.endswith(b"\n"):
            raise Trouble(f"{file} is cut off in the middle of a line. Nothing was written")
        yield line


def _head_in(line: bytes, file: Path) -> Head:
    said = _json(line)
    try:
        if said["kind"] == KIND and said["version"] == VERSION:
            return Head(str(said["stack"]), str(said["key"]), int(said["at"]), int(said["records"]))
        if said["kind"] == KIND:
            raise Trouble(f"{file} was saved by another version ({said['version']}): use that version's command")
    except (TypeError, KeyError, ValueError):
        pass
    raise Trouble(f"{file} is no backup of a consent table: name a file that `relay consent backup` made")


def _json(line: bytes) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None


def _records(file: Path) -> Iterator[Item]:
    """The records of a file that was checked."""
    with file.open("rb") as lines:
        lines.readline()
        for line in lines:
            content = _json(line)
            if not isinstance(content, dict) or "sha256" not in content:
                yield _record(content, file)


def _record(content: Any, file: Path) -> Item:
    """A record as it is stored. Raises `Trouble` for a line that is none, as in a file that was written by hand."""
    try:
        item = from_dynamodb(content)
        if isinstance(item["id"], str) and all(isinstance(item[name], int) for name in TIMES if name in item):
            return item
    except (TypeError, KeyError, ValueError, AttributeError):
        pass
    raise Trouble(f"{file} has a line that is no record of a consent table: it was changed. Nothing was written")


# Restoring -----------------------------------------------------------------------------------------------------------


def restore(stack: Stack, file: Path, head: Head, *, told: Told = nobody, dry_run: bool = False) -> Restored:
    """Merge a file that was `checked` into the table. May be repeated: it goes on from where it stopped."""
    table = table_of(stack, stack.consent_table)
    dynamodb = stack.client("dynamodb")
    counts: Counter[str] = Counter()

    def merge(records: Sequence[Item]) -> Counter[str]:
        there = stored_items(dynamodb, stack.consent_table, [record["id"] for record in records])
        found: Counter[str] = Counter()
        for record in records:
            found.update(_merge(table, record, there.get(record["id"], {}), dry_run=dry_run))
        return found

    def finish(running: Future[Counter[str]]) -> None:
        counts.update(running.result())
        told(sum(counts[each] for each in ("added", "merged", "same")), head.count)

    with ThreadPoolExecutor(THREADS) as pool:
        running: list[Future[Counter[str]]] = []
        try:
            for records in itertools.batched(_records(file), ITEMS_PER_READ, strict=False):
                running.append(pool.submit(merge, records))
                if len(running) > 2 * THREADS:  # so that the file is never in memory as a whole
                    finish(running.pop(0))
            for each in running:
                finish(each)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    if sum(counts[each] for each in ("added", "merged", "same")) != head.count:
        raise Trouble(f"{file} could not be read a second time as it was checked: save it as a file of its own first")
    return Restored(counts["added"], counts["merged"], counts["same"], counts["opt_out_left"])


def _merge(table: Table, record: Item, there: Item, *, dry_run: bool) -> Iterator[str]:
    """Merge one record into what is there; yields what came of it. Raises `Trouble` if that changes all the time."""
    for _ in range(TRIES):
        times, said = merged(record, there)
        if not times and not said:
            break
        if dry_run:
            break
        try:
            _write(table, record["id"], times, said, there)
            break
        except ConditionRefused as refused:
            there = refused.item
    else:
        raise Trouble("a consent record changes all the time: start the same command again")
    yield "same" if not times and not said else "merged" if there else "added"
    if "out_at" in record and _spoken_since(record["out_at"], there):
        yield "opt_out_left"


def merged(record: Item, there: Item) -> tuple[dict[str, int], dict[str, Any]]:
    """What a record of the file adds to the one in the table: times, and evidence that is not there yet.

    - An opt-in or keyword counts if it is later than the one that is there.
    - So does an opt-out, unless the phone has texted a keyword since. Opt-ins of forms are no reason against it: by
      text none ever counts after an opt-out, and by e-mail the later of the two counts anyway.
    - A text that sounds like a stop holds the phone back by the rule of its first arrival, unless an operator has
      cleared it since.
    """
    times: dict[str, int] = {}
    for name in ("in_at", "spoken_at"):
        if name in record and record[name] > there.get(name, -1):
            times[name] = record[name]
    out_at = record.get("out_at")
    if out_at is not None and out_at > there.get("out_at", -1) and not _spoken_since(out_at, there):
        times |= {name: record[name] for name in ("out_at", "out_recorded_at") if name in record}
    if _suppresses(record, there):
        times["suppressed_at"] = record["suppressed_at"]
    known = {*TIMES, "id"}
    return times, {name: each for name, each in record.items() if name not in known and name not in there}


def _spoken_since(out_at: int, there: Item) -> bool:
    """Whether the phone has texted a keyword after an opt-out that the table does not know."""
    return "out_at" not in there and there.get("spoken_at", -1) > out_at


def _suppresses(record: Item, there: Item) -> bool:
    """Whether the record's suppression holds for what is in the table."""
    at = record.get("suppressed_at")
    if at is None or "out_at" in there or at <= there.get("suppressed_at", -1) or there.get("spoken_at", -1) > at:
        return False
    lifted = (each.get("lifts") for name, each in there.items() if name.startswith(CLEARED))
    return str(at) not in lifted


def _write(table: Table, key: str, times: Mapping[str, int], said: Mapping[str, Any], there: Item) -> None:
    """Write both, the times first, if the record's times are still as they were seen."""
    first, *rest = list(itertools.batched(said.items(), SAID_PER_WRITE, strict=False)) or [()]
    condition = " AND ".join(
        f"#{name} = :{name}" if name in there else f"attribute_not_exists(#{name})" for name in TIMES
    )
    table.update(
        key,
        put=times,
        put_if_absent=dict(first),
        condition=condition,
        values={name: there[name] for name in TIMES if name in there},
    )
    for more in rest:
        table.update(key, put={}, put_if_absent=dict(more))
