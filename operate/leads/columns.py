"""What the columns of a file are: by whose export it is, by names that forms use too, and by the operator's word.

Columns that nobody knows are ignored, and told: a list's "unsubscribed" or "opted in" is never guessed at.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from operate.leads.bad_rows import FOR_BAD_ROWS
from operate.leads.sheet import Sheet
from operate.trouble import Trouble
from relay.campaigns import Source
from relay.sources.lead_file import PERSON, column_of, tells_of_tests

TIME: Final = "time"
LEAD_ID: Final = "id"

ADDRESSES: Final = frozenset({"email", "phone"})
NEVER: Final = {
    "smsOptin": "name the column with --consent-column, and say --consent sms",
    "emailOptin": "name the column with --consent-column, and say --consent email",
    "smsOptinConfirmed": "only a text from the phone itself proves it",
    "smsOptout": "a stop can't be undone, so none is imported: ./relay consent opt-out ADDRESS",
    "emailOptout": "opt-outs are not imported: ./relay consent opt-out ADDRESS",
}
_TIMES: Final = (
    *("createdtime", "leadsubmittime", "submissiontime", "submissiondatetime", "submissiondate", "submittedat"),
    *("submittedon", "submittime", "submitdate", "submitted", "datesubmitted", "timestamp", "createdat", "createdon"),
    *("created", "createddate", "creationdate", "datecreated", "signupdate", "signuptime", "signedupat", "dateadded"),
    *("addedat", "joinedat", "joined", "datejoined", "registrationdate", "registeredat", "subscribedat", "entrydate"),
    *("optintime", "optindate", "datetime", "dateandtime", "marcatemporal", "fecha", "date", "time"),
)
_PUNCTUATION: Final = "".maketrans("", "", "_-. /:?()")


@dataclass(frozen=True, slots=True)
class Export:
    """Whose export a file is. `lead_id`: its columns for the sender's key; `known`: those that say nothing of a person.

    `prefixes`: its values carry one of one or two letters (`p:+18165550123`).
    """

    name: str
    source: Source
    lead_id: frozenset[str] = frozenset()
    known: frozenset[str] = frozenset()
    prefixes: bool = False


TWITTER: Final = Export(
    "a Twitter card's export",
    "twitter_card",
    known=frozenset({"twitterhandle", "screenname", "handle", "card"}),
)
GOOGLE: Final = Export(
    "Google's export of a lead form",
    "google_lead",
    lead_id=frozenset({"leadid", "googleleadid", "leadsubmissionid", "leadformsubmissionid", "submissionid"}),
    known=frozenset(
        {
            *("formid", "leadformid", "leadformname", "formname", "leadform", "assetid", "asset", "campaign"),
            *("campaignid", "campaignname", "adgroup", "adgroupid", "adgroupname", "creativeid", "adid", "gclid"),
            *("googleclickid", "assetgroupid", "leadstage", "apiversion", "istest", "leadsource", "googlekey"),
        }
    ),
)
META: Final = Export(
    "Meta's export of a lead form",
    "lead_file",
    lead_id=frozenset({"id"}),
    known=frozenset(
        {
            *(
                "adid",
                "adname",
                "adsetid",
                "adsetname",
                "campaignid",
                "campaignname",
                "formid",
                "formname",
                "isorganic",
            ),
            *("platform", "inboxurl", "leadstatus", "retaileritemid", "partnername"),
        }
    ),
    prefixes=True,
)
OTHER: Final = Export("a list", "lead_file")
_SIGNS_OF_GOOGLE: Final = frozenset({"formid", "leadformid", "gclid", "googleclickid", "campaignid", "adgroupid"})
_SIGNS_OF_META: Final = frozenset({"adid", "formid", "isorganic", "platform"})


@dataclass(frozen=True, slots=True)
class Columns:
    """What is where: places count from 0. `fields` are a person's, by the name under which they are read.

    `tests`: the columns of a vendor's export that say whether a row is its test.
    """

    export: Export
    fields: Mapping[int, str]
    lead_id: int | None
    times: tuple[int, ...]
    consent: int | None
    tests: tuple[int, ...]
    ignored: tuple[str, ...]


def compared(name: str) -> str:
    """A column's name as it is compared."""
    return name.lower().translate(_PUNCTUATION)


def export_of(header: Sequence[str]) -> Export:
    """Whose export a file with these columns is."""
    names = {compared(name) for name in header}
    if {"email", "twitterhandle"} <= names:
        return TWITTER
    if {"id", "createdtime"} <= names and names & _SIGNS_OF_META:
        return META
    if names & GOOGLE.lead_id and names & _SIGNS_OF_GOOGLE:
        return GOOGLE
    return OTHER


