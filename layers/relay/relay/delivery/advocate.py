"""The advocate of a submission: made once, found rather than made twice, never overwritten with older data.

The healthy first run of a submission with an e-mail is one call: a create is an upsert by e-mail. Every later run asks
first, since a repeated opt-in by text would text the person again. Where a create is no upsert, above all without an
e-mail, the person is claimed before it (`stores.persons`): a second advocate can't be undone.
"""

from dataclasses import dataclass
from typing import Any, Final, Literal, NamedTuple

from relay import canonical, phone2action
from relay.delivery.outcome import Dead, Outcome, Rejected, Stop, Wait
from relay.delivery.platform import ADVOCATE_SECONDS, Platform
from relay.delivery.run import Run
from relay.phone2action import InvalidRequest, Misrouted, Phone2ActionError
from relay.stores.ids import Identity
from relay.stores.persons import Claim, Creating, Known, Persons, Unseen
from relay.stores.table import Unsure

FRESH_MS: Final = 2 * 60_000
UNKNOWN_OPT_INS: Final = 3
PLATFORM_CLOCK_SLACK_MS: Final = 5_000
CONFLICT: Final = 409
GONE: Final = frozenset({404, 410})
ADDRESSED_BY: Final[tuple[Literal["email", "phone"], ...]] = ("email", "phone")

CONSENT_FLAGS: Final = frozenset({"smsOptin", "smsOptinConfirmed", "smsOptout", "emailOptin", "emailOptout"})


class Unproven(Stop):
    """Ends a run whose create was refused, but not by the API's own words: it may have acted."""


