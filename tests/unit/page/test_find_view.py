"""A person on the page: found by what was posted, copied, erased once it is confirmed; never in an address."""

import json
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from operate import erasing, find, persons
from operate.erasing import Erased
from operate.find import Found, Sought, Spoken, Submitted
from operate.letters import Letter
from operate.page.jobs import Job
from operate.page.views import find as view
from operate.persons import Belongings
from operate.sides import Side, Upstream
from operate.trouble import Trouble
from operate.waiting import Waiting
from tests.fakes.ids import an_id
from tests.unit.operate.sqs import Sqs
from tests.unit.page.browser import Browser

EMAIL = "person@example.org"
PHONE = "8165550123"
AT = 1_767_268_800_000
ONE = Submitted(
    id=an_id(1),
    state="dead",
    reason="unverifiable",
    source="web_form",
    campaigns=(998, 1001),
    received_at=AT,
    advocate=101,
    parts={"email": "maybe"},
    busy=False,
    discarded_at=AT + 1000,
    discarded_why="a test of <ours>",
)
FOUND = Found(
    submissions=(ONE,),
    letters=(Letter(json.dumps({"id": an_id(1), "reason": "expired"}), "m-1", "r"),),
    held=(Letter(json.dumps({"held": "stop_like", "proof": "leave me alone"}), "m-2", "r"),),
    consent=(Spoken("sms", {"in_at": AT}, ({"what": "opt-in", "received_at": str(AT), "proof": "JOIN"},)),),
    hints=("what could not be looked through",),
    waiting=(Waiting(an_id(2), False, 3, AT, AT + 60_000),),
)
KEPT = Belongings(
    items={an_id(1): {"id": an_id(1), "state": "done", "received_at": AT}},
    letters=FOUND.letters,
    held=FOUND.held,
    waiting=(),
    consent={},
    unseen=2,
)


@pytest.fixture(autouse=True)
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Whom the operations were asked for."""
    asked: list[Any] = []

    def is_found(_: Any, wanted: Sought, **__: Any) -> Found:
        asked.append(wanted)
        return FOUND

    def is_kept(_: Any, people: Sequence[Sought], **__: Any) -> Belongings:
        asked.append([*people])
        return KEPT

    monkeypatch.setattr(find, "find", is_found)
    monkeypatch.setattr(persons, "belongings", is_kept)
    return asked


@pytest.fixture
def erased(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Who was erased."""
    people: list[Any] = []

    def erase(_: Any, wanted: Sequence[Sought], **__: Any) -> Erased:
        people.append([*wanted])
        return Erased(submissions={an_id(1)}, consent=1)

    monkeypatch.setattr(erasing, "erase", erase)
    return people


def test_all_that_there_is_of_a_person_is_shown(page: Browser, asked: list[Any]) -> None:
    answer = page.post("/find", typed=f" {EMAIL} ")
    assert asked == [Sought(email=EMAIL)]
    for words in (
        "1 sign-up in the last 30 days, 1 letter, 1 held, 1 waiting",
        "Sign-up: dead, unverifiable",
        "campaign 998, 1001",
        "e-mail may have been made",
        "2026-01-01 12:00:01 UTC: a test of <ours>",
        "Letter: expired",
        "“leave me alone”",
        "try 3 of the queue",
        "Consent by text",
        "2026-01-01 12:00:00 UTC, proof JOIN",
        "what could not be looked through",
    ):
        assert words in answer.shown
    assert answer.links("/letters/") == ["/letters/m-1"]
    assert answer.links("/held/") == ["/held/m-2"]


def test_no_address_of_the_page_has_the_person_s_in_it(page: Browser) -> None:
    there = page.post("/find", typed=EMAIL, follow=False)
    assert there.status == 303
    answer = page.get(there.headers["location"])
    assert EMAIL in answer.shown
    assert [each for each in [there.headers["location"], *answer.links("/")] if "@" in each or "person" in each] == []
    assert 'method="get"' not in page.get("/find").text
    assert page.get(f"/find?typed={EMAIL}").text == page.get("/find").text


@pytest.mark.parametrize("typed", ["", "nobody", "555", "a@b@c"])
def test_what_is_no_address_and_no_id_is_asked_for_again(page: Browser, asked: list[Any], typed: str) -> None:
    answer = page.post("/find", typed=typed)
    assert (answer.status, "no phone of ten digits" in answer.shown, answer.typed("typed")) == (422, True, typed)
    assert asked == []


