"""Check campaigns.toml and turn it into the literal that the layer carries.

An organiser edits that file by hand, so every error names the key and says what to write instead. It is read
here, when the layer is built, and never at run time: a cold start imports `relay/_campaigns.py`, one literal.
Whether a campaign exists on the platform is not checked: that would need the platform.

    python campaigns_toml.py campaigns.toml                    checks
    python campaigns_toml.py campaigns.toml relay/_campaigns.py   checks and writes
"""

import difflib
import pprint
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from campaign_values import connection_type, distinct, keyword, number, origin, reply, tag, text

type Location = tuple[str | int, ...]


class CampaignsError(ValueError):
    """campaigns.toml can't be used. `errors` holds one line per error: the key, and what to write instead."""

    def __init__(self, errors: Sequence[str]) -> None:
        self.errors = tuple(errors)
        super().__init__("\n".join(self.errors))


class Table(BaseModel):
    """A table of the file: no key that is not known, no value of another type.

    Each field's description completes the sentence "write ..." of its errors.
    """

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


Origins = Annotated[
    list[Annotated[str, AfterValidator(origin)]],
    AfterValidator(distinct),
    Field(description='a list of origins, such as ["https://example.org"]'),
]
Connect = Annotated[
    list[Annotated[str, AfterValidator(connection_type)]],
    AfterValidator(distinct),
    Field(description='a list of connection types, such as ["email"], or []'),
]
Source = Annotated[
    str | None,
    AfterValidator(tag),
    Field(description='a source tag in quotes, such as "website", or leave it out'),
]
Switch = Annotated[bool, Field(description="true or false, without quotes")]


class WebForm(Table):
    """`[campaigns.<number>.web_form]`: the public's forms."""

    origins: Origins = []
    redirects: Origins = []
    p2asource: Source = None
    calls: Switch = False
    secret: Switch = False
    thanks: Annotated[str | None, AfterValidator(text), Field(description="a text in quotes, or leave it out")] = None


class TwitterCard(Table):
    """`[campaigns.<number>.twitter_card]`: lead cards."""

    connect: Connect = []
    p2asource: Source = None


class Sms(Table):
    """`[campaigns.<number>.sms]`: text messages."""

    keywords: Annotated[
        list[Annotated[str, AfterValidator(keyword)]],
        Field(min_length=1, description='a list of at least one keyword, such as ["JOIN"]'),
    ]
    reply: Annotated[
        str, AfterValidator(reply), Field(description='the answer in quotes, such as "Thanks for joining!"')
    ]
    connect: Connect = []
    p2asource: Source = None
    smsoptin: Switch = True


SOURCES: Final[Mapping[str, type[Table]]] = {"web_form": WebForm, "twitter_card": TwitterCard, "sms": Sms}


class Campaign(Table):
    """`[campaigns.<number>]`, with a table for each source that may feed the campaign."""

    name: Annotated[
        str,
        AfterValidator(text),
        Field(description='the campaign\'s name in quotes, such as "Save the Whales"'),
    ]
    web_form: Annotated[WebForm | None, Field(description="a table [....web_form]")] = None
    twitter_card: Annotated[TwitterCard | None, Field(description="a table [....twitter_card]")] = None
    sms: Annotated[Sms | None, Field(description="a table [....sms]")] = None


class Campaigns(Table):
    """The whole file."""

    campaigns: Annotated[
        dict[Annotated[str, AfterValidator(number)], Campaign],
        Field(min_length=1, description='at least one campaign: [campaigns.998] and, under it, name = "..."'),
    ]

    def literal(self) -> dict[int, dict[str, Any]]:
        """What `relay.campaigns.Campaigns.from_literal` takes: plain values only, lists as tuples."""
        return {
            int(key): _as_tuples(campaign.model_dump(exclude_none=True)) for key, campaign in self.campaigns.items()
        }


