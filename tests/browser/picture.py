"""`python -m tests.browser.picture`: makes docs/page.png, the first view with an outage and its end in the plots.

It starts a stack of its own, lets made-up people come, breaks the API and mends it. Takes three minutes.
"""

import base64
import tempfile
import time
from pathlib import Path
from typing import Final

from local import background
from local.place import ROOT
from tests.browser import installed
from tests.browser.operators_page import OperatorsPage

PICTURE: Final = ROOT / "docs" / "page.png"
WIDTH: Final = 1280
HEIGHT: Final = 700
WELL_SECONDS: Final = 30
BROKEN_SECONDS: Final = 50
HEALING_SECONDS: Final = 60


def main() -> None:
    """Make it."""
    with tempfile.TemporaryDirectory() as folder:
        stack = background.start(background.place_in(Path(folder) / "stack"))
        try:
            with installed.window("chromium", Path(folder) / "browser") as window:
                page = OperatorsPage(window, stack.sandbox_url)
                page.forget_everything()
                show_an_outage(page)
                take(page, PICTURE)
        finally:
            stack.stop()


def show_an_outage(page: OperatorsPage) -> None:
    """Break the API while people come, and mend it."""
    page.window.click("#send-coming button")
    time.sleep(WELL_SECONDS)
    page.switch("down", on=True)
    time.sleep(BROKEN_SECONDS)
    page.mend()
    page.window.click("#send-coming button")
    time.sleep(HEALING_SECONDS)


def take(page: OperatorsPage, path: Path) -> None:
    """Keep what is to be seen without scrolling."""
    viewport = {"width": WIDTH, "height": HEIGHT}
    page.window.call("browsingContext.setViewport", context=page.window.page, viewport=viewport)
    page.window.read("scrollTo(0, 0)")
    shot = page.window.call("browsingContext.captureScreenshot", context=page.window.page, origin="viewport")
    path.write_bytes(base64.b64decode(shot["data"]))


if __name__ == "__main__":
    main()
