"""What is done with letters by command and page alike."""

import pytest
from botocore.exceptions import ClientError

from operate import acts
from operate.letters import Letter
from operate.stack import Stack
from relay.stores.ids import Identity


def test_a_key_that_may_not_be_read_is_asked_for_once_however_many_letters_there_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[Stack] = []

    def refused(stack: Stack) -> bytes:
        asked.append(stack)
        raise ClientError({"Error": {"Code": "AccessDeniedException"}}, "GetSecretValue")

    monkeypatch.setattr(acts, "identity_of", lambda stack: Identity(lambda: refused(stack)))
    card = '{"version": 1, "source": "twitter_card", "natural_key": "x", "keyed_by_content": false, "received_at": 1, '
    card += '"campaigns": [998], "advocate": {"email": "ann@example.org"}, "held": "spam", "at": 5}'
    own_id = acts.own_id_of(object())  # type: ignore[arg-type]
    assert [own_id(Letter(card, f"m{number}", "")) for number in range(3)] == [""] * 3
    assert len(asked) == 1
