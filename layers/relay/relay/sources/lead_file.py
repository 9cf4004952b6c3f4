"""Lead files: the rows of an export or of any other list that an operator imports (`relay import`).

No sender posts here. Reading the file and queueing its rows is the command's (`operate.importing`); here is only what a
row asks for, made by the same code as what forms and cards ask for. A row is believed, since an operator gives it; but
what it may say is less than a form's: no opt-out, and an opt-in only where the operator named the column that has it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Literal

from relay import canonical
from relay.campaigns import Campaign, Campaigns, Source
from relay.delivery.unusable import Unusable
from relay.phone2action.arguments import ENDPOINTS, Problem
from relay.sources import rules
from relay.sources.typed import fields, names, vocabulary, yes_or_no
from relay.submission import Submission

SOURCE: Final[Source] = "lead_file"

type OptIn = Literal["smsOptin", "emailOptin"]

PERSON: Final = frozenset({*ENDPOINTS["create_advocate"].arguments, *fields.PIECES, "name", "tags"}) - (
    fields.FLAGS | (fields.LISTS - {"tags"})
)
"""What a column may have, custom fields (`fields[5365]`) among it. Never an opt-in or opt-out, or somebody's campaigns:
a list's "unsubscribed" is no opt-in, and what is in a column "opt in" must be the operator's word.
"""

NO_KEY: Final = "file"
"""The key of rows that have none, nor a time: then the same content is one submission, on whatever day."""

LONGEST_PROOF: Final = 64
NOT_A_YES: Final = "The consent column says neither yes nor no: write yes, or leave it empty."


class UnusableLead(Exception):
    """A row can't be made a submission; `problems` names each argument and what is wrong with it, the text says it.

    It quotes nothing of the row.
    """

    def __init__(self, problems: Sequence[Problem]) -> None:
        from relay.sources import explanations, languages

        words = languages.spoken("pages", "en", ())
        said = (
            problem.message if problem.message == NOT_A_YES else explanations.sentence(problem, words)
            for problem in problems
        )
        super().__init__(" ".join(dict.fromkeys(said)))
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """A row of a file, as a form's fields.

    `source`: whose lead it is, in whose name it was or may have been posted too. `own_key`: its sender's key, else its
    time. `received_at`: when the person sent it. `opt_in`: what `consent`, the value of the column that the operator
    named, may give; `proof` and `wording` are its evidence. `contacts`: its campaign may write to legislators for it.
    """

    source: Source
    pairs: tuple[tuple[str, str], ...] = field(repr=False)
    own_key: str = field(repr=False)
    received_at: int
    imported_at: int
    opt_in: OptIn | None = None
    consent: str = field(default="", repr=False)
    proof: str = ""
    wording: str = ""
    contacts: bool = True


def column_of(name: str) -> str:
    """The argument, or piece of one, that a column of this name has; "" if none that is read by its name."""
    wire = vocabulary.ARGUMENTS.get(vocabulary.squeezed(name))
    if wire is None:
        base, _, number = name.partition("[")
        if vocabulary.squeezed(base) == "fields" and number.removesuffix("]").strip().isdecimal():
            return "fields"
        reading = names.understood(name)
        wire = "" if reading.is_misplaced else reading.wire
    return wire if wire in PERSON else ""


def tells_of_tests(name: str) -> bool:
    """Whether a vendor's column of this name says of each row whether it is a test."""
    from relay.sources.twitter_card import TESTS

    return vocabulary.squeezed(name) in TESTS


def is_test(told: Iterable[str], values: Iterable[str], source: Source, campaign: Campaign) -> bool:
    """Whether a row is a test of a set-up: a column that tells says so (`told`), or it is of the cards' own account."""
    from relay.sources import leads, twitter_card

    if any(map(leads.is_ticked, told)):
        return True
    return source == twitter_card.SOURCE and twitter_card.is_of_account(campaign.twitter_card, values)


def submitted(lead: Lead, campaign: Campaign, configured: Campaigns) -> Submission:
    """The submission that a row asks for. Raises `UnusableLead` with every problem."""
    try:
        return _submitted(lead, campaign, configured)
    except Unusable as unusable:
        raise UnusableLead(unusable.problems) from None


def _submitted(lead: Lead, campaign: Campaign, configured: Campaigns) -> Submission:
    pairs = lead.pairs
    if lead.opt_in and _is_yes(lead.opt_in, lead.consent):
        pairs = (*pairs, (lead.opt_in, "1"))
    is_googles = lead.source == "google_lead"
    made = _google_lead(lead, pairs, campaign, configured) if is_googles else _row(lead, pairs, campaign)
    if made.connection and not lead.contacts:
        made = _without_contacts(made, lead.own_key)
    made = replace(made, imported_at=lead.imported_at, trusted=True)
    if lead.opt_in not in made.advocate:
        return made
    return replace(made, proof=f"file: {lead.proof}"[:LONGEST_PROOF], wording=lead.wording)


def _row(lead: Lead, pairs: Iterable[tuple[str, str]], campaign: Campaign) -> Submission:
    """A row of which the relay knows no post, or a card's."""
    filled = fields.read(pairs)
    advocate, faults = rules.advocate(filled.arguments, [campaign.id])
    problems = [*filled.problems, *rules.forbidden(filled.arguments, trusted=True), *faults]
    if problems:
        raise Unusable(rules.first_per_field(problems))
    table = getattr(campaign, lead.source)
    if table and table.p2asource:
        advocate.setdefault("p2asource", table.p2asource)
    connect = tuple(
        kind for kind in (table.connect if table else ()) if kind != "call"
    )  # of a card's: too late for one
    connection = rules.configured_connection(campaign.id, connect, advocate)
    content = canonical.content([campaign.id], advocate, connection)
    key, _ = canonical.natural_key(lead.own_key or NO_KEY, content)
    return Submission(
        source=lead.source,
        natural_key=key,
        keyed_by_content=False,
        received_at=lead.received_at,
        campaigns=(campaign.id,),
        advocate=advocate,
        connection=connection,
    )


def _google_lead(lead: Lead, pairs: Iterable[tuple[str, str]], campaign: Campaign, configured: Campaigns) -> Submission:
    """A row of Google's export: the same submission as the lead that Google posted, if it did."""
    from relay.sources import google_lead

    named = (("campaignid", str(campaign.id)), *pairs)
    return google_lead.submitted(named, lead.own_key or NO_KEY, lead.received_at, configured)


def _without_contacts(made: Submission, own_key: str) -> Submission:
    """A row for which nobody writes to legislators any more: another submission than with them."""
    key, _ = canonical.natural_key(own_key or NO_KEY, canonical.content(made.campaigns, made.advocate, None))
    return replace(made, connection=None, natural_key=key)


def _is_yes(opt_in: OptIn, said: str) -> bool:
    """Whether a value of the consent column is a yes. Raises `Unusable` for what is neither yes nor no."""
    is_yes = yes_or_no.is_yes(opt_in, said)
    if is_yes is None:
        raise Unusable([Problem(opt_in, "invalid", NOT_A_YES)])
    return is_yes
