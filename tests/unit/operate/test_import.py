"""Importing a file of leads: what is queued, at what pace, and how it goes on after the command was killed anywhere."""

import json
import random
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from operate import importing
from operate.leads import resuming
from operate.trouble import Trouble
from tests.unit.operate.importable import CAMPAIGNS, NOW, Killed, Queue, a_file, cards, imported, looked_at

DAY = 86_400_000


@pytest.fixture(autouse=True)
def deployed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "known_campaigns", lambda _: CAMPAIGNS)


@pytest.fixture
def queue() -> Queue:
    return Queue(dead=[])


def test_rows_are_queued_as_what_their_senders_asked_for(tmp_path: Path, queue: Queue) -> None:
    found = imported(a_file(tmp_path, cards(range(25))), queue)
    assert [each.advocate["email"] for each in queue.submissions] == [f"p{n}@example.org" for n in range(25)]
    assert {(each.source, each.campaigns, each.imported_at) for each in queue.submissions} == {
        ("twitter_card", (998,), NOW)
    }
    assert queue.sizes == [10, 10, 5]
    assert (found.progress.good, found.progress.queued, found.progress.bad) == (25, 25, 0)
    assert not list(tmp_path.glob("*.bad*"))


def test_an_import_has_a_fair_share_of_its_own(tmp_path: Path, queue: Queue) -> None:
    imported(a_file(tmp_path, cards(range(3))), queue)
    assert {*queue.groups} == {"import-998"}


def test_a_card_of_a_campaign_without_cards_is_a_row_of_a_list(tmp_path: Path, queue: Queue) -> None:
    imported(a_file(tmp_path, cards([1])), queue, campaign=999)
    assert queue.submissions[0].source == "lead_file"


def test_the_time_of_a_row_is_its_own_and_never_to_come(tmp_path: Path, queue: Queue) -> None:
    rows = ["2013-11-08 17:05:31 +0000,Ann,ann@example.org,@a", "2126-01-01 00:00:00 +0000,Bob,bob@example.org,@b"]
    imported(a_file(tmp_path, "\n".join(["Timestamp,Name,Email,Twitter handle", *rows])), queue)
    assert [each.received_at for each in queue.submissions] == [1_383_930_331_000, NOW]


def test_rows_without_a_time_have_that_of_the_import_also_after_it_went_on(tmp_path: Path, queue: Queue) -> None:
    file = a_file(tmp_path, "Email\n" + "".join(f"p{n}@example.org\n" for n in range(30)))
    queue.dies_after = 1
    with pytest.raises(Killed):
        imported(file, queue)
    imported(file, queue, now=NOW + 3 * DAY)
    assert {each.received_at for each in queue.submissions} == {NOW}


def test_old_rows_write_to_no_legislator(tmp_path: Path, queue: Queue) -> None:
    head = "Timestamp,Name,Email,Twitter handle,Street,ZIP\n"
    rows = [f"2026-{day} 12:00:00 +0000,Ann,p{day}@example.org,@a,1 Main St,02134\n" for day in ("10-20", "11-20")]
    found = imported(a_file(tmp_path, head + "".join(rows)), queue)
    assert [each.connection is not None for each in queue.submissions] == [False, True]
    assert found.progress.too_old == 1


def test_the_same_row_in_two_files_is_one_submission(tmp_path: Path) -> None:
    one, other = Queue(dead=[]), Queue(dead=[])
    imported(a_file(tmp_path, cards([1])), one)
    swapped = "Twitter handle;Email;Timestamp;Name\n@ann1;P1@example.org;20/11/2026 12:00;Ann 1\n"
    imported(a_file(tmp_path, swapped, "other.csv"), other, zone="UTC", now=NOW + DAY)
    assert one.submissions[0].natural_key == other.submissions[0].natural_key


# ---------------------------------------------------------------- bad rows


