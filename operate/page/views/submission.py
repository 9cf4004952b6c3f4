"""One submission: what was made of it, what the journal has, what waits, where its letter lies, and its story in order.

Nothing of a person is in it. Whose consent it touched, and what the platform has, is looked up after a click; on a
stack of this machine, whose people are made up, at once.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from botocore.exceptions import BotoCoreError, ClientError
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from operate import find, followed, trace
from operate.find import Found, Sought, submission_in
from operate.followed import Story
from operate.page.frame import Form, Link, OperatorsPage, posted, sent_on
from operate.page.jobs import Job
from operate.rows import (
    consent_times,
    evidence,
    side_row,
    submission_parts,
    submission_state,
    trace_text,
    unquoted,
    waiting_facts,
)
from operate.sides import Upstream, beside
from operate.stack import Stack
from operate.trouble import Trouble, said
from operate.upstream import lists_of
from operate.waiting import Asked, waiting
from operate.words import in_words

LINKS: Final[tuple[Link, ...]] = ()
STATES: Final = {
    "letters": "dead",
    "held": "held until a person has looked",
    "waits": "waits for another try",
    "": "not in the journal",
}
"""Of what the journal has no item."""


def routes(page: OperatorsPage) -> Sequence[BaseRoute]:
    """One submission, and the same with the platform's side."""

    def show(request: Request) -> Response:
        wanted = request.path_params["submission"]
        trace.check_id(wanted)
        stack = page.stack()
        return page.looked(
            request,
            f"submission {wanted}",
            f"Submission {wanted[:8]}",
            lambda job: _told(stack, wanted, job, everything=page.shows_persons(stack)),
            template="submission.html",
        )

    def platform(request: Request, _: Form) -> Response:
        wanted = request.path_params["submission"]
        trace.check_id(wanted)
        stack = page.stack()
        return sent_on(
            page.jobs.begin(
                f"platform {wanted}",
                f"What the platform has of {wanted[:8]}",
                lambda job: _told(stack, wanted, job, everything=True),
                back=f"/submission/{wanted}",
                template="submission.html",
            )
        )

    return [Route("/submission/{submission}", show), posted("/submission/{submission}/platform", platform)]


def _told(stack: Stack, wanted: str, job: Job, *, everything: bool) -> Mapping[str, Any]:
    """What the template shows. `everything`: the platform is asked, and the consent table is looked through."""
    story = followed.follow(stack, wanted, told=job.told)
    known = submission_in(story.item) if story.item else None
    waits, hints = waiting(stack, [_asked(story)]) if known is None or known.state == "open" else ((), ())
    lying = [("letters", each) for each in story.letters] + [("held", each) for each in story.held]
    there = _upstream(stack, story, job) if everything else None
    consent = find.consent_by(stack, story.id) if everything else None
    return {
        "id": story.id,
        "known": known,
        "state": submission_state(known) if known else STATES[lying[0][0] if lying else "waits" if waits else ""],
        "parts": submission_parts(known) if known else [],
        "item": [(name, str(value)) for name, value in sorted(story.item.items())] if story.item else [],
        "lying": [(place, each, in_words(unquoted(each))) for place, each in lying],
        "waiting": [waiting_facts(each) for each in waits],
        "lines": [(line.at, line.service, trace_text(line)) for line in story.lines],
        "hints": [*story.hints, *hints],
        "sides": [side_row(each) for each in there.sides] if there else None,
        "troubles": there.troubles if there else (),
        "consent": [(consent_times(each), [(said["what"], evidence(said)) for said in each.said]) for each in consent]
        if consent is not None
        else None,
    }


def _asked(story: Story) -> Asked:
    return Asked(story.id, story.item.get("received_at", 0) if story.item else 0, opts_out=story.item is None)


def _upstream(stack: Stack, story: Story, job: Job) -> Upstream:
    """The platform's side; a line for why there is none."""
    known = (submission_in(story.item),) if story.item else ()
    found = Found(known, story.letters, story.held, (), ())
    try:
        lists = lists_of(stack)
        lists.told = lambda calls: job.told(calls, calls)
        return beside(lists, Sought(id=story.id), found)
    except (Trouble, BotoCoreError, ClientError) as error:
        job.go_on()
        return Upstream((), (), (said(error),))
