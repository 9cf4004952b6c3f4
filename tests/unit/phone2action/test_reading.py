"""The values in a reply: every shape that was seen, and that nothing at all makes the reader stumble."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relay.phone2action.reading import boolean, integer, moment, objects, padded, text
from relay.phone2action.results import Advocate
from relay.phone2action.validators import validator

AN_ADVOCATE: dict[str, Any] = {
    "id": "7125439",
    "prefix": "Ms.",
    "firstname": "Ada",
    "middlename": None,
    "lastname": "Doe",
    "suffix": None,
    "notes": "Top advocate!",
    "stage": "Lead",
    "rating": 5,
    "connections": "3",
    "tags": ["donor", "registered"],
    "created_at": {"date": "2017-05-23 23:36:04.000000", "timezone_type": 3, "timezone": "UTC"},
    "updated_at": "2018-12-17 21:55:24",
    "emails": [{"id": 1, "address": "ada@example.org", "subscribed": "false"}],
    "phones": [{"id": "2", "address": "+18165550123", "subscribed": True}, {"id": 3, "number": "+18165550124"}],
    "address": {"street1": "1 Main St", "state": "MA", "zip5": 2134, "zip4": 7, "latitude": 50.0632635},
    "districts": {"congressional": "1", "stateSenate": 4, "stateHouse": "3A", "cityCouncil": None},
    "ids": [{"product": "Import", "id": 55}],
    "memberships": [
        {
            "id": 15,
            "campaignid": "998",
            "campaigntype": "Petition",
            "name": "Whales",
            "created_at": "2017-11-21 23:28:30",
        }
    ],
    "fields": [{"fieldid": 1524, "name": "School", "value": "Example High", "created_at": None}],
}


def advocate(**changes: object) -> Advocate:
    return read({**AN_ADVOCATE, **changes})


def read(row: dict[str, Any]) -> Advocate:
    found: Advocate = validator("Advocate").validate_python(row)
    return found


def test_an_advocate_has_every_property_in_its_own_type() -> None:
    ada = advocate()
    assert (ada.id, ada.connections, ada.rating, ada.tags) == (7125439, 3, 5, ("donor", "registered"))
    assert ada.created_at == datetime(2017, 5, 23, 23, 36, 4, tzinfo=UTC)
    assert ada.updated_at == datetime(2018, 12, 17, 21, 55, 24, tzinfo=UTC)
    assert ada.emails[0].subscribed is False
    assert [(phone.id, phone.address, phone.subscribed) for phone in ada.phones] == [
        (2, "+18165550123", True),
        (3, "+18165550124", None),
    ]
    assert ada.districts == ("1", "4", "3A", None)
    assert (ada.ids[0].product, ada.ids[0].id) == ("Import", "55")
    assert (ada.memberships[0].campaignid, ada.memberships[0].source) == (998, None)
    assert ada.memberships[0].created_at == datetime(2017, 11, 21, 23, 28, 30, tzinfo=UTC)
    assert (ada.fields[0].fieldid, ada.fields[0].value) == (1524, "Example High")


def test_subscribed_false_as_a_text_is_not_true() -> None:
    assert advocate(emails=[{"subscribed": "false"}]).emails[0].subscribed is False
    assert advocate(emails=[{"subscribed": "true"}]).emails[0].subscribed is True


def test_a_zip_that_came_as_an_int_gets_its_leading_zero_back() -> None:
    assert advocate().address.zip5 == "02134"
    assert advocate().address.zip4 == "0007"
    assert advocate(address={"zip5": "02134"}).address.zip5 == "02134"


def test_an_advocate_of_whom_nothing_is_known_but_the_id() -> None:
    nobody = read({"id": 7})
    assert (nobody.emails, nobody.memberships, nobody.tags) == ((), (), ())
    assert (nobody.address.zip5, nobody.districts.congressional, nobody.updated_at) == (None, None, None)


def test_no_repr_shows_a_person() -> None:
    ada = advocate()
    shown = repr([ada, ada.emails, ada.phones, ada.address, ada.districts, ada.ids, ada.fields])
    for personal in ("Ada", "Doe", "example.org", "816555", "Main", "02134", "3A", "55,", "High", "Top"):
        assert personal not in shown


@pytest.mark.parametrize(
    "written",
    [
        "2017-05-23 23:36:04",
        "2017-05-23T23:36:04Z",
        "2017-05-23T18:36:04-05:00",
        1495582564,
        "1495582564",
        {"date": "2017-05-23 23:36:04.000000", "timezone_type": 3, "timezone": "UTC"},
        {"date": "2017-05-23 23:36:04.000000"},
        {"date": "2017-05-23 18:36:04.000000", "timezone_type": 1, "timezone": "-05:00"},
        {"date": "2017-05-23 19:36:04.000000", "timezone_type": 2, "timezone": "EDT"},
        {"date": "2017-05-23 18:36:04.000000", "timezone_type": 3, "timezone": "America/Chicago"},
    ],
)
def test_a_moment_may_be_written_in_many_ways(written: object) -> None:
    assert moment(written) == datetime(2017, 5, 23, 23, 36, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    "written",
    [
        None,
        "",
        "0000-00-00 00:00:00",
        "yesterday",
        [],
        {},
        True,
        10**17,
        "-" + "9" * 17,
        {"date": None, "timezone": "UTC"},
        {"date": "2017-05-23 23:36:04", "timezone": "Middle/Earth"},
        {"date": "2017-05-23 23:36:04", "timezone": "../../etc/passwd"},
        {"date": "2017-05-23 23:36:04", "timezone": "+99:99"},
        {"date": "2017-05-23 23:36:04", "timezone": 5},
    ],
)
def test_a_moment_that_makes_no_sense_is_none_and_no_guess(written: object) -> None:
    assert moment(written) is None


@given(st.datetimes(timezones=st.just(UTC), min_value=datetime(1970, 1, 2), max_value=datetime(9000, 1, 1)))  # noqa: DTZ001
def test_every_second_survives_in_every_shape(when: datetime) -> None:
    when = when.replace(microsecond=0)
    written = when.strftime("%Y-%m-%d %H:%M:%S") if when.year > 999 else when.isoformat(" ")[:19]
    seconds = round((when - datetime(1970, 1, 1, tzinfo=UTC)) / timedelta(seconds=1))
    dump = {"date": f"{written}.000000", "timezone_type": 3, "timezone": "UTC"}
    assert moment(written) == moment(seconds) == moment(str(seconds)) == moment(dump) == when


@given(st.integers(min_value=-(10**17), max_value=10**17))
def test_a_number_may_be_a_text(number: int) -> None:
    assert integer(number) == integer(str(number)) == integer(f" {number} ") == number


@given(st.integers(min_value=0, max_value=99999))
def test_every_zip_survives_an_int(number: int) -> None:
    assert padded(number, 5) == padded(f"{number:05}", 5) == f"{number:05}"


@pytest.mark.parametrize("value", [True, "1", 1, "true", "TRUE ", "yes"])
def test_what_is_true(value: object) -> None:
    assert boolean(value) is True


@pytest.mark.parametrize("value", [False, "0", 0, "false", "False", "no", ""])
def test_what_is_false(value: object) -> None:
    assert boolean(value) is False


@pytest.mark.parametrize("value", [None, "perhaps", 2, [], {}, 0.5])
def test_what_is_neither(value: object) -> None:
    assert boolean(value) is None


@pytest.mark.parametrize("value", [None, True, "7a", "", "\u0667", [], {}, 1.5, float("nan"), float("inf"), "9" * 5000])
def test_what_is_no_number(value: object) -> None:
    assert integer(value) is None


def test_a_list_with_gaps_is_still_a_list() -> None:
    assert objects({"0": {"id": 1}, "2": {"id": 2}}) == ({"id": 1}, {"id": 2})
    assert objects([{"id": 1}, None, 5, "x"]) == ({"id": 1},)
    assert objects("nothing") == objects(None) == ()


@pytest.mark.parametrize(
    ("value", "expected"), [("x", "x"), ("", ""), (7, "7"), (50.5, "50.5"), (True, None), ([], None)]
)
def test_what_is_text(value: object, expected: str | None) -> None:
    assert text(value) == expected


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from(sorted(AN_ADVOCATE)), json_values))
def test_no_reply_makes_the_reader_stumble(row: dict[str, Any]) -> None:
    ada = read({**row, "id": 1})
    assert ada.updated_at is None or ada.updated_at.tzinfo is not None
    assert isinstance(ada.emails, tuple)


@pytest.mark.parametrize(
    ("argument", "address", "theirs"),
    [
        ("phone", "8165550123", True),
        ("phone", "8165550124", True),
        ("phone", "8165550125", False),
        ("email", "ann@example.org", True),
        ("email", "bob@example.org", False),
    ],
)
def test_whose_an_address_is_is_read_in_whatever_form_it_was_written(argument: str, address: str, theirs: bool) -> None:
    row = {
        "emails": [{"address": "Ann@Example.org"}, {"address": None}],
        "phones": [{"address": "+18165550123"}, {"address": "(816) 555-0124"}, {}],
    }
    assert read({"id": 7, **row}).has(argument, address) is theirs
