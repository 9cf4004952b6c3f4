"""Everything the endpoints work on: the stored tables, the seed, the options and the clock, in one place."""

from collections.abc import Callable
from pathlib import Path

from local.sandbox.advocate_list import AdvocateList
from local.sandbox.advocates import Advocates
from local.sandbox.calls import Calls
from local.sandbox.connections import Connections
from local.sandbox.options import Options
from local.sandbox.rules import Refused
from local.sandbox.seed import Campaign, Seed
from local.sandbox.store import Store


class State:
    """The platform's memory. `options` may be exchanged at any time; `clock` gives unix seconds."""

    def __init__(self, database: str | Path, options: Options, clock: Callable[[], float], seed: Seed) -> None:
        self.options = options
        self.clock = clock
        self.seed = seed
        self.store = Store(database)
        self.advocates = Advocates(self.store)
        self.advocate_list = AdvocateList(self.store)
        self.connections = Connections(self.store)
        self.calls = Calls(self.store)

    def campaign(self, number: int, name: str) -> Campaign:
        """The campaign of this number, which argument `name` gave. Raises `Refused`."""
        campaign = self.seed.campaigns.get(number)
        if campaign is None:
            # [unknown] 422 like any other bad value, not 404: a 404 would say that the path is wrong.
            raise Refused(422, f"{name} {number} does not exist.")
        return campaign

    def open_campaign(self, number: int, name: str) -> Campaign:
        """The campaign of this number, if it takes anything new. Raises `Refused`."""
        campaign = self.campaign(number, name)
        if number in self.options.closed:
            raise Refused(422, f"{name} {number} is closed.")  # [unknown] how the API says so
        return campaign

    def seen_until(self) -> float:
        """What is younger (unix seconds) doesn't show in the lists yet."""
        return self.clock() - self.options.list_lag
