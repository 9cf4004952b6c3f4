"""Officials, made up: the same campaign and address always give the same people, and every address has some.

The platform finds officials by the campaign's targets and the advocate's address. Here a digest of the seat
and its area picks the names, so that no list of real people is needed and results can be compared between
calls. It knows nothing of real districts: a ZIP's first digit stands for one state where the address names
none.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from local.sandbox.seed import Campaign, Seat, Seed

# The first digit of a ZIP code is a group of states; one of each group is enough for made-up officials.
STATE_BY_ZIP_DIGIT = {
    "0": "MA",
    "1": "NY",
    "2": "VA",
    "3": "FL",
    "4": "OH",
    "5": "MN",
    "6": "MO",
    "7": "TX",
    "8": "CO",
    "9": "CA",
}
HOME_STATE = "MO"  # of an advocate without any address: tweets and calls need none


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where an advocate lives, as far as the sandbox cares; blanks where unknown."""

    street: str = ""
    city: str = ""
    state: str = ""
    zip5: str = ""

    @property
    def home_state(self) -> str:
        """The address's state, else one that its ZIP suggests, else a default."""
        return self.state or STATE_BY_ZIP_DIGIT.get(self.zip5[:1], HOME_STATE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Official:
    """One made-up holder of a seat."""

    id: int
    level: str
    chamber: str
    state: str
    district: str
    title: str
    name_first: str
    name_last: str
    party: str | None
    twitter: str | None
    phone: str

    @property
    def name_full(self) -> str:
        """First and last name."""
        return f"{self.name_first} {self.name_last}"


def officials_for(campaign: Campaign, address: Address, seed: Seed) -> tuple[Official, ...]:
    """The officials whom this campaign's connections reach from this address; none if it has no targets."""
    return tuple(_holders(campaign, address, seed))


def districts(address: Address, seed: Seed) -> dict[str, str | None]:
    """The advocate's districts as List advocates shows them: texts, or null where nothing is known [seen]."""
    known = bool(address.zip5)
    congressional = _official("us_house", seed.seats["us_house"], 0, address, seed).district
    state_senate = _official("state_senate", seed.seats["state_senate"], 0, address, seed).district
    return {
        "congressional": congressional if known else None,
        "stateSenate": state_senate if known else None,
        "stateHouse": str(int(congressional) + int(state_senate)) if known else None,
        "cityCouncil": None,
    }


def _holders(campaign: Campaign, address: Address, seed: Seed) -> Iterator[Official]:
    for name in campaign.targets:
        seat = seed.seats[name]
        for number in range(seat.holders):
            yield _official(name, seat, number, address, seed)


def _official(name: str, seat: Seat, number: int, address: Address, seed: Seed) -> Official:
    area = _area(seat, address)
    digest = hashlib.sha256(f"{name}|{area}|{number}".encode()).digest()
    first = seed.first_names[digest[0] % len(seed.first_names)]
    last = seed.last_names[digest[1] % len(seed.last_names)]
    partisan = seat.level != "LOCAL"
    return Official(
        id=100_000 + int.from_bytes(digest[2:6]) % 900_000,
        level=seat.level,
        chamber=seat.chamber,
        state=address.home_state,
        district=_district(seat, address, digest),
        title=seat.title,
        name_first=first,
        name_last=last,
        party=("D", "R", "I")[digest[6] % 3] if partisan else None,
        # One official in eight has no account, so that clients meet an empty link.
        twitter=f"{first}{last}".replace("-", "")[:15] if digest[7] % 8 else None,
        phone=f"+1{200 + digest[8]}55501{digest[9] % 100:02d}",
    )


def _area(seat: Seat, address: Address) -> str:
    if seat.area == "state":
        return address.home_state
    if seat.area == "district":
        return f"{address.home_state}{address.zip5[:3]}"
    return f"{address.home_state}{address.city.upper() or address.zip5[:3]}"


def _district(seat: Seat, address: Address, digest: bytes) -> str:
    if seat.area == "district":
        return str(1 + digest[10] % 40)
    if seat.area == "city":
        return address.city.upper() or address.zip5
    return ""
