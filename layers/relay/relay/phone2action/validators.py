"""What judges the API's arguments and replies: pydantic's validators, and the table of endpoints.

This is the module as it is written: it makes both from `request_types` and `results`, and imports pydantic for it. The
layer's build (build/compile_validators.py) replaces it by one that holds the same as literals.
"""

from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any, Required, TypedDict, cast, get_args, get_origin, get_type_hints

from pydantic import TypeAdapter
from pydantic_core import SchemaValidator

from relay.phone2action.confirmations import AdvocateReply, CardReply, ConnectionReply, Legislator
from relay.phone2action.endpoints import Argument, Endpoint
from relay.phone2action.request_types import SECTIONS, STRICT, Kind, Needs, Section
from relay.phone2action.results import Advocate, Campaign, CampaignStats, Connection
from relay.phone2action.rows import Row

CONSTANTS = ("ENDPOINTS",)


def _fields(section: Section) -> dict[str, Any]:
    hints = get_type_hints(section.arguments, include_extras=True)
    return {name: get_args(hint)[0] if get_origin(hint) is Required else hint for name, hint in hints.items()}


def _endpoint(section: Section) -> Endpoint:
    required = section.arguments.__required_keys__
    arguments = {}
    for name, hint in _fields(section).items():
        marks = hint.__metadata__
        (rule,) = (mark.rule for mark in marks if isinstance(mark, Kind))
        needs = next((tuple(mark) for mark in marks if isinstance(mark, Needs)), ())
        arguments[name] = Argument(rule, name in required, needs)
    return Endpoint(section.heading, section.method, arguments, section.either)


def _any_of(name: str, section: Section) -> Any:
    """The arguments with none required: that one is missing is `arguments.read`'s to say, and no reason not to judge
    the others."""
    made = cast("Any", TypedDict)(name, _fields(section), total=False)
    made.__pydantic_config__ = STRICT
    return made


ENDPOINTS: Mapping[str, Endpoint] = {name: _endpoint(section) for name, section in SECTIONS.items()}
REPLIES = (AdvocateReply, CardReply, ConnectionReply, Advocate, Connection, Campaign, Legislator, CampaignStats)
MODELS: Mapping[str, Any] = {
    **{name: _any_of(name, section) for name, section in SECTIONS.items()},
    **{kind.__name__: Annotated[kind, Row()] for kind in REPLIES},
}


@cache
def validator(name: str) -> SchemaValidator:
    """The validator of an endpoint's arguments, or of a kind of reply."""
    return cast("SchemaValidator", TypeAdapter(MODELS[name]).validator)
