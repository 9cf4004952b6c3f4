"""The sandbox behind its real server, in a thread, on a free port."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import requests
from starlette.applications import Starlette

from local.sandbox.server import Server
from tests.fakes.waiting import PATIENCE_SECONDS, until

DEMO = ("demo", "demo")


class Pauses:
    """Stands in for `asyncio.sleep` where a fault makes a call wait: until the test says so, not for a time."""

    def __init__(self) -> None:
        self.asked: list[float] = []
        self._over = threading.Event()
        self._over.set()

    async def __call__(self, seconds: float) -> None:
        self.asked.append(seconds)
        while not self._over.is_set():  # noqa: ASYNC110 - it is set in another thread
            await asyncio.sleep(0.005)

    def hold(self) -> None:
        """From now on calls wait; `asked` is for how long."""
        self.asked.clear()
        self._over.clear()

    def end(self) -> None:
        """Nothing waits any longer."""
        self._over.set()


class Served:
    """A running sandbox, as a client of its HTTP sees it. Closed connections are never reused."""

    def __init__(self, port: int) -> None:
        self.pauses = Pauses()
        self.port = port
        self.url = f"http://127.0.0.1:{port}"

    def get(self, path: str, **options: Any) -> requests.Response:
        return self._request("GET", path, **options)

    def post(self, path: str, **options: Any) -> requests.Response:
        return self._request("POST", path, **options)

    def control(self, name: str, content: Any = None) -> Any:
        reply = self.post(f"/_sandbox/{name}", json=content)
        assert reply.status_code == 200, reply.text
        return reply.json()

    def delete_faults(self) -> None:
        assert self._request("DELETE", "/_sandbox/faults").json() == {"faults": []}

    def calls(self) -> list[dict[str, Any]]:
        calls: list[dict[str, Any]] = self.get("/_sandbox/calls").json()
        return calls

    def wait_for_call(self, outcome: str = "") -> None:
        """Wait until the last call in the log has an outcome that begins so."""
        until(lambda: any(call["outcome"].startswith(outcome) for call in self.calls()[-1:]), outcome)

    def _request(self, method: str, path: str, **options: Any) -> requests.Response:
        options = {"auth": DEMO, "timeout": PATIENCE_SECONDS, "allow_redirects": False, **options}
        with requests.Session() as session:
            return session.request(method, self.url + path, **options)


@contextmanager
def serve(app: Starlette) -> Iterator[Served]:
    """Serve an application until the block is left; everything is closed by then."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = Server(app, port=0)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        until(lambda: server.started or not thread.is_alive())
        assert server.started
        served = Served(listener.getsockname()[1])
        if hasattr(app.state, "sandbox"):
            app.state.sandbox.faults.pause = served.pauses
        yield served
    finally:
        server.should_exit = True
        thread.join(timeout=PATIENCE_SECONDS)
        listener.close()
