"""The browsers of this machine, without a window to be seen: Debian's Chromium and Firefox, as people have them."""

import json
import re
import shutil
import subprocess
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from local.background import free_port
from tests.browser.bidi import Window, window_at
from tests.fakes.waiting import until

NAMES = ("chromium", "firefox")
CHROMIUM = ("chromium", "google-chrome")
DRIVER = ("chromedriver",)
FIREFOX = ("firefox-esr", "firefox")
WITHOUT_JAVASCRIPT = 2  # Chromium's number for "blocked"
DARK = 0  # Firefox's number for that colour scheme


def missing() -> list[str]:
    """The programs that the tests need and that are not there."""
    return [names[0] for names in (CHROMIUM, DRIVER, FIREFOX) if not _program(names)]


def _program(names: Sequence[str]) -> str:
    """The first of these programs that is installed, "" if none is."""
    return next(filter(None, map(shutil.which, names)), "")


@contextmanager
def window(name: str, folder: Path, *, javascript: bool = True, dark: bool = False) -> Iterator[Window]:
    """A window of a browser with a profile of its own in `folder`."""
    opened = _chromium if name == "chromium" else _firefox
    with opened(folder, javascript=javascript, dark=dark) as made:
        yield made


@contextmanager
def _chromium(folder: Path, *, javascript: bool, dark: bool) -> Iterator[Window]:
    port = free_port()
    driver = subprocess.Popen(
        [_program(DRIVER), f"--port={port}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    url = f"http://127.0.0.1:{port}/session"
    session = ""
    try:
        until(lambda: _answers(f"http://127.0.0.1:{port}/status"), "the driver of Chromium")
        # The sandbox needs what containers hardly have; --disable-dev-shm-usage: nor much of /dev/shm.
        arguments = ["--headless=new", "--no-sandbox", "--disable-dev-shm-usage", f"--user-data-dir={folder}"]
        arguments += ["--blink-settings=preferredColorScheme=0"] if dark else []
        rights = {} if javascript else {"profile.managed_default_content_settings.javascript": WITHOUT_JAVASCRIPT}
        options = {"binary": _program(CHROMIUM), "args": arguments, "prefs": rights}
        wanted = {"capabilities": {"alwaysMatch": {"webSocketUrl": True, "goog:chromeOptions": options}}}
        asked = urllib.request.Request(url, json.dumps(wanted).encode(), {"content-type": "application/json"})
        with urllib.request.urlopen(asked, timeout=120) as answer:
            made = json.load(answer)["value"]
        session = made["sessionId"]
        with window_at(made["capabilities"]["webSocketUrl"], new_session=False) as opened:
            yield opened
    finally:
        if session:
            urllib.request.urlopen(urllib.request.Request(f"{url}/{session}", method="DELETE"), timeout=60).close()
        driver.terminate()
        driver.wait()


def _answers(url: str) -> bool:
    try:
        urllib.request.urlopen(url, timeout=5).close()
    except OSError:
        return False
    return True


@contextmanager
def _firefox(folder: Path, *, javascript: bool, dark: bool) -> Iterator[Window]:
    folder.mkdir(parents=True, exist_ok=True)
    preferences = {"javascript.enabled": javascript}
    lines = [f'user_pref("{name}", {json.dumps(value)});' for name, value in preferences.items()]
    lines += [f'user_pref("layout.css.prefers-color-scheme.content-override", {DARK});'] if dark else []
    (folder / "user.js").write_text("\n".join(lines))
    command = [_program(FIREFOX), "--headless", "--no-remote", "--profile", str(folder), "--remote-debugging-port", "0"]
    log = folder / "firefox.log"
    with log.open("wb") as output:
        browser = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=output)
    try:
        until(lambda: _listening(log) is not None, "Firefox")
        with window_at(f"{_listening(log)}/session", new_session=True) as opened:
            opened.come_to_the_front()
            yield opened
    finally:
        browser.terminate()
        browser.wait()


def _listening(log: Path) -> str | None:
    found = re.search(r"WebDriver BiDi listening on (ws://\S+)", log.read_text(errors="replace"))
    return found and found[1]
