"""Files of leads as they come: encodings, delimiters, headers, times; and what is said of those that can't be read."""

import codecs
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from operate import importing
from operate.leads.cells import as_it_was, csv_line, defused
from operate.leads.columns import export_of
from operate.leads.encodings import CHUNK
from operate.leads.times import NotATime, NoZone, moment_of
from operate.trouble import Trouble
from relay.campaigns import Campaigns
from relay.submission import Argument
from tests.unit.operate.importable import CAMPAIGNS, Queue, a_file, imported, looked_at

ROWS = 'Name,Email,ZIP\nJosé Ñandú,jose@example.org,02134\n"O\'Neil, Ann",ann@example.org,10001\n'


@pytest.fixture(autouse=True)
def deployed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "known_campaigns", lambda _: CAMPAIGNS)


def people(folder: Path, content: str | bytes, **asked: Any) -> list[Mapping[str, Argument]]:
    """The advocates that a file asks for."""
    queue = Queue(dead=[])
    imported(a_file(folder, content), queue, **asked)
    return [each.advocate for each in queue.submissions]


def refusal(folder: Path, content: str | bytes, name: str = "leads.csv", **asked: Any) -> str:
    """What is said of a file that can't be imported: one line."""
    with pytest.raises(Trouble) as caught:
        looked_at(a_file(folder, content, name), **asked)
    said = str(caught.value)
    assert "\n" not in said
    assert "@" not in said
    assert not list(folder.glob("*.json"))
    return said


def reasons(folder: Path, content: str, **asked: Any) -> list[tuple[int, str]]:
    """The bad rows of a file, by line."""
    return looked_at(a_file(folder, content), **asked).told_bad


