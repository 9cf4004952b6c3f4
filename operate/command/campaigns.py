"""`relay campaigns`, `relay stats` and `relay legislators`: what the platform tells of the account."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Annotated, Any, Final

import typer

from operate.command.reach import interrupted_says, reached
from operate.command.shown import as_json, pairs, progress, say, table
from operate.command.values import AsJson
from relay.keeping.words import counted

NOTHING_CHANGED: Final = "nothing was changed"
COMPARED: Final = ("CAMPAIGN", "OURS", "FOR", "UPSTREAM", "NOTE")
TOTALS: Final = ("CAMPAIGN", "NAME", "ADVOCATES", "CONNECTIONS")
OFFICIALS: Final = ("NAME", "TITLE", "PARTY", "LEVEL", "CHAMBER", "STATE", "DISTRICT")

ACampaign = Annotated[int, typer.Argument(metavar="CAMPAIGN", min=1, help="Its number on the platform.")]


def show_campaigns(context: typer.Context, for_programs: AsJson = False) -> None:
    """The campaigns as last deployed beside the platform's. And what is wrong."""
    from operate import campaigns

    stack = reached(context)
    with progress("asking"), interrupted_says(NOTHING_CHANGED):
        found = campaigns.compare(stack)
    if for_programs:
        as_json(asdict(found))
    else:
        rows = [
            (str(each.id), each.name or "", ", ".join(each.sources), _theirs(each.theirs, each.public), each.note)
            for each in found.campaigns
        ]
        table(COMPARED, rows)
    ours = [each for each in found.campaigns if each.name is not None]
    say(found.hint or f"{len(ours)} in campaigns.toml as last deployed, {sum(bool(each.note) for each in ours)} noted")


def _theirs(name: str | None, public: bool | None) -> str:
    if name is None:
        return ""
    return f"{name or '?'} (private)" if public is False else name or "?"


def show_stats(
    context: typer.Context,
    campaign: Annotated[
        int, typer.Argument(metavar="[CAMPAIGN]", min=0, show_default=False, help="One campaign; else all.")
    ] = 0,
    for_programs: AsJson = False,
) -> None:
    """The platform's totals of one campaign, or of all. The account needs the option for reports."""
    from operate import campaigns

    stack = reached(context)
    with progress("asking"), interrupted_says(NOTHING_CHANGED):
        found = campaigns.totals(stack, campaign)
    if for_programs:
        as_json([{"campaign": each.campaignid, **each.values} for each in found])
    elif campaign:
        pairs([(name, _text(value)) for each in found for name, value in each.values.items()])
    else:
        table(
            TOTALS,
            [tuple(map(_text, (each.campaignid, each.name, each.advocates, each.connections))) for each in found],
        )


def show_legislators(
    context: typer.Context,
    campaign: ACampaign,
    zip5: Annotated[str, typer.Option("--zip", metavar="ZIP", help="Five digits.")],
    address: Annotated[str, typer.Option(metavar="STREET", help="Street and number.")],
    city: Annotated[str, typer.Option(metavar="NAME", help="The city.")] = "",
    state: Annotated[str, typer.Option(metavar="XX", help="Two letters.")] = "",
    for_programs: AsJson = False,
) -> None:
    """Whom a campaign writes to for an address."""
    from operate import campaigns

    stack = reached(context)
    asked = {"zip5": zip5, "address1": address, "city": city, "state": state}
    with progress("asking"), interrupted_says(NOTHING_CHANGED):
        found = campaigns.officials(stack, campaign, {name: value for name, value in asked.items() if value})
    if for_programs:
        as_json([each._asdict() for each in found])
        return
    if found:
        table(OFFICIALS, [_official(each._asdict()) for each in found])
    say(counted(len(found), "legislator"))


def _official(told: Mapping[str, Any]) -> Sequence[str]:
    names = ("name_full", "title", "party", "level", "chamber", "state", "district")
    return tuple(_text(told[name]) for name in names)


def _text(value: Any) -> str:
    if value is None:
        return "?"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
