"""The consent table in a file and back: nothing that was said since is undone, and no file is half read or written."""

import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from operate import backup
from operate.backup import Restored, fingerprint, merged
from operate.command.__main__ import main
from operate.stack import THREADS, Stack
from operate.trouble import Trouble
from relay.stores.consent import Consent, OptIn
from relay.stores.table import Table, from_dynamodb, to_dynamodb
from tests.fakes.relay import SECRETS, World
from tests.fakes.settings import KEY as KEY_SECRET
from tests.unit.operate.sqs import Sqs
from tests.unit.operate.stacks import Dynamodb
from tests.unit.operate.stacks import stack as stack_of

KEY = SECRETS[KEY_SECRET].encode()
NOW = 1_767_268_800_000
TABLE = "ConsentTable"


class Cloud(Dynamodb):
    """The part of boto3's client that is used, over `records`; `interrupts` presses Ctrl-C after so many writes."""

    def __init__(self, world: World, pages: Callable[[], Iterator[list[dict[str, Any]]]] | None = None) -> None:
        super().__init__()
        self.world = world
        self.interrupts = 10**9
        self.pages = pages or (lambda: iter([list(self.records.values())]))

    @property
    def records(self) -> dict[str, dict[str, Any]]:
        return self.world.aws.tables.setdefault(TABLE, {})

    def describe_table(self, **_: Any) -> Any:
        return {"Table": {"ItemCount": 1}}

    def get_paginator(self, operation: str) -> "Cloud":
        assert operation == "scan"
        return self

    def paginate(self, **_: Any) -> Iterator[dict[str, Any]]:
        for page in self.pages():
            yield {"Items": page}

    def batch_get_item(self, **request: Any) -> Any:
        return self.world.aws.call("dynamodb", "BatchGetItem", request)

    def update_item(self, **request: Any) -> Any:
        self.interrupts -= 1
        if self.interrupts < 0:
            raise KeyboardInterrupt
        assert len(request["UpdateExpression"]) < 4096
        return self.world.aws._UpdateItem(request)


@pytest.fixture
def cloud(world: World) -> Cloud:
    return Cloud(world)


@pytest.fixture
def stack(cloud: Cloud) -> Stack:
    return stack_of(Sqs(), cloud)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "consent.jsonl"


@pytest.fixture
def consent(world: World) -> Consent:
    return Consent(Table(world.aws, TABLE))


def said(at: int) -> dict[str, str]:
    return {"submission": f"s{at}", "received_at": str(at), "source": "sms"}


def fill(consent: Consent, count: int) -> None:
    for number in range(count):
        consent.opt_out(f"person{number}", received_at=number, recorded_at=number + 1, evidence=said(number))


def test_a_file_that_is_not_there_a_second_time_is_not_called_restored(
    stack: Stack, consent: Consent, file: Path
) -> None:
    fill(consent, 3)
    backup.save(stack, KEY, file, now=NOW)
    head = backup.checked(file, KEY)
    file.write_bytes(b"")  # as /dev/stdin is, once it was read
    with pytest.raises(Trouble, match="could not be read a second time"):
        backup.restore(stack, file, head)


@pytest.mark.parametrize(
    "record",
    [
        [1],
        "x",
        {},
        {"id": 7},
        {"id": {"N": "7"}},
        {"id": {"S": "p"}, "out_at": {"S": "x"}},
        {"id": {"S": "p"}, "in_at": {"N": "x"}},
    ],
    ids=str,
)
def test_a_line_that_is_no_record_is_found_before_anything_is_written(
    stack: Stack, cloud: Cloud, consent: Consent, file: Path, record: Any
) -> None:
    fill(consent, 2)
    backup.save(stack, KEY, file, now=NOW)
    first, one, _, _ = file.read_bytes().splitlines(keepends=True)
    before = first + one + json.dumps(record).encode() + b"\n"
    end = {"records": 2, "sha256": hashlib.sha256(before).hexdigest()}
    file.write_bytes(before + json.dumps(end).encode() + b"\n")
    cloud.records.clear()
    with pytest.raises(Trouble, match=r"no record of a consent table.*Nothing was written"):
        restored(stack, file)
    assert cloud.records == {}