# ---------------------------------------------------------------- encodings


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-16-le with mark", "cp1252"]
)
def test_a_file_is_read_in_whatever_it_is_written(tmp_path: Path, encoding: str, delimiter: str, line_end: str) -> None:
    text = ROWS.replace("\n", line_end).replace(", ", "~").replace(",", delimiter).replace("~", ", ")
    codec, _, mark = encoding.partition(" ")
    found = people(tmp_path, (f"\ufeff{text}" if mark else text).encode(codec))
    assert [each["lastname"] for each in found] == ["Ñandú", "O'Neil"]
    assert [each["zip5"] for each in found] == ["02134", "10001"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
def test_a_letter_on_the_edge_of_a_piece_is_read(tmp_path: Path, encoding: str) -> None:
    rows = "".join(f"Zo\u00eb,p{number}@example.org\r\n" for number in range(8000))
    assert len(rows) > 2 * CHUNK
    assert looked_at(a_file(tmp_path, f"Name,Email\r\n{rows}".encode(encoding))).progress.good == 8000


def test_the_odd_line_of_mixed_encodings_is_named(tmp_path: Path) -> None:
    mixed = b"Name,Email\nJos\xc3\xa9,a@example.org\nAnn,b@example.org\nJos\xe9,c@example.org\n"
    said = refusal(tmp_path, mixed)
    assert said.startswith("leads.csv, line 4: is not UTF-8, unlike line 2, so the file mixes encodings: correct")
    said = refusal(tmp_path, codecs.BOM_UTF8 + b"Name,Email\nJos\xe9,c@example.org\n")
    assert said.startswith("leads.csv, line 2: is not UTF-8, unlike its beginning, so the file mixes encodings")


def test_a_line_that_mixes_encodings_in_itself_is_named(tmp_path: Path) -> None:
    both = "Name,Email,City\nJos\u00e9,jose@example.org,".encode() + "M\u00fcnchen\n".encode("cp1252")
    said = refusal(tmp_path, both)
    assert said.startswith("leads.csv, line 2: has letters in UTF-8 and letters that are not, so it mixes encodings")


@pytest.mark.parametrize(
    "name", ["JOS\u00c9\u2019S", "S\u00c3O", "\u00c2ngela", "Caf\u00e9\u2026 \u2013", "\u00c5\u00c4\u00d6"]
)
def test_windows_own_letters_side_by_side_are_no_mixture(tmp_path: Path, name: str) -> None:
    content = f"Firstname,Email\n{name} \u00e9,b@example.org\n"
    assert people(tmp_path, content.encode("cp1252"))[0]["firstname"] == f"{name} \u00e9"


@pytest.mark.parametrize("mark", [b"", codecs.BOM_UTF8])
def test_a_file_that_ends_within_a_letter_was_cut_off(tmp_path: Path, mark: bytes) -> None:
    content = mark + "Name,Email\nJos\u00e9,jose@example.org\nJos\u00e9".encode()[:-1]
    assert refusal(tmp_path, content) == (
        "leads.csv, line 3: ends in the middle of a letter: the file was cut off, export it again"
    )
    said = refusal(tmp_path, b"Name,Email\nJos\x81\xe9,c@example.org\n")
    assert said == "leads.csv, line 2: is neither UTF-8, UTF-16 nor windows-1252: save it anew as CSV in UTF-8"
    said = refusal(tmp_path, "Name,Email\nJosé,c@example.org\n".encode("utf-16") + b"\x00")
    assert said.startswith("leads.csv, line 3 or a little later: is not UTF-16, as the rest is")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "leads.csv is empty: export the leads again"),
        (b"\xef\xbb\xbf\r\n \n", "leads.csv is empty: export the leads again"),
        (b"PK\x03\x04\x14\x00\x06", "leads.csv is a spreadsheet or an archive (.xlsx, .zip), no CSV"),
        (b"\xd0\xcf\x11\xe0\xa1", "leads.csv is an old Excel file (.xls), no CSV"),
        (b"%PDF-1.7\n", "leads.csv is a PDF, no CSV"),
        (b"\x1f\x8b\x08", "leads.csv is compressed, no CSV"),
        (b"{\\rtf1 Leads}", "leads.csv is a text document (.rtf), no CSV"),
        (b"\x89PNG\r\n", "leads.csv is a picture, no CSV"),
        (b"\xff\xd8\xff\xe0", "leads.csv is a picture, no CSV"),
        (b"\n<!DOCTYPE html><html>", "leads.csv is a web page, no CSV: was it a page to log in?"),
        (b'\xef\xbb\xbf[{"id": 1}]', "leads.csv is JSON, no CSV"),
        ("Email\n".encode("utf-32"), "leads.csv is in UTF-32"),
        (b"Name,Email\nAnn\x00,ann@x\n", "leads.csv, line 2: has a NUL character, so it is damaged"),
        (b"Name,Email\n" + b"x" * 2_000_000, "leads.csv, line 2: is longer than a megabyte"),
        (b"Name,Email\n", "leads.csv has a header and no rows: export the leads again"),
        (b"Name,Email\n,\n\n", "leads.csv has a header and no rows: export the leads again"),
        (b'Name,Email\nAnn,a\n"Bob,b\nEve,c\n', "leads.csv, line 3: begins a cell in quotation marks that never ends"),
        (b'Name,Email\n"Ann" O,a\nBob,b\n', "leads.csv, line 2: has a quotation mark within a cell"),
        (
            b'Name,Email\nAnn,"' + b"x" * 200_000 + b'"\n',
            "leads.csv, line 2: has a cell of more than 131072 characters",
        ),
        (b"Ann,816-555-0123\nBob,816-555-0124\n", "leads.csv, line 1: is somebody's data, no names of columns"),
        (
            b"One,Two\n1,2\n",
            'leads.csv has no column with an e-mail address or a phone that is known here (it has "One"',
        ),
        (b"Email,Name,Email\na,b,c\n", 'leads.csv has two columns "Email" (1 and 3): rename or delete one'),
    ],
)
def test_what_is_no_file_of_leads_is_refused_with_what_to_do(tmp_path: Path, content: bytes, said: str) -> None:
    assert refusal(tmp_path, content).startswith(said)


# ---------------------------------------------------------------- rows and columns


def test_a_quoted_cell_may_have_several_lines_and_the_line_of_a_bad_row_is_where_it_begins(tmp_path: Path) -> None:
    content = 'Name,Notes,Email\nAnn,"one\ntwo\n\nthree",ann@example.org\n\nBob,,nobody\n'
    assert reasons(tmp_path, content) == [(7, "E-mail address: enter a complete address, like name@example.org.")]


def test_a_last_line_that_is_cut_off_is_a_bad_row(tmp_path: Path) -> None:
    ((line, reason),) = reasons(tmp_path, "Name,Email,ZIP\nAnn,ann@example.org,02134\nBob,bob@exam")
    assert (line, reason[:42]) == (3, "it has 2 cells, the header 3: was it cut o")


def test_a_row_that_is_too_long_is_bad_unless_nothing_is_in_its_last_cells(tmp_path: Path) -> None:
    content = "Email,Name\na@example.org,Ann,,\nb@example.org,O'Neil,Bob\n"
    assert [line for line, _ in reasons(tmp_path, content)] == [3]


