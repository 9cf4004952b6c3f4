"""Ids tell nothing about people, and two arrivals of the same thing have the same one."""

from dataclasses import replace

from relay.stores.ids import Identity
from relay.stores.journal import Neighbours
from tests.fakes.relay import World, sign_up, text

identity = Identity(lambda: b"key")
MIDNIGHT = 1_767_225_600_000  # 2026-01-01 00:00:00 UTC
DAY = 86_400_000


def test_the_key_decides_the_id(world: World) -> None:
    submission = text(world)
    assert identity.submission(submission) == identity.submission(replace(submission, received_at=0))
    assert identity.submission(submission) != Identity(lambda: b"other").submission(submission)


def test_two_sources_never_share_an_id(world: World) -> None:
    submission = text(world)
    assert identity.submission(submission) != identity.submission(replace(submission, source="web_form"))


def test_the_same_content_on_another_day_is_another_submission(world: World) -> None:
    today = replace(sign_up(world), received_at=MIDNIGHT)
    assert identity.submission(today) == identity.submission(replace(today, received_at=MIDNIGHT + 86_399_000))
    assert identity.submission(today) != identity.submission(replace(today, received_at=MIDNIGHT - 1))


def test_copies_on_both_sides_of_midnight_know_each_other(world: World) -> None:
    late = replace(sign_up(world), received_at=MIDNIGHT - 1000)
    early = replace(late, received_at=MIDNIGHT + 10 * 60_000 - 1)
    until = MIDNIGHT + 10 * 60_000
    before, after = identity.submission(late), identity.submission(early)
    assert identity.neighbours(early, MIDNIGHT) == Neighbours(before=before, after=None, after_until=until + DAY)
    assert identity.neighbours(late, MIDNIGHT) == Neighbours(before=None, after=after, after_until=until)
    assert identity.neighbours(late, MIDNIGHT - 5_000) is not None  # by the clock of a host that is behind
    both = identity.neighbours(early, MIDNIGHT + DAY)
    assert both
    assert (both.before, both.after) == (before, identity.submission(replace(early, received_at=until + DAY)))


def test_where_midnight_is_far_nothing_else_is_read(world: World) -> None:
    late = replace(sign_up(world), received_at=MIDNIGHT - 10_000)
    assert identity.neighbours(late, MIDNIGHT - 5_001) is None
    later = replace(late, received_at=MIDNIGHT + 10 * 60_000)
    assert identity.neighbours(later, MIDNIGHT + 11 * 60_000) is None
    assert identity.neighbours(replace(late, keyed_by_content=False), MIDNIGHT + DAY) is None


def test_an_address_in_any_case_has_one_consent_record() -> None:
    assert identity.consent("email", "Ann@Example.org") == identity.consent("email", "ann@example.org")
    assert identity.consent("email", "8165550123") != identity.consent("sms", "8165550123")
    assert "ann" not in identity.consent("email", "ann@example.org")


def test_what_a_persons_items_are_found_by_is_no_key_of_another_table_or_item() -> None:
    found_by = identity.found_by("email", "Ann@Example.org ")
    assert found_by == identity.found_by("email", "ann@example.org")
    assert found_by != identity.consent("email", "ann@example.org")
    assert found_by not in identity.person("email", "ann@example.org")
    assert identity.found_by("phone", "8165550123") not in {
        identity.consent("sms", "8165550123"),
        identity.found_by("email", "8165550123"),
    }