def restored(stack: Stack, file: Path, **how: Any) -> Restored:
    return backup.restore(stack, file, backup.checked(file, KEY), **how)


def test_all_of_the_table_comes_back_into_an_empty_one(
    stack: Stack, cloud: Cloud, consent: Consent, file: Path
) -> None:
    fill(consent, 250)
    for number in range(25):  # a person whose oldest evidence has moved
        consent.opt_in("speaker", OptIn(channel="sms", received_at=number, evidence=said(number), spoken=True))
    consent.suppress("speaker", received_at=99, submission="t")
    before = dict(cloud.records)
    assert backup.save(stack, KEY, file, now=NOW) == len(before)
    assert file.stat().st_mode & 0o777 == 0o600
    head = backup.checked(file, KEY)
    assert (head.stack, head.at, head.count) == ("relay-test", NOW, len(before))
    cloud.records.clear()
    assert restored(stack, file, dry_run=True) == Restored(len(before), 0, 0, 0)
    assert cloud.records == {}
    assert restored(stack, file) == Restored(len(before), 0, 0, 0)
    assert cloud.records == before
    assert restored(stack, file) == Restored(0, 0, len(before), 0)


def test_an_interrupted_restore_goes_on_from_there(stack: Stack, cloud: Cloud, consent: Consent, file: Path) -> None:
    fill(consent, 500)
    before = dict(cloud.records)
    backup.save(stack, KEY, file, now=NOW)
    cloud.records.clear()
    cloud.interrupts = 120
    with pytest.raises(KeyboardInterrupt):
        restored(stack, file)
    there = len(cloud.records)
    assert 0 < there < 500
    cloud.interrupts = 10**9
    assert restored(stack, file) == Restored(500 - there, 0, there, 0)
    assert cloud.records == before


IN, OUT, SPOKEN, STOP_LIKE = "in_at", "out_at", "spoken_at", "suppressed_at"


@pytest.mark.parametrize(
    ("record", "there", "put"),
    [
        ({IN: 5}, {}, {IN: 5}),
        ({IN: 5}, {IN: 9}, {}),
        ({IN: 9}, {IN: 5}, {IN: 9}),
        ({OUT: 5, "out_recorded_at": 6}, {}, {OUT: 5, "out_recorded_at": 6}),
        ({OUT: 5, "out_recorded_at": 6}, {OUT: 9, "out_recorded_at": 10}, {}),
        ({OUT: 9, "out_recorded_at": 10}, {OUT: 5, "out_recorded_at": 6}, {OUT: 9, "out_recorded_at": 10}),
        # By e-mail the later of the two counts, by text no form's opt-in undoes a stop.
        ({OUT: 5}, {IN: 9}, {OUT: 5}),
        ({IN: 5}, {OUT: 9}, {IN: 5}),
        # The phone's own later word
        ({OUT: 5}, {SPOKEN: 9, IN: 9}, {}),
        ({OUT: 9}, {SPOKEN: 5, IN: 5}, {OUT: 9}),
        ({OUT: 5, SPOKEN: 9}, {}, {OUT: 5, SPOKEN: 9}),
        ({SPOKEN: 9}, {OUT: 5}, {SPOKEN: 9}),
        ({STOP_LIKE: 5}, {}, {STOP_LIKE: 5}),
        ({STOP_LIKE: 5}, {STOP_LIKE: 9}, {}),
        ({STOP_LIKE: 9}, {STOP_LIKE: 5}, {STOP_LIKE: 9}),
        ({STOP_LIKE: 5}, {SPOKEN: 9}, {}),
        ({STOP_LIKE: 9}, {SPOKEN: 5}, {STOP_LIKE: 9}),
        ({STOP_LIKE: 5}, {OUT: 1}, {}),
        ({STOP_LIKE: 5}, {"said_cleared_x": {"lifts": "5"}}, {}),
        ({STOP_LIKE: 9}, {"said_cleared_x": {"lifts": "5"}}, {STOP_LIKE: 9}),
    ],
)
def test_nothing_that_was_said_since_is_undone(
    record: dict[str, Any], there: dict[str, Any], put: dict[str, int]
) -> None:
    assert merged({"id": "x", **record}, {"id": "x", **there} if there else {}) == (put, {})
    after = {"id": "x", **there, **put}
    assert merged({"id": "x", **record}, after)[0] == {}


