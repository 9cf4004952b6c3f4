"""Dead letters, and what is held until a person has looked: two lists, one letter, and what to do as buttons.

A person's data is shown after a click only, but on a stack of this machine. Lists and letters are as they were seen
last; what is done is done with the queue, and says what is not there any more.
"""

from collections.abc import Callable, Sequence
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from operate import acts
from operate.correcting import corrected, laid_out
from operate.letters import Letter, Wanted
from operate.page.deeds import Deeds
from operate.page.frame import Form, Link, OperatorsPage, posted, sent_on, whole
from operate.page.jobs import Job
from operate.page.shelf import PER_PAGE, Shelf, Shelved
from operate.page.steps import steps
from operate.rows import facts_of_letter, letter_person, letter_story, unquoted
from operate.trouble import Trouble
from operate.typed import rate_flaw, reason_flaw

LINKS: Final = (Link("/letters", "Dead letters"), Link("/held", "Held"))
TITLES: Final[dict[Shelved, str]] = {"letters": "Dead letters", "held": "What is held"}
NOTHING_TYPED: Final[Form] = {}

type OfOne = Callable[[Request, Form, Letter], Response]


def routes(page: OperatorsPage) -> Sequence[BaseRoute]:
    """Both lists, with their letters."""
    return [*_Queue(page, "letters").routes(), *_Queue(page, "held").routes()]


