"""The platform's API as an operator's command asks it: with the stack's own credentials, address and paths.

Reads only, but where a module says that it writes. The credentials are read when they are needed, and nothing shows
them.
"""

from typing import Any

from operate.stack import Stack
from operate.trouble import Trouble
from relay.credentials import Credentials
from relay.phone2action import Phone2Action
from relay.phone2action.paths import parsed_paths
from relay.phone2action.transport import Session
from relay.stores.secrets import Unavailable, from_secret


def credentials_of(stack: Stack) -> Credentials:
    """What stands in the credential secret. Raises `Trouble` if that can't be used, or what boto3 raises."""
    name = stack.outputs["CredentialSecretId"]
    text: Any = stack.client("secretsmanager").get_secret_value(SecretId=name).get("SecretString", "")
    try:
        return from_secret(text)
    except Unavailable:
        raise Trouble("the credential secret can't be read: `./relay doctor` says what is wrong with it") from None


def api_of(stack: Stack, session: Session | None = None) -> Phone2Action:
    """A client of the API that this stack delivers to, by a session of its own if none is given.

    Raises as `credentials_of` does.
    """
    parameters = stack.parameters
    return Phone2Action(
        credentials_of(stack),
        base_url=parameters["ApiBaseUrl"],
        session=session,
        paths=parsed_paths(parameters.get("ApiPaths", "{}")),
        create_is_upsert=parameters.get("CreateIsUpsert", "true") == "true",
    )
