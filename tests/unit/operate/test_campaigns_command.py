"""`relay campaigns`, `stats` and `legislators`: what the platform tells, beside what was deployed."""

import json
from typing import Any

import pytest

from operate import campaigns, stack
from operate.command.__main__ import main
from operate.trouble import Trouble
from relay.phone2action import (
    CredentialsRejected,
    InvalidRequest,
    Legislator,
    Misrouted,
    NotSent,
    Phone2ActionError,
    Problem,
    RateLimited,
    Rejected,
    UnknownOutcome,
)
from relay.phone2action.results import Campaign, CampaignStats
from tests.unit.operate.sqs import Sqs
from tests.unit.operate.stacks import stack as stack_of

OURS = {
    998: {"name": "Save the  Whales", "web_form": {}, "sms": {}},
    999: {"name": "Keep the Sanctuary", "twitter_card": {}},
    1000: {"name": "Over", "web_form": {}},
    1001: {"name": "Never", "web_form": {}},
}


def named(number: int, name: str, *, public: bool = True, display: str = "") -> Campaign:
    values = dict.fromkeys(Campaign._fields) | {"id": number, "name": name, "display_name": display, "public": public}
    return Campaign(**values)  # type: ignore[arg-type]


def total(number: int, name: str, advocates: int) -> CampaignStats:
    values = {"campaignid": number, "name": name, "advocates": advocates, "by": {"text": 2}}
    return CampaignStats(number, name, advocates, None, values)


class Api:
    """The platform's lists; `error` is what each raises instead, `no_reports` that totals are no option of it."""

    def __init__(self) -> None:
        self.error: Phone2ActionError | None = None
        self.no_reports = False
        self.asked: list[dict[str, Any]] = []

    def _answer[T](self, answer: T, **asked: Any) -> T:
        self.asked.append(asked)
        if self.error:
            raise self.error
        return answer

    def list_campaigns(self, **asked: Any) -> tuple[Campaign, ...]:
        there = (named(998, "save the whales", public=False), named(999, "Clean Rivers"), named(7, "Another"))
        return self._answer(there, **asked)

    def all_campaigns_stats(self) -> tuple[CampaignStats, ...]:
        if self.no_reports:
            raise CredentialsRejected(status=403)
        return self._answer((total(998, "Save the Whales", 12), total(1000, "Over", 1)))

    def campaign_stats(self, **asked: Any) -> CampaignStats:
        return self._answer(total(998, "Save the Whales", 12), **asked)

    def list_legislators(self, **asked: Any) -> tuple[Legislator, ...]:
        values = dict.fromkeys(Legislator._fields) | {"name_full": "Jory Sedgewick", "title": "Senator", "state": "MA"}
        return self._answer((Legislator(**values),), **asked)


class Layer:
    """The deployed layer."""

    def campaigns(self) -> dict[int, dict[str, Any]]:
        return OURS


@pytest.fixture(autouse=True)
def api(monkeypatch: pytest.MonkeyPatch) -> Api:
    there = Api()
    monkeypatch.setattr(stack, "chosen", lambda *_: stack_of(Sqs()))
    monkeypatch.setattr(campaigns, "api_of", lambda _: there)
    monkeypatch.setattr(campaigns, "layer", lambda _: Layer())
    return there


def notes() -> dict[int, str]:
    return {each.id: each.note for each in campaigns.compare(stack_of(Sqs())).campaigns}


def test_ours_and_the_platforms_are_compared(api: Api) -> None:
    assert notes() == {
        7: campaigns.NOT_OURS,
        998: "",
        999: campaigns.OTHER_NAME,
        1000: campaigns.NOT_ACTIVE,
        1001: campaigns.NOT_THERE,
    }
    assert api.asked[0] == {"includePrivate": True, "includeGeneric": True}


def test_without_totals_the_closed_and_the_unknown_look_the_same(api: Api) -> None:
    api.no_reports = True
    assert [notes()[number] for number in (1000, 1001)] == [campaigns.EITHER] * 2


