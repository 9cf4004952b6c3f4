"""The same job in the straightforward way: requests, pydantic, boto3 and Powertools as their tutorials have them.

It validates the form, reads the secret, writes a claim, posts, closes the claim, logs and counts. It keeps what a
tutorial keeps: clients, session, model and secret outlive the invocation. No queue, no consent, no second attempt.
https://docs.aws.amazon.com/lambda/latest/dg/best-practices.html
https://docs.powertools.aws.dev/lambda/python/latest/core/logger/
https://docs.powertools.aws.dev/lambda/python/latest/core/metrics/
"""

import base64
import functools
import hashlib
import json
import os
import time
from typing import Any
from urllib.parse import parse_qsl

import boto3
import requests
from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from pydantic import BaseModel, Field, ValidationError

logger = Logger()
metrics = Metrics()
dynamodb = boto3.client("dynamodb")
secrets = boto3.client("secretsmanager")
session = requests.Session()


class SignUp(BaseModel):
    """The form's fields, under the API's names."""

    firstname: str | None = Field(None, alias="first_name", max_length=100)
    lastname: str | None = Field(None, alias="last_name", max_length=100)
    email: str = Field(max_length=200, pattern=r"^[^@\s]+@[^@\s]+$")
    phone: str | None = Field(None, alias="mobile")
    address1: str | None = Field(None, alias="street")
    city: str | None = None
    state: str | None = None
    zip5: str | None = Field(None, alias="zip", pattern=r"^\d{5}(-\d{4})?$")
    sms_optin: bool = Field(default=False, alias="smsOptin")
    email_optin: bool = Field(default=False, alias="emailOptin")


@functools.cache
def credentials() -> tuple[str, str]:
    """App ID and app key, read once."""
    secret = secrets.get_secret_value(SecretId=os.environ["RELAY_CREDENTIALS_SECRET"])
    read = json.loads(secret["SecretString"])
    return read["app_id"], read["app_key"]


@logger.inject_lambda_context
@metrics.log_metrics
def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Deliver a form once."""
    body = base64.b64decode(event["body"]).decode()
    try:
        form = SignUp.model_validate(dict(parse_qsl(body)))
    except ValidationError as error:
        return {"statusCode": 422, "body": error.json()}
    key = hashlib.sha256(body.encode()).hexdigest()
    claim(key)
    advocate = post(form, event["pathParameters"]["campaignid"])
    close(key, advocate)
    logger.info("delivered", extra={"submission_id": key})
    metrics.add_metric(name="Delivered", unit=MetricUnit.Count, value=1)
    return {"statusCode": 200, "body": json.dumps({"id": advocate})}


def claim(key: str) -> None:
    """Take the submission, unless somebody has."""
    dynamodb.put_item(
        TableName=os.environ["RELAY_JOURNAL_TABLE"],
        Item={"id": {"S": key}, "state": {"S": "open"}, "received_at": {"N": str(time.time_ns() // 1_000_000)}},
        ConditionExpression="attribute_not_exists(id)",
    )


def close(key: str, advocate: int) -> None:
    """Write down that it is done."""
    dynamodb.update_item(
        TableName=os.environ["RELAY_JOURNAL_TABLE"],
        Key={"id": {"S": key}},
        UpdateExpression="SET #state = :done, advocate = :advocate",
        ExpressionAttributeNames={"#state": "state"},
        ExpressionAttributeValues={":done": {"S": "done"}, ":advocate": {"N": str(advocate)}},
    )


def post(form: SignUp, campaign: str) -> int:
    """Create the advocate."""
    sent = form.model_dump(exclude_none=True, exclude={"sms_optin", "email_optin"})
    sent |= {"smsOptin": int(form.sms_optin), "emailOptin": int(form.email_optin), "campaigns[]": campaign}
    url = os.environ["RELAY_API_BASE_URL"] + "advocates"
    reply = session.post(url, data=sent, auth=credentials(), timeout=10)
    reply.raise_for_status()
    return int(reply.json()["advocateid"])
