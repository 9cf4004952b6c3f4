"""Everything that can be broken here, by switches: the API (`switches`), the functions, and what they need of AWS."""

import threading
from dataclasses import replace
from typing import Final

from local import outage
from local.outage import Deaths
from local.page import switches
from local.page.around import Around
from local.page.switches import Switch
from local.sandbox.kinds import PARSERS
from operate import worker
from operate.trouble import Mistyped, Trouble

SECONDS_BETWEEN_DEATHS: Final = 1.0

OF_THE_STACK: Final = (
    Switch("functions", "Functions are killed", "one a second, in mid-call"),
    Switch("dynamodb", "DynamoDB is away", "no journal, no consent"),
    Switch("sqs", "SQS is away", "nothing can wait"),
    Switch("worker", "The worker is paused", "what waits is not tried"),
)


class Breaking:
    """The switches, and one to mend everything."""

    def __init__(self, around: Around) -> None:
        self._around = around
        self._away: set[str] = set()
        self._killing: threading.Event | None = None
        self._lock = threading.Lock()

    def shown(self, worker_state: str) -> list[Switch]:
        """All switches as they are. `worker_state` is the worker's as it was seen last."""
        on = (
            self._away
            | ({"functions"} if self._killing else set())
            | ({"worker"} if worker_state in worker.STOPPED else set())
        )
        stack = [replace(switch, is_on=switch.name in on) for switch in OF_THE_STACK]
        return [*switches.shown(self._around.sandbox.faults), *stack]

    def press(self, name: str, *, on: bool, email: str = "") -> None:
        """Put a switch on or off. Raises `Trouble`."""
        with self._lock:
            self._around.refuse_while_proving()  # held by now: one that begins mends after this
            match name:
                case "functions":
                    self._kill(on=on)
                case "dynamodb" | "sqs" as service:
                    functions = self._around.stack().client("lambda")
                    (outage.take_away if on else outage.bring_back)(functions, service)
                    (self._away.add if on else self._away.discard)(service)
                case "worker":
                    (worker.pause if on else worker.resume)(self._around.stack())
                case _ if name in switches.FAULTS:
                    switches.press(self._around.sandbox.faults, name, on=on)
                case switches.EMAIL:
                    switches.press(self._around.sandbox.faults, name, on=on, email=_address(email) if on else "")
                case _:
                    raise Mistyped("there is no such switch")

    def mend(self) -> None:
        """Put everything right. A stack that is not there will be when it starts."""
        self._around.sandbox.faults.clear()
        with self._lock:
            self._kill(on=False)
            try:
                stack = self._around.stack()
            except Trouble:
                self._away.clear()
                return
            outage.mend(stack.client("lambda"), stack.client("sqs"))
            self._away.clear()

    def _kill(self, *, on: bool) -> None:
        if on and self._killing is None:
            self._killing = threading.Event()
            threading.Thread(target=self._kill_on, args=(self._killing,), daemon=True, name="deaths").start()
        elif not on and self._killing is not None:
            self._killing.set()
            self._killing = None

    def _kill_on(self, end: threading.Event) -> None:
        deaths = Deaths(self._around.emulator)
        while not end.wait(SECONDS_BETWEEN_DEATHS):
            deaths.strike()


def _address(email: str) -> str:
    try:
        return str(PARSERS["email"](email.strip()))
    except ValueError:
        raise Mistyped("whose? Write the e-mail address that is to be refused") from None
