"""Messages as version 1 wrote them into the queue, letter by letter: whatever comes later must still deliver them."""

from relay.messages import from_message
from relay.submission import Submission
from tests.simulation.people import Story

VERSION_1 = (
    (
        '{"version":1,"source":"web_form","natural_key":"golden form","keyed_by_content":true,'
        '"received_at":1767268800000,'
        '"campaigns":[998],"advocate":{"email":"golden1@example.org","firstname":"Golden","address1":"1 Main St",'
        '"zip5":"02134","utm_content":"g1"},"connection":{"campaign":998,"types":["email"],"arguments":'
        '{"emailSubject":"Whales","emailMessage":"Please."}},"trusted":false,"proof":""}'
    ),
    (
        '{"version":1,"source":"sms","natural_key":"SMgolden","keyed_by_content":false,"received_at":1767268800000,'
        '"campaigns":[999],"advocate":{"phone":"8165550199","smsOptin":"1","utm_content":"g2"},"connection":null,'
        '"trusted":true,"proof":"WHALES"}'
    ),
    (
        '{"version":1,"source":"twitter_card","natural_key":"998 golden3@example.org","keyed_by_content":false,'
        '"received_at":1767268800000,"campaigns":[998],"advocate":{"email":"golden3@example.org","lastname":"Three",'
        '"address1":"1 Main St","zip5":"02134","tags":["a","b"],"fields":{"5365":"x"},"utm_content":"g3"},'
        '"connection":{"campaign":998,"types":["email","tweet"],"arguments":{}},"trusted":true,"proof":""}'
    ),
)


def golden_stories() -> list[tuple[Story, str]]:
    """One story per message, none of which has been told yet, and the message."""
    return [(_story(from_message(text)), text) for text in VERSION_1]


def _story(submission: Submission) -> Story:
    advocate = submission.advocate
    return Story(
        str(advocate["utm_content"]),
        post=None,
        email=str(advocate.get("email", "")),
        phone=str(advocate.get("phone", "")),
        wants=frozenset(submission.connection.types if submission.connection else ()),
        flags=frozenset({"smsOptin"} & advocate.keys()),
        submission=submission,
    )
