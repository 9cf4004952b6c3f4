"""The two secrets: are they there, can they be used, and is the key still the one that everything is filed under."""

import difflib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import fields
from typing import Any, Final

from botocore.exceptions import ClientError

from operate.checks.facts import Facts
from operate.checks.finding import Finding, broken, note, warning
from relay.campaigns import Campaigns
from relay.credentials import Credentials
from relay.webhook_secrets import FEWEST_BYTES, signing_key

NAMES: Final = tuple(field.name for field in fields(Credentials))
PAIR: Final = ("app_id", "app_key")
EXAMPLES: Final = frozenset({"your app ID", "your app key", "your Twilio auth token"})
GONE: Final = frozenset({"ResourceNotFoundException", "InvalidRequestException"})
TWILIOS: Final = re.compile(r"[0-9a-f]{32}")
CURRENT: Final = "AWSCURRENT"


def credential_secret(facts: Facts) -> Iterator[Finding]:
    """Whether the functions can read the credentials, and whether all are there that the campaigns need."""
    name = facts.stack.outputs["CredentialSecretId"]
    fill_in = (
        f"Fill it in: docs/runbook.md, \u201cRotate credentials\u201d; or in the console: Secrets Manager, {name}",
    )
    try:
        text = facts.secret()
    except ClientError as error:
        if error.response["Error"].get("Code") not in GONE:
            raise
        yield broken("The credential secret is missing or about to be deleted.", *_back(facts, name))
        return
    try:
        content = json.loads(text or "")
    except ValueError:
        content = None
    if not isinstance(content, dict):
        yield broken("The credential secret is no JSON object, so no function can read it.", *fill_in)
        return
    yield from _keys(content, fill_in)
    if facts.in_use:
        yield from _for_the_sources(facts.in_use, facts.campaigns(), facts, fill_in)


def _back(facts: Facts, name: str) -> tuple[str, ...]:
    restore = facts.aws(f"secretsmanager restore-secret --secret-id {name}")
    return ("Within its recovery window it comes back by", restore, "Later: deploy again, then fill it in.")


def _keys(content: dict[str, Any], fill_in: tuple[str, ...]) -> Iterator[Finding]:
    for key in PAIR:
        value = content.get(key)
        if not isinstance(value, str) or not value.strip():
            missing = "is missing" if key not in content else "is empty" if value in {"", None} else "is no text"
            yield broken(f"{key} {missing} in the credential secret: nothing can be delivered.", *fill_in)
        elif value in EXAMPLES:
            yield broken(f"{key} in the credential secret still is README's example.", *fill_in)
        elif value != value.strip() or not value.isascii() or not value.isprintable():
            odd = "has blanks around it" if value != value.strip() else "has characters that no key has"
            yield broken(f"{key} in the credential secret {odd}.", *fill_in)
    for key in NAMES[len(PAIR) :]:
        value = content.get(key, [])
        listed = value if isinstance(value, list) else [value]
        if not all(isinstance(each, str) for each in listed):
            yield broken(f"{key} in the credential secret is no list of texts: no function can read it.", *fill_in)
        elif any(each != each.strip() for each in listed):
            yield warning(f"One of {key} in the credential secret has blanks around it.", *fill_in)
    for key in content.keys() - set(NAMES):
        near = difflib.get_close_matches(key, NAMES, 1)
        meant = f"; {near[0]} may be meant" if near else ""
        yield warning(f"The credential secret has a name that nothing reads: {key!r}{meant}.", *fill_in)


def _for_the_sources(
    found: Credentials, campaigns: Campaigns, facts: Facts, fill_in: tuple[str, ...]
) -> Iterator[Finding]:
    every = campaigns.by_id.values()
    if any(each.sms for each in every):
        if not found.twilio_auth_tokens:
            yield warning("twilio_auth_tokens is empty in the credential secret: every text is refused.", *fill_in)
        elif not facts.is_local and not all(map(TWILIOS.fullmatch, found.twilio_auth_tokens)):
            what = "One of twilio_auth_tokens is no auth token of Twilio's: those are 32 digits and letters a to f."
            yield warning(what, "It stands in Twilio's console under Account, API keys & tokens.", *fill_in)
    if any(each.twitter_card for each in every) and not found.card_secrets:
        yield warning("card_secrets is empty in the credential secret: every lead card is refused.", *fill_in)
    if any(each.google_lead for each in every) and not found.google_keys:
        yield warning("google_keys is empty in the credential secret: every Google lead is refused.", *fill_in)
    has_secret = found.form_secrets or found.webhook_secrets
    if any(each.web_form and each.web_form.secret for each in every) and not has_secret:
        what = "A campaign takes forms with a secret only; form_secrets and webhook_secrets are empty: each is refused."
        yield broken(what, *fill_in)
    if any(each.web_form and each.web_form.challenge for each in every) and not found.challenge_secrets:
        what = "A campaign's form has a challenge, and challenge_secrets is empty: each of its sign-ups is held."
        yield broken(what, *fill_in)
    yield from _for_webhooks(found.webhook_secrets, fill_in)


