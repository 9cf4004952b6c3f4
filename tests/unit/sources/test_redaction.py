"""A secret of ours is kept nowhere, however it is written and wherever it stands."""

import base64
import json
from collections.abc import Callable
from urllib.parse import parse_qsl, quote, urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from relay.phone2action import NotSent
from relay.sources import twitter_card
from relay.sources.redaction import without
from tests.fakes.events import Context, event
from tests.fakes.log import Log
from tests.fakes.relay import SECRETS, World

SECRET = "demo-card-key"
FORMS: dict[str, Callable[[str], str]] = {
    "plain": str,
    "percent": lambda text: "".join(f"%{byte:02x}" for byte in text.encode()),
    "percent in capitals": lambda text: "".join(f"%{byte:02X}" for byte in text.encode()),
    "quoted": lambda text: quote(text, safe=""),
    "json": lambda text: "".join(f"\\u{ord(character):04x}" for character in text),
    "json in capitals": lambda text: "".join(f"\\u{ord(character):04X}" for character in text),
    "javascript": lambda text: "".join(f"\\x{ord(character):02x}" for character in text),
    "json text": json.dumps,
}
LAST: dict[str, Callable[[str], str]] = {
    "base64": lambda text: base64.b64encode(text.encode()).decode(),
    "base64 for addresses": lambda text: base64.urlsafe_b64encode(text.encode()).decode(),
    "hexadecimal": lambda text: text.encode().hex(),
    "hexadecimal in capitals": lambda text: text.encode().hex().upper(),
}
PLACES: dict[str, Callable[[str], tuple[str, str]]] = {
    "a value": lambda text: ("note", text),
    "inside a value": lambda text: ("postback", f"https://example.org/?api_key={text}&x=1"),
    "a name": lambda text: (f"note {text}", "x"),
    "a custom field": lambda text: (f"fields[{text}]", "x"),
    "a person's field": lambda text: ("firstname", f"Ann {text}"),
    "a control": lambda text: ("_next", text),
    "a prefixed field": lambda text: (f"custom_param_{text}", text),
}
planted_forms = st.one_of(
    st.lists(st.sampled_from(sorted(FORMS)), min_size=1, max_size=3).map(lambda names: [FORMS[name] for name in names]),
    st.sampled_from(sorted(LAST)).map(lambda name: [LAST[name]]),
    st.tuples(st.sampled_from(sorted(LAST)), st.sampled_from(["quoted", "percent", "json"])).map(
        lambda names: [LAST[names[0]], FORMS[names[1]]]
    ),
)


def written(secret: str, forms: list[Callable[[str], str]]) -> str:
    for form in forms:
        secret = form(secret)
    return secret


def kept_of(world: World, pairs: list[tuple[str, str]], *, path: str = "998", how: str = "form") -> list[str]:
    """All that a card's post leaves in the queues and tables."""
    posted = [("api_key", SECRET), ("name", "Ann Lee"), *pairs]
    if how == "form":
        content, media = urlencode(posted), "application/x-www-form-urlencoded"
    else:
        content, media = json.dumps(dict(posted)), "application/json"
    arrival = event(
        "/twitter-card/{campaignid}",
        body=content.encode(),
        headers={"content-type": media, "authorization": f"Bearer {SECRET}"},
    )
    arrival["pathParameters"] = {"campaignid": path}
    assert twitter_card.handle(arrival, Context(), world.ingress)["statusCode"] == 202
    queues = [message.body for queue in world.aws.queues.values() for message in queue.messages]
    assert queues
    return [*queues, repr(world.aws.tables)]


@settings(max_examples=200, deadline=None)
@given(
    planted_forms,
    st.sampled_from(sorted(PLACES)),
    st.sampled_from(["form", "json"]),
    st.text("ab=:&", max_size=4),
)
def test_a_secret_planted_anywhere_in_a_post_is_not_in_its_letter(
    forms: list[Callable[[str], str]], place: str, how: str, before: str
) -> None:
    planted = written(before + SECRET, forms)
    kept = kept_of(World(), [PLACES[place](planted)], how=how)
    raw = json.loads(kept[0])["raw"]
    texts = [*kept, *(text for pair in parse_qsl(raw, keep_blank_values=True) for text in pair)]
    assert [text for text in texts if planted in text or SECRET in text] == []
    assert ("name", "Ann Lee") in parse_qsl(raw)  # what holds none is kept


def test_a_secret_in_the_address_that_is_posted_to_is_not_kept(world: World) -> None:
    assert SECRET not in "".join(kept_of(world, [], path=SECRET))


def test_a_secret_is_not_in_a_submission_that_waits(world: World) -> None:
    world.platform.break_down(NotSent())
    kept = kept_of(world, [("email", "ann@example.org"), ("firstname", SECRET)])
    assert SECRET not in "".join(kept)


def test_nothing_of_a_secret_is_logged(world: World, log: Log) -> None:
    kept_of(world, [PLACES[place](SECRET) for place in sorted(PLACES)])
    assert log.lines
    assert SECRET not in log.text


@pytest.mark.parametrize(
    "text", ["card-key%", "c\u200eard-\x00key", "%25%36%33ard-key", "old\\\\u002dcard-key", "a card-key b", "CARD-KEY"]
)
def test_what_reads_as_a_secret_is_one(text: str) -> None:
    assert without((("note", text), ("other", "x")), ["card-key", "secret key"]) == (("other", "x"),)


@pytest.mark.parametrize("encoded", [base64.b64encode, base64.urlsafe_b64encode])
def test_a_secret_is_one_in_either_alphabet_of_base64(encoded: Callable[[bytes], bytes]) -> None:
    secret = "key>>?ours"  # its base64 has a digit of each kind that differs
    assert without((("note", encoded(secret.encode()).decode()), ("other", "x")), [secret]) == (("other", "x"),)


def test_a_form_writes_a_space_as_a_plus(world: World) -> None:
    assert without((("url", "?k=secret+key"),), ["secret key"]) == ()
    assert without((("url", "?k=secret%2Bkey"),), ["secret+key"]) == ()


def test_a_short_secret_counts_as_a_whole_value_only() -> None:
    pairs = (("firstname", "Demond"), ("email", "demo@example.org"), ("note", " demo "), ("demo", "x"))
    assert without(pairs, ["demo", ""]) == (*pairs[:2], pairs[3])


@given(st.text(st.characters()))
def test_where_there_is_no_secret_everything_stays(text: str) -> None:
    assert without((("note", text),), ["demo-card-key", "platform-key", ""]) == (("note", text),)


def test_all_that_is_ours_is_a_secret(world: World) -> None:
    assert set(json.loads(SECRETS["credentials"])["card_secrets"]) <= set(world.ingress.credentials.current().secrets)
