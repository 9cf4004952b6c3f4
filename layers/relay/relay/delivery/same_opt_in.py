"""An opt-in by text that came twice, live and in an imported file, or in two rows: the person is texted once.

Two such submissions share no key, but the phone's consent record has the evidence of both, each written before it is
sent, and names the submission, whose journal item says what became of it. docs/protocol.md has the rules under "The
same opt-in by text". A form's opt-in is its own: nothing is asked of it.
"""

from collections.abc import Iterable, Mapping

from relay.delivery.outcome import Stop, Wait
from relay.delivery.platform import Platform
from relay.delivery.run import Run
from relay.stores.journal import DAY_MS, Record


def is_told(run: Run, said: Iterable[Mapping[str, str]], platform: Platform) -> bool:
    """Whether another submission has carried out this opt-in; `said` is the evidence of all of this phone.

    What another may have carried out counts as a run of one's own that may have. Raises `Stop` while that can't show,
    and while another is being run; `table.Unsure` if the journal does not say. A lead that came live too, under the
    id of this row, may have been carried out since then.
    """
    all_said = [*said]
    own = [_entered(each) for each in all_said if each["submission"] == run.id]
    run.opted_in_from = min([run.entered_at, *own])
    same = [each for each in all_said if _is_same(run, each)]
    found = [(each, run.journal.read(each["submission"])) for each in same]
    if any(record is None or (record.state == "done" and not _left_out(record)) for _, record in found):
        return True  # what has expired was carried out, as far as anybody can tell
    for each, record in found:
        if record is not None:
            _heed(run, each, record, platform)
    return False


def _heed(run: Run, said: Mapping[str, str], other: Record, platform: Platform) -> None:
    """Take over the doubt about another submission that is not finished. Raises `Stop` while it can't be judged."""
    now = platform.clock()
    if other.lease_until >= now:
        raise Stop(Wait(run.id, run, (other.lease_until - now) / 1000))
    if _left_out(other) or not other.opt_in_runs + other.unclosed:
        return  # known not to be carried out
    sent_at = max(other.upsert_at or 0, other.lease_until if other.unclosed else 0)
    shown_at = sent_at + round(platform.settle_minutes * 60_000)
    if shown_at > now:
        raise Stop(Wait(run.id, run, (shown_at - now) / 1000))
    run.opt_in_runs = max(run.opt_in_runs, 1)
    run.opted_in_from = min(run.opted_in_from or run.entered_at, _entered(said))


def _left_out(other: Record) -> bool:
    """Whether the other goes without its opt-in: that is held by itself, or left to somebody else's."""
    return bool(other.held or other.told)


def _is_same(run: Run, said: Mapping[str, str]) -> bool:
    """Whether another's opt-in answers this one: one of the two was imported, and it is no older, by a day."""
    is_imported = bool(run.submission.imported_at or "imported_at" in said)
    return said["submission"] != run.id and is_imported and run.received_at < _entered(said) + DAY_MS


def _entered(said: Mapping[str, str]) -> int:
    return int(said.get("imported_at") or said["received_at"])