def load(path: Path) -> Campaigns:
    """Read and check campaigns.toml. Raises `CampaignsError` with every error that it has, in its order."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise CampaignsError([f"{path}: is not there; write it beside template.yaml"]) from None
    except UnicodeDecodeError:
        raise CampaignsError([f"{path}: is not UTF-8 text; save it as UTF-8"]) from None
    except tomllib.TOMLDecodeError as error:
        raise CampaignsError(
            [f"{path}: is not TOML: {error}; write texts in quotes and lists in square brackets"]
        ) from None
    try:
        campaigns = Campaigns.model_validate(data)
    except ValidationError as error:
        raise CampaignsError([_in_words(details) for details in error.errors()]) from None
    if errors := [*_without_source(campaigns), *_ambiguous_keywords(campaigns)]:
        raise CampaignsError(errors)
    return campaigns


def write_module(campaigns: Campaigns, path: Path) -> None:
    """Write the Python module that holds the campaigns as one literal."""
    literal = pprint.pformat(campaigns.literal(), width=110, sort_dicts=False)
    path.write_text(f'"""Written by the build from campaigns.toml."""\n\nCAMPAIGNS = {literal}\n', "utf-8")


def _as_tuples(value: Any) -> Any:
    match value:
        case dict():
            return {key: _as_tuples(item) for key, item in value.items()}
        case list():
            return tuple(_as_tuples(item) for item in value)
        case _:
            return value


def _without_source(campaigns: Campaigns) -> Iterator[str]:
    for key, campaign in campaigns.campaigns.items():
        if not (campaign.web_form or campaign.twitter_card or campaign.sms):
            yield (
                f"campaigns.{key}: no source may feed this campaign; add a table for one of them, "
                f"[campaigns.{key}.web_form], [campaigns.{key}.twitter_card] or [campaigns.{key}.sms], "
                "or take the campaign out"
            )


def _ambiguous_keywords(campaigns: Campaigns) -> Iterator[str]:
    owners: dict[str, str] = {}
    for key, campaign in campaigns.campaigns.items():
        for index, word in enumerate(campaign.sms.keywords if campaign.sms else []):
            if word in owners:
                yield (
                    f'campaigns.{key}.sms.keywords[{index}]: "{word}" already stands for campaign '
                    f"{owners[word]}; write another keyword, for each can stand for one campaign only"
                )
            owners.setdefault(word, key)


def _in_words(details: Any) -> str:
    location: Location = tuple(part for part in details["loc"] if part != "[key]")
    key = _dotted(location)
    match details["type"]:
        case "extra_forbidden":
            return f"{key}: {_unknown(location)}"
        case "missing":
            return f"{key}: is missing; write {_what_to_write(location)}"
        case "value_error":
            return f"{key}: {details['ctx']['error']}"
        case "too_short":
            return f"{key}: is empty; write {_what_to_write(location)}"
        case _:
            return f"{key}: {_shown(details['input'])} can't stand here; write {_what_to_write(location)}"


def _dotted(location: Location) -> str:
    parts = (f"[{part}]" if isinstance(part, int) else f".{part}" for part in location)
    return "".join(parts).removeprefix(".")


def _shown(value: object) -> str:
    match value:
        case dict():
            return "a table"
        case list():
            return "a list"
        case bool():
            return str(value).lower()
        case str():
            return f'"{value}"'
        case _:
            return str(value)


def _unknown(location: Location) -> str:
    *above, unknown = location
    known = list(_table_at(tuple(above)).model_fields)
    close = difflib.get_close_matches(str(unknown), known, n=1)
    meant = f"did you mean {close[0]}? " if close else ""
    return f"is not a key that is known here; {meant}known are {', '.join(known)}"


def _what_to_write(location: Location) -> str:
    *above, field = location
    if isinstance(field, int):
        return "text in quotes"
    if tuple(above) == ("campaigns",):
        return f"a table [campaigns.{field}]"
    description = _table_at(tuple(above)).model_fields[field].description or "another value"
    return description.replace("[....", f"[{_dotted(tuple(above))}.")


def _table_at(location: Location) -> type[Table]:
    match location:
        case ():
            return Campaigns
        case ("campaigns", _):
            return Campaign
        case (_, _, source):
            return SOURCES[str(source)]
        case _:
            raise LookupError(f"no table at {location}")


def main(arguments: Sequence[str]) -> int:
    """Check the file named first and, if a second is named, write the module there. Returns the exit code."""
    source, *targets = (Path(argument) for argument in arguments)
    try:
        campaigns = load(source)
    except CampaignsError as error:
        print(f"{source.name} can't be used:", *error.errors, sep="\n  ", file=sys.stderr)
        return 1
    for target in targets:
        write_module(campaigns, target)
    print(f"{source.name}: {len(campaigns.campaigns)} campaigns, no errors")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
