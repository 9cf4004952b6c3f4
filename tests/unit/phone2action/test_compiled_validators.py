"""The validators as they are written and as the layer has them judge alike: the same values, errors and codes."""

import json
from collections.abc import Mapping
from pathlib import Path
from runpy import run_path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import SchemaValidator, ValidationError

from relay.phone2action import validators
from tests.contract.documented import ENDPOINTS
from tests.contract.values import Kind, kind_of

type Validators = Mapping[str, SchemaValidator]

REPLIES = sorted(validators.MODELS.keys() - ENDPOINTS.keys())
PROPERTIES = sorted({name for kind in validators.REPLIES for name in kind._fields} | {"number", "campaign_id"})
ODD = ["zip5", "02134", "1", "false", "2019-10-09 16:19:13", 1570637953, 7.5, -1, True, None, "", [], {}]


@pytest.fixture(scope="session")
def compiled(built_layer: Path) -> Validators:
    made = run_path(str(built_layer / "relay" / "phone2action" / "validators.py"))
    assert made["ENDPOINTS"] == validators.ENDPOINTS
    assert made["SCHEMAS"].keys() == validators.MODELS.keys()
    return {name: made["validator"](name) for name in validators.MODELS}


def verdict(validator: SchemaValidator, value: object, context: object) -> object:
    try:
        return repr(validator.validate_python(value, context=context))
    except ValidationError as error:
        shown = error.errors(include_url=False, include_context=False, include_input=False)
        return [(one["type"], one["loc"], one["msg"]) for one in shown]


def judge_alike(compiled: Validators, name: str, value: object) -> object:
    written = verdict(validators.validator(name), value, value)
    assert verdict(compiled[name], value, value) == written
    return written


def all_values(kind: Kind) -> list[object]:
    return [*(fit.given for fit in kind.fits), *kind.breaks, *kind.unsendable]


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_each_documented_value_is_judged_alike(compiled: Validators, endpoint: str) -> None:
    for row in ENDPOINTS[endpoint]:
        kind = kind_of(endpoint, row.name)
        for value in all_values(kind):
            written = judge_alike(compiled, endpoint, {row.name: value})
            assert isinstance(written, str) is any(value is fit.given for fit in kind.fits)


@pytest.mark.parametrize("endpoint", ENDPOINTS)
@given(data=st.data())
def test_each_request_is_judged_alike(compiled: Validators, endpoint: str, data: st.DataObject) -> None:
    rows = {row.name: st.sampled_from(all_values(kind_of(endpoint, row.name))) for row in ENDPOINTS[endpoint]}
    request = data.draw(st.fixed_dictionaries({}, optional={**rows, "nonsense": st.just("x")}))
    judge_alike(compiled, endpoint, request)


anything = st.recursive(
    st.sampled_from(ODD),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(PROPERTIES), inner, max_size=4),
    max_leaves=12,
)


@pytest.mark.parametrize("kind", REPLIES)
@given(row=st.dictionaries(st.sampled_from(PROPERTIES), anything, max_size=8))
def test_each_row_of_a_reply_is_read_alike(compiled: Validators, kind: str, row: dict[str, Any]) -> None:
    assert json.dumps(row)
    judge_alike(compiled, kind, row)
