"""Why an operation can't be done, in one line that says what to do.

What AWS and botocore raise is put into words by `said`; what the operations themselves find is a `Trouble`. No line
quotes a letter, an address or a secret: of what nobody foresaw it names the type and the places in the code.
"""

import traceback
from typing import Final

from botocore.exceptions import BotoCoreError, ClientError

AGAIN: Final = "nothing is lost: start the same command again"

NO_CREDENTIALS: Final = (
    "no AWS credentials on this machine: run `aws configure` or `aws sso login`, or name a profile with --profile"
)
EXPIRED: Final = "the AWS credentials have expired: run `aws sso login` (or renew them), then start again"
WRONG: Final = "AWS does not know these credentials: renew them, or name a profile with --profile"
THROTTLED: Final = f"AWS takes no more calls just now (throttled); wait a minute, {AGAIN}"
UNREACHABLE: Final = f"AWS can't be reached from here: look at the network, a proxy and the region; {AGAIN}"
NOT_AWS: Final = f"something else than AWS answers: a proxy, or a network that wants a login first? {AGAIN}"

OF_CODES: Final = {
    "ExpiredToken": EXPIRED,
    "ExpiredTokenException": EXPIRED,
    "RequestExpired": EXPIRED,
    "InvalidClientTokenId": WRONG,
    "UnrecognizedClientException": WRONG,
    "SignatureDoesNotMatch": f"{WRONG}; or the clock of this machine is wrong",
    "InvalidSignatureException": f"{WRONG}; or the clock of this machine is wrong",
    "Throttling": THROTTLED,
    "ThrottlingException": THROTTLED,
    "ThrottledException": THROTTLED,
    "RequestThrottled": THROTTLED,
    "RequestLimitExceeded": THROTTLED,
    "TooManyRequestsException": THROTTLED,
    "ProvisionedThroughputExceededException": THROTTLED,
    "LimitExceededException": THROTTLED,
    "OverLimit": f"too many messages of the queue are in somebody's hand; wait two minutes, {AGAIN}",
}
"""By AWS's error code."""

OF_CLASSES: Final = {
    "NoCredentialsError": NO_CREDENTIALS,
    "PartialCredentialsError": NO_CREDENTIALS,
    "CredentialRetrievalError": NO_CREDENTIALS,
    "LoginRefreshRequired": EXPIRED,
    "UnauthorizedSSOTokenError": EXPIRED,
    "SSOTokenLoadError": EXPIRED,
    "TokenRetrievalError": EXPIRED,
    "ProfileNotFound": "there is no such profile on this machine: `aws configure list-profiles` lists them",
    "NoRegionError": "no region: name the stack's with --region, as in --region us-east-1",
    "InvalidRegionError": "that is no region of AWS: name the stack's with --region, as in --region us-east-1",
    "EndpointConnectionError": UNREACHABLE,
    "ConnectTimeoutError": UNREACHABLE,
    "ReadTimeoutError": UNREACHABLE,
    "ConnectionClosedError": UNREACHABLE,
    "ProxyConnectionError": UNREACHABLE,
    "ConfigParseError": "the files in ~/.aws can't be read: correct them, `aws configure list` says where",
    "SSLError": "AWS shows a certificate that is not trusted here: name your proxy's bundle in AWS_CA_BUNDLE",
}
"""By the name of botocore's exception."""

DENIED: Final = frozenset({"AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "AuthorizationError"})
GONE: Final = frozenset({"AWS.SimpleQueueService.NonExistentQueue", "QueueDoesNotExist", "ResourceNotFoundException"})
SERVER_ERROR: Final = 500
PLACES: Final = 4


class Trouble(Exception):
    """An operation can't be done; the text is one line that says what to do."""


class Mistyped(Trouble):
    """What was typed can't be meant: it has to be written otherwise, and nothing else will help."""


def said(error: Exception) -> str:
    """One line for whatever an operation raised: `Trouble`, what AWS answered, or what kept it from answering."""
    if isinstance(error, ClientError):
        return _refused(error)
    if isinstance(error, BotoCoreError):
        known = (OF_CLASSES.get(kind.__name__) for kind in type(error).__mro__)
        return next((line for line in known if line), f"AWS could not be asked ({type(error).__name__}): {UNREACHABLE}")
    if isinstance(error, Trouble):
        return str(error)
    if any(frame.filename.endswith("/botocore/parsers.py") for frame in traceback.extract_tb(error.__traceback__)):
        return NOT_AWS
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    return _unforeseen(error)


def _unforeseen(error: Exception) -> str:
    frames = traceback.extract_tb(error.__traceback__)[-PLACES:]
    places = " ".join(f"{frame.filename.rpartition('/')[2]}:{frame.lineno}" for frame in frames)
    return f"the command itself failed ({type(error).__name__} at {places}): show this line to who keeps the code"


def _refused(error: ClientError) -> str:
    code, operation = str(error.response["Error"].get("Code", "?")), error.operation_name
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    if code in OF_CODES:
        return OF_CODES[code]
    if code in DENIED:
        return f"these credentials may not do {operation}: ask who gave them for it, or name a profile with --profile"
    if code in GONE:
        return f"{operation} found nothing there any more: was the stack changed or deleted? Start again to see"
    if status >= SERVER_ERROR:
        return f"AWS is in trouble itself ({operation}: {status}); {AGAIN}"
    return f"AWS refused {operation} ({code})"
