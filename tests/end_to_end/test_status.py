"""How the stack stands while the platform is down and when it is back: told by what is really there."""

import requests

from local.background import Background
from operate import stack as stacks
from operate import status
from operate.stack import Stack
from operate.status import StackStatus
from tests.end_to_end.queue_view import Queues
from tests.end_to_end.sandbox_view import Sandbox
from tests.end_to_end.senders import JSON, person, somebody
from tests.end_to_end.waits import eventually


def reached(stack: Background) -> Stack:
    found = stacks.local(stack.place.state)
    assert found
    return found


def test_an_outage_shows_as_waiting_with_its_age_and_leaves_no_trace_when_it_is_over(
    stack: Background, sandbox: Sandbox, queues: Queues
) -> None:
    there = reached(stack)
    assert eventually(lambda: queues.waiting() == 0)
    sandbox.break_down(endpoint="*", kind="reset")
    answer = requests.post(f"{stack.relay_url}/signup/998", data={"email": somebody()}, headers=JSON, timeout=40)
    assert answer.status_code == 202

    def down() -> StackStatus | None:
        found = status.status_of(there)
        is_told = found.waiting and found.waiting.count == 1 and found.waiting.since and found.breaker
        return found if is_told and found.breaker and found.breaker.state != "CLOSED" else None

    found = eventually(down)
    assert found
    assert found.unread == {}
    assert found.waiting
    assert found.waiting.since
    assert 0 <= found.at - found.waiting.since < status.HOUR_MS
    assert found.hour
    assert found.hour.by_campaign["web_form", 998].queued >= 1
    assert "OPEN" in [each.what for each in found.hour.breaker]

    sandbox.mend()

    def over() -> bool:
        found = status.status_of(there)
        return bool(found.waiting) and found.waiting == status.Waiting(0, 0, 0)

    assert eventually(over)


def test_what_is_held_is_counted_by_reason_and_stays(stack: Background) -> None:
    spam = [*person(somebody()), ("_gotcha", "filled in")]
    assert requests.post(f"{stack.relay_url}/signup/998", data=spam, headers=JSON, timeout=40).status_code == 202
    there = reached(stack)

    def spam_held() -> int:
        held = status.status_of(there).held
        return held.reasons.get("spam", 0) if held else 0

    counted = eventually(spam_held)
    assert counted >= 1
    assert spam_held() == counted  # to look takes nothing away
