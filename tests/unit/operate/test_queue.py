"""Letters and what is held: one leaves its queue only after the retry queue has it, and nobody else's is touched."""

import json
from typing import Any

import pytest

from operate import queue
from operate.letters import EVERYTHING, Letter, Wanted
from operate.trouble import Trouble
from tests.fakes.ids import an_id
from tests.unit.operate.sqs import LETTERS, Sqs


def named(*ids: str) -> Wanted:
    return Wanted(ids=frozenset(ids))


def replay(sqs: Sqs, wanted: Wanted = EVERYTHING, **how: Any) -> list[str]:
    return [letter.id for letter in queue.replay(sqs, url="dead", retry_url="retry", wanted=wanted, threads=1, **how)]


def many(count: int) -> list[str]:
    return [json.dumps({"id": an_id(number), "reason": "expired", "last_at": number}) for number in range(count)]


def test_all_letters_are_moved_back_unchanged() -> None:
    sqs = Sqs()
    assert replay(sqs) == [an_id(0), an_id(1), an_id(2)]
    assert sqs.retry == LETTERS
    assert sqs.hidden == {}


@pytest.mark.parametrize(
    ("body", "group"),
    [
        ('{"campaigns": [998, 999]}', "998"),
        ('{"raw": "campaignid=997&name=Ann"}', "997"),
        ('{"campaigns": []}', None),
        ("not json", None),
        (f'{{"campaigns": [{"9" * 200}]}}', None),
    ],
)
def test_a_replay_takes_its_campaigns_share_of_the_worker(body: str, group: str | None) -> None:
    """SQS would refuse a group of over 128 characters, and the letter could never be replayed."""
    sqs = Sqs(dead=[body])
    replay(sqs)
    assert sqs.groups == [group]


def test_a_corrected_letter_takes_the_share_of_the_campaign_that_it_has_now() -> None:
    sqs = Sqs(dead=[json.dumps({"id": an_id(1), "campaigns": [997]})])
    replay(sqs, named(an_id(1)), body=json.dumps({"id": an_id(1), "campaigns": [998]}))
    assert sqs.groups == ["998"]


@pytest.mark.parametrize(
    "body", ["", "not json", "[1]", "[" * 100_000, '{"id": [[]], "attempts": NaN}', '{"id": null}']
)
def test_a_letter_that_nobody_can_read_is_moved_like_the_others(body: str) -> None:
    sqs = Sqs(dead=[LETTERS[0], body, LETTERS[1]])
    assert len(replay(sqs)) == 3
    assert sqs.retry == [LETTERS[0], body, LETTERS[1]]


def test_a_letter_that_nobody_can_read_is_none_that_was_named() -> None:
    sqs = Sqs(dead=["not json", LETTERS[1]])
    assert replay(sqs, named(an_id(1))) == [an_id(1)]
    assert sqs.dead == ["not json"]


def test_a_letter_stays_until_the_retry_queue_has_it() -> None:
    sqs = Sqs(away=True)
    with pytest.raises(ConnectionError):
        replay(sqs)
    assert sorted(sqs.dead) == LETTERS


def test_a_letter_that_the_retry_queue_refuses_stays_and_the_others_are_moved() -> None:
    sqs = Sqs(refuses=an_id(1))
    with pytest.raises(Trouble, match="did not take 1 letters, which stay: start again"):
        replay(sqs)
    assert (sqs.retry, sqs.dead, sqs.hidden) == ([LETTERS[0], LETTERS[2]], [LETTERS[1]], {})


def test_only_the_letters_that_were_asked_for_are_moved_and_the_others_are_put_back() -> None:
    sqs = Sqs()
    assert replay(sqs, named(an_id(1))) == [an_id(1)]
    assert sqs.retry == LETTERS[1:2]
    assert (sorted(sqs.dead), sqs.hidden) == ([LETTERS[0], LETTERS[2]], {})


