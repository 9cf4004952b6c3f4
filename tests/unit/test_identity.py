"""Ids tell nothing about people, and two arrivals of the same thing have the same one."""

from dataclasses import replace

from relay.identity import Identity
from tests.world.relay_world import World, sign_up, text

identity = Identity(lambda: b"key")
MIDNIGHT = 1_767_225_600_000  # 2026-01-01 00:00:00 UTC


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


def test_just_after_midnight_yesterdays_id_is_looked_at_too(world: World) -> None:
    late = replace(sign_up(world), received_at=MIDNIGHT - 1000)
    early = replace(late, received_at=MIDNIGHT + 9 * 60_000)
    assert identity.before_midnight(early) == identity.submission(late)
    assert identity.before_midnight(replace(late, received_at=MIDNIGHT + 10 * 60_000)) is None
    assert identity.before_midnight(replace(early, keyed_by_content=False)) is None


def test_an_address_in_any_case_has_one_consent_record() -> None:
    assert identity.consent("email", "Ann@Example.org") == identity.consent("email", "ann@example.org")
    assert identity.consent("email", "8165550123") != identity.consent("sms", "8165550123")
    assert "ann" not in identity.consent("email", "ann@example.org")
