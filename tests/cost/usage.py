"""What one submission of each kind uses: counted by running the relay's own code over an AWS in memory.

Calls, index entries and log lines are counted; seconds are worked out of docs/performance.md and of what `Assumed` says
of AWS and of the platform.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from relay import telemetry
from relay.phone2action import UnknownOutcome
from relay.sources import web_form
from tests.bench.page import PAGE as PERFORMANCE
from tests.fakes.events import FORM_PATH, Context
from tests.fakes.log import Log
from tests.fakes.relay import World, sign_up, text
from tests.fakes.settings import JOURNAL
from tests.unit.sources.arrivals import relay, urlencoded
from tests.unit.stack.template import PARAMETERS, properties

MEMORY: Final[int] = PARAMETERS["MemorySize"]["Default"]
WHOLE_PROCESSOR_MB: Final = 1769  # https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
M_INSTRUCTIONS_A_SECOND: Final = 3000  # of a whole one: docs/performance.md
BATCH: Final = 10


@dataclass(frozen=True, slots=True)
class Assumed:
    """What nobody here could measure: seconds of a call of the platform and of AWS, the share of cold starts, bytes."""

    api_seconds: float = 0.4
    aws_seconds: float = 0.005
    cold_share: float = 0.05
    lambda_log_bytes: int = 320
    journal_item_bytes: int = 1000


ASSUMED: Final = Assumed()


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What one submission uses, all in all."""

    requests: float = 0
    invocations: float = 0
    seconds: float = 0
    writes: float = 0
    reads: float = 0
    secret_reads: float = 0
    queue_calls: float = 0
    fair_calls: float = 0
    log_bytes: float = 0
    items: float = 0

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(**{name: getattr(self, name) + getattr(other, name) for name in self.__dataclass_fields__})


def own_seconds(column: str, memory: int = MEMORY) -> float:
    """The relay's own processor time, by a column of the table of docs/performance.md."""
    table = PERFORMANCE.read_text(encoding="utf-8").partition("| M instructions")[2]
    columns = [cell.strip() for cell in table.splitlines()[0].split("|")]
    row = re.search(r"^\| \*\*the relay\*\*(.*)$", table, re.MULTILINE)
    assert row is not None
    cells = [cell.strip() for cell in row[1].split("|")]
    return float(cells[columns.index(column)].replace(",", "")) / M_INSTRUCTIONS_A_SECOND * WHOLE_PROCESSOR_MB / memory


def batch_of_ten() -> float:
    """How much longer the worker takes for ten than for one, by docs/performance.md."""
    found = re.search(r"^\| retry batch of ten.*?\| ([\d.]+) x", PERFORMANCE.read_text(encoding="utf-8"), re.MULTILINE)
    assert found is not None
    return float(found[1])


def access_log_bytes() -> int:
    """About how long a line of the access log is."""
    values = {"requestId": "x" * 16, "requestTimeEpoch": "1" * 13, "routeKey": "ANY /signup/{campaignid}"}
    written: str = properties("Api")["AccessLogSettings"]["Format"]
    return len(re.sub(r"\$context\.(\w+)", lambda name: values.get(name[1], "123"), written))


def used(world: World, act: Callable[[], object], *, column: str = "warm", memory: int = MEMORY) -> Usage:
    """What one invocation uses. A cold start reads the secrets; that others do, each five minutes, is not counted."""
    world.aws.calls.clear()
    world.platform.sent.clear()
    calls, before, log = len(world.platform.calls), indexed(world), Log()
    handler: Any = telemetry.logger.registered_handler
    stream = handler.setStream(log)
    try:
        act()
    finally:
        handler.setStream(stream)
    count: Callable[[str], int] = [operation for _, operation, _ in world.aws.calls].count
    waits = (len(world.platform.calls) - calls) * ASSUMED.api_seconds + len(world.aws.calls) * ASSUMED.aws_seconds
    sent = count("SendMessage")
    return Usage(
        invocations=1,
        seconds=own_seconds(column, memory) + waits + ASSUMED.cold_share * own_seconds("cold", memory),
        writes=count("UpdateItem") + sum(indexed(world).values()) - sum(before.values()),
        reads=count("BatchGetItem"),
        secret_reads=ASSUMED.cold_share * count("GetSecretValue"),
        queue_calls=sent + count("ChangeMessageVisibility"),
        fair_calls=sent,
        log_bytes=len(log.text.encode()) + ASSUMED.lambda_log_bytes,
        items=len(world.aws.tables.get(JOURNAL, {})),
    )


def indexed(world: World) -> Mapping[str, int]:
    """How many entries the journal's indexes by person have, each of them a write of its own."""
    items = world.aws.tables.get(JOURNAL, {}).values()
    return {index: sum(index in item for item in items) for index in ("by_email", "by_phone")}


def arrival(act: Callable[[World], object], *, column: str = "warm", memory: int = MEMORY) -> Usage:
    """What one post uses that is answered at once."""
    world = World()
    at_the_gateway = Usage(requests=1, log_bytes=access_log_bytes())
    return at_the_gateway + used(world, lambda: act(world), column=column, memory=memory)


# The kinds -------------------------------------------------------------------------------------------------------

ANN: Final = {"email": "ann@example.org", "firstname": "Ann", "phone": "8165550123", "zip5": "02134"}


def plain(memory: int = MEMORY) -> Usage:
    return arrival(lambda world: world.submit(sign_up(world, advocate=ANN)), memory=memory)


def opting_in() -> Usage:
    advocate = {**ANN, "smsOptin": "1", "emailOptin": "1"}
    return arrival(lambda world: world.submit(sign_up(world, advocate=advocate)), column="opting in")


def writing() -> Usage:
    advocate = {**ANN, "address1": "1 Main St"}
    return arrival(lambda world: world.submit(sign_up(world, advocate=advocate, connect=("email",))))


def keyword() -> Usage:
    return arrival(lambda world: world.submit(text(world)), column="opting in")


def refused() -> Usage:
    posted = urlencoded(f"{FORM_PATH}/998", [("email", "nobody")])
    return arrival(lambda _: web_form.handle(posted, Context(), relay().ingress))


def queued() -> Usage:
    """The platform fails once, and the worker delivers it later, with nine others."""
    world = World()
    world.platform.break_down(UnknownOutcome(status=503), count=1)
    at_the_gateway = Usage(requests=1, log_bytes=access_log_bytes())
    begun = used(world, lambda: world.submit(sign_up(world, advocate=ANN)))
    world.clock.advance(minutes=2)
    worked = used(world, world.work)
    shared = Usage(
        invocations=1 / BATCH - 1,  # nine others share the call, its time and the two calls of the queue
        seconds=worked.seconds * batch_of_ten() / BATCH - worked.seconds,
        secret_reads=worked.secret_reads * (1 / BATCH - 1),
        queue_calls=2 / BATCH,
        fair_calls=2 / BATCH,
        log_bytes=ASSUMED.lambda_log_bytes * (1 / BATCH - 1),
        items=-worked.items,
    )
    return at_the_gateway + begun + worked + shared


KINDS: Final[Mapping[str, Callable[[], Usage]]] = {
    "a form with e-mail and phone": plain,
    "the same with both opt-ins": opting_in,
    "the same with an e-mail to legislators": writing,
    "a keyword by text": keyword,
    "a form that is queued first": queued,
    "a form that is refused": refused,
}
"""What may arrive; the first is the usual one."""
