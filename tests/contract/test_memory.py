"""A list of any length is walked in the memory of two pages: the one in hand, and the one that is being read."""

import json
import os
import subprocess
import sys
import tracemalloc
from collections.abc import Iterator
from typing import Any

from local.place import ROOT
from relay.phone2action.results import Advocate
from tests.unit.phone2action.fakes import FakeReply, FakeSession, client

PAGES = 1_000
ROWS = 100
PERSON = {
    "id": "ID",
    "firstname": "Ada",
    "updated_at": "2023-11-14 22:13:20",
    "emails": [{"id": 1, "address": "adaID@example.org", "subscribed": "false"}],
    "memberships": [{"id": 2, "campaignid": 998, "created_at": "2023-11-14 22:13:20"}],
}


class Account(FakeSession):
    """An account of a hundred thousand people, a page of whom is made up when it is asked for."""

    person = json.dumps(PERSON)

    def request(self, method: str, url: str, **options: Any) -> FakeReply:
        first = ROWS * (int(url.rsplit("=", 1)[1]) - 1) + 10**7
        count = ROWS if first < 10**7 + PAGES * ROWS else 0
        people = ",".join(self.person.replace("ID", str(number)) for number in range(first, first + count))
        pagination = json.dumps({"count": count, "per_page": ROWS, "current_page": 1, "next_url": "x"})
        return FakeReply(200, f'{{"data": [{people}], "pagination": {pagination}}}'.encode())


def started() -> Iterator[Advocate]:
    """The walk, after its first page: what is imported on first use is no matter of length."""
    walk = client(Account()).list_advocates()
    for _ in range(ROWS):
        next(walk)
    return walk


def peak(walk: Iterator[Advocate], rows: int) -> int:
    """The most memory, in bytes, that was in use at any time while the next rows were read."""
    tracemalloc.start()
    for _ in range(rows):
        next(walk)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most


def measured() -> dict[str, int]:
    """Peaks in bytes over a few pages, over many, and at the end of the walk; and what is kept on the way there.

    There, where tracing would take half a minute, the number of blocks that Python has in use is compared.
    """
    peak(started(), ROWS)  # for what only ever happens once
    few = peak(started(), 5 * ROWS)
    many = peak(started(), 50 * ROWS)
    walk = started()
    blocks = sys.getallocatedblocks()
    for _ in range((PAGES - 11) * ROWS):
        next(walk)
    kept = sys.getallocatedblocks() - blocks
    last = peak(walk, 10 * ROWS)
    return {"few": few, "many": many, "last": last, "kept": kept, "more": int(next(walk, None) is not None)}


def test_a_hundred_thousand_advocates_take_no_more_memory_than_a_few_pages() -> None:
    """In a process of its own: what a test run's other threads take meanwhile would be counted too."""
    script = f"import json; from {__name__} import measured; print(json.dumps(measured()))"
    paths = os.pathsep.join(["", *sys.path])
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": paths},
        capture_output=True,
        text=True,
        check=True,
    )
    seen = json.loads(done.stdout)
    assert max(seen["many"], seen["last"]) < 1.1 * seen["few"], seen
    assert seen["kept"] < PAGES, "not one object for each page"
    assert not seen["more"]