@pytest.mark.parametrize(
    "content",
    [
        "Timestamp,Name,Email,Twitter handle\n,Ann,ann@example.org,@Friends_Whales\n",
        "Timestamp,Name,Email,Twitter handle,is_test\n,Ann,ann@example.org,@ann,TRUE\n",
        "Lead ID,Form ID,Is test,Email\nL1,1,true,ann@example.org\n",
        "id,created_time,ad_id,email\n1,,1,<test lead: dummy data for email>\n",
    ],
)
def test_a_vendors_own_test_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str) -> None:
    literal = {"name": "Save the Whales", "twitter_card": {"account": "friends_whales"}}
    monkeypatch.setattr(importing, "known_campaigns", lambda _: Campaigns.from_literal({998: literal}))
    found = looked_at(a_file(tmp_path, content))
    assert (found.progress.tests, found.progress.good, found.progress.bad) == (1, 0, 0)


def test_a_list_may_have_a_column_test(tmp_path: Path) -> None:
    assert people(tmp_path, "Email,Test\nann@example.org,yes\n") == [{"email": "ann@example.org"}]


def test_excels_own_first_line_says_the_delimiter(tmp_path: Path) -> None:
    assert people(tmp_path, "sep=;\nEmail;Name\nann@example.org;O'Neil, Ann\n") == [
        {"email": "ann@example.org", "firstname": "Ann", "lastname": "O'Neil"}
    ]


def test_the_delimiter_is_the_one_that_gives_known_columns(tmp_path: Path) -> None:
    assert people(tmp_path, "Email;Notes, remarks, and more, much more\nann@example.org;none\n")
    assert people(tmp_path, "Email\nann@example.org\n") == [{"email": "ann@example.org"}]


def test_titles_above_the_header_are_passed_over(tmp_path: Path) -> None:
    found = looked_at(
        a_file(tmp_path, "Lead form report\n1 May 2026 - 31 May 2026\n\nName,Email\nAnn,ann@example.org\n")
    )
    assert (found.reading.sheet.header_line, found.progress.good) == (4, 1)


def test_a_blank_before_a_quoted_cell_is_none_of_it(tmp_path: Path) -> None:
    assert people(tmp_path, 'Email, Name\nann@example.org, "O\'Neil, Ann"\n')[0]["firstname"] == "Ann"


def test_columns_that_nobody_knows_are_ignored_and_told(tmp_path: Path) -> None:
    content = "Email,Shoe size,Unsubscribed,smsOptin,Campaign,advocateid\nann@example.org,7,yes,yes,5,7\n"
    found = looked_at(a_file(tmp_path, content))
    assert found.reading.columns.ignored == ("Shoe size", "Unsubscribed", "smsOptin", "Campaign", "advocateid")
    assert people(tmp_path, content) == [{"email": "ann@example.org"}]


def test_the_column_that_the_operator_names_counts_alone(tmp_path: Path) -> None:
    content = "Email,Phone,Mobile\nann@example.org,8165550123,8165550124\n"
    assert [line for line, _ in reasons(tmp_path, content)] == [2]
    assert people(tmp_path, content, map=["Mobile=phone"]) == [{"email": "ann@example.org", "phone": "8165550124"}]
    assert looked_at(a_file(tmp_path, content, "again.csv"), map=["Mobile=phone"]).reading.columns.ignored == ("Phone",)


def test_columns_are_named_by_the_operator(tmp_path: Path) -> None:
    content = "E-post;Wann;Frage;Nummer\nann@example.org;8.11.2013 17:05;yes;L1\n"
    words = ["E-post=email", "Wann=time", "Frage=fields[5365]", "Nummer=id"]
    queue = Queue(dead=[])
    imported(a_file(tmp_path, content), queue, map=words, zone="Europe/Berlin")
    (made,) = queue.submissions
    assert made.advocate == {"email": "ann@example.org", "fields": {"5365": "yes"}}
    assert made.received_at == 1_383_926_700_000


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("Email", '--map "Email": write --map "Their column=email"'),
        ("X=mail", "--map mail: write one of address1, "),
        ("X=email", 'leads.csv has no column "X": it has "Email"'),
        ("Email=smsOptin", "--map smsOptin: name the column with --consent-column"),
        ("Email=smsOptout", "--map smsOptout: a stop can't be undone, so none is imported"),
        ("Email=advocateid", "--map advocateid: write one of"),
    ],
)
def test_a_word_that_names_nothing_is_refused(tmp_path: Path, word: str, said: str) -> None:
    assert refusal(tmp_path, "Email\nnobody\n", map=[word]).startswith(said)


