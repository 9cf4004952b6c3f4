"""Leaves the API alone while it is down: one circuit, shared by all environments through an item of the journal table.

    CLOSED      the API is called; it opens when a call gets no answer at all, or the third bad answer in a row
    OPEN        nobody calls until the item's `until`: for `recovery_seconds`, or as long as the API asks for
    HALF_OPEN   one call tries, while its lease lasts: answered, it closes the circuit for everybody; failed, opens it

An answer that refuses what was asked (4xx) has found the API well; one that refuses the credentials says nothing, or
asks to be left alone (`platform`). No answer at all opens it at once, since each of
many fresh environments would otherwise let a person wait several times; so does an answer that asks to be left alone,
for its Retry-After binds everybody. Of two asks the longer stands. Powertools' circuit breaker is not used: it can't
count so, and its parts that could be set otherwise are private.

With DynamoDB away the circuit counts as closed: nothing is called then anyway, for no submission can be claimed.
"""

import math
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from relay import telemetry
from relay.phone2action import CredentialsRejected, NotSent, Phone2ActionError, RateLimited, UnknownOutcome
from relay.stores.journal import new_token
from relay.stores.table import ConditionRefused, Item, Table, Unsure, Value

KEY: Final = "breaker"  # no submission's id, which are all hexadecimal digits
CACHED_SECONDS: Final = 5
IN_A_ROW: Final = 3
LONGEST_ASK_SECONDS: Final = 60 * 60
FAILURES: Final = (UnknownOutcome, NotSent, RateLimited)

IS_OVER: Final = "(#until <= :now OR (attribute_not_exists(#until) AND #opened_at <= :before))"
MAY_PROBE: Final = (
    f"(#state = :open AND attribute_not_exists(#owner) AND {IS_OVER}) OR (#state = :half AND #lease <= :now)"
)
NO_LONGER_ASK: Final = "attribute_not_exists(#until) OR #until < :until"
IS_MINE: Final = "#owner = :mine"


@dataclass(frozen=True, slots=True)
class Circuit:
    """The circuit as the table has it: when one may probe, who does, and until when. Times in seconds since 1970.

    `until` is missing in an item that version 1 wrote: such a circuit is open for `recovery_seconds`.
    """

    state: Literal["CLOSED", "OPEN", "HALF_OPEN"] = "CLOSED"
    opened_at: int = 0
    until: int = 0
    owner: str = ""
    lease: int = 0

    @classmethod
    def of(cls, item: Item) -> "Circuit":
        """The circuit in an item of the table; there is none before the first failure."""
        return cls(**{name: item[name] for name in cls.__slots__ if name in item})


