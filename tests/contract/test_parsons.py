"""parsons, a public client of this API (PyPI), works against the sandbox unchanged but for its base address.

It was written against the live API, which makes it the best witness there is of what that does.
"""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from local.place import ROOT
from tests.contract.ends import Ends

PYTHON = ROOT / ".tools" / "parsons" / "bin" / "python"
SCRIPT = Path(__file__).with_name("parsons_client.py")
TABLES = {"advocates", "emails", "phones", "memberships", "tags", "ids", "fields"}


class Parsons:
    """The client, in an environment and a process of its own."""

    def __init__(self, base_url: str) -> None:
        assert PYTHON.exists(), "parsons is not installed: run python3 local/tools.py parsons"
        self.process = subprocess.Popen(
            [str(PYTHON), "-I", str(SCRIPT), base_url],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env={"NO_PROXY": "*"},
        )

    def answer(self, method: str, arguments: dict[str, Any]) -> dict[str, Any]:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        print(json.dumps([method, arguments]), file=self.process.stdin, flush=True)
        line = self.process.stdout.readline()
        assert line, "it ended without an answer"
        answer: dict[str, Any] = json.loads(line)
        return answer

    def __call__(self, method: str, **arguments: Any) -> Any:
        answer = self.answer(method, arguments)
        assert "error" not in answer, answer
        return answer["result"]


@pytest.fixture(scope="module")
def process(running: Ends) -> Iterator[Parsons]:
    made = Parsons(running.base_url)
    with made.process:
        yield made
        assert made.process.stdin is not None
        made.process.stdin.close()
        assert made.process.wait(timeout=10) == 0


@pytest.fixture
def parsons(process: Parsons, ends: Ends) -> Parsons:
    """The client, on a sandbox that was emptied."""
    return process


PAT: dict[str, Any] = {
    "campaigns": [998, 999],
    "first_name": "Pat",
    "last_name": "Example",
    "email": "pat@example.org",
    "phone": "8165550134",
    "address1": "1800 Example Avenue",
    "address2": "Apt 4",
    "city": "Boston",
    "state": "MA",
    "zip5": "02134",
    "sms_optin": True,
    "email_optin": True,
}


@pytest.mark.parametrize("status", [200, 201])
def test_it_creates_an_advocate_with_everything_it_knows(parsons: Parsons, ends: Ends, status: int) -> None:
    ends.options(created_status=status)
    made = parsons("create_advocate", **PAT, prefix="Dr.", p2asource="website", **{"fields[5365]": "Savings"})
    pat = ends.advocate(made)
    assert (pat.prefix, pat.firstname, pat.lastname) == ("Dr.", "Pat", "Example")
    assert (pat.address.street1, pat.address.street2, pat.address.city) == ("1800 Example Avenue", "Apt 4", "Boston")
    assert (pat.address.state, pat.address.zip5) == ("MA", "02134")
    assert [(m.campaignid, m.source) for m in pat.memberships] == [(998, "website"), (999, "website")]
    assert (pat.emails[0].address, pat.emails[0].subscribed) == ("pat@example.org", True)
    assert (pat.phones[0].address, len(ends.sandbox.texts())) == ("+18165550134", 1)
    assert pat.fields[0].value == "Savings"


def test_its_opt_outs_are_opt_outs(parsons: Parsons, ends: Ends) -> None:
    pat = parsons(
        "create_advocate", **{**PAT, "sms_optin": False, "email_optin": False}, sms_optout=True, email_optout=True
    )
    parsons("update_advocate", advocate_id=pat, campaigns=[998], phone="8165550134", sms_optin=True)
    assert [phone.subscribed for phone in ends.advocate(pat).phones] == [False]
    assert ends.sandbox.texts() == []


def test_it_updates_an_advocate(parsons: Parsons, ends: Ends) -> None:
    """Which it does with `campaigns` and `campaigns[]` in one request."""
    pat = parsons("create_advocate", **PAT)
    changed = {"campaigns": [997], "email": "pat@example.com", "phone": "8165550135", "email_optin": True}
    assert parsons("update_advocate", advocate_id=pat, **changed, first_name="Patrice", city="Salem") is None
    listed = ends.advocate(pat)
    assert (listed.firstname, listed.lastname, listed.address.city) == ("Patrice", "Example", "Salem")
    assert [m.campaignid for m in listed.memberships] == [998, 999, 997]
    assert [email.address for email in listed.emails] == ["pat@example.org", "pat@example.com"]
    form = ends.sandbox.state.calls.all()[-2].form
    assert (form["campaigns"], form["campaigns[]"]) == ("997", ["997"])