def test_consent_comes_from_the_named_column_only(tmp_path: Path) -> None:
    content = "Email,Phone,Text me?\na@example.org,8165550123,Yes\nb@example.org,8165550124,\n"
    assert [each.get("smsOptin") for each in people(tmp_path, content, consent_column="Text me?")] == ["1", None]
    others = [tmp_path / name for name in ("none", "mails")]
    for folder in others:
        folder.mkdir()
    assert [each.get("smsOptin") for each in people(others[0], content)] == [None, None]
    mails = people(others[1], content, consent_column="Text me?", consent="email")
    assert [each.get("emailOptin") for each in mails] == ["1", None]


def test_a_consent_column_must_be_there(tmp_path: Path) -> None:
    assert refusal(tmp_path, "Email\nnobody\n", consent_column="Text?").startswith('leads.csv has no column "Text?"')


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("Email,Twitter handle,Timestamp,Name", "a Twitter card's export"),
        ("id,created_time,ad_id,form_id,is_organic,platform,email", "Meta's export of a lead form"),
        ("Lead ID,Form ID,Campaign ID,Full name,User Email", "Google's export of a lead form"),
        ("id,created_time,email", "a list"),
        ("Lead ID,email", "a list"),
    ],
)
def test_an_export_is_known_by_its_columns(header: str, name: str) -> None:
    assert export_of(header.split(",")).name == name


def test_googles_export_is_read_by_its_lead_ids_and_its_campaigns_questions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    google = {"name": "Save the Whales", "google_lead": {"fields": {"Where do you live?": "zip5"}}}
    monkeypatch.setattr(
        importing, "known_campaigns", lambda _: Campaigns.from_literal({998: google, 999: {"name": "x"}})
    )
    content = (
        "Lead ID,Form ID,Campaign ID,Lead Submit Time,Full name,User Email,Where do you live?,Unsubscribe?\n"
        "L1,5,7,2026-11-20 12:00:00+00:00,Ann O'Neil,ann@example.org,02134,Yes\n"
    )
    person = {"firstname": "Ann", "lastname": "O'Neil", "email": "ann@example.org"}
    ours, others = Queue(dead=[]), Queue(dead=[])
    imported(a_file(tmp_path, content), ours)
    imported(a_file(tmp_path, content, "others.csv"), others, campaign=999)
    assert [(each.source, each.advocate) for each in ours.submissions] == [("google_lead", person | {"zip5": "02134"})]
    assert [(each.source, each.advocate) for each in others.submissions] == [("lead_file", person)]


# ---------------------------------------------------------------- formulas


@pytest.mark.parametrize(
    "cell", ["=1+1", "+18165550123", "-", "@ann", "\tx", "\rx", "\uff1d1", "plain", "", "'quoted", "O'Neil"]
)
def test_a_cell_is_defused_and_comes_back_as_it_was(cell: str) -> None:
    assert as_it_was(defused(cell)) == cell
    assert defused(cell)[:1] not in {"=", "+", "-", "@", "\t", "\r", "\uff1d"}


def test_a_line_is_csv_with_nothing_that_a_spreadsheet_runs() -> None:
    assert csv_line(['=HYPERLINK("x")', "a,b", "+1"]) == '"\'=HYPERLINK(""x"")","a,b",\'+1\r\n'


# ---------------------------------------------------------------- times

NEW_YORK = ZoneInfo("America/New_York")


