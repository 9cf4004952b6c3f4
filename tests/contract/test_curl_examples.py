"""The documentation's curl examples, run by curl against the sandbox.

Each is the text's example, line by line and quirks included: an unescaped space, a telephone number with a line end and
blanks behind it. Put in is only what the text lost or leaves to its reader: host and path, the keys, the e-mail line
(an empty `-d ""` in the text), an existing advocate's id, and of those that lost everything but `curl` their arguments.
The people of the text are replaced by made-up ones.
"""

import json
import shlex
import subprocess
from typing import Any

import pytest

from tests.contract.documented import ENDPOINTS
from tests.contract.ends import PATHS, Ends

QUIETLY = "--disable --noproxy '*' --silent --show-error --max-time 10"  # and without this machine's own settings
PERSON = r"""
   -d "firstname=Pat" \
   -d "lastname=Example" \
   -d "email=pat@example.org" \
   -d "phone=8165550134
                              " \
   -d "address1=1800 Example Avenue" \
   -d "zip5=64108" \
   -d "smsOptin=1" \
   -d "emailOptin=1" \
   -d "fields[5365]=Retirement Savings" \
   -X POST
""".strip("\n")
EXAMPLES = {
    "create_advocate": r"""
$  curl URL \
   -u APP_ID:APP_KEY \
   -d "campaigns[]=998" \
   -d "campaigns[]=999" \
"""
    + PERSON,
    "update_advocate": r"""
$  curl URL \
   -u APP_ID:APP_KEY \
   -d "advocateid=ADVOCATE" \
   -d "campaigns[]=999" \
"""
    + PERSON,
    # The text lost the backslash before its last line, too.
    "post_twitter_card": r"""
$  curl URL \
   -d "app_id=APP_ID" \
   -d "api_key=APP_KEY" \
   -d "campaignid=998" \
   -d "card=1o416" \
   -d "name=Pat Example" \
   -d "email=pat@example.org" \
   -d "token=857779ff1a1b9fd2ae686a3afb33cd44" \
   -d "tw_userid=635491364" \
   -X POST
""",
    "list_advocates": r"""
$  curl URL \
   -u APP_ID:APP_KEY
""",
    "create_connection": r"""
$  curl URL \
   -u APP_ID:APP_KEY \
   -d "advocateid=ADVOCATE" \
   -d "campaignid=123" \
   -d "type[]=tweet" \
   -d "type[]=call" \
   -d "tweetMessage=[@legislator] Please support this bill!" \
   -X POST
""",
    "list_connections": r"""
$  curl 'URL?campaign_id=123&updated_at=2019-10-09%2016:19:13&page=1&per_page=25' \
   -u APP_ID:APP_KEY
""",
    "list_campaigns": r"""
$  curl URL \
   -u APP_ID:APP_KEY
""",
    "list_legislators": r"""
$  curl 'URL?campaignid=123&zip5=94536&address1=1800%20Example%20Avenue' \
   -u APP_ID:APP_KEY
""",
    "campaign_stats": r"""
$  curl 'URL?campaignid=123' \
   -u APP_ID:APP_KEY
""",
    "all_campaigns_stats": r"""
$  curl URL \
   -u APP_ID:APP_KEY
""",
}


def run(ends: Ends, example: str, advocate: int | None = None) -> Any:
    """Let a shell run the example as it stands, with the lost parts put in; returns what curl prints, as JSON."""
    method, path = PATHS[example]
    command = EXAMPLES[example].strip().removeprefix("$").replace(" curl ", f" curl {QUIETLY} ")
    for lost, found in {
        "URL": f"{ends.base_url}{path}",
        "APP_ID": "demo",
        "APP_KEY": "demo",
        "ADVOCATE": str(advocate),
    }.items():
        command = command.replace(lost, found)
    assert shlex.split(command)[0] == "curl"
    done = subprocess.run(["sh", "-ec", command], capture_output=True, text=True, timeout=20, check=False)
    assert (done.returncode, done.stderr) == (0, ""), done
    (call,) = ends.sandbox.state.calls.latest(1)
    assert (call.method, call.outcome, call.acted) == (method, "200", method == "POST")
    return json.loads(done.stdout)