def test_a_restored_opt_out_is_one_by_the_relays_own_rules(
    stack: Stack, cloud: Cloud, consent: Consent, file: Path
) -> None:
    fill(consent, 20)
    backup.save(stack, KEY, file, now=NOW)
    cloud.records.clear()
    consent.opt_in("person7", OptIn(channel="sms", received_at=50, evidence=said(50)))  # a form's
    consent.opt_in("person8", OptIn(channel="sms", received_at=50, evidence=said(50), spoken=True))
    consent.opt_in("person9", OptIn(channel="email", received_at=50, evidence=said(50)))
    assert restored(stack, file) == Restored(17, 3, 0, 1)
    late = OptIn(channel="sms", received_at=60, evidence=said(60))
    assert [consent.opt_in(f"person{number}", late) for number in (6, 7, 8)] == ["opted_out", "opted_out", "recorded"]
    again = OptIn(channel="email", received_at=50, evidence=said(50))
    assert consent.opt_in("person9", again) == "recorded"
    assert {"said_out_s8", "said_in_s50"} <= from_dynamodb(cloud.records["person8"]).keys()
    assert restored(stack, file).opt_outs_left == 1


def test_what_is_said_while_it_is_restored_is_judged_again(
    stack: Stack, cloud: Cloud, consent: Consent, file: Path
) -> None:
    fill(consent, 1)
    backup.save(stack, KEY, file, now=NOW)
    cloud.records.clear()
    reading = cloud.batch_get_item

    def speaks(**request: Any) -> Any:
        found = reading(**request)
        consent.opt_in("person0", OptIn(channel="sms", received_at=50, evidence=said(50), spoken=True))
        return found

    cloud.batch_get_item = speaks  # type: ignore[method-assign]
    assert restored(stack, file) == Restored(0, 1, 0, 1)
    assert "out_at" not in cloud.records["person0"]


def test_a_person_with_a_long_history_is_restored(stack: Stack, cloud: Cloud, file: Path) -> None:
    long = {f"said_in_{number:032x}": to_dynamodb(said(number)) for number in range(70)}
    cloud.records["x"] = {"id": {"S": "x"}, "in_at": {"N": "69"}, "evidence": to_dynamodb({"proof": "JOIN"}), **long}
    before = dict(cloud.records)
    backup.save(stack, KEY, file, now=NOW)
    cloud.records.clear()
    assert restored(stack, file) == Restored(1, 0, 0, 0)
    assert cloud.records == before


# The file ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def saved(stack: Stack, consent: Consent, file: Path) -> Path:
    fill(consent, 30)
    backup.save(stack, KEY, file, now=NOW)
    return file


def test_it_names_no_key_and_no_person(saved: Path, world: World) -> None:
    text = saved.read_text()
    assert KEY.decode() not in text
    assert json.loads(text.splitlines()[0])["key"] == fingerprint(KEY)
    assert fingerprint(KEY) != fingerprint(KEY + b"x")