def test_those_of_a_reason_a_campaign_and_a_time_are_moved() -> None:
    def letter(**notes: Any) -> str:
        return json.dumps({"reason": "rejected", "campaigns": [998], "last_at": 20} | notes)

    others = [letter(reason="expired"), letter(campaigns=[7]), letter(last_at=19), letter(campaigns="998")]
    sqs = Sqs(dead=[*others, letter(), letter(campaigns=[7, 998], last_at=30)])
    assert len(replay(sqs, Wanted(reason="rejected", campaign=998, since=20))) == 2
    assert sorted(sqs.dead) == sorted(others)


def test_a_letter_without_an_id_is_named_by_what_sqs_calls_it() -> None:
    sqs = Sqs(dead=['{"reason": "unreadable"}', "no JSON", "[]", "[" * 100_000])
    assert replay(sqs, named("message 1")) == ["message 1"]
    assert sqs.retry == ["no JSON"]


def test_an_operators_word_to_send_anyway_names_its_letters_and_is_about_what_they_say() -> None:
    letter = json.loads(LETTERS[2]) | {"last_at": 1_700_000_000_000}
    sqs = Sqs(dead=[*LETTERS[:2], json.dumps(letter)])
    with pytest.raises(Trouble, match="name their ids"):
        replay(sqs, send_anyway=True)
    replay(sqs, named(an_id(2)), send_anyway=True)
    assert json.loads(sqs.retry[0]) == letter | {"send_anyway": 1_700_000_000_001}


def test_a_letter_that_cannot_be_read_can_carry_no_word_and_stays() -> None:
    sqs = Sqs(dead=["no JSON"])
    with pytest.raises(Trouble, match="can't be read"):
        replay(sqs, named("message 0"), send_anyway=True)
    assert (sqs.dead, sqs.retry) == (["no JSON"], [])


def test_without_a_word_nothing_is_sent_anyway() -> None:
    sqs = Sqs()
    replay(sqs, named(an_id(0)))
    assert sqs.retry == LETTERS[:1]


def test_what_is_released_says_when() -> None:
    held = json.dumps({"version": 1, "held": "spam", "at": 1})
    sqs = Sqs(dead=[*LETTERS, held])
    replay(sqs)
    *dead, released = map(json.loads, sqs.retry)
    assert dead == [json.loads(letter) for letter in LETTERS]
    assert released["released_at"] > 1_700_000_000_000


def test_a_corrected_text_goes_in_the_place_of_one_letter() -> None:
    sqs = Sqs()
    with pytest.raises(Trouble, match="for one letter"):
        replay(sqs, body="{}")
    assert replay(sqs, named(an_id(1)), body='{"corrected": 1}') == [an_id(1)]
    assert sqs.retry == ['{"corrected": 1}']
    assert sorted(sqs.dead) == [LETTERS[0], LETTERS[2]]


@pytest.mark.parametrize("letters", [LETTERS, ['{"reason": "unreadable"}']])
def test_a_letter_that_fails_again_at_once_is_moved_once(letters: list[str]) -> None:
    sqs = Sqs(dead=list(letters), returns=True)
    assert len(replay(sqs)) == len(letters)
    assert sqs.retry == letters


def test_letters_that_show_up_again_while_one_is_looked_for_end_the_search() -> None:
    sqs = Sqs(forgets=True)
    assert replay(sqs, named(an_id(7))) == []
    assert sqs.retry == []


def test_all_of_many_are_listed_the_oldest_first_and_put_back() -> None:
    sqs = Sqs(dead=many(1234)[::-1], others=7)
    seen: list[tuple[int, int]] = []
    letters, others = queue.listed(sqs, "dead", told=lambda *so_far: seen.append(so_far))
    assert [letter.at for letter in letters] == list(range(1234))
    assert (len(sqs.dead), sqs.hidden, others) == (1234, {}, 7)
    assert seen[-1] == (1234, 1234)


@pytest.mark.parametrize("count", [25, 500])  # in few threads and in many
def test_an_interrupted_search_puts_back_what_it_had(count: int) -> None:
    sqs = Sqs(dead=many(count), interrupts=True)
    with pytest.raises(KeyboardInterrupt):
        queue.listed(sqs, "dead")
    assert (len(sqs.dead), sqs.hidden) == (count, {})