def test_the_platform_is_asked_on_a_click(page: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(view, "lists_of", lambda _: type("Lists", (), {})())
    told = Upstream((101,), (Side("email", 998, "done", "none listed"),), ("connections: away",))
    monkeypatch.setattr(view, "beside", lambda *_: told)
    assert "none listed" not in page.post("/find", typed=EMAIL).shown
    answer = page.post("/find", typed=EMAIL, upstream="yes")
    assert "e-mail 998 made none listed" in answer.shown
    assert "The platform did not tell: connections: away" in answer.shown


def test_a_platform_that_can_t_be_asked_hides_nothing_else(page: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    def none(_: Any) -> Any:
        raise Trouble("the credential secret can't be read")

    monkeypatch.setattr(view, "lists_of", none)
    answer = page.post("/find", typed=EMAIL, upstream="yes")
    assert "the credential secret can't be read" in answer.shown
    assert "Sign-up: dead" in answer.shown


def test_nothing_found_says_where_to_look(page: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(find, "find", lambda *_, **__: Found((), (), (), (), ()))
    assert "or a form refused it and told the person why" in page.post("/find", typed=EMAIL).shown


def test_a_copy_is_a_file_whose_name_names_nobody(page: Browser, asked: list[Any]) -> None:
    answer = page.post("/find/export", typed=EMAIL, also=f"\r\n{PHONE}\r\n")
    assert asked == [[Sought(email=EMAIL), Sought(phone=PHONE)]]
    assert "about 2 messages of the retry queue could not be looked into" in answer.shown
    (link,) = answer.links("/job/")
    file = page.get(link)
    assert json.loads(file.text)["submissions"][0]["id"] == an_id(1)
    assert file.headers["content-disposition"] == 'attachment; filename="what-is-kept.json"'


def test_what_erasing_would_take_is_shown_and_nothing_erased(page: Browser, erased: list[Any]) -> None:
    answer = page.post("/find/erase", typed=EMAIL, also="")
    assert "Erase all this of person@example.org?" in answer.shown
    assert "stays: a text that sounds like a stop" in answer.shown
    assert erased == []


def test_a_person_is_erased_once_it_is_confirmed(page: Browser, erased: list[Any]) -> None:
    asked = page.post("/find/erase", typed=EMAIL, also=PHONE)
    answer = page.post("/find/erase", typed=asked.typed("typed"), also=asked.typed("also"), sure=asked.typed("sure"))
    assert erased == [[Sought(email=EMAIL), Sought(phone=PHONE)]]
    assert "erased: 1 sign-ups, 0 letters" in answer.shown
    assert "not reached: the platform" in answer.shown


def test_of_who_is_erased_no_older_page_shows_anything(page: Browser, sqs: Sqs, erased: list[Any]) -> None:
    sqs.dead = [json.dumps({"id": an_id(1), "reason": "expired", "advocate": {"email": EMAIL}})]
    letter = f"/letters/{sqs.id_of(sqs.dead[0])}"
    found, copy = page.post("/find", typed=EMAIL).path, page.post("/find/export", typed=EMAIL, also="").path
    page.get("/letters")
    assert EMAIL in page.get(found).text
    assert EMAIL in page.post(letter).text
    sqs.dead = []
    page.post("/find/erase", typed=EMAIL, also="", sure="yes")
    assert [page.get(path).status for path in (found, f"{copy}/file")] == [404, 404]
    assert EMAIL not in page.post(letter).text
    assert erased


def test_what_is_not_erased_yet_is_said(page: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    left = Erased(left={an_id(3): "an opt-out that waits"}, running={an_id(4)}, unseen=1)
    monkeypatch.setattr(erasing, "erase", lambda *_, **__: left)
    answer = page.post("/find/erase", typed=EMAIL, also="", sure="yes")
    for words in ("not all is erased yet", "an opt-out that waits", "a run has in hand", "in half an hour"):
        assert words in answer.shown


@pytest.mark.parametrize("form", [{"typed": an_id(1), "also": ""}, {"typed": EMAIL, "also": "x"}])
def test_only_persons_are_copied_and_erased(page: Browser, erased: list[Any], form: dict[str, str]) -> None:
    assert page.post("/find/erase", form, sure="yes").status == 422
    assert page.post("/find/export", form).status == 422
    assert erased == []


def test_an_erasing_that_is_stopped_ends_where_it_waits(page: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    def erase(_: Any, __: Any, *, sleep: Callable[[float], None], **___: Any) -> Erased:
        sleep(3600)
        return Erased()

    def stopped(job: Job) -> Any:
        job.stopping.set()
        return waits(job)

    waits = view._sleep_for
    monkeypatch.setattr(erasing, "erase", erase)
    monkeypatch.setattr(view, "_sleep_for", stopped)
    assert "stopped: what is listed was done" in page.post("/find/erase", typed=EMAIL, also="", sure="yes").shown
