"""Pages that post by script: fetch with a preflight, htmx, Turbo; from a listed site, and from one that isn't."""

import json

import pytest

from local.background import Background
from tests.browser.bidi import Window
from tests.browser.site import Site
from tests.end_to_end.sandbox_view import Sandbox
from tests.fakes.waiting import until

FETCH = """
<p id="told"></p>
<script>
  async function send(url, fields) {
    const told = document.getElementById("told");
    try {
      const answer = await fetch(url, {
        method: "POST",
        headers: {"content-type": "application/json", "accept": "application/json", "x-csrf-token": "abc"},
        body: JSON.stringify(fields),
      });
      told.textContent = answer.status + " " + await answer.text();
    } catch (error) {
      told.textContent = "failed";
    }
  }
</script>
"""


def send(window: Window, url: str, **fields: str) -> str:
    window.read(f"send({json.dumps(url)}, {json.dumps(fields)})")
    return str(window.read("document.getElementById('told').textContent"))


@pytest.mark.quick
def test_a_listed_sites_script_reads_what_became_of_its_post(
    window: Window, site: Site, signup: str, email: str, sandbox: Sandbox
) -> None:
    window.go(site.page("/fetch", FETCH))
    status, _, body = send(window, signup, email=email).partition(" ")
    assert (status, json.loads(body)["status"]) == ("200", "delivered")
    assert len(sandbox.written(email)) == 1


def test_it_reads_every_error_too(window: Window, site: Site, stack: Background, signup: str) -> None:
    window.go(site.page("/errors", FETCH))
    status, _, body = send(window, signup, email="x").partition(" ")
    assert status == "422"
    (error,) = json.loads(body)["errors"]
    assert error["message"] == "E-mail address: enter a complete address, like name@example.org."
    assert send(window, f"{stack.relay_url}/signup/998/nothing", email="x").startswith("404 ")
    assert send(window, f"{stack.relay_url}/signup/997", email="x").startswith("422 ")


def test_a_site_that_is_not_listed_is_kept_out_and_named_in_the_log(
    window: Window, site: Site, stack: Background, signup: str, email: str
) -> None:
    window.go(site.page("/stranger", FETCH).replace(site.url, site.other_url))
    assert send(window, signup, email=email) == "failed"
    logs = stack.place.logs / "emulator.log"
    until(lambda: f'"site":"{site.other_url}"' in logs.read_text(errors="replace"), "the line in the log")


HTMX = {
    "htmx2.js": '{"selfRequestsOnly": false}',
    "htmx4.js": '{"mode": "cors"}',
}


@pytest.mark.parametrize("library", HTMX)
@pytest.mark.parametrize("next_page", [False, True], ids=["thanks", "next page"])
def test_htmx_puts_the_thanks_into_the_page(
    window: Window, site: Site, signup: str, email: str, sandbox: Sandbox, *, library: str, next_page: bool
) -> None:
    thanks = f'<input type="hidden" name="_next" value="{site.page("/thanks", "thanks")}">' if next_page else ""
    page = f"""
      <meta name="htmx-config" content='{HTMX[library]}'><script src="/{library}"></script>
      <form hx-post="{signup}" hx-target="#told">{thanks}<input name="email"><button>Sign up</button></form>
      <div id="told"></div>
    """
    window.go(site.page("/htmx", page))
    window.fill_in(email=email)
    window.click("button")
    window.wait_for('document.getElementById("told").innerText.includes("standing up for the whales")')
    assert len(sandbox.written(email)) == 1


def test_turbo_leaves_a_form_of_another_site_to_the_browser(
    window: Window, site: Site, signup: str, email: str, sandbox: Sandbox
) -> None:
    page = f"""
      <script src="/turbo.js"></script>
      <form action="{signup}" method="post"><input name="email"><button>Sign up</button></form>
    """
    window.go(site.page("/turbo", page))
    window.fill_in(email=email)
    window.click("button")
    window.wait_for('document.body.innerText.includes("standing up for the whales")')
    assert len(sandbox.written(email)) == 1


def test_a_form_that_turbo_sends_by_itself_is_answered_as_a_page(
    window: Window, site: Site, signup: str, email: str, sandbox: Sandbox
) -> None:
    """As Turbo's own request: its headers need a preflight, and it reads HTML."""
    headers = {
        "accept": "text/vnd.turbo-stream.html, text/html, application/xhtml+xml",
        "x-turbo-request-id": "1",
        "turbo-frame": "f",
    }
    call = f"""
      fetch({json.dumps(signup)}, {{method: "POST", headers: {json.dumps(headers)},
        body: new URLSearchParams({{email: {json.dumps(email)}}})}}).then((answer) => answer.text())
    """
    window.go(site.page("/turbo-frame", '<script src="/turbo.js"></script>'))
    assert "standing up for the whales" in window.read(call)
    assert len(sandbox.written(email)) == 1
