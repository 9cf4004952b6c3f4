"""`relay reconcile`: what it takes, says and sends, and how it ends."""

import json

import pytest

from operate import stack
from operate.command import reconcile
from operate.command.__main__ import main
from relay.phone2action import NotSent
from tests.fakes.relay import World
from tests.fakes.settings import JOURNAL, RETRY
from tests.unit.operate.test_reconcile import LATER, leave, somebody
from tests.unit.operate.worlds import Account, stack_over


@pytest.fixture
def account(world: World) -> Account:
    return Account(world)


@pytest.fixture(autouse=True)
def chosen(world: World, account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stack, "chosen", lambda *_: stack_over(world))
    monkeypatch.setattr(reconcile, "lists_of", lambda *_: account.lists())
    monkeypatch.setattr(reconcile, "now_ms", world.clock)


def run(*options: str) -> int:
    return main(["reconcile", "--since", "2026-01-01", *options])


@pytest.fixture
def lost(world: World) -> list[str]:
    """The ids of four sign-ups: no member, gone, without its e-mail, and with one twice."""
    ids = [world.identity.submission(somebody(world, number, connect=("email",))) for number in range(4)]
    world.clock.advance(minutes=LATER)
    leave(world, 0)
    rows = world.platform.listed
    rows[:] = [rows[0], rows[1], rows[3], rows[3]]
    del world.platform.advocates[1]
    return ids


def test_where_nothing_differs_it_says_so_and_ends_well(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    somebody(world, 1)
    world.clock.advance(minutes=LATER)
    somebody(world, 2, connect=("tweet",))
    assert run() == 0
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.splitlines() == [
        "stack relay-test in us-east-1, account 123456789012",
        "1 left out: delivered less than 15 minutes ago, the lists may lag",
        "1 sign-ups compared: nothing differs",
    ]


def test_what_differs_is_listed_in_80_columns_with_what_it_means(
    lost: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run() == 1
    shown = capsys.readouterr()
    assert max(map(len, shown.out.splitlines())) <= 80
    assert {tuple(line.split("  ")[:2]) for line in shown.out.splitlines()[1:]} == {
        (lost[0], "not a member"),
        (lost[1], "advocate gone"),
        (lost[2], "e-mail not listed"),
        (lost[3], "e-mail listed twice"),
    }
    assert "4 sign-ups compared" in shown.err
    assert "--repair joins the advocate to the campaign again" in shown.err
    assert "example.org" not in shown.out + shown.err


def test_programs_are_told_what_a_repair_would_do(lost: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--json") == 1
    printed = capsys.readouterr().out
    shown = {each["id"]: each for each in json.loads(printed)["differences"]}
    assert shown[lost[0]]["repair"]
    assert shown[lost[1]]["left_to_you"].startswith("no list shows this advocate")
    assert "example.org" not in printed


def test_nothing_is_sent_without_repair_or_without_a_yes(
    world: World, lost: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run() == 1
    assert run("--repair") == 1
    assert "Put 1 through the queue again? Nobody can be asked here" in capsys.readouterr().err
    assert world.messages(RETRY) == []


def test_a_repair_sends_what_can_be_mended_and_leaves_the_rest(
    world: World, lost: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("--repair", "--yes") == 1
    shown = capsys.readouterr()
    (message,) = world.messages(RETRY)
    assert (message["advocate"], message["connection"]) == ({"advocateid": "101"}, None)
    assert shown.out.splitlines()[-1] in shown.out
    for number, why in ((1, "no list shows this advocate"), (2, "the words are not kept"), (3, "nothing can take it")):
        assert f"{lost[number]} is left to you: {why}" in shown.err


def test_a_repair_that_leaves_nothing_ends_well(world: World) -> None:
    somebody(world, 1)
    world.clock.advance(minutes=LATER)
    leave(world, 0)
    assert run("--repair", "--yes") == 0
    world.work_through(minutes=30)
    assert run() == 0


def test_yes_is_no_word_to_send_a_message_the_id_is(
    world: World, lost: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("--repair", "--yes", "--send-anyway", lost[2]) == 1
    assert "a legislator gets it twice" in capsys.readouterr().err
    sent = [message for message in world.messages(RETRY) if message["connection"]]
    assert [message["advocate"] for message in sent] == [{"advocateid": "103"}]


@pytest.mark.parametrize(
    ("number", "why"), [(0, "no e-mail of it is missing"), (3, "no e-mail of it is missing"), (1, None)]
)
def test_a_word_about_what_is_not_missing_sends_nothing(
    world: World, lost: list[str], number: int, why: str | None, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("--repair", "--yes", "--send-anyway", lost[number], "--send-anyway", lost[2]) == 1
    if why:
        assert f"error: {lost[number]} can't be sent again: {why}" in capsys.readouterr().err
    assert world.messages(RETRY) == []


@pytest.mark.parametrize("options", [["--send-anyway", "x"], ["--rate", "-1"], ["--campaign", "0"]])
def test_what_is_not_clear_is_refused(options: list[str]) -> None:
    assert run(*options) == 2
    assert main(["reconcile"]) == 2


def test_what_was_not_compared_is_said_and_is_no_good_end(
    world: World, account: Account, capsys: pytest.CaptureFixture[str]
) -> None:
    somebody(world, 1)
    world.clock.advance(minutes=LATER)
    account.fails = lambda *_: NotSent()
    assert run() == 1
    assert "not compared: members of campaign 998: the API can't be reached" in capsys.readouterr().err


def test_who_interrupts_it_is_told_how_to_go_on(
    world: World, account: Account, capsys: pytest.CaptureFixture[str]
) -> None:
    for number, campaigns in enumerate([(1,), (2, 3), (4,)]):
        somebody(world, number, campaigns=campaigns)
    world.clock.advance(minutes=LATER)
    leave(world, 0)

    def interrupts(_: int) -> None:
        if account.calls[-1][1].get("campaignid") == 2:
            raise KeyboardInterrupt

    account.changes = interrupts
    assert run() == 1
    shown = capsys.readouterr()
    assert "not a member" in shown.out
    assert "start it again with --campaign 2 --campaign 3 --campaign 4" in shown.err
    account.changes = lambda _: None
    account.calls.clear()
    assert run("--campaign", "2", "--campaign", "3", "--campaign", "4") == 0
    assert {filters.get("campaignid") for _, filters in account.calls} == {2, 3, 4}


def test_it_copes_with_5000_sign_ups_that_are_all_gone(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    somebody(world, 1, connect=("email",))
    (item,) = [each for each in world.aws.tables[JOURNAL].values() if "asked" in each]
    for number in range(5000):
        key = f"{number:032x}"
        world.aws.tables[JOURNAL][key] = item | {"id": {"S": key}, "advocate": {"N": str(number + 1000)}}
    world.clock.advance(minutes=LATER)
    assert run("--json") == 1
    told = json.loads(capsys.readouterr().out)
    assert {each["what"] for each in told["differences"]} == {"gone", "not_listed"}
    assert len(told["differences"]) == 10_000
