"""From a row to what it asks for, or to why it can't be used, in words for who corrects the file."""

import re
from dataclasses import dataclass
from datetime import tzinfo
from typing import Final

from operate.leads.columns import Columns, Export
from operate.leads.sheet import Cells, Sheet
from operate.leads.times import NotATime, NoZone, Order, moment_of
from operate.trouble import Trouble
from relay.campaigns import Campaign, Campaigns, Source
from relay.keeping.words import counted
from relay.messages import to_message
from relay.sources.lead_file import Lead, OptIn, UnusableLead, is_test, submitted
from relay.stores.journal import DAY_MS
from relay.submission import Submission

OLDEST_CONTACT_MS: Final = 25 * DAY_MS
"""Nobody can tell what was sent to legislators for an older row: the journal remembers 30 days."""

LARGEST_ROW: Final = 65_536  # bytes of its message, as the largest body of a post
TEST_LEAD: Final = "<test lead:"
_PREFIX: Final = re.compile(r"[a-z]{1,2}:(?=[+\d])")


class Bad(Exception):
    """A row can't be used; the text says why and quotes nothing of it."""


class VendorsTest(Exception):
    """A row is the vendor's own test."""


def source_of_rows(export: Export, campaign: Campaign) -> Source:
    """In whose name the rows travel: the export's, if the campaign is set up for it."""
    return export.source if getattr(campaign, export.source) else "lead_file"


@dataclass(frozen=True, slots=True, kw_only=True)
class RowReader:
    """How the rows of a file are read. `began_at`: when the import began, in milliseconds since 1970."""

    sheet: Sheet
    columns: Columns
    campaign: Campaign
    campaigns: Campaigns
    began_at: int
    order: Order = "mdy"
    zone: tzinfo | None = None
    opt_in: OptIn | None = None
    wording: str = ""

    @property
    def source(self) -> Source:
        """In whose name the rows travel."""
        return source_of_rows(self.columns.export, self.campaign)

    def submission(self, row: Cells) -> Submission:
        """What a row asks for. Raises `Bad`, `VendorsTest`, or `Trouble` for what is wrong with the whole file."""
        cells, header = self._fitted(row.cells), self.sheet.header
        if self._is_test(cells):
            raise VendorsTest
        received_at = self._received_at(row.line, cells)
        lead_id = self._cell(cells, self.columns.lead_id)
        lead = Lead(
            source=self.source,
            pairs=tuple((name, self._cell(cells, place)) for place, name in self.columns.fields.items()),
            own_key=lead_id or (str(received_at) if self.columns.times else ""),
            received_at=received_at,
            imported_at=self.began_at,
            opt_in=self.opt_in,
            consent=self._cell(cells, self.columns.consent),
            proof="" if self.columns.consent is None else header[self.columns.consent],
            wording=self.wording,
            contacts=received_at > self.began_at - OLDEST_CONTACT_MS,
        )
        try:
            made = submitted(lead, self.campaign, self.campaigns)
        except UnusableLead as unusable:
            raise Bad(str(unusable)) from None
        if len(to_message(made)) > LARGEST_ROW:
            raise Bad(f"it has more than {LARGEST_ROW} characters, which no lead has: is a quotation mark missing?")
        return made

    def _is_test(self, cells: tuple[str, ...]) -> bool:
        """Whether a row is a test of a form's or a card's set-up, by what its vendor marks it with."""
        if any(cell.lower().startswith(TEST_LEAD) for cell in cells):
            return True
        return is_test([cells[place] for place in self.columns.tests], cells, self.source, self.campaign)

    def is_too_old_for_contacts(self, made: Submission) -> bool:
        """Whether its campaign would write to legislators for a younger row."""
        table = getattr(self.campaign, made.source)
        return bool(table and table.connect) and made.received_at <= self.began_at - OLDEST_CONTACT_MS

    def _fitted(self, cells: tuple[str, ...]) -> tuple[str, ...]:
        """A row's cells, as many as there are columns. Raises `Bad` if one that has a name is not there."""
        header = self.sheet.header
        named = max(place for place, name in enumerate(header, 1) if name)
        if len(cells) < named or any(cells[len(header) :]):
            raise Bad(
                f"it has {counted(len(cells), 'cell')}, the header {named}: was it cut off, or is a mark missing?"
            )
        return (*cells, *[""] * (len(header) - len(cells)))[: len(header)]

    def _received_at(self, line: int, cells: tuple[str, ...]) -> int:
        """When a row was sent by its own time; now at the latest."""
        places = self.columns.times
        if not places:
            return self.began_at
        column = self.sheet.header[places[0]]
        try:
            at = moment_of(" ".join(cells[place] for place in places), self.order, self.zone)
        except NotATime as fault:
            raise Bad(f'"{column}" {fault}') from None
        except NoZone:
            raise Trouble(
                f'{self.sheet.file.name}, line {line}: the time in "{column}" says no zone: '
                "add --zone with its own, as in --zone America/New_York or --zone UTC"
            ) from None
        return min(at, self.began_at)

    def _cell(self, cells: tuple[str, ...], place: int | None) -> str:
        if place is None:
            return ""
        return _PREFIX.sub("", cells[place], count=1) if self.columns.export.prefixes else cells[place]