def test_what_the_sandbox_refuses_it_raises(parsons: Parsons) -> None:
    answer = parsons.answer("create_advocate", {"campaigns": [998], "email": "nobody"})
    assert (answer["error"], "Code: 422" in answer["text"]) == ("HTTPError", True)
    assert "email 'nobody' is invalid" in answer["text"]


@pytest.fixture
def people(parsons: Parsons, ends: Ends) -> Ends:
    """Ada of Massachusetts; a minute later Bea of Texas, in campaign 999."""
    ends.ada(fields={5365: "Savings"}, tags=["vip", "press"])
    ends.clock.forward(60)
    ends.ada(firstname="Bea", email="bea@example.org", phone="8165550199", state="TX", campaigns=[999])
    return ends


@pytest.mark.parametrize("quirks", [False, True])
@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({}, ["Ada", "Bea"]),
        ({"state": "MA"}, ["Ada"]),
        ({"campaign_id": 999}, ["Bea"]),
        ({"updated_since": 1_700_000_000}, ["Bea"]),
        ({"updated_since": "2023-11-14 22:13:19"}, ["Ada", "Bea"]),
        ({"updated_since": {"datetime": "2023-11-14T22:13:20"}}, ["Bea"]),
        ({"updated_since": 1_700_000_060}, []),
        ({"page": 1}, ["Ada", "Bea"]),
        ({"page": 2}, []),
        ({"state": "TX", "campaign_id": 998}, []),
    ],
)
def test_it_lists_advocates_by_each_of_its_filters(
    parsons: Parsons, people: Ends, filters: dict[str, Any], found: list[str], quirks: bool
) -> None:
    people.options(quirks=quirks)
    tables = parsons("get_advocates", **filters)
    assert tables.keys() == TABLES
    assert [row["firstname"] for row in tables["advocates"]] == found


@pytest.mark.parametrize("quirks", [False, True])
def test_it_takes_an_advocate_apart_into_its_tables(parsons: Parsons, people: Ends, quirks: bool) -> None:
    people.options(quirks=quirks)
    tables = parsons("get_advocates")
    ada = tables["advocates"][0]
    assert (ada["address_street1"], ada["address_zip5"]) == ("10 Elm Street", 2134 if quirks else "02134")
    assert ada["districts_congressional"].isdigit()
    assert [row["emails_address"] for row in tables["emails"]] == ["ada@example.org", "bea@example.org"]
    assert [row["phones_address"] for row in tables["phones"]] == ["+18165550123", "+18165550199"]
    assert [row["memberships_campaignid"] for row in tables["memberships"]] == [998, 999]
    assert [row["tags"] for row in tables["tags"]] == ["press", "vip"]
    assert [(row["fields_fieldid"], row["fields_value"]) for row in tables["fields"]] == [(5365, "Savings")]
    assert {row["advocate_id"] for row in tables["fields"]} == {ada["id"]}


def test_it_walks_all_pages_by_their_next_url(parsons: Parsons, ends: Ends) -> None:
    with ends.sandbox.state.store.transaction():
        for number in range(240):
            ends.add(email=f"ada{number}@example.org", state="MA" if number % 2 else "TX")
    assert len(parsons("get_advocates")["advocates"]) == 240
    assert len(parsons("get_advocates", state="TX")["advocates"]) == 120
    assert len(parsons("get_advocates", page=3)["advocates"]) == 40


@pytest.mark.parametrize(
    ("filters", "some", "none"),
    [
        ({}, {997, 998, 999}, {903}),
        ({"state": "CA"}, {997}, {998}),
        ({"zip": "94105"}, {997}, {998}),
        ({"zip": "94105", "include_generic": True}, {997, 998}, {903}),
        ({"state": "TX", "include_generic": True}, {998}, {997}),
        ({"include_private": True}, {903, 998}, set()),
        ({"include_content": False}, {997, 998, 999}, set()),
    ],
)
def test_it_lists_campaigns_by_each_of_its_filters(
    parsons: Parsons, filters: dict[str, Any], some: set[int], none: set[int]
) -> None:
    rows = {row["id"]: row for row in parsons("get_campaigns", **filters)}
    assert rows.keys() >= some
    assert not rows.keys() & none
    first = next(iter(rows.values()))
    assert first["updated_at_date"] == "2022-06-20 00:00:00.000000"
    assert ("content_summary" in first) is (filters.get("include_content", True))
