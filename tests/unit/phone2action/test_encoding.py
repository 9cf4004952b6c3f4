"""The form: how arguments, arrays and custom fields go over the wire."""

from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, quote_plus

from hypothesis import example, given
from hypothesis import strategies as st

from relay.phone2action.encoding import form

if TYPE_CHECKING:
    from relay.phone2action.arguments import Wire

texts = st.text(st.characters(exclude_categories=["Cs"]))
items = st.lists(texts, min_size=1, max_size=4)


def test_arrays_repeat_their_name_with_brackets_and_fields_hold_their_id() -> None:
    encoded = form({"campaigns": ["998", "999"], "fields": {"5365": "Savings"}, "firstname": "Ada"})
    assert parse_qsl(encoded) == [
        ("campaigns[]", "998"),
        ("campaigns[]", "999"),
        ("fields[5365]", "Savings"),
        ("firstname", "Ada"),
    ]


def test_a_plus_is_escaped_since_it_would_be_read_as_a_space() -> None:
    assert form({"email": "ada+news@example.org"}) == "email=ada%2Bnews%40example.org"


@given(st.dictionaries(st.sampled_from(["firstname", "email", "emailMessage"]), texts), items, items)
def test_every_text_arrives_as_it_was_written(single: dict[str, str], tags: list[str], values: list[str]) -> None:
    fields = {str(number): value for number, value in enumerate(values)}
    wired: dict[str, Wire] = {**single, "tags": tags, "fields": fields}
    encoded = form(wired)
    assert encoded.isascii()
    assert parse_qsl(encoded, keep_blank_values=True, strict_parsing=True) == [
        *single.items(),
        *(("tags[]", tag) for tag in tags),
        *((f"fields[{key}]", value) for key, value in fields.items()),
    ]


@example("1 Main St.")
@example("ada@example.org")
@given(st.one_of(texts, st.text("az09 .@-_~+%&=\x00\n", max_size=12)))
def test_every_text_is_quoted_as_urllib_quotes_it(text: str) -> None:
    assert form({"firstname": text}) == f"firstname={quote_plus(text)}"
