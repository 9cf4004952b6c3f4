"""What people really text, over HTTP on the running stack: who they are, what they mean, what they are answered."""

import json

import pytest

from local.background import Background
from local.place import STACK_NAME
from tests.end_to_end.queue_view import Queues
from tests.end_to_end.sandbox_view import Sandbox
from tests.end_to_end.senders import post_text_from, some_phone
from tests.end_to_end.waits import eventually

NOTHING = "<Response/>"


def taken(stack: Background, queue: str, proof_or_phone: str) -> dict[str, str]:
    """The message in a queue that has this in it, taken out of it."""
    sqs = stack.client("sqs")
    url = sqs.get_queue_url(QueueName=f"{STACK_NAME}-{queue}")["QueueUrl"]

    def found() -> dict[str, str]:
        asked = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, VisibilityTimeout=1, WaitTimeSeconds=1)
        for message in asked.get("Messages", []):
            if proof_or_phone in message["Body"]:
                sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
                body: dict[str, str] = json.loads(message["Body"])
                return body
        return {}

    return eventually(found)


def test_a_stop_by_another_channel_is_carried_out_for_the_phone_behind_it(stack: Background, sandbox: Sandbox) -> None:
    phone = some_phone()
    assert "Thanks for joining" in post_text_from(stack, f"whatsapp:+1{phone}", "JOIN please").text
    assert post_text_from(stack, f"whatsapp:+1{phone}", "Por favor, no m\u00e1s mensajes").text == NOTHING
    assert eventually(
        lambda: [
            call
            for call in sandbox.calls("/advocates")
            if call["form"].get("phone") == phone and call["form"].get("smsOptout") and call["acted"]
        ]
    )


def test_a_stop_that_finds_nobody_ends_as_a_letter_with_that_reason(stack: Background) -> None:
    phone = some_phone()
    assert post_text_from(stack, f"+1{phone}", "\uff33\uff34\uff2f\uff30").text == NOTHING
    assert taken(stack, "dead-letters", phone)["reason"] == "nobody_found"


@pytest.mark.parametrize("sender", ["messenger:1234567890", "22395", "jane@example.org"])
def test_a_stop_of_no_phone_goes_to_a_person(stack: Background, sender: str) -> None:
    assert post_text_from(stack, sender, "STOP").text == NOTHING
    assert taken(stack, "held", sender)["held"] == "no_phone"


@pytest.mark.parametrize("sender", ["+442079460018", "22395", "jane@example.org"])
def test_who_can_not_join_is_told_and_leaves_no_letter(stack: Background, queues: Queues, sender: str) -> None:
    before = len(queues.letters())
    assert "only US mobile numbers can join Save the Whales" in post_text_from(stack, sender, "JOIN").text
    assert len(queues.letters()) == before


def test_what_may_be_a_stop_is_held_and_told_how_to_say_it(stack: Background) -> None:
    phone = some_phone()
    assert "reply STOP" in post_text_from(stack, f"+1{phone}", "leave me alone").text
    assert taken(stack, "held", phone)["held"] == "stop_like"


@pytest.mark.parametrize(
    ("body", "answer"),
    [
        ("Liked \u201cThanks for joining Save the Whales! Reply STOP at any time\u201d", NOTHING),
        ("\u200b\U0001f44d\u200b to \u201c\u200bReply STOP\u200b\u201d", NOTHING),
        ("STOP SB 12", "Reply STOP to get no more texts."),
        ("stoplight at Main St", "Reply STOP to get no more texts."),
        ("I will quit my job for whales", "Reply STOP to get no more texts."),
        ("JOIM", "To join Save the Whales, text JOIN and nothing else."),
        ("Join the whales", "To join Save the Whales, text JOIN and nothing else."),
        ("Help!", "This is Save the Whales and Keep the Whale Sanctuary."),
        ("", "text JOIN for Save the Whales or WHALES for Keep the Whale Sanctuary."),
    ],
)
def test_everything_else_is_answered_and_nothing_is_kept(stack: Background, body: str, answer: str) -> None:
    assert answer in post_text_from(stack, f"+1{some_phone()}", body).text
