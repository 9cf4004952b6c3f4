"""Property tests: what the client takes, the sandbox takes and reads as it was meant; what one refuses, so does the
other, but for the listed disagreements."""

from collections.abc import Mapping
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from local.sandbox import rules
from local.sandbox.arguments import Arguments, from_body, from_pairs, from_query
from relay.phone2action.arguments import ENDPOINTS as OURS
from relay.phone2action.arguments import read
from relay.phone2action.encoding import form
from tests.contract.disagreements import DISAGREEMENTS
from tests.contract.documented import ENDPOINTS, EVERY_ARGUMENT
from tests.contract.ends import COMPANIONS, LEAST
from tests.contract.test_documentation import SANDBOX_NAMES
from tests.contract.values import Wire, kind_of, named
from tests.unit.sandbox.calling import pairs

FORM = "application/x-www-form-urlencoded"
ONE_OF_EACH_KIND = list({id(kind_of(*argument)): argument for argument in reversed(EVERY_ARGUMENT)}.values())
anything = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
digits = st.text("0123456789", max_size=20)
odd = anything | digits | st.text("01ab+&%=[]@. -é", max_size=8)


@st.composite
def bent(draw: st.DrawFn, text: str) -> str:
    """A text, a little bent: white space around it, another case, a character more or less, a country code."""
    place = draw(st.integers(0, len(text)))
    extra = draw(st.sampled_from("0 1+.@-Aé\n"))
    return draw(
        st.sampled_from(
            [
                text,
                f"{extra}{text}",
                f"{text}{extra}",
                f" {text} ",
                text.title(),
                text.swapcase(),
                text[:place] + extra + text[place:],
                text[:place] + text[place + 1 :],
                f"+1{text}",
            ]
        )
    )


def like(example: Wire) -> st.SearchStrategy[Wire]:
    """The example, a little bent, or something of the same shape."""
    if isinstance(example, str):
        return bent(example) | odd
    if isinstance(example, list):
        return st.lists(st.sampled_from([*example, ""]).flatmap(bent) | odd, max_size=3)
    keys = digits | st.text("0123456789ab-é", max_size=5)
    return st.dictionaries(keys, odd, max_size=3)


def values(endpoint: str, name: str) -> st.SearchStrategy[Wire]:
    """Good, bad and odd values of an argument."""
    kind = kind_of(endpoint, name)
    known: list[Wire] = [fit.sent for fit in kind.fits] * 2 + list(kind.breaks)
    return st.sampled_from(known) | st.sampled_from(known).flatmap(like)


def least(endpoint: str) -> dict[str, Wire]:
    """All that an endpoint or any of its arguments needs."""
    request: dict[str, Wire] = dict(LEAST[endpoint])
    if "advocateid" in request:
        request["advocateid"] = "7"
    if endpoint == "post_twitter_card":
        request |= {"app_id": "demo", "api_key": "demo"}
    if OURS[endpoint].method == "POST":
        request |= {name: value for name, value in COMPANIONS.items() if name in OURS[endpoint].arguments}
    return request


@st.composite
def requests(draw: st.DrawFn) -> tuple[str, dict[str, Wire]]:
    """A request to any endpoint: usually all that it needs, and a few other values."""
    endpoint = draw(st.sampled_from(sorted(ENDPOINTS)))
    request = least(endpoint)
    for name in draw(st.sets(st.sampled_from(sorted(request)), max_size=2)) if request else ():
        if draw(st.booleans()):
            del request[name]
    names = [row.name for row in ENDPOINTS[endpoint]]
    changed = draw(st.sets(st.sampled_from(names), max_size=3)) if names else set()
    request |= {name: draw(values(endpoint, name)) for name in sorted(changed)}
    return endpoint, request | ({"nickname": "x"} if draw(st.integers(0, 9)) == 0 else {})


