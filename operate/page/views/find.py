"""A person by an address, or a submission by its id; what is kept of them as a file; and erasing it.

What is typed comes by POST and is in no address and no log. Results are kept for a while only, under addresses that
nobody can guess.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from botocore.exceptions import BotoCoreError, ClientError
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from operate import erasing, find, persons
from operate.find import Found, Sought
from operate.json_text import json_text
from operate.page.frame import Form, Link, OperatorsPage, posted, sent_on
from operate.page.jobs import Job
from operate.person_rows import erased_lines, kept_rows, not_in_the_copy, people_of
from operate.rows import (
    NOTHING,
    consent_times,
    evidence,
    side_row,
    submission_parts,
    submission_state,
    waiting_facts,
)
from operate.sides import Upstream, beside
from operate.stack import Stack
from operate.trouble import Trouble, said
from operate.upstream import lists_of
from operate.words import in_words

LINKS: Final = (Link("/find", "Find"),)
FILE_NAME: Final = "what-is-kept.json"


def routes(page: OperatorsPage) -> Sequence[BaseRoute]:
    """The form, and what it finds."""
    views = _Find(page)
    return [
        Route("/find", views.form),
        posted("/find", views.find),
        posted("/find/export", views.export),
        posted("/find/erase", views.erase),
    ]


@dataclass(frozen=True, slots=True)
class _Find:
    page: OperatorsPage

    def form(self, request: Request) -> Response:
        """What to look for."""
        return self.page.shown(request, "find.html", typed="", trouble="")

    def find(self, request: Request, form: Form) -> Response:
        """Look for it; with `upstream` on the platform too."""
        typed = form.get("typed", "")
        try:
            wanted = find.sought(typed)
        except Trouble as slip:
            return self.page.shown(request, "find.html", 422, typed=typed, trouble=str(slip))
        stack = self.page.stack()

        def work(job: Job) -> Mapping[str, Any]:
            found = find.find(stack, wanted, told=job.told)
            there = _asked(stack, wanted, found, job) if "upstream" in form else None
            return _found(stack, typed, wanted, found, there)

        return sent_on(self.page.jobs.begin("find", "Looking for it", work, back="/find", template="found.html"))

    def export(self, request: Request, form: Form) -> Response:
        """All that is kept of a person, as a file."""
        people = self._people(request, form)
        if isinstance(people, Response):
            return people
        stack = self.page.stack()

        def work(job: Job) -> Mapping[str, Any]:
            kept = persons.belongings(stack, people, told=job.told)
            text = json_text(persons.exported(kept), indent=2) + "\n"
            return {"file": text, "file_name": FILE_NAME, "lines": [*not_in_the_copy(kept)]}

        return sent_on(
            self.page.jobs.begin("export", "Collecting what is kept", work, back="/find", template="exported.html")
        )

    def erase(self, request: Request, form: Form) -> Response:
        """What would be erased; and once that is confirmed, erase it."""
        people = self._people(request, form)
        if isinstance(people, Response):
            return people
        stack = self.page.stack()
        if "sure" not in form:

            def look(job: Job) -> Mapping[str, Any]:
                kept = persons.belongings(stack, people, told=job.told)
                rows = [*kept_rows(kept)]
                return {"rows": rows, "hints": kept.hints, "typed": form["typed"], "also": form.get("also", "")}

            return sent_on(
                self.page.jobs.begin(
                    "look what to erase", "Looking what there is to erase", look, back="/find", template="erase.html"
                )
            )

        def work(job: Job) -> Mapping[str, Any]:
            done = erasing.erase(stack, people, told=job.told, sleep=_sleep_for(job))
            for line in erased_lines(done):
                job.say(line)
            if not done.is_all:
                raise Trouble("not all is erased yet: see below, then erase once more")
            return {}

        return sent_on(self.page.jobs.begin("erase", "Erasing", work, back="/find"))

    def _people(self, request: Request, form: Form) -> list[Sought] | Response:
        """The addresses of one person; the form again if one is none."""
        typed = [form.get("typed", ""), *(line for line in form.get("also", "").splitlines() if line.strip())]
        try:
            return people_of(typed)
        except Trouble as slip:
            return self.page.shown(request, "find.html", 422, typed=form.get("typed", ""), trouble=str(slip))


def _sleep_for(job: Job) -> Any:
    """Waits, unless somebody wants the job to end."""

    def sleep(seconds: float) -> None:
        job.stopping.wait(seconds)
        job.go_on()

    return sleep


def _asked(stack: Stack, wanted: Sought, found: Found, job: Job) -> Upstream:
    """The platform's side; a line for why there is none."""
    try:
        lists = lists_of(stack)
        lists.told = lambda calls: job.told(calls, calls)
        return beside(lists, wanted, found)
    except (Trouble, BotoCoreError, ClientError) as error:
        job.go_on()
        return Upstream((), (), (said(error),))


def _found(stack: Stack, typed: str, wanted: Sought, found: Found, there: Upstream | None) -> Mapping[str, Any]:
    """What the template shows."""
    nothing = not (found.submissions or found.letters or found.held or found.waiting)
    lying = [("letters", each) for each in found.letters] + [("held", each) for each in found.held]
    return {
        "typed": typed,
        "is_person": not wanted.id,
        "submissions": [(each, submission_state(each), submission_parts(each)) for each in found.submissions],
        "lying": [(place, each, in_words(each)) for place, each in lying],
        "waiting": [waiting_facts(each) for each in found.waiting],
        "consent": [
            (each.channel, consent_times(each), [(told["what"], evidence(told)) for told in each.said])
            for each in found.consent
        ],
        "hints": [*found.hints, *([NOTHING.format(stack.command)] if nothing else [])],
        "sides": [side_row(each) for each in there.sides] if there else None,
        "troubles": there.troubles if there else (),
    }
