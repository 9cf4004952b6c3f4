"""What a sender is told of each part."""

import pytest

from relay.delivery.receipt import told
from tests.fakes.relay import World, sign_up


@pytest.mark.parametrize(
    ("state", "as_told"), [("done", "done"), ("other", "done"), ("rejected", "rejected"), ("maybe", "queued")]
)
def test_each_state_has_its_word(world: World, state: str, as_told: str) -> None:
    submission = sign_up(world, connect=("email", "tweet"))
    assert told(submission, {"email": state}, waits=False) == {"email": as_told}
    assert told(submission, {"email": state}, waits=True) == {"email": as_told, "tweet": "queued"}