class _Queue:
    """The pages of one queue."""

    def __init__(self, page: OperatorsPage, place: Shelved) -> None:
        self._page, self._place, self._shelf = page, place, Shelf(place)
        self._deeds = Deeds(self._shelf)

    def routes(self) -> list[BaseRoute]:
        """Its pages, and the forms on them."""
        path, one = f"/{self._place}", f"/{self._place}/{{letter}}"
        single: dict[str, OfOne] = (
            {"replay": self._move, "send-anyway": self._send_anyway, "edit": self._edit}
            if self._place == "letters"
            else {"release": self._move, "opt-out": self._decide, "clear": self._decide}
        )
        return [
            Route(path, self._list),
            posted(f"{path}/look", self._look),
            posted(f"{path}/all", self._move_all),
            *([posted(f"{path}/delivered", self._move_delivered)] if self._place == "letters" else []),
            Route(one, self._show),
            posted(one, self._show_person),
            posted(f"{one}/discard", self._if_there(self._discard)),
            *(posted(f"{one}/{act}", self._if_there(view)) for act, view in single.items()),
        ]

    # Looking

    def _list(self, request: Request) -> Response:
        if not self._shelf.at:
            return self._looked(request)
        wanted, number = _wanted(request.query_params), whole(request.query_params.get("page", "1")) or 1
        letters = self._shelf.letters(wanted)
        shown = letters[(number - 1) * PER_PAGE : number * PER_PAGE]
        return self._page.shown(
            request,
            "letters.html",
            place=self._place,
            title=TITLES[self._place],
            shelf=self._shelf,
            letters=shown,
            count=len(letters),
            wanted=wanted,
            number=number,
            last=max(1, -(-len(letters) // PER_PAGE)),
            done=sum(letter.id in self._shelf.done for letter in self._shelf.letters()),
            reasons=self._shelf.reasons(),
        )

    def _looked(self, request: Request) -> Response:
        return self._page.looked(request, *self._look_at_all(), template="", then=f"/{self._place}")

    def _look_at_all(self) -> tuple[str, str, Callable[[Job], dict[str, Any]]]:
        stack = self._page.stack()

        def work(job: Job) -> dict[str, Any]:
            self._shelf.look(stack, job.told)
            return {}

        return f"look {self._place}", f"Looking at {TITLES[self._place].lower()}", work

    def _look(self, _: Request, __: Form) -> Response:
        kind, title, work = self._look_at_all()
        running = self._page.jobs.running(kind)
        path = f"/{self._place}"
        return sent_on(running or self._page.jobs.begin(kind, title, work, back=path, then=path))

    def _show(self, request: Request) -> Response:
        letter = self._shelf.get(request.path_params["letter"])
        if letter is not None:
            return self._shown(request, letter, with_person=self._page.shows_persons(self._page.stack()))
        return self._looked_for(request)

    def _looked_for(self, request: Request) -> Response:
        stack, wanted = self._page.stack(), request.path_params["letter"]

        def work(job: Job) -> dict[str, Any]:
            if self._shelf.look_for(stack, wanted, job.told) is None:
                raise Trouble(acts.not_there([wanted], stack))
            return {}

        then = f"/{self._place}/{wanted}"
        return self._page.looked(
            request, f"look for {wanted}", f"Looking for {wanted[:8]}", work, template="", then=then
        )

    def _show_person(self, request: Request, _: Form) -> Response:
        letter = self._shelf.get(request.path_params["letter"])
        if letter is None:
            return RedirectResponse(request.url.path, 303)
        return self._shown(request, letter, with_person=True)

    def _shown(
        self,
        request: Request,
        letter: Letter,
        *,
        with_person: bool,
        status: int = 200,
        trouble: str = "",
        typed: Form = NOTHING_TYPED,
    ) -> Response:
        is_done = letter.id in self._shelf.done
        quoted = letter if with_person else unquoted(letter)
        return self._page.shown(
            request,
            "letter.html",
            status,
            place=self._place,
            letter=letter,
            facts=facts_of_letter(letter),
            story=letter_story(quoted, is_done=is_done),
            steps=steps(letter),
            person=letter_person(letter) if with_person else None,
            trouble=trouble,
            typed=typed,
            base=f"/{self._place}/{letter.message_id}",
        )

    # Acts on one letter

    def _if_there(self, view: OfOne) -> Callable[[Request, Form], Response]:
        """The view of a letter, if that was not dealt with from here."""

        def found(request: Request, form: Form) -> Response:
            wanted = request.path_params["letter"]
            letter = self._shelf.get(wanted)
            if letter is not None:
                return view(request, form, letter)
            words = acts.not_there([wanted], self._page.stack())
            return self._page.told(request, "It is not there", words, 404, f"/{self._place}")

        return found

    def _begin(self, kind: str, title: str, work: Callable[[Job], dict[str, Any]], *, kept: str = "") -> Response:
        return sent_on(self._page.jobs.begin(kind, title, work, back=f"/{self._place}", kept=kept))

    def _move(self, _: Request, __: Form, letter: Letter) -> Response:
        stack = self._page.stack()
        if self._place == "held":
            acts.may_be_released([letter], named=True)
        wanted = Wanted(ids=frozenset({letter.message_id}))
        title = f"Trying {letter.id[:8]} again" if self._place == "letters" else f"Releasing {letter.id[:8]}"
        return self._begin(f"move {letter.message_id}", title, lambda job: self._deeds.move(stack, wanted, job))

    def _send_anyway(self, request: Request, form: Form, letter: Letter) -> Response:
        stack = self._page.stack()
        if "sure" not in form:
            words = "If it was made after all, a legislator gets the message twice. Nobody can take it back."
            return self._ask(request, f"Send {letter.id[:8]} anyway?", words, "Send it anyway", form)
        wanted = Wanted(ids=frozenset({letter.message_id}))

        def work(job: Job) -> dict[str, Any]:
            return self._deeds.move(stack, wanted, job, send_anyway=True)

        return self._begin(f"move {letter.message_id}", f"Sending {letter.id[:8]} anyway", work)

    def _edit(self, request: Request, form: Form, letter: Letter) -> Response:
        stack = self._page.stack()
        if "text" not in form:
            return self._edited(request, letter, laid_out(letter.body))
        text = form["text"]
        try:
            changed = corrected(letter, text)
        except Trouble as slip:
            return self._edited(request, letter, text, trouble=str(slip), status=422)
        if not changed:
            nothing = "Nothing was changed, so nothing was done. “Try it again” tries it as it is."
            return self._edited(request, letter, text, trouble=nothing, status=422)
        wanted = Wanted(ids=frozenset({letter.message_id}))

        def work(job: Job) -> dict[str, Any]:
            return self._deeds.move(stack, wanted, job, body=changed)

        return self._begin(f"move {letter.message_id}", f"Trying {letter.id[:8]} as corrected", work, kept=text)

    def _edited(self, request: Request, letter: Letter, text: str, *, trouble: str = "", status: int = 200) -> Response:
        base = f"/{self._place}/{letter.message_id}"
        return self._page.shown(
            request, "letter_edit.html", status, letter=letter, text=text, trouble=trouble, base=base
        )

    def _discard(self, request: Request, form: Form, letter: Letter) -> Response:
        stack = self._page.stack()
        if refusal := self._without_reason(request, letter, form):
            return refusal
        if "sure" not in form:
            words = "It is deleted for good. Why is written into the journal, if that knows the submission."
            return self._ask(request, f"Delete {letter.id[:8]} for good?", words, "Delete it for good", form)
        return self._begin(
            f"move {letter.message_id}",
            f"Deleting {letter.id[:8]}",
            lambda job: self._deeds.discard(stack, letter.message_id, form["why"].strip(), job),
        )

    def _decide(self, request: Request, form: Form, letter: Letter) -> Response:
        """A text that sounds like a stop: it is one, or it is none."""
        stack = self._page.stack()
        opts_out = request.url.path.endswith("/opt-out")
        if refusal := self._without_reason(request, letter, form):
            return refusal
        if "sure" not in form:
            if opts_out:
                words = "Whoever sent this text gets no texts any more. On the platform that can never be undone."
                return self._ask(request, f"Opt out who sent {letter.id[:8]}?", words, "Opt them out", form)
            words = "Its sender may get texts again."
            return self._ask(request, f"Lift what {letter.id[:8]} holds back?", words, "Lift it", form)
        decide = self._deeds.opt_out if opts_out else self._deeds.clear
        return self._begin(
            f"move {letter.message_id}",
            f"{'Opting out who sent' if opts_out else 'Clearing'} {letter.id[:8]}",
            lambda job: decide(stack, letter.message_id, form["why"].strip(), job),
        )

    def _without_reason(self, request: Request, letter: Letter, form: Form) -> Response | None:
        """The letter's page again, if what was typed as the reason may not be kept."""
        flaw = reason_flaw(form.get("why", "").strip())
        if not flaw:
            return None
        with_person = self._page.shows_persons(self._page.stack())
        trouble = f"{flaw[0].upper()}{flaw[1:]}. Nothing was done."
        return self._shown(request, letter, with_person=with_person, status=422, trouble=trouble, typed=form)

    def _ask(
        self, request: Request, question: str, words: str, button: str, form: Form, *, sure: str = "yes", back: str = ""
    ) -> Response:
        return self._page.shown(
            request,
            "confirm.html",
            question=question,
            words=words,
            button=button,
            fields=[(name, value) for name, value in form.items() if name != "sure"],
            sure=sure,
            back=back or request.url.path.rpartition("/")[0],
        )

    # Acts on many

    def _move_all(self, request: Request, form: Form) -> Response:
        """Try again, or release, all that fit, as they were seen."""
        stack, wanted = self._page.stack(), _wanted(form)
        try:
            rate = float(form.get("rate") or 0)
            flaw = rate_flaw(rate)
        except ValueError:
            flaw = "that is no number: write one such as 5, or leave it empty"
        if flaw:
            return self._page.told(request, "That is no rate", flaw, 422, f"/{self._place}")
        letters = self._shelf.letters(wanted)
        if self._place == "held":
            letters = acts.may_be_released(letters, named=False)
        if not letters:
            return self._page.told(request, "There is nothing to do", "None of them fits.", 422, f"/{self._place}")
        if self._place == "held" and form.get("sure") != str(len(letters)):
            words = "The platform gets them, and can't give them back. Texts that sound like a stop stay."
            question = f"Release {len(letters)}?"
            return self._ask(request, question, words, question, form, sure=str(len(letters)), back=f"/{self._place}")
        named = Wanted(ids=frozenset(letter.message_id for letter in letters))
        title = f"{'Trying' if self._place == 'letters' else 'Releasing'} {len(letters)}"
        return self._begin(f"move all {self._place}", title, lambda job: self._deeds.move(stack, named, job, rate=rate))

    def _move_delivered(self, request: Request, _: Form) -> Response:
        """Take away what has been delivered since."""
        stack = self._page.stack()
        ids = frozenset(each.message_id for each in self._shelf.letters() if each.id in self._shelf.done)
        if not ids:
            return self._page.told(request, "There is nothing to do", "None has been delivered since.", 422, "/letters")
        wanted = Wanted(ids=ids)
        title = "Taking away what has been delivered since"
        return self._begin("move all letters", title, lambda job: self._deeds.move(stack, wanted, job))


def _wanted(given: Any) -> Wanted:
    return Wanted(reason=str(given.get("reason", "")), campaign=whole(given.get("campaign", "")) or 0)
