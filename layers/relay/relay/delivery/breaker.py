"""Leaves the API alone while it is down: one circuit, shared by all environments through an item of the journal table.

Powertools' circuit breaker decides; here is what it lacks for this job. Its own DynamoDB store imports boto3, which
costs an ingress function more than all else together, so the store is the relay's table. It counts failures in a row
within one environment: an API that does not answer at all would make a person wait several times in each of many
fresh ones, so that trips the circuit at once. And a probe that is refused for what it says has found the API well.

With DynamoDB away the circuit counts as closed: nothing is called then anyway, for no submission can be claimed.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final

from aws_lambda_powertools.utilities.circuit_breaker import (
    CircuitBreakerConfig,
    CircuitBreakerOpenError,
    CircuitInfo,
    CircuitState,
    CircuitTransition,
)
from aws_lambda_powertools.utilities.circuit_breaker.base import CircuitBreakerHandler

from relay import telemetry
from relay.phone2action import NotSent, Phone2ActionError, RateLimited, UnknownOutcome
from relay.stores.aws import AwsError
from relay.stores.table import ConditionRefused, Item, Table

KEY: Final = "breaker"  # no submission's id, which are all hexadecimal digits
CACHED_SECONDS: Final = 5
IN_A_ROW: Final = 3
FAILURES: Final = (UnknownOutcome, NotSent, RateLimited)

MAY_PROBE: Final = (
    "(#state = :open AND attribute_not_exists(#owner) AND #opened_at = :seen) OR (#state = :half AND #lease <= :now)"
)


@dataclass(frozen=True, slots=True)
class Circuit:
    """The circuit as the store has it, in the shape that Powertools' handler reads. Times in seconds."""

    state: CircuitState = CircuitState.CLOSED
    opened_at: int | None = None
    half_open_owner: str | None = None
    probe_lease_expiry: int | None = None

    def to_circuit_info(self) -> CircuitInfo:
        """What the handler puts into its exception."""
        return CircuitInfo(name=KEY, state=self.state, failure_count=0, opened_at=self.opened_at)


class Breaker:
    """Calls the API while it is well. `clock` gives milliseconds; `recovery_seconds` pass before a probe.

    `name` is the circuit's within this process; environments share the item, not the name.
    """

    def __init__(
        self, table: Table, clock: Callable[[], int], *, recovery_seconds: int, name: str = "phone2action"
    ) -> None:
        self._store = _Store(table, clock, recovery_seconds)
        self._judgement = _Judgement(recovery_seconds)
        self._name = name

    def seconds_open(self) -> float:
        """How long the API must still be left alone: 0 if it may be called now, if only to probe it."""
        circuit = self._store.get_state(self._name)
        if circuit.state == CircuitState.OPEN and circuit.opened_at is not None:
            return max(circuit.opened_at + self._judgement.recovery_timeout - self._store.seconds(), 0)
        if circuit.state == CircuitState.HALF_OPEN and circuit.probe_lease_expiry is not None:
            return max(circuit.probe_lease_expiry - self._store.seconds(), 0)
        return 0

    def is_closed(self) -> bool:
        """Whether the API is known to be well: only then may what can't be repeated be sent, never as a probe."""
        return self._store.get_state(self._name).state == CircuitState.CLOSED

    def call[T](self, call: Callable[[], T]) -> T:
        """Call the API, or raise `NotSent` while it is left alone. Whatever `call` raises passes through."""
        handler = _Handler(
            function=lambda: _answered(call),
            name=self._name,
            config=self._judgement,
            persistence_store=self._store,  # type: ignore[arg-type]  # has every method that the handler calls
            on_transition=_report,
        )
        try:
            answer, error = handler.handle()
        except CircuitBreakerOpenError:
            raise NotSent("the API is being left alone", retry_after=max(self.seconds_open(), 1)) from None
        self._judgement.well()
        if error is not None:
            raise error
        return answer  # type: ignore[no-any-return]


def _answered[T](call: Callable[[], T]) -> tuple[T | None, Exception | None]:
    """What the call came to. An answer that is no sign of an unwell API is returned, with whatever it says.

    What is raised is a failure, or no answer at all: the call was not made, and says nothing of the API.
    """
    try:
        return call(), None
    except FAILURES:
        raise
    except Phone2ActionError as error:
        if error.status is None:
            raise
        return None, error


