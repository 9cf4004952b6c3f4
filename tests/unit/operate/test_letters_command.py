"""`relay letters` and `relay held`: what they take, what they say, and how they end."""

import errno
import io
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from operate import queue, stack
from operate.command import queued
from operate.command.__main__ import main
from operate.command.shown import paragraph, write_new
from operate.command.start import end_like_ctrl_c, print_to_anything
from operate.correcting import laid_out
from relay.keeping.letter_facts import is_submission_id
from relay.letters import LARGEST_MESSAGE
from tests.fakes.ids import an_id
from tests.unit.operate.sqs import LETTERS, Sqs
from tests.unit.operate.stacks import Dynamodb, journal_item
from tests.unit.operate.stacks import stack as stack_of

ROOT = Path(__file__).parents[3]
CARD: dict[str, Any] = {
    "version": 1,
    "source": "twitter_card",
    "natural_key": "content x",
    "keyed_by_content": False,
    "received_at": 1_767_268_800_000,
    "campaigns": [998],
    "advocate": {"email": "dora@example.org", "firstname": "Dora [bold]"},
    "connection": None,
    "reason": "rejected",
    "detail": "",
    "id": "0123456789abcdef0123456789abcdef",
    "attempts": 3,
    "last_at": 1_767_268_801_000,
}


@pytest.fixture
def sqs() -> Sqs:
    return Sqs(stable=True)


@pytest.fixture
def dynamodb() -> Dynamodb:
    return Dynamodb()


@pytest.fixture(autouse=True)
def chosen(sqs: Sqs, dynamodb: Dynamodb, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stack, "chosen", lambda *_: stack_of(sqs, dynamodb))


def test_every_command_says_first_which_stack_it_is_about(capsys: pytest.CaptureFixture[str]) -> None:
    for command in ("letters", "held"):
        assert main([command]) == 0
        said = capsys.readouterr().err.splitlines()
        assert said[0] == "stack relay-test in us-east-1, account 123456789012"


def test_letters_are_listed_in_80_columns_without_the_person(sqs: Sqs, capsys: pytest.CaptureFixture[str]) -> None:
    sqs.dead = [json.dumps(CARD | {"campaigns": [998, 1234567]}), "no JSON"]
    assert main(["letters"]) == 0
    shown = capsys.readouterr()
    assert max(map(len, shown.out.splitlines())) <= 80
    assert "0123456789abcdef0123456789abcdef  rejected  998,1234567  twitter_card" in shown.out
    assert "dora" not in shown.out.lower()
    assert "\x1b" not in shown.out + shown.err
    assert shown.err.splitlines()[-1] in {"2 letters: 1 rejected, 1 none", "2 letters: 1 none, 1 rejected"}


def test_a_long_list_shows_its_beginning_and_says_how_to_see_all(sqs: Sqs, capsys: pytest.CaptureFixture[str]) -> None:
    sqs.dead = [json.dumps(CARD | {"id": an_id(number)}) for number in range(60)]
    main(["letters"])
    shown = capsys.readouterr()
    assert len(shown.out.splitlines()) == 51
    assert "... and 10 more" in shown.err
    main(["letters", "--all"])
    assert len(capsys.readouterr().out.splitlines()) == 61
    main(["letters", "--json"])
    assert len(json.loads(capsys.readouterr().out)) == 60


def test_programs_are_told_why_and_what_to_do_and_nothing_of_the_person(
    sqs: Sqs, capsys: pytest.CaptureFixture[str]
) -> None:
    sqs.dead = [json.dumps(CARD)]
    main(["letters", "--json"])
    printed = capsys.readouterr().out
    (letter,) = json.loads(printed)
    assert (letter["id"], letter["reason"], letter["campaigns"]) == (CARD["id"], "rejected", [998])
    assert letter["what"] == "The platform refused the advocate."
    assert f"./relay letters replay {CARD['id']}" in letter["todo"]
    assert "dora" not in printed