class Somebody(NamedTuple):
    """An advocate who is there: `listed` as a list showed them, None if they were just written as the run says.

    `unsaid`: what is still to be said of one who was just written.
    """

    id: int
    listed: Any = None
    unsaid: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Advocates:
    """Makes sure that a run's advocate exists with what the person said.

    `create_is_upsert`: whether a create with a known e-mail address changes that advocate, as the operator says.
    """

    platform: Platform
    persons: Persons
    identity: Identity
    create_is_upsert: bool

    def make(self, run: Run) -> None:
        """Set `run.advocate`, upserting unless an earlier run is known to have. Raises `Stop` if it can't be done now.

        A run that need not upsert asks for the advocate all the same, so that a connection is never a run's first
        call: an API that just came back should not begin with what can't be repeated.
        """
        try:
            if run.advocate is not None:
                self._find(run)
            else:
                run.advocate = self._upsert(run)
                run.api = None  # whatever was refused on the way, it was made
        except InvalidRequest as invalid:
            raise Stop(Rejected(run, invalid.problems)) from None
        except phone2action.Rejected:
            raise Stop(Rejected(run)) from None
        except Phone2ActionError as error:
            unseen = 0.0 if error.proves_not_made else self._unseen_seconds(run)
            raise Stop(Wait(run.id, run, max(unseen, error.retry_after or 0.0))) from None

    def _upsert(self, run: Run) -> int:
        arguments = run.advocate_arguments | {"campaigns": list(run.submission.campaigns)}
        if not self._is_upsert(arguments):
            return self._upsert_person(run, arguments)
        found = None if self._is_first(run) else self._find(run)
        if run.submission.card is not None:
            found = self._unless_handed_on(run, found)
        there = Somebody(found.id, found) if found else self._create(run, arguments)
        return self._written(run, arguments, there)

    def _is_upsert(self, arguments: dict[str, Any]) -> bool:
        """Whether a repeated create makes no second advocate; also where nothing tells who the person is."""
        return "advocateid" in arguments or _address(arguments) is None or self._upserts(arguments)

    def _upserts(self, arguments: dict[str, Any]) -> bool:
        return self.create_is_upsert and "email" in arguments

    def _is_first(self, run: Run) -> bool:
        """Whether nothing can have been written of the submission, nor anything newer of its person."""
        return run.old is None and not run.opt_in_runs and self.platform.clock() - run.received_at < FRESH_MS

    def _create(self, run: Run, arguments: dict[str, Any]) -> Somebody:
        """Create (a named one: update). A create that is refused may have met an advocate who exists: look for them."""
        try:
            if run.submission.card is not None and run.upsert_at is None:
                return self._hand_on(run, arguments)
            return Somebody(self._write(run, arguments))
        except (phone2action.Rejected, Misrouted) as error:
            if "advocateid" in arguments or not _is_refused(error):
                raise
            refused = error
        found = self._met(run, refused)
        return Somebody(found.id, found)

    def _met(self, run: Run, refused: Phone2ActionError) -> Any:
        """Whom a refused create met. Raises `Stop` if no list shows them: `Unproven` if it may have acted."""
        try:
            found = self._find(run, after_refusal=True)
            if found is None:
                raise Stop(self._refused(run, refused))
        except Stop as stop:
            if refused.proves_not_made:
                raise
            raise Unproven(stop.outcome) from None
        return found

    def _refused(self, run: Run, error: Phone2ActionError) -> Outcome:
        """What a refused create comes to, if no list shows whom it met: a conflict is with somebody, who must show.

        Counted from the first conflict: what was queued for hours may meet somebody who was created just now.
        """
        if error.status != CONFLICT:
            return Rejected(run)
        run.upsert_at = (run.old and run.old.upsert_at) or self.platform.clock()
        wait = self._until_shown(run.upsert_at)
        return Wait(run.id, run, wait) if wait > 0 else Rejected(run)

    def _written(self, run: Run, arguments: dict[str, Any], there: Somebody) -> int:
        """Update an advocate who was found with what the person said; a created one has it."""
        found = there.listed
        if found is None:
            return self._write(run, there.unsaid | {"advocateid": there.id}) if there.unsaid else there.id
        if run.opt_in_runs and _opted_in_since(run, found):
            return there.id  # the earlier run's upsert acted: to repeat it would text the person again
        if run.submission.card is not None:
            arguments = self._after_card(run, arguments, found)
        elif _changed_since(found, run.received_at):
            arguments = _without_profile(arguments)
        return self._write(run, arguments | {"advocateid": there.id})

    # Leads that the API's own endpoint for cards takes ----------------------------------------------------------------

    def _unless_handed_on(self, run: Run, found: Any) -> Any:
        """Whom to update instead of handing the card on; None if it is to be handed on, or if nobody is there.

        The endpoint would write the name of an older lead over a newer one's. Raises `Stop` while somebody whom it
        may have made need not show yet.
        """
        if found is None:
            self._let_show(run)
        elif run.upsert_at is not None or _changed_since(found, run.received_at):
            return found
        return None

    def _hand_on(self, run: Run, arguments: dict[str, Any]) -> Somebody:
        """Create by the endpoint; what it has no argument for is left unsaid. Raises `Unproven` if nobody shows yet."""
        from relay.delivery import cards  # only such a lead needs it

        advocate = cards.hand_on(run, self.platform)
        if advocate is None:  # not every answer names whom it made
            try:
                found = self._find(run)
            except Stop as stop:
                raise Unproven(stop.outcome) from None
            if found is None:
                raise Unproven(Wait(run.id, run, self._unseen_seconds(run)))
            advocate = found.id
        return Somebody(advocate, unsaid=cards.unsaid(arguments))

    def _after_card(self, run: Run, arguments: dict[str, Any], found: Any) -> dict[str, Any]:
        """What to say of somebody whom the card may have made or changed. Raises `Stop` as `_let_show` does."""
        from relay.delivery import cards

        if run.texts and run.opt_in_runs:
            self._let_show(run)
        latest = max(run.received_at, (run.upsert_at or 0) + PLATFORM_CLOCK_SLACK_MS)
        if _changed_since(found, latest):
            return cards.blanks(arguments, found) | _without_profile(arguments)
        return arguments

    # Whose create is no upsert ----------------------------------------------------------------------------------------

    def _upsert_person(self, run: Run, arguments: dict[str, Any], *, final: bool = False) -> int:
        """Update the person's advocate, or create it as the only run that may. `final`: an id was forgotten before."""
        person = self._claim(run, arguments)
        if isinstance(person, Claim):
            return self._written(run, arguments, self._claimed(run, arguments, person))
        if isinstance(person, Creating):
            raise Stop(Wait(run.id, run, self._seconds_to(person.until)))
        if isinstance(person, Unseen):
            found = self._find(run)
            if found is None:
                raise Stop(Wait(run.id, run, self._seconds_to(person.until)))
            return self._written(run, arguments, Somebody(found.id, found))
        try:
            return self._update_known(run, arguments, person)
        except (phone2action.Rejected, Misrouted) as error:
            if final or not (_is_refused(error) or error.status in GONE):
                raise
        if not self.persons.forget(person):
            raise Stop(Wait(run.id, run))
        return self._upsert_person(run, arguments, final=True)

    def _claim(self, run: Run, arguments: dict[str, Any]) -> Claim | Known | Creating | Unseen:
        address = _address(arguments)
        assert address is not None  # noqa: S101 - whoever has none is no person to be claimed
        try:
            return self.persons.claim(self.identity.person(*address), lease_until=run.deadline.lease_until)
        except Unsure:
            raise Stop(Wait(run.id, run)) from None

    def _claimed(self, run: Run, arguments: dict[str, Any], claim: Claim) -> Somebody:
        """Find the person or create them, and end the claim with what came of it."""
        try:
            found = self._find(run)
            if found is None:
                self._let_show(run)
            there = Somebody(found.id, found) if found else self._create(run, arguments)
        except Phone2ActionError as error:
            (self.persons.release if error.proves_not_made else self.persons.unknown)(claim)
            raise
        except Unproven:
            self.persons.unknown(claim)
            raise
        except Stop:
            self.persons.release(claim)
            raise
        self.persons.remember(claim, there.id)
        return there

    def _update_known(self, run: Run, arguments: dict[str, Any], known: Known) -> int:
        """Update the advocate that the person is known to be, after a look unless nothing can be newer."""
        found = None if self._is_first(run) else self._find(run, known.advocate)
        if found:
            return self._written(run, arguments, Somebody(found.id, found))
        if (run.texts and run.opt_in_runs) or run.submission.card is not None:
            self._let_show(run)
        if known.at > run.received_at:
            arguments = _without_profile(arguments)
        return self._write(run, arguments | {"advocateid": known.advocate})

    def _let_show(self, run: Run) -> None:
        """Wait while an earlier run's write may have acted without showing yet. Raises `Stop`."""
        unseen = self._unseen_seconds(run)
        if unseen > 0:
            raise Stop(Wait(run.id, run, unseen))

    # The platform -----------------------------------------------------------------------------------------------------

    def _write(self, run: Run, arguments: dict[str, Any]) -> int:
        """Create, or with an `advocateid` update; counted where a repetition would text the person again."""
        if run.texts and run.opt_in_runs >= UNKNOWN_OPT_INS:
            raise Stop(Dead(run, "unverifiable"))
        api = self.platform.api
        write = api.update_advocate if "advocateid" in arguments else api.create_advocate
        try:
            return self.platform.ask(
                write.__name__,
                lambda: write(**arguments, timeout=self.platform.timeout(run, ADVOCATE_SECONDS)).advocateid,
            )
        except Phone2ActionError as error:
            run.failed(write.__name__, error)
            meets_somebody = "advocateid" not in arguments and _is_refused(error)  # `_met` judges it
            if not error.proves_not_made and not meets_somebody:  # whoever answers in the API's place may have acted
                run.opt_in_runs += run.texts
                run.upsert_at = self.platform.clock()
            raise

    def _unseen_seconds(self, run: Run) -> float:
        """For how long a write without an answer may have acted without showing in the lists: 0 where none matters."""
        can_repeat = run.submission.card is None and self._upserts(run.advocate_arguments)
        if run.upsert_at is None or can_repeat:
            return 0.0
        return self._until_shown(run.upsert_at)

    def _until_shown(self, moment: int) -> float:
        """Seconds until what acted at that moment must show; not above 0 if it does by now."""
        return self._seconds_to(moment) + self.platform.settle_minutes * 60

    def _seconds_to(self, moment: int) -> float:
        return (moment - self.platform.clock()) / 1000

    def _find(self, run: Run, named: int | None = None, *, after_refusal: bool = False) -> Any:
        """The advocate with this e-mail, or without one with this phone: the named one, else the oldest, or None.

        `after_refusal` of a create: who refuses the question as well knows of nobody.
        """
        address = _address(run.advocate_arguments)
        if address is None:
            return None
        by, value = address
        try:
            found = self.platform.ask("list_advocates", lambda: self._listed(run, {by: value}))
        except Phone2ActionError as error:
            if after_refusal and isinstance(error, phone2action.Rejected):
                return None
            # Of a question: nothing was written, so nothing need become visible, and nothing that was asked is refused.
            raise Stop(Wait(run.id, run, error.retry_after or 0.0)) from None
        wanted = named or run.advocate_arguments.get("advocateid")
        theirs = [advocate for advocate in found if advocate.has(by, value)]
        return min(
            (advocate for advocate in theirs if wanted is None or str(advocate.id) == str(wanted)),
            key=lambda advocate: advocate.id,
            default=None,
        )

    def _listed(self, run: Run, filters: dict[str, Any]) -> list[Any]:
        timeout = self.platform.timeout(run, ADVOCATE_SECONDS)
        return list(self.platform.api.list_advocates(**filters, timeout=timeout))


