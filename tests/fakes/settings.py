"""What a function's environment tells it, and the names and addresses that it is told: for all tests, said once.

The memory's queues and tables go by these names. What a single test is about, it changes in a copy.
The benchmark uses it too, so nothing of the relay is imported here.
"""

from typing import Final

API_HOST: Final = "api.example.org"
API_URL: Final = f"https://{API_HOST}/2.0/"
PUBLIC_URL: Final = "https://relay.example.org"
JOURNAL, CONSENT = "journal", "consent"
RETRY, DEAD, HELD = "retry", "dead", "held"
CREDENTIALS, KEY = "credentials", "key"
NOWHERE: Final = "http://127.0.0.1:9"  # the discard port: nothing listens there

ENVIRONMENT: Final = {
    "RELAY_API_BASE_URL": API_URL,
    "RELAY_JOURNAL_TABLE": JOURNAL,
    "RELAY_CONSENT_TABLE": CONSENT,
    "RELAY_RETRY_QUEUE_URL": RETRY,
    "RELAY_DEAD_LETTER_QUEUE_URL": DEAD,
    "RELAY_HELD_QUEUE_URL": HELD,
    "RELAY_CREDENTIALS_SECRET": CREDENTIALS,
    "RELAY_KEY_SECRET": KEY,
    "RELAY_PUBLIC_URL": "",
    "RELAY_CHALLENGE_URL": "",
    "RELAY_SETTLE_MINUTES": "15",
    "RELAY_RETRY_WINDOW_HOURS": "96",
    "RELAY_RESEND_UNSEEN": "false",
    "RELAY_CREATE_IS_UPSERT": "true",
    "RELAY_FIRST_WAIT_SECONDS": "30",
    "RELAY_LONGEST_WAIT_SECONDS": "1800",
    "RELAY_BREAKER_SECONDS": "30",
    "RELAY_SMS_OPTIN_CONFIRMED": "false",
}
"""The variables as template.yaml sets them for every function."""

_SQS: Final = "https://sqs.us-east-1.amazonaws.com/123456789012"
ON_AWS: Final = ENVIRONMENT | {
    "RELAY_RETRY_QUEUE_URL": f"{_SQS}/relay-retry",
    "RELAY_DEAD_LETTER_QUEUE_URL": f"{_SQS}/relay-dead-letters",
    "RELAY_HELD_QUEUE_URL": f"{_SQS}/relay-held",
}
"""The same with queues as SQS names them, for a function that is run for itself."""

REGION: Final = {"AWS_REGION": "us-east-1", "AWS_DEFAULT_REGION": "us-east-1"}
ANY_KEYS: Final = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}