def test_a_name_may_be_the_one_that_people_are_shown(monkeypatch: pytest.MonkeyPatch, api: Api) -> None:
    shown = (named(number, "internal", display=str(each["name"])) for number, each in OURS.items())
    monkeypatch.setattr(api, "list_campaigns", lambda **_: tuple(shown))
    assert set(notes().values()) == {""}


def test_what_cant_be_known_of_the_deployment_is_a_hint(monkeypatch: pytest.MonkeyPatch) -> None:
    def layer(_: object) -> None:
        raise Trouble("no rights")

    monkeypatch.setattr(campaigns, "layer", layer)
    found = campaigns.compare(stack_of(Sqs()))
    assert [each.note for each in found.campaigns] == ["", "", ""]
    assert found.hint.endswith("is not known: no rights")


def test_they_are_shown_side_by_side_in_80_columns(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["campaigns"]) == 0
    shown = capsys.readouterr()
    assert max(map(len, shown.out.splitlines())) <= 80
    for text in ("Save the  Whales", "(private)", "Clean Rivers", "not active", "not upstream", "name differs"):
        assert text in shown.out
    assert shown.err.endswith("4 in campaigns.toml as last deployed, 3 noted\n")
    assert main(["campaigns", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["campaigns"][1]["sources"] == ["web_form", "sms"]


def test_totals_of_all_and_of_one(api: Api, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["stats"]) == 0
    assert "Save the Whales  12         ?" in capsys.readouterr().out
    assert main(["stats", "998"]) == 0
    assert api.asked[-1] == {"campaignid": 998}
    shown = capsys.readouterr().out
    assert "advocates" in shown
    assert '{"text": 2}' in shown
    assert main(["stats", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["advocates"] == 12


def test_legislators_of_an_address(api: Api, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["legislators", "998", "--zip", "02134", "--address", "1 Main St", "--state", "MA"]
    assert main(command) == 0
    assert api.asked == [{"campaignid": 998, "zip5": "02134", "address1": "1 Main St", "state": "MA"}]
    shown = capsys.readouterr()
    assert "Jory Sedgewick" in shown.out
    assert shown.err.endswith("1 legislator\n")
    assert main([*command, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["name_full"] == "Jory Sedgewick"


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (CredentialsRejected(status=401), "refuses app_id and app_key for it"),
        (InvalidRequest([Problem("zip5", "invalid", "must be five digits")]), "zip5 must be five digits"),
        (Rejected(status=422, api_error="no such campaign"), "says no: no such campaign (422)"),
        (RateLimited(status=429), "wait a minute"),
        (NotSent(), "can't be reached"),
        (Misrouted(status=404), "something else than the API answers"),
        (UnknownOutcome(status=500), "no answer that can be read"),
    ],
    ids=lambda each: type(each).__name__,
)
@pytest.mark.parametrize(
    "command", [["campaigns"], ["legislators", "998", "--zip", "0", "--address", "x"]], ids=lambda each: str(each[0])
)
def test_what_the_platform_refuses_is_a_line(
    api: Api, error: Phone2ActionError, said: str, command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    api.error = error
    assert main(command) == 1
    (*_, line) = capsys.readouterr().err.splitlines()
    assert line.startswith("error: ")
    assert said in line


def test_no_reports_are_told_from_wrong_keys(api: Api, capsys: pytest.CaptureFixture[str]) -> None:
    api.no_reports = True
    assert main(["stats"]) == 1
    assert "the option for reports" in capsys.readouterr().err


@pytest.mark.parametrize(
    "command",
    [
        ["stats", "whales"],
        ["stats", "-1"],
        ["legislators", "998"],
        ["legislators", "0", "--zip", "1", "--address", "x"],
    ],
)
def test_what_is_mistyped_ends_with_2(command: list[str]) -> None:
    assert main(command) == 2
