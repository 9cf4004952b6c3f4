"""Judges what reaches the relay from outside: queue messages, secrets, settings.

This is the module as written. It imports pydantic, which a cold start can't afford: the layer's build replaces it by a
generated one with the same function, whose schemas are literals (build/compile_validators.py). A checkout that was
never built runs this one. It is not for the fields of a form or the API's arguments: `phone2action` judges those.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any, Final, cast

from pydantic import TypeAdapter
from pydantic_core import SchemaValidator

from relay.credentials import Credentials
from relay.settings import Settings
from relay.submission import RawPost, Submission

MODELS: Final[Mapping[str, type]] = {
    "submission": Submission,
    "raw_post": RawPost,
    "credentials": Credentials,
    "settings": Settings,
}


@cache
def validator(name: str) -> SchemaValidator:
    """The validator of the model of that name. Its `ValidationError` quotes what it refuses, so it goes no further."""
    adapter: TypeAdapter[Any] = TypeAdapter(MODELS[name])
    return cast("SchemaValidator", adapter.validator)
