"""The sandbox behind its real server, in a thread, on a free port."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import requests
from starlette.applications import Starlette

from local.sandbox.server import Server

DEMO = ("demo", "demo")


class Served:
    """A running sandbox, as a client of its HTTP sees it. Closed connections are never reused."""

    def __init__(self, port: int) -> None:
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
        """Wait until the last call in the log has an outcome that begins so. Fails after 10 seconds."""
        deadline = time.monotonic() + 10
        while not any(call["outcome"].startswith(outcome) for call in self.calls()[-1:]):
            assert time.monotonic() < deadline, self.calls()
            time.sleep(0.01)

    def _request(self, method: str, path: str, **options: Any) -> requests.Response:
        options = {"auth": DEMO, "timeout": 10, "allow_redirects": False, **options}
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
        while not server.started:
            assert thread.is_alive()
            time.sleep(0.005)
        yield Served(listener.getsockname()[1])
    finally:
        server.should_exit = True
        thread.join(timeout=10)
        listener.close()
