"""The little of WebDriver BiDi that the tests need: one window of a browser, as a person has it in front of them.

https://www.w3.org/TR/webdriver-bidi/. Firefox speaks it by itself, Chromium through its driver.
"""

import base64
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from websockets.sync.client import ClientConnection, connect

from tests.fakes.waiting import PATIENCE_SECONDS, until

LEFT_BUTTON = 0
IN_SIGHT = "(e) => { e.scrollIntoView({block: 'center', behavior: 'instant'}); return e; }"
KEYS = {"Tab": "\ue004", "Enter": "\ue007", "Space": " ", "Down": "\ue015"}
"""https://www.w3.org/TR/webdriver/#keyboard-actions."""


class BidiError(Exception):
    """What the browser refused to do."""


@contextmanager
def window_at(url: str, *, new_session: bool) -> Iterator["Window"]:
    """The window of the browser that listens at this address."""
    with connect(url, max_size=None, open_timeout=PATIENCE_SECONDS, compression=None) as socket:
        yield Window(socket, new_session=new_session)


class Window:
    """A browser's window. `frame`, where it may be given, is the id of a frame in it; by default it is the page."""

    def __init__(self, socket: ClientConnection, *, new_session: bool) -> None:
        self._socket = socket
        self._last = 0
        if new_session:
            self.call("session.new", capabilities={})
        self.page: str = self.call("browsingContext.getTree")["contexts"][0]["context"]

    def call(self, method: str, **parameters: Any) -> Any:
        """Have the browser carry out a command, and return its result."""
        self._last += 1
        self._socket.send(json.dumps({"id": self._last, "method": method, "params": parameters}))
        message: dict[str, Any] = {}
        while message.get("id") != self._last:
            message = json.loads(self._socket.recv(timeout=PATIENCE_SECONDS))
        if message["type"] == "error":
            raise BidiError(f"{method}: {message['error']}: {message['message']}")
        return message["result"]

    def come_to_the_front(self) -> None:
        """Go on in a new window: Firefox gives the focus to such a one for certain, to its first only sometimes.

        A key does nothing to a button of a window without it.
        """
        first = self.page
        self.page = self.call("browsingContext.create", type="window")["context"]
        self.call("browsingContext.close", context=first)

    def go(self, url: str) -> None:
        """Open an address and wait until it is loaded."""
        self.call("browsingContext.navigate", context=self.page, url=url, wait="complete")

    def back(self) -> None:
        """Press the button Back."""
        self.call("browsingContext.traverseHistory", context=self.page, delta=-1)

    def frame(self) -> str:
        """The id of the page's only frame."""
        (page,) = self.call("browsingContext.getTree", root=self.page)["contexts"]
        (only,) = page["children"]
        return str(only["context"])

    def read(self, expression: str, frame: str = "") -> Any:
        """What a JavaScript expression comes to: text, a number, true, false or null."""
        return self._evaluated(expression, frame).get("value")

    def wait_for(self, expression: str, frame: Callable[[], str] = str, *, times: int = 1) -> None:
        """Wait until a JavaScript expression is true, also while one page gives way to another."""

        def is_true() -> bool:
            try:
                return bool(self.read(expression, frame()))
            except (BidiError, ValueError):
                return False

        until(is_true, expression, times=times)

    def fill_in(self, frame: str = "", **texts: str) -> None:
        """Type texts into the fields of these names."""
        for name, text in texts.items():
            self.click(f"[name={name}]", frame)
            self.press(*text, frame=frame)

    def press(self, *keys: str, frame: str = "") -> None:
        """Press keys one after another, each of them a letter or one of `KEYS`."""
        actions = [{"type": kind, "value": KEYS.get(key, key)} for key in keys for kind in ("keyDown", "keyUp")]
        self._act({"type": "key", "id": "keyboard", "actions": actions}, frame)

    def type_over(self, css: str, text: str) -> None:
        """Put a text in the place of what a field has."""
        self.click(css)
        self.read(f"document.querySelector({json.dumps(css)}).select()")
        self.press(*text)

    def click(self, css: str, frame: str = "", *, times: int = 1) -> None:
        """Click on the element that a CSS selector finds, also if another takes its place meanwhile."""
        press: Sequence[dict[str, Any]] = [
            {"type": "pointerDown", "button": LEFT_BUTTON},
            {"type": "pointerUp", "button": LEFT_BUTTON},
        ]

        def moved() -> bool:
            try:
                found = self._evaluated(f"({IN_SIGHT})(document.querySelector({json.dumps(css)}))", frame)
                origin = {"type": "element", "element": {"sharedId": found["sharedId"]}}
                move = {"type": "pointerMove", "x": 0, "y": 0, "origin": origin}
                self._act({"type": "pointer", "id": "mouse", "actions": [move]}, frame)
            except BidiError:
                return False
            return True

        until(moved, css)
        self._act({"type": "pointer", "id": "mouse", "actions": list(press) * times}, frame)

    def set_width(self, width: int) -> None:
        """Make the window so many pixels wide."""
        self.call("browsingContext.setViewport", context=self.page, viewport={"width": width, "height": 800})

    def picture(self, path: Path) -> None:
        """Keep what is to be seen as a PNG."""
        shot = self.call("browsingContext.captureScreenshot", context=self.page, origin="document")
        path.write_bytes(base64.b64decode(shot["data"]))

    def _act(self, source: dict[str, Any], frame: str) -> None:
        self.call("input.performActions", context=frame or self.page, actions=[source])

    def _evaluated(self, expression: str, frame: str) -> dict[str, Any]:
        target = {"context": frame or self.page}
        result = self.call("script.evaluate", expression=expression, target=target, awaitPromise=True)
        if result["type"] == "exception":
            raise BidiError(result["exceptionDetails"]["text"])
        value: dict[str, Any] = result["result"]
        return value
