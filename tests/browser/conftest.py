"""A running stack, an organiser's website whose pages post to it, and the browsers, with and without JavaScript.

All of that is there once for a worker: a browser takes seconds to start.
"""

import dataclasses
import shutil
import uuid
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from local import background
from local.background import Background, free_port
from tests.browser import installed, libraries
from tests.browser.bidi import Window
from tests.browser.operators_page import OperatorsPage
from tests.browser.site import Site
from tests.end_to_end.sandbox_view import Sandbox

CAMPAIGNS = '''
[campaigns.998]
name = "Save the Whales"
organization = "Friends of Whales"

[campaigns.998.web_form]
origins = ["{site}"]
redirects = ["{site}"]
thanks = "Thank you for standing up for the whales."

[campaigns.998.twitter_card]
connect = ["email"]

[campaigns.998.sms]
keywords = ["JOIN"]
reply = "Thanks for joining Save the Whales! Reply STOP at any time to get no more texts."

[campaigns.999]
name = "Salvemos las ballenas"
organization = "Amigos de las ballenas"
language = "es"

[campaigns.999.web_form]

[campaigns.999.form]
kind = "letter"
subject = "Proteja a las ballenas"
message = """
Vote a favor de la ley.

Las ballenas necesitan aguas tranquilas."""
editable = false

[campaigns.1001]
name = "Sign up"
organization = "Friends of Whales"
[campaigns.1001.web_form]
origins = ["{site}"]
[campaigns.1001.form]
intro = "Whales need quiet waters."
[campaigns.1001.form.consent]
id = "news-2026"
email = "E-mail me news of Friends of Whales."
sms = "Text me news of Friends of Whales. Message and data rates may apply. Reply STOP to stop, HELP for help."

[campaigns.1002]
name = "Write a letter"
[campaigns.1002.web_form]
[campaigns.1002.form]
kind = "letter"
subject = "Please vote for it"
message = """
I ask you to vote for it.

Whales need quiet waters."""

[campaigns.1003]
name = "Sign a petition"
[campaigns.1003.web_form]
redirects = ["{site}"]
[campaigns.1003.form]
kind = "petition"
next = "{site}/signed"
questions.5365 = "Which whale do you like best?"

[campaigns.1004]
name = "Come along"
[campaigns.1004.web_form]
[campaigns.1004.form]
kind = "rsvp"

[campaigns.1005]
name = "Tweet"
[campaigns.1005.web_form]
[campaigns.1005.form]
kind = "tweet"
tweet = "[@legislator] Please vote for it"

[campaigns.1006]
name = "Guarded"
[campaigns.1006.web_form]
[campaigns.1006.web_form.challenge]
service = "turnstile"
sitekey = "1x00000000000000000000AA"
'''


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Nobody who has no browser is to take a test that did not run for one that passed."""
    if any(item.path.is_relative_to(Path(__file__).parent) for item in items) and (lacking := installed.missing()):
        raise pytest.UsageError(f"tests/browser needs {', '.join(lacking)}: `apt-get install` has them (see .ci/run)")


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    """The organiser's website."""
    with Site(free_port()) as made:
        for name in libraries.LIBRARIES:
            made.script(f"/{name}", libraries.text_of(name))
        yield made


@pytest.fixture(scope="session")
def stack(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Background]:
    """A running stack whose campaigns list that website."""
    folder = tmp_path_factory.mktemp("stack")
    campaigns = folder / "campaigns.toml"
    campaigns.write_text(CAMPAIGNS.format(site=site.url), encoding="utf-8")
    running = background.start(dataclasses.replace(background.place_in(folder), campaigns=campaigns))
    yield running
    assert running.stop() == 0, running.output()


@pytest.fixture(scope="session")
def sandbox(stack: Background) -> Sandbox:
    """The platform."""
    return Sandbox(stack)


@pytest.fixture
def signup(stack: Background) -> str:
    """The address that forms post to."""
    return f"{stack.relay_url}/signup/998"


@pytest.fixture
def email() -> str:
    """An address that no other test uses."""
    return f"p{uuid.uuid4().hex[:10]}@example.org"


@pytest.fixture
def page(window: Window, stack: Background) -> OperatorsPage:
    """The operators' page in that window, over a relay that remembers nothing."""
    shown = OperatorsPage(window, stack.sandbox_url)
    shown.forget_everything()
    return shown


class Windows:
    """The windows that are open, by browser and kind."""

    def __init__(self, folder: Path, opened: ExitStack) -> None:
        self._folder = folder
        self._opened = opened
        self._windows: dict[tuple[str, bool, bool], Window] = {}

    def of(self, name: str, *, javascript: bool = True, dark: bool = False) -> Window:
        """The window of this browser, opened if it is not yet."""
        key = (name, javascript, dark)
        if key not in self._windows:
            folder = self._folder / f"{name}-{javascript}-{dark}"
            shown = installed.window(name, folder, javascript=javascript, dark=dark)
            self._windows[key] = self._opened.enter_context(shown)
        return self._windows[key]

    def leave(self) -> None:
        """Show nothing: a page that stays open goes on, and loads again when the next test has everything forgotten."""
        with ExitStack() as all_windows:  # each of them, whatever another does
            for window in self._windows.values():
                all_windows.callback(window.go, "about:blank")


@pytest.fixture(scope="session")
def windows(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Windows]:
    """Every window, closed in the end."""
    folder = tmp_path_factory.mktemp("browsers")
    with ExitStack() as opened:
        yield Windows(folder, opened)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(autouse=True)
def _left(windows: Windows) -> Iterator[None]:
    """No test meets what another has left open."""
    yield
    windows.leave()


@pytest.fixture(params=installed.NAMES)
def browser(request: pytest.FixtureRequest) -> str:
    """Each browser in turn."""
    return str(request.param)


@pytest.fixture
def window(windows: Windows, browser: str) -> Window:
    """A window of that browser."""
    return windows.of(browser)


@pytest.fixture(params=[True, False], ids=["javascript", "no javascript"])
def any_window(request: pytest.FixtureRequest, windows: Windows, browser: str) -> Window:
    """A window of that browser, with JavaScript and without."""
    return windows.of(browser, javascript=request.param)