def test_an_interrupted_replay_puts_back_what_it_has_not_moved() -> None:
    sqs = Sqs(dead=many(50))
    going = queue.replay(sqs, url="dead", retry_url="retry", threads=1)
    moved = [next(going), next(going)]
    going.close()
    assert [letter.id for letter in moved] == [an_id(0), an_id(1)]
    assert (len(sqs.retry), len(sqs.dead), sqs.hidden) == (10, 40, {})


def test_no_more_than_the_rate_is_moved_in_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    pauses: list[float] = []
    monkeypatch.setattr("operate.queue.time.sleep", pauses.append)
    assert len(replay(Sqs(dead=many(25)), rate=5)) == 25
    assert pauses == [1.0] * 4
    pauses.clear()
    assert len(replay(Sqs(dead=many(25)), rate=100)) == 25
    assert pauses == [0.1, 0.1]


def test_what_is_long_in_hand_stays_hidden_and_what_came_back_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    sqs, now = Sqs(dead=many(30)), [1000.0]
    monkeypatch.setattr("operate.queue.time.time", lambda: now[0])
    going = queue.replay(sqs, url="dead", retry_url="retry", threads=1)
    moved = [next(going) for _ in range(10)]
    assert sqs.renewed == []
    now[0] += queue.RENEW_SECONDS
    sqs.lost = {receipt for receipt, body in sqs.hidden.items() if an_id(29) in body}
    with pytest.raises(Trouble, match="1 letter came back to the queue"):
        moved.extend(going)
    assert len(sqs.renewed) == 19
    assert [letter.id for letter in moved] == [an_id(number) for number in range(29)]


def test_however_slow_the_rate_is_what_is_in_hand_stays_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    sqs, now = Sqs(dead=many(3)), [1000.0]
    pauses: list[float] = []

    def sleep(seconds: float) -> None:
        pauses.append(seconds)
        now[0] += seconds

    monkeypatch.setattr("operate.queue.time.time", lambda: now[0])
    monkeypatch.setattr("operate.queue.time.sleep", sleep)
    assert replay(sqs, rate=0.01) == [an_id(0), an_id(1), an_id(2)]
    assert sum(pauses) == 200
    assert max(pauses) <= queue.RENEW_SECONDS
    assert sqs.renewed


def test_letters_that_are_too_long_for_one_batch_go_in_several() -> None:
    letters = [json.dumps({"id": an_id(number), "raw": "x" * 400_000}) for number in range(5)]
    sqs = Sqs(dead=list(letters))
    replay(sqs)
    assert (sqs.retry, sqs.sizes) == (letters, [1] * 5)


def test_a_letter_is_discarded_and_no_other() -> None:
    sqs = Sqs()
    assert [letter.id for letter in queue.discard(sqs, url="dead", wanted=named(an_id(1)))] == [an_id(1)]
    assert list(queue.discard(sqs, url="dead", wanted=named(an_id(1)))) == []
    assert (sorted(sqs.dead), sqs.hidden) == ([LETTERS[0], LETTERS[2]], {})


def test_nothing_is_discarded_that_is_not_named() -> None:
    sqs = Sqs()
    with pytest.raises(Trouble, match="must be named"):
        list(queue.discard(sqs, url="dead", wanted=Wanted(reason="rejected")))
    assert sqs.dead == LETTERS


def test_a_letters_id_is_its_submissions_or_else_sqs_own() -> None:
    bodies = (json.dumps({"id": an_id(1)}), "{}", "", '{"id": null}', '{"id": "breaker"}')
    assert [Letter(body, "m", "r").id for body in bodies] == [an_id(1), *["m"] * 4]


def test_the_campaign_of_a_raw_post_is_known() -> None:
    raw = "campaignid=997&name=A+B&campaigns%5B%5D=998&campaigns=none"
    assert Letter(json.dumps({"raw": raw}), "m", "r").campaigns == (997, 998)
    assert Letter("no JSON", "m", "r").campaigns == ()