def test_bad_rows_are_kept_beside_the_file_and_can_be_imported_once_they_are_corrected(tmp_path: Path) -> None:
    queue = Queue(dead=[])
    content = 'Name,Email,Phone\nAnn,nobody,+1 (816) 555-0123\n=SUM(1),bob@example.org,\n"=HYPERLINK(""x"")",12,\nEve\n'
    found = imported(a_file(tmp_path, content), queue)
    assert (found.progress.good, found.progress.bad) == (1, 3)
    assert [line for line, _ in found.told_bad] == [2, 4, 5]
    bad = tmp_path / "leads.bad.csv"
    assert found.progress.bad_file == str(bad)
    assert stat.S_IMODE(bad.stat().st_mode) == 0o600
    lines = bad.read_text(encoding="utf-8-sig").splitlines()
    assert lines[0] == "Name,Email,Phone,line,reason"
    assert lines[1].startswith("Ann,nobody,'+1 (816) 555-0123,2,\"E-mail address: enter a complete address")
    assert lines[2].startswith("\"'=HYPERLINK")
    assert lines[3].startswith('Eve,,,5,"it has 1 cell, the header 3: was it cut off')

    bad.write_text(bad.read_text().replace("nobody", "ann@example.org").replace(",12,", ",eve@example.org,"))
    again = Queue(dead=[])
    assert imported(bad, again).progress.good == 2
    assert [each.advocate["firstname"] for each in again.submissions] == ["Ann", '=HYPERLINK("x")']
    assert again.submissions[0].advocate["phone"] == "8165550123"


def test_a_file_of_bad_rows_that_lies_there_is_not_written_over(tmp_path: Path) -> None:
    file = a_file(tmp_path, "Email\nnobody\n")
    assert looked_at(file).progress.bad_file.endswith("leads.bad.csv")
    assert looked_at(file).progress.bad_file.endswith("leads.bad.csv")  # the same once more
    (tmp_path / "leads.bad.csv").write_text("Email,line,reason\nann@example.org,2,corrected\n")
    assert looked_at(file).progress.bad_file.endswith("leads.bad-2.csv")
    assert "corrected" in (tmp_path / "leads.bad.csv").read_text()
    assert not list(tmp_path.glob("*.part"))


def test_a_vendors_test_lead_is_passed_over(tmp_path: Path, queue: Queue) -> None:
    head = "id created_time ad_id form_id is_organic platform full_name email phone_number zip_code lead_status"
    time = "2026-11-20T15:05:13+05:30"
    rows = [
        (
            "l:99",
            time,
            "ag:1",
            "f:2",
            "0",
            "fb",
            "Ann O'Neil",
            "ann@example.org",
            "p:+18165550123",
            "z:02134",
            "CREATED",
        ),
        ("l:98", time, "ag:1", "f:2", "0", "fb", "<test lead: dummy data>", "test@example.org", "", "", ""),
    ]
    text = "\n".join("\t".join(row) for row in (head.split(), *rows))
    file = a_file(tmp_path, f"\ufeff{text}\n".encode("utf-16-le"))
    found = imported(file, queue)
    assert (found.progress.good, found.progress.tests) == (1, 1)
    person = {
        "firstname": "Ann",
        "lastname": "O'Neil",
        "email": "ann@example.org",
        "phone": "8165550123",
        "zip5": "02134",
    }
    assert queue.submissions[0].advocate == person
    assert queue.submissions[0].received_at == 1_795_167_313_000


# ---------------------------------------------------------------- the pace


def test_so_many_a_second_are_sent(tmp_path: Path, queue: Queue) -> None:
    found = looked_at(a_file(tmp_path, cards(range(12))), queue)
    slept: list[float] = []
    importing.queue_rows(found, rate=4, sleep=slept.append)
    assert queue.sizes == [4, 4, 4]
    assert slept == [1.0, 1.0]


def test_nothing_is_added_while_much_waits(tmp_path: Path) -> None:
    queue = Queue(dead=[], waiting=[900, 700, 490, 0])
    found = looked_at(a_file(tmp_path, cards(range(20))), queue)
    told: list[int] = []
    importing.queue_rows(found, rate=0, waits=told.append, sleep=lambda _: None)
    assert told == [900, 700]
    assert len(queue.submissions) == 20


def test_how_far_it_is_is_told(tmp_path: Path, queue: Queue) -> None:
    told: list[tuple[int, int]] = []
    found = looked_at(a_file(tmp_path, cards(range(12))), queue)
    importing.queue_rows(found, rate=0, told=lambda *far: told.append(far), sleep=lambda _: None)
    assert told == [(10, 12), (12, 12)]


# ---------------------------------------------------------------- going on


