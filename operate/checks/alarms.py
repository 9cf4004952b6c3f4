"""Does an alarm reach anybody, and which ring now."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from botocore.exceptions import ClientError

from operate.checks import live
from operate.checks.facts import Facts
from operate.checks.finding import Finding, broken, note, warning

HOUR: Final = 3600
PENDING: Final = "PendingConfirmation"
KINDS: Final = ("AWS::CloudWatch::Alarm", "AWS::CloudWatch::CompositeAlarm")


def subscriptions(facts: Facts) -> Iterator[Finding]:
    """Whether anybody is told when an alarm rings."""
    topic = facts.stack.outputs["AlarmTopicArn"]
    try:
        pages = facts.stack.client("sns").get_paginator("list_subscriptions_by_topic").paginate(TopicArn=topic)
        found = [each for page in pages for each in page["Subscriptions"]]
    except ClientError as error:
        if error.response["Error"].get("Code") in live.GONE:
            return  # the topic's own check says it
        raise
    known = [(each, _attributes(facts, each["SubscriptionArn"])) for each in found]
    confirmed = [each for each, attributes in known if attributes.get("PendingConfirmation") == "false"]
    subscribe = facts.aws(f"sns subscribe --topic-arn {topic} --protocol email --notification-endpoint you@example.org")
    waiting = [each for each, attributes in known if attributes.get("PendingConfirmation") == "true"]
    if waiting:
        who = ", ".join(sorted(str(each.get("Endpoint", "?")) for each in waiting))
        what = f"A subscription of the alarms is not confirmed, so nothing is sent to it: {who}."
        again = "Follow the link in AWS's mail (look in the spam folder; it is good for 3 days). To get a new one:"
        kind = warning if confirmed else broken
        yield kind(
            what, again, subscribe.replace("you@example.org", str(waiting[0].get("Endpoint", "you@example.org")))
        )
    for each, attributes in known:
        if attributes.get("FilterPolicy"):
            what = f"The subscription of {each.get('Endpoint', '?')} has a filter, so alarms may not reach it."
            off = f"sns set-subscription-attributes --subscription-arn {each['SubscriptionArn']}"
            yield warning(what, facts.aws(f"{off} --attribute-name FilterPolicy --attribute-value '{{}}'"))
    if confirmed or waiting:
        yield from _not_the_one(facts, found)
        return
    kind = note if facts.is_local else broken
    if facts.stack.parameters.get("AlarmEmail"):
        what = f"Nobody is told of alarms: the subscription of {facts.stack.parameters['AlarmEmail']} is gone."
        yield broken(what, "Subscribe again, and confirm by the link in the mail:", subscribe)
    else:
        yield kind("Nobody is told of alarms: their topic has no subscription.", "Subscribe, and confirm:", subscribe)


def _attributes(facts: Facts, arn: str) -> Mapping[str, str]:
    """A subscription's; AWS has an ARN for none that is not confirmed, and a word for one that was deleted."""
    if arn == PENDING:
        return {"PendingConfirmation": "true"}
    if not arn.startswith("arn:"):
        return {}
    found: Mapping[str, str] = facts.stack.client("sns").get_subscription_attributes(SubscriptionArn=arn)["Attributes"]
    return {"PendingConfirmation": "false", **found}


def _not_the_one(facts: Facts, found: list[Any]) -> Iterator[Finding]:
    email = facts.stack.parameters.get("AlarmEmail", "")
    if email and email.lower() not in {str(each.get("Endpoint", "")).lower() for each in found}:
        yield warning(
            f"The subscription of AlarmEmail ({email}) is gone; others are told.", "Subscribe it again, or not."
        )


def states(facts: Facts) -> Iterator[Finding]:
    """Which alarms ring, and which have not been able to judge for long. An emulator judges none."""
    names = [each.physical for kind in KINDS for each in facts.template().of_type(kind) if each.physical]
    cloudwatch = facts.stack.client("cloudwatch")
    for first in range(0, len(names), 100):
        asked = {"AlarmNames": names[first : first + 100], "AlarmTypes": ["MetricAlarm", "CompositeAlarm"]}
        found = cloudwatch.describe_alarms(**asked)
        for alarm in [*found.get("MetricAlarms", []), *found.get("CompositeAlarms", [])]:
            yield from _state(facts, alarm)


def _state(facts: Facts, alarm: Any) -> Iterator[Finding]:
    name, since = alarm["AlarmName"], _hours_since(facts, alarm.get("StateUpdatedTimestamp"))
    if alarm["StateValue"] == "ALARM":
        what = f"The alarm {name} rings, for {since:.0f} h: {alarm.get('AlarmDescription') or 'no description'}"
        yield warning(what, "docs/runbook.md has a section for it.")
    elif alarm["StateValue"] == "INSUFFICIENT_DATA" and since >= 1 and not facts.is_local:
        what = f"The alarm {name} has had nothing to judge by for {since:.0f} h: it would not ring."
        yield warning(what, "Is what it watches still there? Deploy again if it was made anew by hand.")


def _hours_since(facts: Facts, at: datetime | None) -> float:
    return max(0.0, facts.clock() - at.timestamp()) / HOUR if at else 0.0
