"""Faults: which call meets which, and what each does to the connection."""

import random
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from tests.upstream import api
from tests.upstream.arguments import Arguments
from tests.upstream.behaviour import Behaviour, Fault
from tests.upstream.wire import Peer, Reply, Request, chunk, goes_on, head_of, whole, written

ENDLESS = 1_000_000


class Faults:
    """The faults that are set. Any thread may ask."""

    def __init__(self, seed: int) -> None:
        self._lock = threading.Lock()
        self._random = random.Random(seed)
        self._set: list[tuple[Fault, int | None]] = []

    def add(self, fault: Fault) -> None:
        with self._lock:
            self._set.append((fault, fault.count))

    def clear(self) -> None:
        with self._lock:
            self._set.clear()

    def take(self, endpoint: str, method: str, nth: int, said: Arguments | None) -> Fault | None:
        """The first fault that this call meets, which counts as having happened. `said` is None of one not yet read."""
        with self._lock:
            for place, (fault, left) in enumerate(self._set):
                if left == 0 or not _meets(fault, endpoint, method, nth, said):
                    continue
                if self._random.random() < fault.probability:
                    self._set[place] = (fault, left if left is None else left - 1)
                    return fault
        return None


def _meets(fault: Fault, endpoint: str, method: str, nth: int, said: Arguments | None) -> bool:
    return (
        (fault.kind == "reset" and fault.at == "unread") == (said is None)
        and (not fault.about or fault.about in (said or {}).values())
        and fault.endpoint in {"*", endpoint}
        and fault.method in {"*", method}
        and fault.nth in {None, nth}
    )


@dataclass(slots=True)
class Scene:
    """A fault at work on one call.

    `act` carries the call out, if it was not yet, and returns the true answer. `begun` is told which status is shown.
    """

    fault: Fault
    peer: Peer
    request: Request
    behaviour: Behaviour
    act: Callable[[], Reply]
    begun: Callable[[int], None]

    def play(self) -> bool:
        """Returns whether the connection can go on. Raises `Gone` or `OSError` if the client left."""
        try:
            if not self.fault.late:
                self.reply()
            return _PLAYS[self.fault.kind](self)
        finally:
            self.reply()

    def reply(self) -> Reply:
        """The answer that a fault holds back or breaks: the true one if the call is carried out."""
        return self.act() if self.fault.acts else api.html(self.fault.shown_status)

    def promised(self) -> Reply:
        """The same as far as it is known while the fault lasts: what comes late is taken for a success."""
        return Reply(200, b"", dict(api.JSON)) if self.fault.late else self.reply()

    def answer(self, reply: Reply) -> bool:
        """Write it whole."""
        self.begun(reply.status)
        self.peer.send(whole(reply, self.request, self.behaviour))
        return goes_on(self.request, self.behaviour)


def _instead(scene: Scene) -> bool:
    """Another answer in the place of the true one."""
    fault, status = scene.fault, scene.fault.shown_status
    match fault.kind:
        case "json":
            reply = api.refusal(fault.message, status, scene.behaviour)
        case "empty":
            reply = Reply(status, b"", {})
        case "busy":
            reply = api.html(status, {"Retry-After": _retry_after(fault)})
        case "redirect":
            reply = api.html(status, {"Location": fault.to or scene.request.target})
        case _:
            reply = api.html(status)
    return scene.answer(reply)


def _retry_after(fault: Fault) -> str:
    moment = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=fault.retry_after)
    return format_datetime(moment, usegmt=True) if fault.as_date else str(fault.retry_after)


def _silence(scene: Scene) -> bool:
    scene.peer.wait(scene.fault.seconds)
    return scene.answer(scene.reply())


def _broken(scene: Scene) -> bool:
    """cut and reset: half of the body is the last that comes, or nothing at all."""
    if scene.fault.kind == "cut" or scene.fault.at == "body":
        reply = scene.promised()
        scene.begun(reply.status)
        head, body = written(reply, scene.request, scene.behaviour)
        scene.peer.send(head + body[: len(body) // 2])
    if scene.fault.kind == "reset":
        scene.peer.reset()
    return False


def _drip(scene: Scene) -> bool:
    """Filling comes byte by byte before the answer: a header's value, or white space before the body."""
    scene.begun(scene.promised().status)
    (_drip_head if scene.fault.part == "head" else _drip_body)(scene)
    return False


def _drip_head(scene: Scene) -> None:
    line, _, _ = head_of(scene.promised(), {}, scene.behaviour).partition(b"\r\n")
    scene.peer.send(line + b"\r\nX-Filling: ")
    _drops(scene, b".")
    head, body = written(scene.reply(), scene.request, scene.behaviour)
    scene.peer.send(b"\r\n" + head.partition(b"\r\n")[2] + body)


def _drip_body(scene: Scene) -> None:
    """In chunks if that is how answers come, or if nobody can know yet how long the body gets."""
    in_chunks, promised = scene.behaviour.chunked or scene.fault.late, scene.promised()
    length = str(_beats(scene.fault) + len(promised.body))
    framing = {"Transfer-Encoding": "chunked"} if in_chunks else {"Content-Length": length}
    scene.peer.send(head_of(promised, framing | {"Connection": "close"}, scene.behaviour))
    _drops(scene, chunk(b" ") if in_chunks else b" ")
    body = scene.reply().body
    scene.peer.send(chunk(body) + chunk(b"") if in_chunks else body)


def _drops(scene: Scene, drop: bytes) -> None:
    for _ in range(_beats(scene.fault)):
        scene.peer.send(drop)
        scene.peer.wait(scene.fault.every)


def _beats(fault: Fault) -> int:
    return ENDLESS if fault.seconds is None else round(fault.seconds / fault.every)


_PLAYS: dict[str, Callable[[Scene], bool]] = {
    "html": _instead,
    "json": _instead,
    "busy": _instead,
    "redirect": _instead,
    "empty": _instead,
    "silence": _silence,
    "drip": _drip,
    "cut": _broken,
    "reset": _broken,
}
