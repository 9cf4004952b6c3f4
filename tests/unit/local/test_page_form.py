"""The form of a campaign on the local page: as its file has it now, under a policy of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette

from local.page import app
from local.page.around import Around
from local.sandbox import Sandbox
from tests.unit.forms.pages import KINDS, toml
from tests.unit.page.browser import Browser

RELAY = "http://127.0.0.1:3000"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "campaigns.toml"


@pytest.fixture
def browser(file: Path) -> Iterator[Browser]:
    sandbox = Sandbox(":memory:")
    around = Around(sandbox=sandbox, relay=RELAY, campaigns=file, state=Path("nowhere"))
    yield Browser(Starlette(routes=app.routes(around)))
    sandbox.close()


def test_a_change_of_the_file_is_seen_at_once_and_the_form_is_sent_to_the_relay_here(
    file: Path, browser: Browser
) -> None:
    for kind, button in {"petition": "Sign the petition", "letter": "Send my letter"}.items():
        file.write_text(toml(KINDS[kind]), encoding="utf-8")
        answer = browser.get("/form/998")
        assert (answer.status, button in answer.text) == (200, True)
        assert f'action="{RELAY}/signup/998"' in answer.text


def test_it_may_run_its_own_script_and_nothing_else(file: Path, browser: Browser) -> None:
    file.write_text(toml(), encoding="utf-8")
    policy = browser.get("/form/998").headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in policy
    assert f"form-action {RELAY};" in policy
    other = browser.get("/nowhere").headers["content-security-policy"]
    assert "script-src 'self';" in other


@pytest.mark.parametrize("number", ["997", "whales", "998%20"])
def test_a_campaign_that_is_not_there_is_a_page_in_words(file: Path, browser: Browser, number: str) -> None:
    file.write_text(toml(), encoding="utf-8")
    answer = browser.get(f"/form/{number}")
    assert (answer.status, "there is no campaign" in answer.shown) == (404, True)


def test_a_file_that_is_wrong_is_told_in_words(file: Path, browser: Browser) -> None:
    file.write_text(toml('kind = "poll"'), encoding="utf-8")
    answer = browser.get("/form/998")
    assert "campaigns.toml, line 8: campaigns.998.form.kind:" in answer.shown
    assert answer.status == 404