def is_known(name: str) -> bool:
    """Whether a column's name alone says what it is."""
    return bool(column_of(name)) or compared(name) in _TIMES


def mapped(words: Sequence[str]) -> dict[str, str]:
    """What `--map "Their column=email"` says: our name by theirs. Raises `Trouble`."""
    said: dict[str, str] = {}
    for each in words:
        theirs, equals, ours = each.rpartition("=")
        theirs, ours = theirs.strip(), ours.strip()
        if not equals or not theirs or not ours:
            raise Trouble(f'--map "{each}": write --map "Their column=email"')
        if ours in NEVER:
            raise Trouble(f"--map {ours}: {NEVER[ours]}")
        if ours not in PERSON | {TIME, LEAD_ID} and column_of(ours) != "fields":
            raise Trouble(
                f"--map {ours}: write one of {', '.join(sorted(PERSON - {'fields'}))}, fields[ID], time or id"
            )
        if said.setdefault(theirs, ours) != ours:
            raise Trouble(f'--map: the column "{theirs}" is named twice')
    return said


def columns_of(sheet: Sheet, told: Mapping[str, str], consent: str, *, has_questions: bool) -> Columns:
    """What the columns of a sheet are, by the operator's `told` and `consent` first. Raises `Trouble`.

    `has_questions`: what else stands in Google's export are questions, and campaigns.toml says what they ask for.
    """
    name, header, export = sheet.file.name, sheet.header, export_of(sheet.header)
    _check_names(name, header, [*told, *([consent] if consent else [])])
    places = {theirs: header.index(theirs) for theirs in told}
    taken = {place: told[theirs] for theirs, place in places.items()}
    consent_place = header.index(consent) if consent else None
    fields, ignored = {}, []
    lead_id = next((place for place, ours in taken.items() if ours == LEAD_ID), None)
    times = tuple(place for place, ours in taken.items() if ours == TIME) or _times(header, taken)
    tests = (
        ()
        if export is OTHER
        else tuple(place for place, each in enumerate(header) if place not in taken and tells_of_tests(each))
    )
    for place, column in enumerate(header):
        ours = taken.get(place, "")
        if ours in {TIME, LEAD_ID} or place in {consent_place, *times, *tests} or not column:
            continue
        if not ours and lead_id is None and compared(column) in export.lead_id:
            lead_id = place
        elif ours:
            fields[place] = ours
        elif compared(column) in export.known.union(FOR_BAD_ROWS):
            continue
        elif column_of(column) in told.values():  # the operator says where it is instead
            ignored.append(column)
        elif column_of(column) or has_questions:
            fields[place] = column
        else:
            ignored.append(column)
    _check_fields(sheet, fields)
    return Columns(export, fields, lead_id, times, consent_place, tests, tuple(ignored))


def _times(header: Sequence[str], taken: Mapping[int, str]) -> tuple[int, ...]:
    """The column with a row's time; the day and the time of day, if they are two."""
    names = {compared(column): place for place, column in reversed([*enumerate(header)]) if place not in taken}
    if {"date", "time"} <= names.keys() and not names.keys() & {*_TIMES[:-2]}:
        return names["date"], names["time"]
    return next(((names[each],) for each in _TIMES if each in names), ())


def _check_names(name: str, header: Sequence[str], wanted: Sequence[str]) -> None:
    for column in wanted:
        if column not in header:
            raise Trouble(f'{name} has no column "{column}": it has {_listed(header)}')
    named = [column for column in header if column and (column in wanted or is_known(column))]
    for column in named:
        if named.count(column) > 1:
            first, second = [place for place, each in enumerate(header, 1) if each == column][:2]
            raise Trouble(f'{name} has two columns "{column}" ({first} and {second}): rename or delete one')


def _check_fields(sheet: Sheet, fields: Mapping[int, str]) -> None:
    """Raise `Trouble` unless somebody can be reached by what the columns have."""
    if ADDRESSES.intersection(column_of(name) or name for name in fields.values()):
        return
    name, line = sheet.file.name, sheet.header_line
    if any("@" in cell or sum(map(str.isdigit, cell)) >= len("8165550123") for cell in sheet.header):
        raise Trouble(f"{name}, line {line}: is somebody's data, no names of columns: put a line of names above it")
    raise Trouble(
        f"{name} has no column with an e-mail address or a phone that is known here (it has {_listed(sheet.header)}): "
        'say which it is, as in --map "Their column=email"'
    )


def _listed(header: Sequence[str]) -> str:
    return ", ".join(f'"{column}"' for column in header if column) or "none"
