"""What the sandbox, which stands for the platform, has: supporters, connections and calls, as a view of the page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from local.sandbox import Sandbox
from local.sandbox.advocate_list import Advocate
from local.sandbox.calls import LoggedCall

ROWS: Final = 25
"""Of each table: the page is looked at, not searched."""

OPTINS: Final[Mapping[str, str]] = {
    "requested": " (asked to confirm)",
    "subscribed": " (subscribed)",
    "optedout": " (opted out for good)",
}


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its name as an id, its title, its columns, its rows."""

    id: str
    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[object]]


def tables(sandbox: Sandbox) -> list[Table]:
    """What came last, the newest first."""
    state = sandbox.state
    supporters = [_supporter(advocate) for advocate in state.advocate_list.latest(ROWS)]
    made = state.connections.latest(ROWS, state.clock(), state.options.deliver_after)
    return [
        Table(
            "supporters",
            f"Supporters ({state.advocate_list.total()})",
            ("Id", "Name", "E-mail", "Phone", "Address", "Campaigns", "Changed (UTC)"),
            supporters,
        ),
        Table(
            "connections",
            f"Connections ({state.connections.total()})",
            ("Made (UTC)", "Type", "Supporter", "Official", "Campaign", "Status"),
            [_connection(row) for row in made],
        ),
        Table(
            "calls",
            f"Calls of the API ({state.calls.total()})",
            ("Time (UTC)", "Call", "Outcome", "Acted", "Arguments"),
            [_call(call) for call in state.calls.latest(ROWS)],
        ),
    ]


def _supporter(advocate: Advocate) -> Sequence[object]:
    row = advocate.row
    place = " ".join(part for part in (row["city"], row["state"], row["zip5"]) if part)
    return (
        advocate.id,
        advocate.name,
        ", ".join(f"{e['address']}{' (subscribed)' if e['subscribed'] else ''}" for e in advocate.emails),
        ", ".join(f"+1{p['number']}{OPTINS.get(p['optin'], '')}" for p in advocate.phones),
        ", ".join(part for part in (row["address1"], row["address2"], place) if part),
        ", ".join(str(membership["campaign_id"]) for membership in advocate.memberships),
        _clock(row["updated_at"]),
    )


def _connection(row: Any) -> Sequence[object]:
    who = row["advocate_name"] or row["advocate_id"]
    return _clock(row["created_at"]), row["type"], who, row["legislator_name"], row["campaign_id"], row["status"]


def _call(call: LoggedCall) -> Sequence[object]:
    arguments = "; ".join(
        f"{name}={value if isinstance(value, str) else ', '.join(value)}" for name, value in call.form.items()
    )
    acted = "yes" if call.acted else "no"
    return _clock(call.time), f"{call.method} {call.path}", call.outcome, acted, arguments


def _clock(when: float) -> str:
    return datetime.fromtimestamp(when, UTC).strftime("%H:%M:%S")
