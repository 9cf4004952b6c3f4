"""The server: one thread that takes connections, one for each connection. It listens on IPv4's loopback only."""

import contextlib
import copy
import functools
import socket
import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

from tests.upstream import api, control, rows, wire
from tests.upstream.behaviour import Behaviour, Fault, changed, fault_of
from tests.upstream.faults import Faults, Scene
from tests.upstream.log import Call
from tests.upstream.shapes import decoded
from tests.upstream.wire import Gone, Peer, Reply
from tests.upstream.world import Connection, Membership, World

HOST = "127.0.0.1"
STOP_SECONDS = 10.0


class Upstream:
    """A Phone2Action API on a port of this machine, from `with` to its end.

    `clock` tells the time that the account's content has, `timer` how long faults last. `seed` decides which calls a
    fault with a probability meets.
    """

    def __init__(
        self,
        behaviour: Behaviour | None = None,
        *,
        port: int = 0,
        clock: Callable[[], float] = time.time,
        timer: Callable[[], float] = time.monotonic,
        seed: int = 0,
    ) -> None:
        self.behaviour = behaviour or Behaviour()
        self._clock = clock
        self._timer = timer
        self._world = World(clock)
        self._calls: list[Call] = []
        self._faults = Faults(seed)
        self._lock = threading.RLock()
        self._stopping = threading.Event()
        self._listener = socket.create_server((HOST, port), backlog=128)
        self._threads: list[threading.Thread] = []

    @property
    def address(self) -> str:
        """Where it is, without a slash at the end."""
        host, port = self._listener.getsockname()
        return f"http://{host}:{port}"

    @property
    def url(self) -> str:
        """The API's base address, with a slash at the end."""
        return self.address + api.PREFIX

    def __enter__(self) -> Self:
        self._start(self._accept)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._stopping.set()
        for thread in self._threads:
            thread.join(STOP_SECONDS)
        self._listener.close()

    # What tests read.

    def calls(self, endpoint: str = "", method: str = "") -> list[Call]:
        """The calls in order, of one endpoint or method or of all."""
        with self._lock:
            found = [call for call in self._calls if endpoint in {"", call.endpoint} and method in {"", call.method}]
            return copy.deepcopy(found)

    def advocates(self, **told: str) -> list[dict[str, Any]]:
        """All advocates as a list shows them, whatever its lag, and with `told`: what was last said of each argument.

        With arguments, those of whom that was said, as in `advocates(email="ann@example.org")`.
        """
        with self._lock:
            found = [one for one in self._world.advocates.values() if told.items() <= one.told.items()]
            listed = [decoded(rows.advocate(one, self._world, self.behaviour)) | {"told": one.told} for one in found]
            return copy.deepcopy(listed)

    def memberships(self, advocate: int | None = None) -> list[Membership]:
        """Who joined what, of one advocate or of all."""
        with self._lock:
            return [one for one in self._world.memberships if advocate in {None, one.advocate}]

    def connections(self, advocate: int | None = None) -> list[Connection]:
        """The contacts with legislators that were really made, of one advocate or of all."""
        with self._lock:
            return [one for one in self._world.connections if advocate in {None, one.advocate}]

    # What tests set.

    def behave(self, **changes: Any) -> Behaviour:
        """Change the behaviour from the next call on. Raises `Mistake`."""
        self.behaviour = changed(self.behaviour, changes)
        return self.behaviour

    def fail(self, **values: Any) -> Fault:
        """Let calls fail, as `Fault` says. Raises `Mistake`."""
        fault = fault_of(values)
        self._faults.add(fault)
        return fault

    def mend(self) -> None:
        """Let everything work again, but for what fails at this moment."""
        self._faults.clear()

    def reset(self) -> None:
        """Forget calls, people and faults; the behaviour stays."""
        self.mend()
        with self._lock:
            self._calls.clear()
            self._world = World(self._clock)

    # How it works.

    def _start(self, work: Callable[[], None]) -> None:
        thread = threading.Thread(target=work, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        self._listener.settimeout(wire.LOOK_SECONDS)
        while not self._stopping.is_set():
            with contextlib.suppress(TimeoutError):
                connection, _ = self._listener.accept()
                self._hesitate()
                connection.settimeout(None)
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                self._start(functools.partial(self._serve, Peer(connection, self._stopping, self._timer)))

    def _hesitate(self) -> None:
        begun = self._timer()
        while self._timer() - begun < self.behaviour.accept_seconds:
            if self._stopping.wait(wire.LOOK_SECONDS):
                return

    def _serve(self, peer: Peer) -> None:
        nth = 1
        try:
            while self._exchange(peer, nth):
                nth += 1
        except (Gone, OSError):
            pass
        finally:
            peer.finish()

    def _exchange(self, peer: Peer, nth: int) -> bool:
        """One request and its answer. Returns whether another may come."""
        if self._is_reset_unread(peer, nth):
            return False
        request = peer.read()
        behaviour = self.behaviour
        if request.path.startswith(control.PREFIX):
            peer.send(wire.whole(control.answer(request, self), request, Behaviour()))
            return not wire.wants_close(request)
        said = api.arguments_of(request)
        fault = self._faults.take(api.endpoint_at(request.path), request.method, nth, said)
        call = self._note(request.method, request.path, nth, fault)
        call.arguments = _without_keys(said)

        @functools.cache
        def act() -> Reply:
            with self._lock:
                reply, call.did = api.answer(request, self._world, behaviour)
                return reply

        def begun(status: int) -> None:
            call.status = status

        if fault is not None:
            return Scene(fault, peer, request, behaviour, act, begun).play()
        reply = act()
        begun(reply.status)
        peer.send(wire.whole(reply, request, behaviour))
        return wire.goes_on(request, behaviour)

    def _is_reset_unread(self, peer: Peer, nth: int) -> bool:
        line = peer.peek().partition(b"\r\n")[0].decode("latin-1").split(" ")
        if len(line) < 2 or line[1].startswith(control.PREFIX):
            return False
        path = line[1].partition("?")[0]
        fault = self._faults.take(api.endpoint_at(path), line[0], nth, None)
        if fault is not None:
            self._note(line[0], path, nth, fault)
            peer.reset()
        return fault is not None

    def _note(self, method: str, path: str, nth: int, fault: Fault | None) -> Call:
        with self._lock:
            call = Call(
                number=len(self._calls) + 1,
                time=self._clock(),
                nth=nth,
                method=method,
                path=path,
                endpoint=api.endpoint_at(path),
                fault=fault.kind if fault else "",
            )
            self._calls.append(call)
            return call


def _without_keys(arguments: dict[str, Any]) -> dict[str, Any]:
    """A card's credentials are among its arguments."""
    return {name: value for name, value in arguments.items() if name not in {"app_id", "api_key"}}
