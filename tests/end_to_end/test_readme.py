"""The README's commands do what it says: every block of code in it is run here, or named with the reason why not."""

import json
import re
import subprocess
from html.parser import HTMLParser

import pytest
import requests

from local.background import Background
from local.place import ROOT
from relay.stores.secrets import from_secret
from tests.end_to_end.documents import blocks, the_block
from tests.end_to_end.sandbox_view import Sandbox

README = "README.md"
NOT_RUN = {
    "make run\n": "is what the `stack` fixture does, with ports of its own",
    "make test\n": "is what is running now",
    the_block(README, "API="): "are options of it, which tests/unit/local tries",
}


def run(command: str, stack: Background) -> str:
    """Run a block against this stack, which has other ports than the README's."""
    here = command.replace("127.0.0.1:3000", stack.relay_url.removeprefix("http://"))
    ports = f"PORT={stack.place.port} SANDBOX_PORT={stack.place.sandbox_port}"
    here = re.sub("make (send|text) ", rf"make --no-print-directory \1 {ports} ", here)
    done = subprocess.run(["bash", "-ec", here], cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_every_block_is_known() -> None:
    known = ["make send", "curl ", "make build", '"app_id"', "<form", "HTTP API ─"]
    unknown = [b for b in blocks(README) if b not in NOT_RUN and not any(words in b for words in known)]
    assert unknown == []
    assert len(blocks(README)) == len(NOT_RUN) + len(known)


def test_the_form_the_card_and_the_text_are_sent_and_answered(stack: Background) -> None:
    shown = run(the_block(README, "make send"), stack)
    assert re.findall(r"^(\d{3}) ", shown, flags=re.MULTILINE) == ["303", "200"], shown
    assert f"location: {stack.sandbox_url}/thanks" in shown
    assert shown.splitlines()[-1].startswith("Thanks for joining Save the Whales!")


def test_the_curl_command_signs_somebody_up(stack: Background) -> None:
    answer = json.loads(run(the_block(README, "curl "), stack))
    assert answer["status"] == "delivered"
    (advocate,) = Sandbox(stack).advocates(email="pat.smith@example.org")
    assert advocate["firstname"] == "Pat"


def test_what_goes_into_the_secret_is_what_the_relay_reads() -> None:
    credentials = from_secret(the_block(README, '"app_id"'))
    assert credentials.app_id == "your app ID"
    assert len(credentials.card_secrets) == len(credentials.twilio_auth_tokens) == 1


class Form(HTMLParser):
    """The action and the names of a form's inputs."""

    def __init__(self) -> None:
        super().__init__()
        self.action = ""
        self.inputs: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self.action = given["action"] or ""
        if tag == "input":
            self.inputs[given["name"] or ""] = given.get("value") or ""


def test_the_form_of_the_readme_signs_somebody_up(stack: Background) -> None:
    form = Form()
    form.feed(the_block(README, "<form"))
    path = form.action.removeprefix("https://relay.example.org")
    filled = form.inputs | {"firstname": "Rita", "lastname": "Reader", "email": "rita@example.org", "zip": "02134"}
    answer = requests.post(stack.relay_url + path, data=filled, headers={"accept": "application/json"}, timeout=40)
    assert answer.json()["status"] == "delivered"
    (written,) = Sandbox(stack).written("rita@example.org")
    assert (written["emailOptin"], written["zip5"]) == ("1", "02134")
    assert not [name for name in written if name.startswith("_")]


def test_it_is_built_and_deployed_with_the_two_commands_of_the_readme(deployed_by_the_readme: str) -> None:
    text = (ROOT / README).read_text()
    for output in ("RelayUrl", "CredentialSecretId"):
        assert output in deployed_by_the_readme
        assert f"`{output}`" in text


@pytest.mark.parametrize("path", re.findall(r"\]\((docs/[^)#]+)", (ROOT / README).read_text()))
def test_the_documents_it_points_to_exist(path: str) -> None:
    assert (ROOT / path).is_file()
