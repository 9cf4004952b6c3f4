"""Writing dead letters, in the one order that loses nothing: accepted by the queue, then dead in the journal.

A crash in between leaves a second letter, not none. What a letter holds is in `relay.letters`; who gives up what, and
what becomes of a letter that the queue does not accept, is for `intake`, `worker` and `unusable` to decide.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from relay import telemetry
from relay.delivery.run import Run
from relay.letters import DeadLetter, Reason
from relay.messages import to_message
from relay.stores.queues import Queues

LONGEST_ANSWER: Final = 500  # characters of the platform's own message


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Letters:
    """Writes dead letters. `clock` gives milliseconds; `cleaned` is what of the platform's words may be kept."""

    queues: Queues
    clock: Callable[[], int]
    cleaned: Callable[[str], str]

    def write(self, letter: DeadLetter) -> None:
        """Put a letter where a person will look. Raises `queues.NotAccepted`."""
        self.queues.dead_letter(letter)
        telemetry.dead_letter(letter.reason, letter.id or "")

    def end(self, run: Run, reason: Reason, attempts: int) -> None:
        """Write a run's letter, then close the run as dead. Raises `queues.NotAccepted`; the run is open then.

        `attempts`: how often the worker received it, 0 at ingress. An operator's word was for this run only, so it is
        not in the letter.
        """
        self.write(
            DeadLetter(
                message=to_message(replace(run.submission, send_anyway=0)),
                reason=reason,
                detail=_parts_and_states(run),
                id=run.id,
                attempts=attempts,
                first_at=run.submission.received_at,
                last_at=self.clock(),
                api=self._told(run.api) if run.api else None,
            )
        )
        run.close("dead", reason)

    def _told(self, api: Mapping[str, str | int]) -> dict[str, str | int]:
        """What the platform answered, its message bounded and without our secrets, should it have quoted them."""
        return {**api, "message": self.cleaned(str(api.get("message", "")))[:LONGEST_ANSWER]}


def _parts_and_states(run: Run) -> str:
    """What is known of each part; never a person's data."""
    states = {kind: run.dead.get(kind, state) for kind, state in (run.connections | run.dead).items()}
    return ", ".join(f"{kind}: {state}" for kind, state in sorted(states.items()))