def _address(arguments: dict[str, Any]) -> tuple[Literal["email", "phone"], str] | None:
    """What the person is looked for by: the e-mail address; only without one the phone."""
    for argument in ADDRESSED_BY:
        if argument in arguments:
            return argument, str(arguments[argument])
    return None


def _is_refused(error: Phone2ActionError) -> bool:
    """Whether the API has refused what was asked, in its own words or as a conflict."""
    return isinstance(error, phone2action.Rejected) or error.status == CONFLICT


def _opted_in_since(run: Run, advocate: Any) -> bool:
    """Whether what an earlier run sent has opted the person in: they joined by it. What is alone joins nobody."""
    since = run.entered_at if run.opted_in_from is None else run.opted_in_from
    if run.submission.card is not None:
        from relay.delivery import cards

        return run.texts and cards.opted_in(run.advocate_arguments, advocate, since - PLATFORM_CLOCK_SLACK_MS)
    return run.texts and not run.is_alone and _joined_since(advocate, run.submission.campaigns, since)


def _changed_since(advocate: Any, moment: int) -> bool:
    """Whether the advocate was changed after that moment."""
    return bool(advocate.updated_at and advocate.updated_at.timestamp() * 1000 > moment)


def _joined_since(advocate: Any, campaigns: tuple[int, ...], moment: int) -> bool:
    """Whether the advocate is in all the campaigns, and joined one after that moment: then the upsert acted."""
    earliest = moment - PLATFORM_CLOCK_SLACK_MS
    joined = {membership.campaignid: membership.created_at for membership in advocate.memberships}
    return joined.keys() >= {*campaigns} and any(
        (since := joined[campaign]) and since.timestamp() * 1000 >= earliest for campaign in campaigns
    )


def _without_profile(arguments: dict[str, Any]) -> dict[str, Any]:
    """For an advocate changed since the submission came: campaigns and consent, no profile data that may be older."""
    kept = CONSENT_FLAGS | {"campaigns", "email", "phone"}
    return {name: value for name, value in arguments.items() if name in kept or canonical.is_attribution(name)}
