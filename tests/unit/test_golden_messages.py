"""Messages and journal items outlive deployments: those of every released version are carried out by today's code.

The files are never changed; a new version of the message gets a folder of its own.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from relay import canonical
from relay.delivery.parts import contact
from relay.messages import MESSAGE_VERSION, from_message, to_message
from relay.stores.ids import Identity
from tests.fakes.relay import World, sign_up, text
from tests.fakes.settings import CONSENT, DEAD, JOURNAL, RETRY

GOLDEN = Path(__file__).parents[1] / "golden"
MESSAGES = sorted(path for path in GOLDEN.glob("version_*/*.json") if not path.stem.startswith("journal"))


def content(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def arrives(world: World, path: Path) -> None:
    world.aws.call("sqs", "SendMessage", {"QueueUrl": RETRY, "MessageBody": path.read_text(encoding="utf-8")})
    world.work_through(minutes=60)


def test_every_version_up_to_todays_has_its_files() -> None:
    assert {path.parent.name for path in MESSAGES} == {f"version_{n}" for n in range(1, MESSAGE_VERSION + 1)}
    assert len(MESSAGES) >= 6


@pytest.mark.parametrize("path", MESSAGES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_it_is_carried_out_and_leaves_the_queue(world: World, path: Path) -> None:
    if path.stem == "opt_out":
        world.platform.create_advocate(1, phone=content(path)["advocate"]["phone"], campaigns=[998])
    arrives(world, path)
    assert world.messages(RETRY) == world.messages(DEAD) == []
    (advocate,) = world.platform.advocates
    expected = content(path).get("advocate", {})
    assert {name: advocate.arguments.get(name) for name in expected} == expected
    if path.stem.startswith("form"):
        assert world.platform.sent == [(101, "email")]


def test_what_todays_code_writes_is_what_the_newest_files_hold() -> None:
    """If this fails, the message has changed: it needs a new version, and these files stay."""
    notes = {"held", "at"}
    leads = ("card", "card_for_the_endpoint", "google_lead", "imported_row")
    for name in ("form", *leads, "text", "opt_out", "held_opt_in"):
        path = GOLDEN / f"version_{MESSAGE_VERSION}" / f"{name}.json"
        written = json.loads(to_message(from_message(path.read_text(encoding="utf-8"))))
        assert written == {key: value for key, value in content(path).items() if key not in notes}


def test_what_is_filed_is_found_again_by_every_later_version() -> None:
    """Another way to make ids would forget every opt-out and every submission that is known."""
    identity = Identity(lambda: b"key")
    form, keyword = (
        from_message((GOLDEN / "version_1" / f"{name}.json").read_text("utf-8")) for name in ("form", "text")
    )
    assert identity.submission(form) == "6d07337a737ec5a551ae938ebd943c87"
    assert identity.submission(keyword) == "fa73f8be94fb6933e7439b9746343db1"
    assert identity.consent("sms", "8165550123") == "9cbf0b302bc3f08f1c1fb1d80b03bb2e"
    assert identity.consent("email", "ann@example.org") == "8f6a5fb3da4fa8ade82fad198ae6b2a6"
    assert identity.contact(contact(form, "email")) == "contact:eef2fcd11e0a012a31a607d4a8170718"


def test_what_a_mark_of_version_1_covered_is_looked_for_and_another_submissions_contact_is_left_alone(
    world: World,
) -> None:
    folder = GOLDEN / "version_1"
    submission = from_message((folder / "form.json").read_text(encoding="utf-8"))
    marked, claimed = content(folder / "journal_marked.json"), content(folder / "journal_contact.json")
    key = world.identity.contact(contact(submission, "email"))
    world.aws.tables[JOURNAL] = {
        claimed["owner"]["S"]: marked | {"id": claimed["owner"]},
        key: claimed | {"id": {"S": key}},
    }
    arrives(world, folder / "form.json")
    assert world.platform.sent == []
    assert world.messages(DEAD)[0]["detail"] == "email: unverifiable"


@pytest.mark.parametrize(
    ("name", "own_key"), [("form_by_content", ""), ("form_by_key", "k-1"), ("lead_by_token", "t-1")]
)
def test_what_was_asked_for_is_known_again_by_every_later_version(name: str, own_key: str) -> None:
    kept = from_message((GOLDEN / "version_1" / f"{name}.json").read_text("utf-8"))
    asked = canonical.content(kept.campaigns, kept.advocate, kept.connection)
    assert canonical.natural_key(own_key, asked) == (kept.natural_key, kept.keyed_by_content)


def test_a_journal_item_of_version_1_still_keeps_a_contact_from_being_made_twice(world: World) -> None:
    folder = GOLDEN / "version_1"
    submission = from_message((folder / "form.json").read_text(encoding="utf-8"))
    submission_id = world.identity.submission(submission)
    world.aws.tables[JOURNAL] = {submission_id: content(folder / "journal_maybe.json") | {"id": {"S": submission_id}}}
    arrives(world, folder / "form.json")
    assert world.platform.sent == []
    assert world.messages(DEAD)[0]["reason"] == "unverifiable"


def test_a_consent_record_of_version_1_is_heeded_and_kept(world: World) -> None:
    """Its phone is suppressed: a form changes nothing, a later keyword lifts it, and what was said before stays."""
    folder, phone = GOLDEN / "version_1", "8165550123"
    key = world.identity.consent("sms", phone)
    record = content(folder / "items" / "consent_phone.json") | {"id": {"S": key}}
    world.aws.tables[CONSENT] = {key: record}
    form = sign_up(world, advocate={"email": "ann@example.org", "phone": phone, "smsOptin": "1"})
    assert world.submit(form).held == ("smsOptin",)
    assert world.aws.tables[CONSENT][key] == record
    assert world.submit(text(world)).status == "delivered"
    now = world.aws.tables[CONSENT][key]
    assert (now["evidence"], now["in_at"]) == (record["evidence"], {"N": str(world.clock())})
    assert "suppressed_at" not in now
