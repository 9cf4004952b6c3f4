"""docs/cost.md: the tables between its markers are written here, the prose around them by hand."""

from collections.abc import Iterator, Sequence

from local.place import ROOT
from tests.bench.page import PageError, table
from tests.cost import month, prices
from tests.cost.usage import ASSUMED

PAGE = ROOT / "docs" / "cost.md"
BEGIN, END = "<!-- written by `make cost` -->\n", "<!-- end of what `make cost` writes -->\n"


def written() -> str:
    """All tables, as they stand in the page."""
    return "\n".join(_parts())


def _parts() -> Iterator[str]:
    millions = month.millions()
    whats = [*next(iter(millions.values()))]
    yield "### A million submissions\n"
    yield table(
        [
            ("dollars per million", *whats, "sum"),
            *((kind, *map(_cents, lines.values()), _bold(sum(lines.values()))) for kind, lines in millions.items()),
        ]
    )
    yield "### A month in which nothing comes in\n"
    idle = month.idle()
    yield table([("what", "dollars"), *((what, _cents(dollars)) for what, dollars in idle.items()), _sum(idle)])
    yield "### The most that a month may cost\n"
    requests = month.RATE * month.SECONDS / prices.MILLION
    metrics = month.metrics_of_ours()
    yield (
        f"{month.RATE} requests a second, all {month.DAYS} days, are {requests:.2f} million. Beside them stand\n"
        f"the month in which nothing comes in ({sum(idle.values()):.2f}), and the metrics of what happens: the tests\n"
        f"bring about {metrics}, which cost {prices.METRIC.of(metrics):.2f} if each was written in every hour.\n"
    )
    yield table(
        [
            ("if each was", "dollars"),
            *((kind, f"{dollars:.0f}") for kind, dollars in month.worst(lambda: millions).items()),
        ]
    )
    yield "### What is assumed\n"
    yield table(
        [
            ("what", "how much"),
            ("the platform's answer to a call", f"{ASSUMED.api_seconds} s"),
            ("AWS's answer to a call", f"{ASSUMED.aws_seconds} s"),
            ("cold starts", f"one in {1 / ASSUMED.cold_share:.0f} calls of a function"),
            ("lines of Lambda's own for a call", f"{ASSUMED.lambda_log_bytes} bytes"),
            ("an item of the journal, kept for a month", f"{ASSUMED.journal_item_bytes} bytes"),
            ("a round of the keeper", f"{month.KEEPER_SECONDS} s, {month.KEEPER_LOG_BYTES} bytes of log"),
            ("Lambda looks into the queue", f"{month.POLLERS} times in {month.POLL_SECONDS} s"),
        ]
    )
    yield f"### Prices of {prices.REGION}, {prices.WRITTEN_DOWN}\n"
    yield table(
        [
            ("what", "dollars", "for", "AWS says so at"),
            *(
                (each.what, f"{each.dollars:g}", f"{each.per:,} {each.unit}", f"<{each.page}>")
                for each in prices.PRICES
            ),
        ]
    )


def _cents(dollars: float) -> str:
    return f"{dollars:.2f}"


def _bold(dollars: float) -> str:
    return f"**{dollars:.2f}**"


def _sum(lines: month.Lines) -> Sequence[str]:
    return ("**sum**", _bold(sum(lines.values())))


def shown() -> str:
    """What stands between the page's markers now. Raises `PageError` if it has none."""
    return _split()[1]


def write() -> None:
    """Put the tables between the page's markers. Raises `PageError` if it has none."""
    before, _, after = _split()
    PAGE.write_text(f"{before}{BEGIN}\n{written()}\n{END}{after}", encoding="utf-8")


def _split() -> tuple[str, str, str]:
    before, begin, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    between, end, after = rest.partition(END)
    if not (begin and end):
        raise PageError(f"{PAGE.name} lacks its markers: {BEGIN.strip()} and {END.strip()}")
    return before, between.strip("\n"), after
