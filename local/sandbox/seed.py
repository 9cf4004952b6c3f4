"""What the sandbox knows from the start: credentials, campaigns, custom fields, seats and names, from
`seed.toml`.

It is one small file so that a person can add a campaign and see it in the API a second later. It holds no
advocates: those come in by the API's own calls only.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

type Area = Literal["state", "district", "city"]

SEED_FILE = Path(__file__).with_name("seed.toml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential:
    """An app id with its key, and the extras that the documentation says not every account has."""

    app_id: str
    app_key: str
    reporting: bool
    confirmed_optin: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign:
    """One campaign of the account; without `targets` it has no officials to connect to."""

    id: int
    name: str
    display_name: str
    subtitle: str
    type: str
    campaigntype: str
    topic: str | None = None
    public: bool = True
    states: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    subject: str = ""
    message: str = ""
    tweet: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """An office that `holders` people hold in each area."""

    level: str
    chamber: str
    title: str
    area: Area
    holders: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Seed:
    """Everything in `seed.toml`."""

    credentials: tuple[Credential, ...]
    campaigns: Mapping[int, Campaign]
    custom_fields: Mapping[int, str]
    seats: Mapping[str, Seat]
    first_names: tuple[str, ...]
    last_names: tuple[str, ...]

    def credential(self, app_id: str, app_key: str) -> Credential | None:
        """The credential with this id and key, or None."""
        return next((c for c in self.credentials if (c.app_id, c.app_key) == (app_id, app_key)), None)

    def custom_field(self, number: int) -> str:
        """A custom field's name."""
        return self.custom_fields.get(number, f"Custom field {number}")


def load(path: Path = SEED_FILE) -> Seed:
    """Read a seed file. A mistake in it (a missing or unknown key) raises, for a person has just made it."""
    content = tomllib.loads(path.read_text(encoding="utf-8"))
    return Seed(
        credentials=tuple(Credential(**entry) for entry in content["credentials"]),
        campaigns={entry["id"]: _campaign(entry) for entry in content["campaigns"]},
        custom_fields={int(number): name for number, name in content["custom_fields"].items()},
        seats={name: Seat(**entry) for name, entry in content["seats"].items()},
        first_names=tuple(content["names"]["first"]),
        last_names=tuple(content["names"]["last"]),
    )


def with_campaigns(seed: Seed, names: Mapping[int, str]) -> Seed:
    """The seed with these campaigns, named so, beside its own: whoever feeds others can try them too."""
    added = {
        number: Campaign(
            id=number,
            name=name,
            display_name=name,
            subtitle="",
            type="CAMPAIGN",
            campaigntype="Legislator Contact",
            targets=("us_senate", "us_house"),
            subject=name,
            message=name,
            tweet=f"[@legislator] {name}",
        )
        for number, name in names.items()
    }
    return replace(seed, campaigns={**added, **seed.campaigns})


def _campaign(entry: dict[str, Any]) -> Campaign:
    lists: dict[str, Any] = {name: tuple(entry[name]) for name in ("states", "targets") if name in entry}
    return Campaign(**(entry | lists))