def test_who_is_killed_anywhere_goes_on_and_misses_no_row(tmp_path: Path) -> None:
    content = cards(range(95)).replace("p7@example.org", "nobody").replace("p50@example.org", "nobody")
    for seed in range(20):
        draw = random.Random(seed)
        folder = tmp_path / str(seed)
        folder.mkdir()
        file, queue = a_file(folder, content), Queue(dead=[])
        for _ in range(2):
            queue.dies_after, queue.loses = draw.randrange(1, 5), draw.random() < 0.5
            with pytest.raises(Killed):
                imported(file, queue)
        queue.dies_after, queue.loses = -1, False
        found = imported(file, queue, now=NOW + DAY)
        keys = [each.natural_key for each in queue.submissions]
        assert len({*keys}) == 93
        assert len(keys) <= 93 + 2 * 10  # what was sent and not noted is sent again, no more
        assert found.progress.ended_at == NOW + DAY


def test_what_sqs_does_not_take_is_sent_again_next_time(tmp_path: Path, queue: Queue) -> None:
    file = a_file(tmp_path, cards(range(20)))
    queue.refuses = "p13@"
    with pytest.raises(Trouble, match="SQS did not take 1 rows: start the same command again"):
        imported(file, queue)
    queue.refuses = "\0"
    imported(file, queue)
    assert len({each.natural_key for each in queue.submissions}) == 20


def test_an_import_that_is_over_is_not_done_again(tmp_path: Path, queue: Queue) -> None:
    file = a_file(tmp_path, cards(range(3)))
    imported(file, queue)
    assert importing.ended_before(looked_at(file, queue))
    with pytest.raises(Trouble, match=r"was imported on .* with other options \(--campaign\).* delete .*json first"):
        looked_at(file, queue, campaign=999)
    a_file(tmp_path, cards(range(4)))
    assert not importing.ended_before(looked_at(file, queue))


def test_an_import_goes_on_with_the_same_file_and_options_only(tmp_path: Path, queue: Queue) -> None:
    file = a_file(tmp_path, cards(range(30)))
    queue.dies_after = 1
    with pytest.raises(Killed):
        imported(file, queue)
    with pytest.raises(
        Trouble, match=r"with other options \(--campaign\): give the same, or delete .*leads.csv.import.json"
    ):
        imported(file, queue, campaign=999)
    a_file(tmp_path, cards(range(31)))
    with pytest.raises(
        Trouble, match=r"has been changed since: put it back as it was, or delete .*leads.csv.import.json"
    ):
        imported(file, queue)
    resuming.noted_beside(file).write_text("{")
    with pytest.raises(Trouble, match="can't be read: delete it to begin anew"):
        imported(file, queue)


def test_the_note_has_nothing_of_a_person_and_is_its_owners(tmp_path: Path, queue: Queue) -> None:
    file = a_file(tmp_path, cards(range(30)))
    imported(file, queue)
    note = resuming.noted_beside(file)
    assert stat.S_IMODE(note.stat().st_mode) == 0o600
    assert "@" not in note.read_text()
    assert json.loads(note.read_text())["passed"] == 30


def test_two_commands_do_not_import_one_file_at_once(tmp_path: Path) -> None:
    file = a_file(tmp_path, cards([1]))
    with (
        resuming.alone(file),
        pytest.raises(Trouble, match=r"another command is importing leads.csv"),
        resuming.alone(file),
    ):
        pass
    with resuming.alone(file):
        pass


def test_a_campaign_that_is_not_deployed_is_named(tmp_path: Path) -> None:
    with pytest.raises(Trouble, match=r"campaign 7 is not set up in relay-test \(there is 998, 999\)"):
        looked_at(a_file(tmp_path, cards([1])), campaign=7)


def test_an_import_goes_on_after_a_deployment_only_if_its_campaign_is_the_same(
    tmp_path: Path, queue: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = a_file(tmp_path, cards(range(30)))
    queue.dies_after = 1
    with pytest.raises(Killed):
        imported(file, queue)
    queue.dies_after = -1
    for changed in ({"twitter_card": None}, {}):
        now = {998: replace(CAMPAIGNS.by_id[998], **changed)}  # type: ignore[arg-type]
        monkeypatch.setattr(importing, "known_campaigns", lambda _, now=now: replace(CAMPAIGNS, by_id=now))
        if changed:
            with pytest.raises(Trouble, match=r"other options \(the deployed campaigns.toml\)"):
                imported(file, queue)
    imported(file, queue)