def test_a_file_that_is_cut_off_anywhere_is_refused(saved: Path, cloud: Cloud) -> None:
    whole = saved.read_bytes()
    lines = whole.splitlines(keepends=True)
    cuts = [whole[:length] for length in (0, 10, 400, 602, 700, len(whole) // 2, len(whole) - 1)]
    without_some = [b"".join(lines[:-1]), b"".join(lines[:5] + lines[6:]), whole.replace(b"s7", b"s8", 1), whole * 2]
    for text in [*cuts, *without_some]:
        saved.write_bytes(text)
        with pytest.raises(Trouble, match=r"cut off|was changed|no backup"):
            backup.checked(saved, KEY)
    saved.write_bytes(whole)
    assert backup.checked(saved, KEY).count == 30


def test_a_file_of_another_key_is_refused(saved: Path) -> None:
    with pytest.raises(Trouble, match="under another key secret: its records fit nobody here"):
        backup.checked(saved, b"another key")


@pytest.mark.parametrize("text", ["", "{}", "[]", "no JSON", "[" * 10_000, '{"kind": 7}', "\0" * 2_000_000])
def test_what_is_no_backup_is_a_line(text: str, file: Path) -> None:
    file.write_text(text)
    with pytest.raises(Trouble, match="is no backup of a consent table"):
        backup.checked(file, KEY)


def test_one_of_a_later_version_says_so(saved: Path) -> None:
    saved.write_text(saved.read_text().replace('"version": 1', '"version": 2', 1))
    with pytest.raises(Trouble, match=r"another version \(2\)"):
        backup.checked(saved, KEY)


def test_a_backup_that_fails_leaves_no_file_and_none_is_overwritten(stack: Stack, cloud: Cloud, saved: Path) -> None:
    before = saved.read_bytes()
    with pytest.raises(Trouble, match="exists: nothing is written over it"):
        backup.save(stack, KEY, saved, now=NOW)
    assert saved.read_bytes() == before

    def breaks() -> Iterator[list[dict[str, Any]]]:
        yield list(cloud.records.values())
        raise KeyboardInterrupt

    cloud.pages = breaks
    other = saved.with_name("other")
    with pytest.raises(KeyboardInterrupt):
        backup.save(stack, KEY, other, now=NOW)
    assert not other.exists()


def test_a_file_is_never_in_memory_as_a_whole(
    stack: Stack, cloud: Cloud, consent: Consent, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(consent, 5000)
    backup.save(stack, KEY, file, now=NOW)
    read, told, leads = 0, [0], [0]
    records = backup._records

    def counted(path: Path) -> Iterator[dict[str, Any]]:
        nonlocal read
        for each in records(path):
            read += 1
            leads.append(read - told[-1])
            yield each

    monkeypatch.setattr(backup, "_records", counted)
    assert restored(stack, file, told=lambda done, _: told.append(done)).same == 5000
    assert (read, told[-1]) == (5000, 5000)
    assert max(leads) <= (2 * THREADS + 2) * backup.ITEMS_PER_READ


# The commands --------------------------------------------------------------------------------------------------------


def test_the_commands_save_and_restore(
    stack: Stack, cloud: Cloud, saved: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("operate.stack.chosen", lambda *_: stack)
    monkeypatch.setattr("operate.find.key_of", lambda _: KEY)
    file = saved.with_name("another")
    assert main(["consent", "backup", str(file)]) == 0
    assert "30 records in" in capsys.readouterr().err
    cloud.records.clear()
    assert main(["consent", "restore", str(file), "--dry-run"]) == 0
    assert "30 would be added, 0 would be merged, 0 had nothing new" in capsys.readouterr().err
    assert main(["consent", "restore", str(file)]) == 1
    assert "Nothing was done" in capsys.readouterr().err
    assert cloud.records == {}
    assert main(["consent", "restore", str(file), "--yes"]) == 0
    assert "30 added, 0 merged, 0 had nothing new" in capsys.readouterr().err
    assert len(cloud.records) == 30
    for wrong in (str(file), str(file.parent / "no" / "folder"), str(file.parent)):
        assert main(["consent", "backup", wrong]) == 1
    assert main(["consent", "restore", str(file.parent / "none"), "--yes"]) == 1
    capsys.readouterr()
    monkeypatch.setattr("operate.find.key_of", lambda _: b"another")
    assert main(["consent", "restore", str(file), "--yes"]) == 1
    assert "another key secret" in capsys.readouterr().err.splitlines()[-1]