def pat(ends: Ends) -> Any:
    (found,) = [row for row in ends.raw("list_advocates", {}).json()["data"] if row["firstname"] == "Pat"]
    return found


def test_there_is_an_example_of_every_endpoint() -> None:
    assert EXAMPLES.keys() == ENDPOINTS.keys()


def test_create_an_advocate(ends: Ends) -> None:
    made = run(ends, "create_advocate")
    assert (made["success"], made["error"], made["advocateid"]) == (1, None, pat(ends)["id"])
    assert [membership["campaignid"] for membership in pat(ends)["memberships"]] == [998, 999]
    assert [(field["fieldid"], field["value"]) for field in pat(ends)["fields"]] == [(5365, "Retirement Savings")]
    assert pat(ends)["phones"][0]["address"] == "+18165550134"
    assert pat(ends)["address"]["street1"] == "1800 Example Avenue"
    assert [(email["address"], email["subscribed"]) for email in pat(ends)["emails"]] == [("pat@example.org", True)]
    assert len(ends.sandbox.texts()) == 1


def test_create_an_advocate_as_the_text_has_it_without_an_email_line(
    ends: Ends, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The empty line alone is no fault, but `emailOptin` is one without the lost e-mail."""
    text = EXAMPLES["create_advocate"].replace('-d "email=pat@example.org"', '-d ""')
    monkeypatch.setitem(EXAMPLES, "create_advocate", text.replace('   -d "emailOptin=1" \\\n', ""))
    run(ends, "create_advocate")
    assert pat(ends)["emails"] == []
    monkeypatch.setitem(EXAMPLES, "create_advocate", text)
    with pytest.raises(AssertionError, match="422"):
        run(ends, "create_advocate")


def test_update_an_advocate(ends: Ends) -> None:
    ada = ends.ada()
    assert run(ends, "update_advocate", ada)["advocateid"] == ada == pat(ends)["id"]
    assert [membership["campaignid"] for membership in pat(ends)["memberships"]] == [998, 999]
    assert [email["address"] for email in pat(ends)["emails"]] == ["ada@example.org", "pat@example.org"]
    assert (pat(ends)["address"]["street1"], pat(ends)["address"]["city"]) == ("1800 Example Avenue", "Boston")


def test_post_twitter_card(ends: Ends) -> None:
    assert run(ends, "post_twitter_card")["advocateid"] == pat(ends)["id"]
    assert pat(ends)["memberships"][0]["campaignid"] == 998


def test_list_advocates(ends: Ends) -> None:
    ada = ends.ada()
    listed = run(ends, "list_advocates")
    assert [advocate["id"] for advocate in listed["data"]] == [ada]
    assert listed["pagination"]["count"] == 1


def test_create_a_connection_and_list_it(ends: Ends) -> None:
    """The reply has the shape of the text's own: two officials, of a state senate and of a town."""
    ada = ends.ada(campaigns=[123])
    made = run(ends, "create_connection", ada)
    assert (made["success"], made["error"]) == (1, None)
    data = made["data"]
    assert [str(number) for number in data["ids"]] == list(data["leg"]) == list(data["urls"])
    assert [(official["level"], official["chamber"]) for official in data["leg"].values()] == [
        ("STATE", "SENATE"),
        ("LOCAL", "OTHER"),
    ]
    assert data["url"].endswith("+Please+support+this+bill%21")
    rows = run(ends, "list_connections")
    assert {(row["advocate_id"], row["type"]) for row in rows.values()} == {(ada, "TWEET"), (ada, "CALL")}


def test_list_campaigns(ends: Ends) -> None:
    whales = {campaign["id"]: campaign for campaign in run(ends, "list_campaigns")}[998]
    assert (whales["name"], whales["display_name"]) == ("Save the Whales", "Save the Whales Now!")


def test_list_a_campaigns_legislators(ends: Ends) -> None:
    assert [official["state"] for official in run(ends, "list_legislators")] == ["CA", "CA"]


def test_stats_of_one_campaign_and_of_all(ends: Ends) -> None:
    ends.ada(campaigns=[123])
    one = run(ends, "campaign_stats")
    assert (one["campaignid"], one["advocates"], one["connections"]) == (123, 1, 0)
    assert one in run(ends, "all_campaigns_stats")