def taken_there(endpoint: str, arguments: Arguments) -> rules.Values | None:
    """What the sandbox makes of the arguments; None if it refuses them."""
    theirs = cast("rules.Endpoint", SANDBOX_NAMES.get(endpoint, endpoint))
    try:
        return rules.check(theirs, arguments)
    except rules.Refused:
        return None


def decoded(endpoint: str, encoded: str) -> Arguments:
    return from_query(encoded) if OURS[endpoint].method == "GET" else from_body(encoded.encode("ascii"), FORM)


def meant(wired: Mapping[str, Any]) -> dict[str, list[str] | dict[str, str]]:
    """Wire values as the sandbox keeps what was sent."""
    return {name: [value] if isinstance(value, str) else value for name, value in wired.items()}


def verdicts(endpoint: str, arguments: dict[str, Wire]) -> tuple[bool, bool]:
    """Whether the client takes a request, and whether the sandbox takes what the client then sends, or would send."""
    wired, problems = read(endpoint, arguments)
    sent = from_pairs(pairs(named(arguments))) if problems else decoded(endpoint, form(wired))
    return not problems, taken_there(endpoint, sent) is not None


def is_listed(endpoint: str, arguments: dict[str, Wire], here: bool) -> bool:
    return any(one.client_takes is here and one.explains(endpoint, arguments) for one in DISAGREEMENTS)


@settings(max_examples=300)
@given(requests())
def test_both_ends_take_the_same_requests(request: tuple[str, dict[str, Wire]]) -> None:
    here, there = verdicts(*request)
    assert here == there or is_listed(*request, here), read(*request)


@pytest.mark.parametrize(("endpoint", "name"), ONE_OF_EACH_KIND)
@given(data=st.data())
def test_both_ends_take_the_same_values(endpoint: str, name: str, data: st.DataObject) -> None:
    arguments = {**least(endpoint), name: data.draw(values(endpoint, name))}
    here, there = verdicts(endpoint, arguments)
    assert here == there or is_listed(endpoint, arguments, here), read(endpoint, arguments)


@settings(max_examples=300)
@given(requests())
def test_what_the_client_encodes_the_sandbox_decodes_to_the_same(request: tuple[str, dict[str, Wire]]) -> None:
    endpoint, arguments = request
    wired, _ = read(endpoint, arguments)  # what was refused is left out
    sent = decoded(endpoint, form(wired))
    assert {**sent.values, **sent.keyed} == meant(wired)


@given(
    st.dictionaries(st.sampled_from(["firstname", "email", "emailMessage", "p2asource"]), anything),
    st.lists(anything, min_size=1, max_size=4),
    st.dictionaries(st.integers(1, 10**18 - 1).map(str), anything, min_size=1, max_size=4),
)
def test_any_text_survives_the_form_and_the_query(
    single: dict[str, str], tags: list[str], fields: dict[str, str]
) -> None:
    """Unicode, "+", "&", "=", "%", line ends: at the level of bytes, whatever the rules may say of them."""
    encoded = form({**single, "tags": tags, "fields": fields})
    for sent in (from_query(encoded), from_body(encoded.encode("ascii"), FORM)):
        assert {**sent.values, **sent.keyed} == meant({**single, "tags": tags, "fields": fields})


@given(requests())
def test_what_is_taken_is_read_as_it_was_meant(request: tuple[str, dict[str, Wire]]) -> None:
    endpoint, arguments = request
    wired, problems = read(endpoint, arguments)
    read_there = None if problems else taken_there(endpoint, decoded(endpoint, form(wired)))
    if read_there is None:
        return
    for name, value in wired.items():
        if isinstance(value, dict):
            assert read_there.fields == {int(key): text.strip() for key, text in value.items()}
        elif isinstance(value, list):
            kept = read_there.texts(name) or tuple(map(str, read_there.numbers(name)))
            assert list(kept) == [item.strip() for item in value]
        elif name not in {"phone", "updated_at", "nickname", "includeGeneric", "includePrivate", "token", "tw_userid"}:
            assert (read_there.text(name) or str(read_there.number(name))) == value.strip()