def test_one_whose_submission_was_delivered_since_says_so_and_goes_with_replay(
    sqs: Sqs, dynamodb: Dynamodb, capsys: pytest.CaptureFixture[str]
) -> None:
    dynamodb.tables["JournalTable"] = {
        an_id(number): {"id": {"S": an_id(number)}, **journal_item(state)}
        for number, state in enumerate(("dead", "done"))
    }
    main(["letters"])
    shown = capsys.readouterr()
    assert "rejected*" in next(line for line in shown.out.splitlines() if line.startswith(an_id(1)))
    assert "* 1 delivered since" in shown.err
    main(["letters", "--json"])
    assert {each["id"]: each["delivered_since"] for each in json.loads(capsys.readouterr().out)} == {
        an_id(0): False,
        an_id(1): True,
        an_id(2): False,
    }
    main(["letters", "show", an_id(1)])
    assert "it has been delivered: nothing is missing" in capsys.readouterr().out
    assert main(["letters", "replay", "--delivered"]) == 0
    assert sqs.retry == [LETTERS[1]]
    assert sorted(sqs.dead) == [LETTERS[0], LETTERS[2]]


def test_all_letters_are_replayed_and_named(sqs: Sqs, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["letters", "replay", "--all"]) == 0
    assert capsys.readouterr().out.split() == [an_id(0), an_id(1), an_id(2)]
    assert sqs.retry == LETTERS


def test_a_dry_run_names_what_would_be_moved_and_moves_nothing(sqs: Sqs, capsys: pytest.CaptureFixture[str]) -> None:
    sqs.dead.append(json.dumps(CARD | {"reason": "expired"}))
    assert main(["letters", "replay", "--reason", "rejected", "--dry-run"]) == 0
    shown = capsys.readouterr()
    assert [line.split()[0] for line in shown.out.splitlines()[1:]] == [an_id(0), an_id(1), an_id(2)]
    assert "3 letters would be moved" in shown.err
    assert (len(sqs.dead), sqs.retry) == (4, [])