def _report(transition: CircuitTransition) -> None:
    telemetry.logger.warning("breaker", extra={"outcome": str(transition.to_state)})
    telemetry.count("Breaker", state=str(transition.to_state))


class _Handler(CircuitBreakerHandler):
    """Powertools' state machine on the store's clock."""

    def _now(self) -> int:  # type: ignore[override]
        return self.persistence_store.seconds()  # type: ignore[attr-defined, no-any-return]


class _Judgement(CircuitBreakerConfig):
    """Which failures trip the circuit: no answer at all at once, a bad answer the third time in a row."""

    def __init__(self, recovery_seconds: int) -> None:
        super().__init__(failure_threshold=1, recovery_timeout=recovery_seconds, success_threshold=1)
        self._lock = threading.Lock()
        self._bad_answers = 0

    def counts_as_failure(self, exception: Exception) -> bool:
        if not isinstance(exception, Phone2ActionError) or exception.status is None:
            return isinstance(exception, FAILURES)
        with self._lock:
            self._bad_answers += 1
            return self._bad_answers >= IN_A_ROW

    def well(self) -> None:
        with self._lock:
            self._bad_answers = 0


class _Store:
    """The circuit's item, read at most every few seconds, in the methods of Powertools' persistence layer."""

    def __init__(self, table: Table, clock: Callable[[], int], recovery_seconds: int) -> None:
        self._table = table
        self._clock = clock
        self._recovery_seconds = recovery_seconds
        self._lock = threading.Lock()
        self._known = Circuit()
        self._fresh_until = 0

    def seconds(self) -> int:
        """The clock in whole seconds."""
        return self._clock() // 1000

    def configure(self, config: CircuitBreakerConfig, circuit_name: str) -> None:
        """Nothing: the store is made for one circuit."""

    def get_state(self, name: str) -> Circuit:  # noqa: ARG002 - the store is made for one circuit
        """The circuit, at most a few seconds old; closed if DynamoDB does not say."""
        with self._lock:
            if self.seconds() < self._fresh_until:
                return self._known
        try:
            circuit = _circuit(self._table.get([KEY]).get(KEY, {}))
        except AwsError:
            circuit = Circuit()
        self._remember(circuit)
        return circuit

    def save_open(self, name: str, failure_count: int, opened_at: int) -> None:  # noqa: ARG002 - Powertools' signature
        """Open the circuit, here even if DynamoDB does not take it."""
        self._open(opened_at)

    def save_reopen(self, name: str, opened_at: int) -> None:  # noqa: ARG002 - Powertools' signature
        """Open the circuit again after a probe that failed."""
        self._open(opened_at)

    def save_closed(self, name: str) -> None:  # noqa: ARG002 - Powertools' signature
        """Close the circuit after a probe that went well."""
        self._remember(Circuit())
        self._table.update(KEY, put={"state": "CLOSED"}, remove=["opened_at", "owner", "lease"])

    def try_acquire_half_open(self, name: str, owner: str, opened_at: int) -> bool:  # noqa: ARG002 - as above
        """Let one thread of one environment probe, until its lease ends. False: another does."""
        now = self.seconds()
        probing = Circuit(CircuitState.HALF_OPEN, opened_at, owner, now + self._recovery_seconds)
        try:
            self._table.update(
                KEY,
                put={"state": "HALF_OPEN", "owner": owner, "lease": now + self._recovery_seconds},
                condition=MAY_PROBE,
                values={"open": "OPEN", "half": "HALF_OPEN", "seen": opened_at, "now": now},
            )
        except ConditionRefused as refused:
            self._remember(_circuit(refused.item))
            return False
        except AwsError:
            self._remember(replace(probing, half_open_owner="unknown"))
            return False
        self._remember(probing)
        return True

    def _open(self, opened_at: int) -> None:
        self._remember(Circuit(CircuitState.OPEN, opened_at))
        self._table.update(KEY, put={"state": "OPEN", "opened_at": opened_at}, remove=["owner", "lease"])

    def _remember(self, circuit: Circuit) -> None:
        with self._lock:
            self._known = circuit
            self._fresh_until = self.seconds() + CACHED_SECONDS


def _circuit(item: Item) -> Circuit:
    if not item:
        return Circuit()
    values: dict[str, Any] = {"opened_at": item.get("opened_at"), "half_open_owner": item.get("owner")}
    return Circuit(CircuitState(item["state"]), probe_lease_expiry=item.get("lease"), **values)
