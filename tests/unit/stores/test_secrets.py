"""The secrets: read once, read again when they must be, never shown."""

import json

import pytest

from relay.credentials import Credentials
from relay.stores.secrets import CredentialStore, KeyStore, Unavailable, from_secret
from tests.fakes.aws import Fault
from tests.fakes.relay import World
from tests.fakes.settings import CREDENTIALS, KEY


def store(world: World) -> CredentialStore:
    return CredentialStore(world.aws, CREDENTIALS, world.clock)


def reads(world: World) -> int:
    return sum(operation == "GetSecretValue" for _, operation, _ in world.aws.calls)


def rotate(world: World, **changes: object) -> None:
    world.aws.secrets[CREDENTIALS] = json.dumps({"app_id": "demo", "app_key": "new", **changes})


def test_they_are_read_once_and_again_after_five_minutes(world: World) -> None:
    credentials = store(world)
    credentials.current()
    credentials.current()
    assert reads(world) == 1
    world.clock.advance(minutes=6)
    rotate(world)
    assert credentials.current().app_key == "new"


def test_rejected_ones_are_read_again_at_once_but_only_by_the_first_to_notice(world: World) -> None:
    credentials = store(world)
    rejected = credentials.current()
    rotate(world)
    assert credentials.refresh(rejected).app_key == "new"
    assert credentials.refresh(rejected).app_key == "new"
    assert reads(world) == 2


def test_a_senders_secret_that_was_just_added_counts_at_once_and_a_wrong_one_asks_twice_a_minute(world: World) -> None:
    credentials = store(world)
    assert not credentials.prove(lambda ours: "new" in ours.form_secrets)
    rotate(world, form_secrets=["new"])
    assert not credentials.prove(lambda ours: "new" in ours.form_secrets)
    assert reads(world) == 1
    world.clock.advance(seconds=31)
    assert credentials.prove(lambda ours: "new" in ours.form_secrets)
    for _ in range(20):
        assert not credentials.prove(lambda ours: "wrong" in ours.form_secrets)
    assert reads(world) == 2


def test_a_sender_who_is_known_makes_nobody_ask(world: World) -> None:
    credentials = store(world)
    for _ in range(5):
        assert credentials.prove(lambda ours: ours.app_key == "demo")
        world.clock.advance(seconds=50)
    assert reads(world) == 1


def test_wrong_secrets_while_secrets_manager_is_away_ask_twice_a_minute_too(world: World) -> None:
    credentials = store(world)
    credentials.current()
    world.aws.faults.append(Fault("GetSecretValue", "away"))
    world.clock.advance(seconds=31)
    for _ in range(20):
        assert not credentials.prove(lambda ours: "wrong" in ours.form_secrets)
    assert reads(world) == 2
    assert credentials.current().app_key == "demo"


def test_old_ones_serve_while_secrets_manager_is_away(world: World) -> None:
    credentials = store(world)
    credentials.current()
    world.aws.faults.append(Fault("GetSecretValue", "away"))
    world.clock.advance(minutes=6)
    assert credentials.current().app_key == "demo"


def test_while_secrets_manager_is_away_it_is_not_asked_at_every_call(world: World) -> None:
    credentials = store(world)
    credentials.current()
    world.aws.faults.append(Fault("GetSecretValue", "away"))
    world.clock.advance(minutes=6)
    before = reads(world)
    for _ in range(20):
        credentials.current()
    assert reads(world) == before + 1
    world.clock.advance(seconds=31)
    credentials.current()
    assert reads(world) == before + 2


def test_a_rotation_to_nonsense_leaves_the_old_ones_in_use(world: World) -> None:
    credentials = store(world)
    credentials.current()
    world.aws.secrets[CREDENTIALS] = "not json"
    world.clock.advance(minutes=6)
    assert credentials.current().app_key == "demo"


@pytest.mark.parametrize("secret", ["", "[]", "{}", '{"app_id": "a"}', "7", "null", '"text"'])
def test_a_secret_of_another_shape_is_unavailable_and_not_quoted(secret: str) -> None:
    with pytest.raises(Unavailable) as caught:
        from_secret(secret)
    assert "README" in str(caught.value)


@pytest.mark.parametrize(
    "wrong",
    [
        {"app_id": 816555},
        {"card_secrets": 816555},
        {"card_secrets": ["a", 816555]},
        {"card_secrets": {"816555": "a"}},
    ],
)
def test_a_secret_with_a_value_of_another_type_is_unavailable_and_not_quoted(wrong: dict[str, object]) -> None:
    with pytest.raises(Unavailable) as caught:
        from_secret(json.dumps({"app_id": "a", "app_key": "k"} | wrong))
    assert "README" in str(caught.value)
    assert "816555" not in str(caught.value)
    assert caught.value.__cause__ is None


@pytest.mark.parametrize("none", [None, "", [], [""], [None]])
def test_none_may_be_said_in_many_ways(none: object) -> None:
    assert from_secret(json.dumps({"app_id": "a", "app_key": "k", "card_secrets": none})).card_secrets == ()


def test_one_secret_or_several_may_be_given_and_an_empty_one_lets_nobody_in() -> None:
    credentials = from_secret(
        json.dumps(
            {
                "app_id": "a",
                "app_key": "k",
                "card_secrets": "one",
                "form_secrets": ["two", ""],
                "google_keys": "",
            }
        )
    )
    assert credentials.card_secrets == ("one",)
    assert credentials.form_secrets == ("two",)
    assert credentials.google_keys == ()


def test_nothing_secret_shows_in_repr() -> None:
    credentials = Credentials(app_id="id-1", app_key="key-2", card_secrets=("card-3",), twilio_auth_tokens=("t-4",))
    assert repr(credentials) == "Credentials()"


def test_the_key_is_read_once_for_ever_and_missing_until_it_can_be(world: World) -> None:
    key = KeyStore(world.aws, KEY)
    fault = Fault("GetSecretValue", "away")
    world.aws.faults.append(fault)
    with pytest.raises(Unavailable):
        key()
    world.aws.faults.clear()
    assert key() == b"a-key-for-tests"
    world.aws.faults.append(fault)
    world.clock.advance(days=400)
    assert key() == b"a-key-for-tests"


def test_an_empty_key_is_no_key(world: World) -> None:
    world.aws.secrets[KEY] = ""
    with pytest.raises(Unavailable):
        KeyStore(world.aws, KEY)()