def _for_webhooks(secrets: Iterable[str], fill_in: tuple[str, ...]) -> Iterator[Finding]:
    """Whether each is a secret of Standard Webhooks, and not too short to be one."""
    keys = [signing_key(secret) for secret in secrets]
    if not all(keys):
        what = "One of webhook_secrets can't be read: it must be whsec_ and base64, as the sender shows it."
        yield broken(what, *fill_in)
    if any(0 < len(key) < FEWEST_BYTES for key in keys):
        what = f"One of webhook_secrets has less than {FEWEST_BYTES} bytes, so it might be guessed."
        yield warning(what, "Have the sender make a new one.", *fill_in)


def key_secret(facts: Facts) -> Iterator[Finding]:
    """Whether the key is there, and the one with which journal and consent have been written."""
    secrets, name = facts.stack.client("secretsmanager"), facts.stack.outputs["KeySecretId"]
    try:
        shown = secrets.describe_secret(SecretId=name)
        text = secrets.get_secret_value(SecretId=name).get("SecretString", "")
    except ClientError as error:
        if error.response["Error"].get("Code") not in GONE:
            raise
        what = "The key secret is missing or about to be deleted: nothing is taken in, and no opt-out is known."
        yield broken(what, *_back(facts, name), "Never make a new one.")
        return
    if not text:
        yield broken(
            "The key secret is empty: nothing is taken in.", "Put the former value back:", *_former(facts, name)
        )
    listed = secrets.list_secret_version_ids(SecretId=name, IncludeDeprecated=True)["Versions"]
    current = [each for each in listed if CURRENT in each.get("VersionStages", [])]
    if current and current[0]["CreatedDate"] > min(each["CreatedDate"] for each in listed):
        what = "The key secret was changed: opt-outs and sign-ups from before are filed under the former key."
        yield broken(what, "Put the former value back:", *_former(facts, name))
    if shown.get("RotationEnabled"):
        off = facts.aws(f"secretsmanager cancel-rotate-secret --secret-id {name}")
        yield broken("The key secret is rotated by itself: each time all opt-outs are forgotten.", off)
    if shown.get("DeletedDate"):
        yield broken("The key secret is about to be deleted.", *_back(facts, name))


def _former(facts: Facts, name: str) -> tuple[str, ...]:
    show = f"secretsmanager list-secret-version-ids --include-deprecated --secret-id {name}"
    move = "secretsmanager update-secret-version-stage --version-stage AWSCURRENT"
    swap = f"{move} --secret-id {name} --move-to-version-id FORMER --remove-from-version-id PRESENT"
    return (facts.aws(show), facts.aws(swap))


def earlier_stack(facts: Facts) -> Iterator[Finding]:
    """Whether key and consent table of an earlier stack were taken over together, and from where they can be read."""
    given = facts.stack.parameters
    arn, table = given.get("KeySecretArn", ""), given.get("ConsentTableName", "")
    if table and not arn:
        what = "ConsentTableName is given without KeySecretArn: the table's opt-outs can't be found with another key."
        yield broken(what, "Deploy with both parameters of the earlier stack.")
    if arn and not table:
        what = "KeySecretArn is given without ConsentTableName: the opt-outs of the earlier stack are not known here."
        yield note(what, "If there was an earlier stack, deploy with its ConsentTableName too.")
    if table:
        yield from _table_of_earlier_stack(facts, table)
    if arn and arn.split(":")[3:4] != [facts.stack.region]:
        what = f"KeySecretArn is a secret of another region than this stack's ({facts.stack.region})."
        yield broken(what, "The functions can't read it: replicate it into this region and give that ARN.")


def _table_of_earlier_stack(facts: Facts, table: str) -> Iterator[Finding]:
    """It is none of this stack's resources, so nothing else looks at it."""
    dynamodb = facts.stack.client("dynamodb")
    try:
        shown = dynamodb.describe_table(TableName=table)["Table"]
    except ClientError as error:
        if error.response["Error"].get("Code") not in GONE:
            raise
        what = f"There is no consent table {table} in {facts.stack.region}: nothing with an opt-in can be delivered."
        yield broken(
            what, "Restore it to that name (point-in-time recovery), or deploy with the right ConsentTableName."
        )
        return
    backups = dynamodb.describe_continuous_backups(TableName=table)["ContinuousBackupsDescription"]
    if backups.get("PointInTimeRecoveryDescription", {}).get("PointInTimeRecoveryStatus") != "ENABLED":
        on = f"dynamodb update-continuous-backups --table-name {table}"
        given = "--point-in-time-recovery-specification PointInTimeRecoveryEnabled=true"
        yield warning(
            "A mishap with the opt-outs could not be undone: their table has no backup.", facts.aws(f"{on} {given}")
        )
    if not shown.get("DeletionProtectionEnabled"):
        protect = facts.aws(f"dynamodb update-table --table-name {table} --deletion-protection-enabled")
        yield warning("The table of the opt-outs can be deleted by a slip.", protect)