class Breaker:
    """Calls the API while it is well. `clock` gives milliseconds; `recovery_seconds` pass before a probe."""

    def __init__(
        self,
        table: Table,
        clock: Callable[[], int],
        *,
        recovery_seconds: int,
        new_token: Callable[[], str] = new_token,
    ) -> None:
        self._table = table
        self._clock = clock
        self._recovery_seconds = recovery_seconds
        self._new_token = new_token
        self._lock = threading.Lock()
        self._bad_answers = 0
        self._known = Circuit()
        self._fresh_until = 0

    def seconds_open(self) -> float:
        """How long the API must still be left alone: 0 if it may be called now, if only to probe it."""
        circuit = self._circuit()
        if circuit.state == "CLOSED":
            return 0
        opens_again = circuit.until or circuit.opened_at + self._recovery_seconds
        until = circuit.lease if circuit.state == "HALF_OPEN" else opens_again
        return max(until - self._seconds(), 0)

    def is_closed(self) -> bool:
        """Whether the API is known to be well: only then may what can't be repeated be sent, never as a probe."""
        return self._circuit().state == "CLOSED"

    def call[T](self, call: Callable[[], T], *, may_probe: bool = True) -> T:
        """Call the API, or raise `NotSent` while it is left alone. Whatever `call` raises passes through.

        Not `may_probe`: leave it alone as well where this call would be the one that tries.
        """
        probe = None if self.is_closed() else self._probe(may_probe)
        try:
            answer = call()
        except Exception as error:
            self._heard(error, probe)
            raise
        self._answered(probe)
        return answer

    # What a call says of the API --------------------------------------------------------------------------------------

    def _heard(self, error: Exception, probe: Circuit | None) -> None:
        if not isinstance(error, Phone2ActionError):
            self._give_back(probe)  # the call was not made, and says nothing of the API
        elif isinstance(error, FAILURES) or error.retry_after:
            self._failed(error, probe)
        elif error.status is not None and not isinstance(error, CredentialsRejected):
            self._answered(probe)
        else:
            self._give_back(probe)

    def _answered(self, probe: Circuit | None) -> None:
        with self._lock:
            self._bad_answers = 0
        if probe:
            self._change(Circuit(), condition=IS_MINE, values={"mine": probe.owner})
            telemetry.breaker("CLOSED")

    def _failed(self, error: Phone2ActionError, probe: Circuit | None) -> None:
        asked = math.ceil(min(error.retry_after or 0, LONGEST_ASK_SECONDS))
        with self._lock:
            self._bad_answers += error.status is not None
            opens = asked or probe is not None or error.status is None or self._bad_answers >= IN_A_ROW
            if opens:
                self._bad_answers = 0
        if opens:
            now = self._seconds()
            until = now + max(asked, self._recovery_seconds)
            self._change(Circuit("OPEN", now, until), condition=NO_LONGER_ASK, values={"until": until})
            telemetry.breaker("OPEN")

    # The probe --------------------------------------------------------------------------------------------------------

    def _probe(self, may_probe: bool) -> Circuit:
        """Become the one that probes, until its lease ends. Raises `NotSent` if it is too early, or another does."""
        if may_probe and not self.seconds_open():
            seen, now, owner = self._circuit(), self._seconds(), self._new_token()
            probing = Circuit("HALF_OPEN", seen.opened_at, seen.until, owner, now + self._recovery_seconds)
            if self._takes(probing, now):
                telemetry.breaker("HALF_OPEN")
                return probing
        raise NotSent("the API is being left alone", retry_after=max(self.seconds_open(), 1))

    def _takes(self, probing: Circuit, now: int) -> bool:
        """Whether the table lets this one probe; nobody probes who can't say so to the others."""
        try:
            self._table.update(
                KEY,
                put={"state": "HALF_OPEN", "owner": probing.owner, "lease": probing.lease},
                condition=MAY_PROBE,
                values={"open": "OPEN", "half": "HALF_OPEN", "now": now, "before": now - self._recovery_seconds},
            )
        except ConditionRefused as refused:
            shown = Circuit.of(refused.item)
            self._remember(shown)
            return shown.owner == probing.owner  # a success whose answer was lost
        except Unsure:
            self._remember(probing)
            return False
        self._remember(probing)
        return True

    def _give_back(self, probe: Circuit | None) -> None:
        """Let another probe, if this one did not."""
        if probe is None:
            return
        self._change(Circuit("OPEN", probe.opened_at, probe.until), condition=IS_MINE, values={"mine": probe.owner})

    # The item ---------------------------------------------------------------------------------------------------------

    def _circuit(self) -> Circuit:
        """The circuit, at most a few seconds old; closed if DynamoDB does not say."""
        with self._lock:
            if self._seconds() < self._fresh_until:
                return self._known
        try:
            circuit = Circuit.of(self._table.get([KEY]).get(KEY, {}))
        except Unsure:
            circuit = Circuit()
        self._remember(circuit)
        return circuit

    def _change(self, circuit: Circuit, *, condition: str, values: Mapping[str, Value]) -> None:
        """Change the circuit, here even if DynamoDB does not take it: what the call came to must not be hidden.

        The item becomes this circuit whole: what the circuit lacks is taken out of it. If the condition does not hold
        what stands there counts: somebody knows better.
        """
        self._remember(circuit)
        told: dict[str, Value] = {name: getattr(circuit, name) for name in Circuit.__slots__}
        put = {name: value for name, value in told.items() if value}
        gone = [name for name in told if name not in put]
        try:
            self._table.update(KEY, put=put, remove=gone, condition=condition, values=values)
        except ConditionRefused as refused:
            self._remember(Circuit.of(refused.item))
        except Unsure as error:
            telemetry.fault("breaker.change", error)

    def _remember(self, circuit: Circuit) -> None:
        with self._lock:
            self._known = circuit
            self._fresh_until = self._seconds() + CACHED_SECONDS

    def _seconds(self) -> int:
        return self._clock() // 1000