@pytest.mark.parametrize(
    "command",
    [
        ["letters", "replay", an_id(1), an_id(7)],
        ["letters", "show", an_id(7)],
        ["letters", "discard", an_id(7), "--why", "w", "-y"],
    ],
)
def test_a_letter_that_is_not_there_is_named(sqs: Sqs, command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(command) == 1
    assert f"error: not there: {an_id(7)}." in capsys.readouterr().err
    assert sqs.retry == (LETTERS[1:2] if "replay" in command else [])


def test_a_letter_is_shown_with_the_person_and_stays(sqs: Sqs, capsys: pytest.CaptureFixture[str]) -> None:
    sqs.dead = [json.dumps(CARD)]
    assert main(["letters", "show", CARD["id"]]) == 0
    shown = capsys.readouterr().out
    for text in (
        "dora@example.org",
        "Dora [bold]",
        "2026-01-01 12:00:00 UTC",
        "given up",
        "after 3 runs by the queue",
        f"\n  ./relay --stack relay-test letters replay {CARD['id']}\n",
        "the advocate: not made",
    ):
        assert text in shown
    assert main(["letters", "show", CARD["id"], "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == CARD
    assert sqs.dead == [json.dumps(CARD)]


def test_what_is_held_was_not_given_up(sqs: Sqs, capsys: pytest.CaptureFixture[str]) -> None:
    sqs.dead = [json.dumps({name: CARD[name] for name in CARD if name != "reason"} | {"held": "spam", "at": 1})]
    assert main(["held", "show", CARD["id"]]) == 0
    shown = capsys.readouterr().out
    assert "held since" in shown
    assert "given up" not in shown


def test_a_raw_post_is_shown_as_the_fields_that_it_has(sqs: Sqs, capsys: pytest.CaptureFixture[str]) -> None:
    sqs.dead = [json.dumps({"reason": "invalid", "id": an_id(7), "raw": "email=dora%40example.org&name=Dora+D&card="})]
    assert main(["letters", "show", an_id(7)]) == 0
    shown = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert ["email", "dora@example.org"] in shown
    assert ["name", "Dora", "D"] in shown


def test_what_was_moved_says_how_to_see_what_becomes_of_it(sqs: Sqs, capsys: pytest.CaptureFixture[str]) -> None:
    sqs.dead = [json.dumps(CARD), json.dumps({"reason": "invalid", "id": an_id(7), "raw": "email=dora%40example.org"})]
    main(["letters", "replay", CARD["id"]])
    assert f"./relay --stack relay-test trace {CARD['id']}" in capsys.readouterr().err
    main(["letters", "replay", an_id(7)])
    assert "an id of its own: ./relay --stack relay-test find ADDRESS" in capsys.readouterr().err


def test_what_somebody_else_has_in_hand_is_said_after_a_replay_of_all(
    sqs: Sqs, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(queue, "counts", lambda *_: queue.Counts(visible=0, hidden=7))
    main(["letters", "replay", "--all"])
    assert "7 more are in somebody's hand" in capsys.readouterr().err


def test_a_letter_that_vanished_says_how_to_find_out_why(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["letters", "show", "gone"]) == 1
    assert "./relay --stack relay-test trace gone" in capsys.readouterr().err


def test_what_a_terminal_would_obey_is_not_shown_as_it_is(sqs: Sqs, capsys: pytest.CaptureFixture[str]) -> None:
    sqs.dead = [json.dumps(CARD | {"source": "\x1b[2Jx", "advocate": {"firstname": "\x1b]0;owned\x07"}})]
    main(["letters"])
    main(["letters", "show", CARD["id"]])
    assert not {"\x1b", "\x07"} & {*capsys.readouterr().out}


def test_a_message_of_several_lines_is_shown_in_one(sqs: Sqs, capsys: pytest.CaptureFixture[str]) -> None:
    sqs.dead = [json.dumps(CARD | {"advocate": {"comment": "They were here.\r\nPlease\tvote\u2028for\nthem.\n"}})]
    main(["letters", "show", CARD["id"]])
    assert "They were here. Please vote for them.\n" in capsys.readouterr().out.replace(" \n", "\n")


def test_a_letter_is_corrected_in_an_editor_and_replayed(
    sqs: Sqs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sqs.dead = [json.dumps(CARD)]
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", "sed -i s/dora@/dana@/")
    assert main(["letters", "edit", CARD["id"]]) == 0
    assert json.loads(sqs.retry[0])["advocate"]["email"] == "dana@example.org"
    assert (sqs.dead, list(tmp_path.iterdir())) == ([], [])


@pytest.mark.parametrize(
    ("editor", "told"),
    [
        ("true", "nothing was changed"),
        ("false", "the editor ended with 1"),
        ("no-such-editor", "can't be started"),
        ("sed 's/", "can't be started"),
        ("/", "can't be started"),
        ("sh -c 'kill -9 $$'", "the editor ended with -9"),
        ("rm", "there is no file letter.json"),
        ("sh -c 'printf \\\\377 > $0'", "is not in UTF-8"),
        ("sh -c ': > $0'", "is no JSON any more"),
        ("sh -c 'echo [1] > $0'", "a letter is one JSON object"),
        ("sed -i s/998/}/", "is no JSON any more"),
        ("sed -i s/1767268800000/1767268800001/", "received_at says which sign-up this is"),
        ("sed -i s/content/other/", "natural_key says which sign-up this is"),
        (
            'sed -i s/\\"campaigns\\"/\\"campains\\"/',
            "the relay could not read that (not a submission: campaigns: missing)",
        ),
    ],
)
def test_what_is_no_correction_is_a_line_and_the_letter_stays(
    sqs: Sqs, editor: str, told: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    sqs.dead = [json.dumps(CARD)]
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", editor)
    assert main(["letters", "edit", CARD["id"]]) == (0 if editor == "true" else 1)
    assert told in capsys.readouterr().err
    assert (sqs.dead, sqs.retry) == ([json.dumps(CARD)], [])


RAW = {"version": 1, "received_at": 5, "reason": "invalid", "id": "f" * 32}
KINDS = {
    "rejected": (json.dumps(CARD), "dora@", "dana@"),
    "a card's raw post": (
        json.dumps(RAW | {"source": "twitter_card", "raw": "email=dora%40example.org&campaignid=997"}),
        "997",
        "998",
    ),
    "a text's raw post": (json.dumps(RAW | {"source": "sms", "raw": "Body=JOYN&From=%2B18165550123"}), "JOYN", "JOIN"),
    "unreadable": (
        json.dumps(CARD | {"campaigns": "998", "reason": "unreadable"}),
        '"campaigns": "998"',
        '"campaigns": [998]',
    ),
    "of a later version": (json.dumps(CARD | {"version": 2}), '"version": 2', '"version": 1'),
    "an opt-out": (
        json.dumps(CARD | {"advocate": {"phone": "8165550123", "smsOptout": "1"}, "reason": "nobody_found"}),
        "8165550123",
        "8165550124",
    ),
    "without a reason": (json.dumps({name: CARD[name] for name in CARD if name != "reason"}), "dora@", "dana@"),
    "with half a character": (json.dumps(CARD | {"proof": "\ud83d"}), '"proof": "\\ud83d"', '"proof": "a"'),
    "with other letters": (json.dumps(CARD | {"proof": "Zoë 🐳"}), "dora@", "dana@"),
    "no JSON": ("no JSON", "no JSON", json.dumps(CARD)),
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_letter_can_be_corrected(
    sqs: Sqs, kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    body, old, new = KINDS[kind]
    sqs.dead = [body]
    one = sqs.id_of(body)
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", "true")
    assert main(["letters", "edit", one]) == 0
    assert "nothing was changed" in capsys.readouterr().err
    assert (sqs.dead, sqs.retry) == ([body], [])
    script = tmp_path / "replace.py"
    script.write_text(
        "import pathlib, sys\nfile = pathlib.Path(sys.argv[1])\ntext = file.read_text('utf-8')\n"
        f"assert {old!r} in text, text\nfile.write_text(text.replace({old!r}, {new!r}), 'utf-8')\n"
    )
    monkeypatch.setenv("EDITOR", f"{sys.executable} {script}")
    assert main(["letters", "edit", one]) == 0, capsys.readouterr().err
    assert sqs.dead == []
    (sent,) = sqs.retry
    assert json.loads(sent) == json.loads(laid_out(body).replace(old, new))


def test_ctrl_c_is_for_the_editor_while_it_runs(sqs: Sqs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sqs.dead = [json.dumps(CARD)]
    script = tmp_path / "editor.py"
    script.write_text(
        "import os, pathlib, signal, sys, time\n"
        "assert signal.getsignal(signal.SIGINT) == signal.default_int_handler\n"
        "os.kill(os.getppid(), signal.SIGINT)\n"
        "time.sleep(0.5)\n"
        "file = pathlib.Path(sys.argv[1])\n"
        "file.write_text(file.read_text('utf-8').replace('dora@', 'dana@'), 'utf-8')\n"
    )
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", f"{sys.executable} {script}")
    before = signal.getsignal(signal.SIGINT)
    assert main(["letters", "edit", CARD["id"]]) == 0
    assert "dana@example.org" in sqs.retry[0]
    assert signal.getsignal(signal.SIGINT) == before


def test_a_correction_that_sqs_would_not_take_is_refused(
    sqs: Sqs, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sqs.dead = [json.dumps(CARD)]
    file = tmp_path / "letter.json"
    file.write_text(json.dumps(CARD | {"detail": "x" * LARGEST_MESSAGE}))
    assert main(["letters", "edit", CARD["id"], "--body", str(file)]) == 1
    assert "too long for SQS" in capsys.readouterr().err
    assert (sqs.dead, sqs.retry) == ([json.dumps(CARD)], [])


def test_a_correction_is_kept_if_it_cant_be_sent(
    sqs: Sqs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    sqs.dead = [json.dumps(CARD)]
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", "sed -i s/dora@/dana@/")
    moved = queued.move

    def vanished(*arguments: Any, **how: Any) -> Any:
        sqs.dead.clear()
        return moved(*arguments, **how)

    monkeypatch.setattr(queued, "move", vanished)
    assert main(["letters", "edit", CARD["id"]]) == 1
    said = capsys.readouterr().err
    (file,) = tmp_path.iterdir()
    assert f"your correction is in {file}: give it with --body FILE" in said
    assert (json.loads(file.read_text())["advocate"]["email"], file.stat().st_mode & 0o777) == (
        "dana@example.org",
        0o600,
    )
    monkeypatch.setattr(queued, "move", moved)
    sqs.dead = [json.dumps(CARD)]
    assert main(["letters", "edit", CARD["id"], "--body", str(file)]) == 0
    assert "dana@" in sqs.retry[0]


@pytest.mark.parametrize("content", [None, b"\xff", b"", b"{"])
def test_a_corrected_letter_that_cant_be_read_is_a_line(
    sqs: Sqs, content: bytes | None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sqs.dead = [json.dumps(CARD)]
    if content is not None:
        (tmp_path / "letter").write_bytes(content)
    assert main(["letters", "edit", CARD["id"], "--body", str(tmp_path / "letter")]) == 1
    assert "nothing was done" in capsys.readouterr().err.splitlines()[-1].lower()
    assert (len(sqs.dead), sqs.retry) == (1, [])


def test_a_letter_with_half_a_character_is_listed_shown_and_exported(
    sqs: Sqs, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sqs.dead = [json.dumps(CARD | {"proof": "\ud83d", "source": "\ud83d", "api": {"message": "\ud83d"}})]
    for command in (["letters"], ["letters", "--json"], ["letters", "show", CARD["id"]]):
        assert main(command) == 0
        capsys.readouterr().out.encode()
    assert main(["letters", "export", str(tmp_path / "out")]) == 0
    assert json.loads((tmp_path / "out").read_text())["proof"] == "\ud83d"


def test_a_letter_is_discarded_by_a_clear_word_only_and_the_journal_says_why(
    sqs: Sqs, dynamodb: Dynamodb, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["letters", "discard", an_id(1), "--why", "a test of ours"]) == 1
    assert "give --yes if you are sure. Nothing was done" in capsys.readouterr().err
    assert sqs.dead == LETTERS
    assert main(["letters", "discard", an_id(1), "--why", "a test of ours", "--yes"]) == 0
    assert sorted(sqs.dead) == [LETTERS[0], LETTERS[2]]
    (noted,) = dynamodb.updated
    assert noted["Key"] == {"id": {"S": an_id(1)}}
    assert noted["ExpressionAttributeValues"][":why"] == {"S": "a test of ours"}
    assert noted["ConditionExpression"] == "attribute_exists(id)"


def test_letters_are_exported_to_a_new_file_for_its_owner_only(
    sqs: Sqs, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sqs.dead = [json.dumps(CARD), "no JSON"]
    file = tmp_path / "letters.jsonl"
    assert main(["letters", "export", str(file)]) == 0
    lines = [json.loads(line) for line in file.read_text().splitlines()]
    assert sorted(lines, key=len) == [{"text": "no JSON"}, CARD]
    assert file.stat().st_mode & 0o777 == 0o600
    assert len(sqs.dead) == 2
    assert main(["letters", "export", str(file)]) == 1
    assert "exists: nothing is written over it" in capsys.readouterr().err


NO_REASONS = (
    *(" ", "x" * 301, "two\nlines", "\x1b[31m", "\udcff"),
    *("asked by dora@example.org", "her phone is 816-555-0123", "call (816) 555 0123", "+18165550123"),
)


@pytest.mark.parametrize(
    "why", ["spam", "campaign 998 was closed on 2026-11-26", "ticket 48213, see the board's minutes"]
)
def test_a_reason_may_have_numbers_that_are_no_phones(sqs: Sqs, why: str) -> None:
    assert main(["letters", "discard", an_id(1), "--yes", "--why", why]) == 0
    assert len(sqs.dead) == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ["letters", "replay"],
        ["letters", "replay", "--all", an_id(1)],
        ["letters", "replay", ""],
        ["letters", "replay", "--reason", "unknown"],
        *(["letters", "replay", "--all", "--rate", rate] for rate in ("-1", "nan", "inf", "1e-300", "0.001")),
        ["letters", "--since", "yesterday"],
        ["letters", "--since", "2999-01-01"],
        ["letters", "--stack", ""],
        ["letters", "replay", "--all", "--stack="],
        ["letters", "--profile", " "],
        ["letters", "replay", "--all", "--stack"],
        ["letters", "--campaign", "x"],
        ["letters", "discard", "", "--why", "x"],
        ["letters", "discard", an_id(1)],
        *(["letters", "discard", an_id(1), "-y", "--why", why] for why in NO_REASONS),
        ["letters", "show"],
        ["letters", "sing"],
        ["held", "release"],
        ["held", "--reason", "rejected"],
        ["--stack"],
        ["sing"],
        [],
    ],
)
def test_what_is_not_clear_is_refused_before_anything_is_moved(
    sqs: Sqs, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    assert sqs.dead == LETTERS
    shown = capsys.readouterr()
    assert "Error:" in shown.err or "Usage:" in shown.out + shown.err


def test_an_operators_word_needs_the_name_of_a_letter_and_a_yes(sqs: Sqs, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["letters", "replay", "--all", "--send-anyway", "--yes"]) == 1
    assert "name their ids" in capsys.readouterr().err
    assert main(["letters", "replay", an_id(1), "--send-anyway"]) == 1
    assert "a legislator gets the message twice" in capsys.readouterr().err
    assert (sqs.dead, sqs.retry) == (LETTERS, [])
    assert main(["letters", "replay", an_id(1), "--send-anyway", "--yes"]) == 0
    assert json.loads(sqs.retry[0])["send_anyway"]


@pytest.mark.parametrize(
    ("failure", "told"),
    [
        (KeyboardInterrupt(), "interrupted: what is printed was moved"),
        (ClientError({"Error": {"Code": "AccessDenied"}}, "SendMessageBatch"), "may not do SendMessageBatch"),
    ],
)
def test_a_failure_is_one_line_and_the_letters_stay(
    sqs: Sqs, failure: BaseException, told: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(**_: Any) -> None:
        raise failure

    monkeypatch.setattr(sqs, "send_message_batch", fails)
    assert main(["letters", "replay", "--all"]) == 1
    said = capsys.readouterr().err.splitlines()
    assert [told in line for line in said] == [False, True]
    assert sorted(sqs.dead) == LETTERS


def test_what_nobody_foresaw_is_a_line_that_quotes_nothing(
    sqs: Sqs, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(**_: Any) -> None:
        raise ValueError("dora@example.org")

    monkeypatch.setattr(sqs, "send_message_batch", fails)
    assert main(["letters", "replay", "--all"]) == 1
    shown = capsys.readouterr()
    assert "dora" not in shown.out + shown.err
    assert re.search(r"^error: the command itself failed \(ValueError at .*\.py:\d+\)", shown.err, re.MULTILINE)
    assert sorted(sqs.dead) == LETTERS


def test_each_letter_that_is_deleted_is_named_and_noted_before_the_next(
    sqs: Sqs, dynamodb: Dynamodb, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    noted: list[str] = []

    def update_item(**request: Any) -> None:
        noted.append(request["Key"]["id"]["S"])
        raise KeyboardInterrupt

    monkeypatch.setattr(dynamodb, "update_item", update_item)
    assert main(["letters", "discard", an_id(0), an_id(1), an_id(2), "--why", "spam", "--yes"]) == 1
    shown = capsys.readouterr()
    assert (shown.out.split(), "what is printed is deleted" in shown.err) == (noted, True)


def test_a_letter_that_sqs_gave_up_is_noted_by_its_submission(sqs: Sqs, dynamodb: Dynamodb) -> None:
    sqs.dead = [json.dumps({name: CARD[name] for name in CARD if name not in {"id", "reason"}})]
    assert main(["letters", "discard", sqs.id_of(sqs.dead[0]), "--why", "spam", "--yes"]) == 0
    (noted,) = dynamodb.updated
    assert is_submission_id(noted["Key"]["id"]["S"])


def test_no_part_of_a_file_is_left_if_it_cant_be_written(tmp_path: Path) -> None:
    def lines() -> Iterator[str]:
        yield "a person"
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        write_new(tmp_path / "letters", lines())
    assert list(tmp_path.iterdir()) == []


def test_a_closed_output_and_one_that_knows_few_letters_end_nothing(sqs: Sqs, monkeypatch: pytest.MonkeyPatch) -> None:
    sqs.dead = [json.dumps(CARD | {"advocate": {"firstname": "D\u00f3ra \U0001f600"}})]
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", io.TextIOWrapper(io.BytesIO(), encoding="ascii"))
    print_to_anything()
    with sys.stdout:
        assert main(["letters"]) == 0
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), encoding="ascii"))
    print_to_anything()
    assert main(["letters", "show", CARD["id"]]) == 0


@pytest.fixture
def in_the_foreground() -> Iterator[None]:
    """SIGINT as at a terminal, for this process and those that it starts; what runs behind `&` may ignore it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("in_the_foreground")
def test_ctrl_c_while_it_is_loaded_says_nothing(tmp_path: Path) -> None:
    (tmp_path / "typer.py").write_text("import os, signal, time\nos.kill(os.getpid(), signal.SIGINT)\ntime.sleep(9)\n")
    command = [sys.executable, "-P", "-m", "operate.command.start", "letters"]
    path = os.pathsep.join(map(str, (tmp_path, ROOT, ROOT / "layers" / "relay")))
    ran = subprocess.run(
        command, env={**os.environ, "PYTHONPATH": path}, capture_output=True, text=True, check=False, timeout=60
    )
    assert (ran.returncode, ran.stdout, ran.stderr) == (-signal.SIGINT, "", "")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_whatever_ends_a_command_lets_it_clean_up(number: signal.Signals) -> None:
    before = {each: signal.getsignal(each) for each in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)}
    try:
        for each in before:
            signal.signal(each, signal.SIG_DFL)
        end_like_ctrl_c()
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(number)
        signal.signal(signal.SIGHUP, signal.SIG_IGN)  # by nohup
        end_like_ctrl_c()
        assert signal.getsignal(signal.SIGHUP) == signal.SIG_IGN
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


# Held ------------------------------------------------------------------------------------------------------------


def held(reason: str, number: int = 1) -> str:
    return json.dumps(
        {name: CARD[name] for name in CARD if name not in {"id", "reason"}} | {"held": reason, "at": number}
    )


def test_what_is_released_says_when_so_that_an_older_suppression_holds_it_no_more(
    sqs: Sqs, capsys: pytest.CaptureFixture[str]
) -> None:
    sqs.dead = [held("suppressed"), held("spam")]
    main(["held", "--reason", "suppressed", "--json"])
    (one,) = json.loads(capsys.readouterr().out)
    assert main(["held", "release", one["id"]]) == 0
    (released,) = [json.loads(body) for body in sqs.retry]
    assert (released["held"], released["released_at"] > CARD["received_at"]) == ("suppressed", True)
    assert sqs.dead == [held("spam")]


def test_what_was_released_is_traced_by_the_submissions_id_since_sqs_s_own_id_of_it_ends(
    sqs: Sqs, capsys: pytest.CaptureFixture[str]
) -> None:
    sqs.dead = [held("spam")]
    main(["held", "--json"])
    (one,) = json.loads(capsys.readouterr().out)
    main(["held", "release", one["id"]])
    said = capsys.readouterr().err
    assert re.search(r"what becomes of it: \./relay --stack relay-test trace [0-9a-f]{32}$", said, re.MULTILINE), said


def test_all_of_a_reason_are_released_by_a_clear_word_but_never_a_stop(
    sqs: Sqs, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    sqs.dead = [held("spam", 1), held("spam", 2), held("stop_like", 3)]
    assert main(["held", "release", "--campaign", "998"]) == 1
    assert "Release 2? The platform gets them" in capsys.readouterr().err
    assert main(["held", "release", "--campaign", "998", "--yes"]) == 0
    released = [json.loads(body) for body in sqs.retry]
    assert [each["held"] for each in released] == ["spam", "spam"]
    assert all(each["released_at"] > CARD["received_at"] for each in released)
    assert [json.loads(body)["held"] for body in sqs.dead] == ["stop_like"]
    (stop,) = sqs.dead
    assert main(["held", "release", sqs.id_of(stop)]) == 1
    assert "sounds like a stop: it asks for nothing" in capsys.readouterr().err
    assert sqs.dead == [stop]


def test_a_stop_like_text_is_shown_with_what_it_says(sqs: Sqs, capsys: pytest.CaptureFixture[str]) -> None:
    sqs.dead = [json.dumps(json.loads(held("stop_like")) | {"proof": "please stop writing"})]
    main(["held", "--json"])
    assert "please stop writing" in json.loads(capsys.readouterr().out)[0]["what"]


def test_what_somebody_else_has_in_hand_is_said_beside_what_was_moved(
    sqs: Sqs, capsys: pytest.CaptureFixture[str]
) -> None:
    sqs.others = 7
    assert main(["letters", "replay", "--reason", "expired"]) == 0
    assert capsys.readouterr().err.splitlines()[1:] == [
        "0 moved to the retry queue",
        "7 more are in somebody's hand, and back in two minutes at the latest",
    ]


# On a terminal ---------------------------------------------------------------------------------------------------


def test_who_is_asked_and_says_no_has_nothing_done(
    sqs: Sqs, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
    monkeypatch.setattr("typer.confirm", lambda *_, **__: False)
    assert main(["letters", "discard", an_id(1), "--why", "x"]) == 1
    assert "nothing was done" in capsys.readouterr().err
    assert sqs.dead == LETTERS


@pytest.mark.parametrize("columns", ["1", "40", "no number"])
def test_nothing_is_missing_on_a_narrow_terminal(
    columns: str, sqs: Sqs, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    sqs.dead = [json.dumps(CARD)]
    assert main(["letters"]) == 0
    shown = capsys.readouterr().out.split()
    assert {"ID", "REASON", "SOURCE", CARD["id"], "rejected", "twitter_card"} <= {*shown}
    paragraph("words that go on and on", indent="  ", bold="BROKEN")
    assert capsys.readouterr().out.split()[:2] == ["BROKEN", "words"]


def test_the_stack_may_be_named_anywhere(monkeypatch: pytest.MonkeyPatch, sqs: Sqs) -> None:
    asked: list[tuple[str, ...]] = []

    def chosen(*named: str) -> stack.Stack:
        asked.append(named)
        return stack_of(sqs)

    monkeypatch.setattr(stack, "chosen", chosen)
    for arguments in (
        ["--stack", "s", "--profile=p", "--region", "r", "letters", "show", an_id(1)],
        ["letters", "--stack", "s", "show", "--region", "r", an_id(1), "--profile=p"],
        ["letters", "show", an_id(1), "--profile", "p", "--region=r", "--stack=s"],
    ):
        assert main(arguments) == 0
    assert asked == [("s", "p", "r")] * 3