@pytest.mark.parametrize(
    ("said", "at"),
    [
        ("2026-11-01 14:30", "2026-11-01T19:30Z"),
        ("2025-09-12T15:05:13+05:30", "2025-09-12T09:35:13Z"),
        ("2013-11-08 17:05:31 +0000", "2013-11-08T17:05:31Z"),
        ("Fri Nov 08 17:05:31 +0000 2013", "2013-11-08T17:05:31Z"),
        ("Fri, 08 Nov 2013 17:05:31 GMT", "2013-11-08T17:05:31Z"),
        ("Friday, November 8th, 2013 at 5:05 pm", "2013-11-08T22:05Z"),
        ("11/8/2013 5:05:31 PM", "2013-11-08T22:05:31Z"),
        ("11/8/13 12:05 a.m.", "2013-11-08T05:05Z"),
        ("8.11.2013 17:05", "2013-11-08T22:05Z"),
        ("2013/11/08 12 PM EST", "2013-11-08T17:00Z"),
        ("8-Nov-13 17:05 UTC", "2013-11-08T17:05Z"),
        ("08-nov.-13", "2013-11-08T05:00Z"),
        ("2013-11-08 12:05:00 America/New_York", "2013-11-08T17:05Z"),
        ("8 de noviembre de 2013 17:05", "2013-11-08T22:05Z"),
        ("mar 3, 2024", "2024-03-03T05:00Z"),
        ("20131108T170531Z", "2013-11-08T17:05:31Z"),
        ("1383930331", "2013-11-08T17:05:31Z"),
        ("1383930331000", "2013-11-08T17:05:31Z"),
        ("2013-11-08", "2013-11-08T05:00Z"),
        ("2026-11-01 01:30", "2026-11-01T05:30Z"),  # twice on that day: the earlier
    ],
)
def test_a_time_is_read_as_people_and_programs_write_it(said: str, at: str) -> None:
    assert moment_of(said, "mdy", NEW_YORK) == datetime.fromisoformat(at).timestamp() * 1000


@pytest.mark.parametrize(
    "said",
    ["", "soon", "13/13/2013", "2013-02-30", "11/8/2013 25:00", "1999-01-01", "45123.5", "5 pm", "11/8/2013 13 PM"],
)
def test_what_is_no_time_is_said_to_be_none(said: str) -> None:
    with pytest.raises(NotATime):
        moment_of(said, "mdy", UTC)


@pytest.mark.parametrize("said", ["2026-11-01 14:30", "11/8/2013", "Nov 8, 2013 5:05 PM"])
def test_no_zone_is_guessed(said: str) -> None:
    with pytest.raises(NoZone):
        moment_of(said, "mdy", None)


def test_a_file_without_zones_needs_one(tmp_path: Path) -> None:
    content = "Email,Created at\nann@example.org,2026-11-01 14:30\n"
    said = refusal(tmp_path, content)
    assert said == (
        'leads.csv, line 2: the time in "Created at" says no zone: '
        "add --zone with its own, as in --zone America/New_York or --zone UTC"
    )
    assert refusal(tmp_path, content, zone="Mars/Olympus").startswith("there is no zone Mars/Olympus")
    assert people(tmp_path, content, zone="America/New_York")


def received(folder: Path, written: list[str], **asked: Any) -> list[str]:
    """The days that dates of a file are taken for."""
    queue = Queue(dead=[])
    rows = "".join(f"p{number}@example.org,{date}\n" for number, date in enumerate(written))
    imported(a_file(folder, f"Email,Date\n{rows}"), queue, zone="UTC", **asked)
    return [f"{datetime.fromtimestamp(each.received_at / 1000, UTC):%Y-%m-%d}" for each in queue.submissions]


def test_whether_the_month_or_the_day_comes_first_is_decided_by_the_whole_file(tmp_path: Path) -> None:
    assert received(tmp_path, ["3/4/2026", "3/13/2026"]) == ["2026-03-04", "2026-03-13"]
    assert received(tmp_path, ["3/4/2026", "13/3/2026"]) == ["2026-04-03", "2026-03-13"]
    assert received(tmp_path, ["3/3/2026"]) == ["2026-03-03"]
    assert received(tmp_path, ["3/4/2026"], dates="dmy") == ["2026-04-03"]


def test_a_file_whose_dates_may_be_either_is_refused(tmp_path: Path) -> None:
    either = refusal(tmp_path, "Email,Date\nnobody,2026-01-01\nnobody,3/4/2026\n", zone="UTC")
    assert either.startswith(
        "leads.csv, line 3: no date in the file tells whether month or day comes first: add --dates"
    )
    both = refusal(tmp_path, "Email,Date\nnobody,3/13/2026\nnobody,13/3/2026\n", zone="UTC")
    assert both.startswith("leads.csv, lines 2 and 3: the one writes the month first, the other the day")


def test_a_day_and_a_time_of_day_may_be_two_columns(tmp_path: Path) -> None:
    queue = Queue(dead=[])
    imported(a_file(tmp_path, "Time,Email,Date\n17:05,ann@example.org,2013-11-08\n"), queue, zone="UTC")
    assert queue.submissions[0].received_at == 1_383_930_300_000
