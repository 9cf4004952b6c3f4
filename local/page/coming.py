"""People who keep coming, one a second, by all ways, so that an outage and its end can be seen. They end in time.

Nobody among them says stop: an opt-out is carried out twice, a while apart, and so would outlast the outage.
"""

import dataclasses
import itertools
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from local.command_line import Mistake
from local.crowd import Person, somebody
from local.send import Answer, Outgoing, send

SECONDS_BETWEEN: Final = 1.0
LONGEST_SECONDS: Final = 600.0
AT_ONCE: Final = 4
"""As many may wait for their answers; whoever would be one more comes later."""


def who_stays(person: Person) -> Person:
    """The same person, who says no stop."""
    return dataclasses.replace(person, kind="text") if person.kind == "stop" else person


class Coming:
    """People who keep coming to the relay at `url` for as long as this is on."""

    def __init__(self, url: str, *, sends: Callable[[Outgoing, str], Answer] = send) -> None:
        self._url, self._sends = url, sends
        self._lock = threading.Lock()
        self._end: threading.Event | None = None
        self.came = 0

    @property
    def is_on(self) -> bool:
        """Whether they are coming."""
        return self._end is not None and not self._end.is_set()

    def start(self) -> None:
        """Let them come; nothing if they do."""
        with self._lock:
            if not self.is_on:
                self._end = threading.Event()
                threading.Thread(target=self._run, args=(self._end,), daemon=True, name="people coming").start()

    def stop(self) -> None:
        """Let nobody come any more. Who is there gets an answer."""
        with self._lock:
            if self._end is not None:
                self._end.set()

    def _run(self, end: threading.Event) -> None:
        until, places = time.monotonic() + LONGEST_SECONDS, threading.Semaphore(AT_ONCE)
        with ThreadPoolExecutor(AT_ONCE) as pool:
            for number in itertools.count():
                if places.acquire(timeout=SECONDS_BETWEEN):
                    pool.submit(self._come, who_stays(somebody(number)), places)
                if end.wait(SECONDS_BETWEEN) or time.monotonic() > until:
                    break
        end.set()

    def _come(self, person: Person, places: threading.Semaphore) -> None:
        try:
            for post in person.posts(self._url):
                self._sends(post, self._url)
            self.came += 1
        except Mistake:  # the relay is not there: the board says so
            pass
        finally:
            places.release()
