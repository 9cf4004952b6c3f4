"""`make send` makes the request that an event was made of, and signs texts so that they are believed."""

import json
import os
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
from standardwebhooks import Webhook
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

from local import deploy, send
from local.payload import Arrival, event_of
from local.place import ROOT
from local.routes import Route
from tests.unit.phone2action import servers

URL = "http://127.0.0.1:3000"
EVENTS = sorted((ROOT / "events").glob("*.json"))


class Server:
    """Answers every request alike, a text with `twiml`, and remembers what came."""

    def __init__(self) -> None:
        self.status, self.twiml = 200, "<Response><Message>Thanks &amp; hello!</Message></Response>"
        self.seen: list[tuple[str, str, dict[str, str], bytes]] = []
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length", 0)))
                headers = {name.lower(): value for name, value in self.headers.items()}
                server.seen.append((self.command, self.path, headers, body))
                if self.path == "/sms":
                    self.send_response(server.status)
                    self.end_headers()
                    self.wfile.write(server.twiml.encode())
                    return
                self.send_response(303)
                self.send_header("Location", "https://example.org/thanks")
                self.send_header("X-Unimportant", "1")
                self.send_header("Content-Length", "5")
                self.end_headers()
                self.wfile.write(b"Taken")

            do_GET = do_POST  # noqa: N815 (its name there)

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 (its name there)
                pass

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = str(self._http.server_port)
        self.url = f"http://127.0.0.1:{self.port}"
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.01,))
        self._thread.start()

    def close(self) -> None:
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    yield made
    made.close()


def event(**changes: Any) -> dict[str, Any]:
    arrival: dict[str, Any] = {
        "method": "POST",
        "path": "/signup/998",
        "query": "utm_source=a%20b",
        "protocol": "HTTP/1.1",
        "headers": [
            ("content-type", "application/x-www-form-urlencoded"),
            ("cookie", "a=1; b=2"),
            ("host", "x"),
        ],
        "body": b"email=ann%40example.org",
        "source_ip": "192.0.2.1",
        "port": 443,
        "time": 0.0,
        "request_id": "id",
    }
    path = (arrival | changes)["path"]
    return event_of(Arrival(**(arrival | changes)), Route(method="ANY", path=path, function=""), {})


def test_an_event_becomes_the_request_that_it_was_made_of() -> None:
    made = send.request_of(event(), URL)
    assert (made.method, made.target) == ("POST", "/signup/998?utm_source=a%20b")
    assert made.body == b"email=ann%40example.org"
    assert made.headers == {"content-type": "application/x-www-form-urlencoded", "cookie": "a=1; b=2"}


@pytest.mark.parametrize("body", [b"MessageSid=SM1&From=%2B18165550123&Body=JOIN&FromZip=", b""])
def test_a_text_is_signed_for_where_it_goes(body: bytes) -> None:
    made = send.request_of(event(path="/sms", query="", body=body), "http://127.0.0.1:4000")
    fields = dict(parse_qsl(body.decode(), keep_blank_values=True))
    validator = RequestValidator(send.DEMO_TOKEN)
    assert validator.validate("http://127.0.0.1:4000/sms", fields, made.headers["x-twilio-signature"])


def test_only_texts_are_signed() -> None:
    assert "x-twilio-signature" not in send.request_of(event(), URL).headers


def test_what_is_signed_by_standard_webhooks_is_signed_anew() -> None:
    arrival = json.loads((ROOT / "events" / "web_form_signed.json").read_text())
    made = send.request_of(send.moved(arrival, "127.0.0.1:4001"), URL)
    assert made.headers["webhook-timestamp"] != arrival["headers"]["webhook-timestamp"]
    assert made.headers["webhook-id"] == arrival["headers"]["webhook-id"]
    for secret in deploy.DEMO_SECRET["webhook_secrets"]:
        Webhook(secret).verify(made.body, dict(made.headers))


def test_a_text_from_the_command_line_is_signed_and_is_a_new_one_each_time() -> None:
    first, second = (send.text_message("+18165550123", "+18165550100", " Join! ", URL) for _ in range(2))
    fields = dict(parse_qsl(first.body.decode(), keep_blank_values=True))
    assert (fields["From"], fields["Body"], fields["FromZip"]) == ("+18165550123", " Join! ", "")
    validator = RequestValidator(send.DEMO_TOKEN)
    assert validator.validate(f"{URL}/sms", fields, first.headers["x-twilio-signature"])
    assert fields["MessageSid"] not in second.body.decode()


@pytest.mark.parametrize("path", EVENTS, ids=lambda path: path.stem)
def test_every_event_of_the_project_can_be_sent(path: Path, server: Server) -> None:
    sent = json.loads(path.read_text())
    made = send.request_of(sent, server.url)
    if made.method not in {"GET", "POST"}:
        return
    assert send.send(made, server.url).status == (200 if made.target == "/sms" else 303)
    ((method, target, headers, body),) = server.seen
    assert (method, target, body) == (made.method, made.target, made.body)
    assert headers.items() >= dict(made.headers).items()


def test_the_answer_is_shown_with_the_headers_that_matter(
    server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "event.json").write_text(json.dumps(event()))
    assert send.main(["event", "--file", str(tmp_path / "event.json"), "--port", server.port]) == 0
    shown = capsys.readouterr().out
    assert "303 See Other" in shown
    assert "location: https://example.org/thanks" in shown.lower()
    assert "Taken" in shown
    assert "unimportant" not in shown.lower()


@pytest.mark.parametrize(
    "changes",
    [
        {"headers": {"x-name": "Zo\u00eb \u2013 \u5f35"}},
        {"headers": {"x-name": "two\r\nlines"}},
        {"headers": {"x-name": 5.5}},
        {"cookies": ["\u5f35=1"]},
        {"rawQueryString": "name=Zo\u00eb"},
        {"requestContext": {"http": {"method": 5}}},
    ],
)
def test_what_can_not_be_put_as_http_is_one_clear_line(
    changes: dict[str, Any], server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "event.json").write_text(json.dumps(event() | changes))
    assert send.main(["event", "--file", str(tmp_path / "event.json"), "--port", server.port]) == 1
    said = capsys.readouterr().err
    assert said.startswith("error: ")
    assert len(said.splitlines()) == 1
    assert server.seen == []


def test_a_body_that_is_no_utf_8_is_one_clear_line(server: Server, capsys: pytest.CaptureFixture[str]) -> None:
    assert send.main(["text", "--from", "+18165550123", "--body", "caf\udce9", "--port", server.port]) == 1
    assert capsys.readouterr().err.startswith("error: BODY is not UTF-8")


def test_an_event_can_be_called_by_its_name() -> None:
    assert send.file_of(EVENTS[0].stem) == send.file_of(EVENTS[0].name) == EVENTS[0]
    assert send.file_of(str(EVENTS[0])) == EVENTS[0]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "there is no event"),
        ("no json", "holds no HTTP API event"),
        ("{}", "holds no HTTP API event"),
        ("[]", "holds no HTTP API event"),
        ('{"rawPath": 5}', "holds no HTTP API event"),
        ("[" * 100_000, "holds no HTTP API event"),
    ],
)
def test_what_is_no_event_is_one_clear_line(
    content: str | None, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "event.json"
    if content is not None:
        path.write_text(content)
    assert said in refused(capsys, "event", "--file", str(path))


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """The one line that the command says why it did nothing."""
    assert send.main(list(arguments)) == 1
    (line,) = capsys.readouterr().err.splitlines()
    return line


def test_a_folder_and_nothing_at_all_are_no_event(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "there is no event" in refused(capsys, "event", "--file", str(tmp_path))
    assert "say which event" in refused(capsys, "event", "--file", "")


@pytest.mark.parametrize("name", ["web_form_urlencoded", "web_form_json", "web_form_preflight"])
def test_an_event_is_sent_with_the_address_that_the_page_has(name: str) -> None:
    sent = json.loads(send.file_of(name).read_text())
    as_it_is, moved = (send.request_of(send.moved(sent, page), URL) for page in ("127.0.0.1:3001", "127.0.0.1:4001"))
    assert as_it_is == send.request_of(sent, URL)
    assert moved.headers["origin"] == "http://127.0.0.1:4001"
    assert moved.body == as_it_is.body.replace(b"127.0.0.1%3A3001", b"127.0.0.1%3A4001")
    assert (moved.body != as_it_is.body) is (name == "web_form_urlencoded")  # which has _next


def test_the_reply_to_a_text_is_shown_as_the_phone_would(server: Server, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["text", "--from", "+18165550123", "--body", "JOIN", "--port", server.port]
    assert send.main(arguments) == 0
    server.twiml = "<Response/>"
    assert send.main(arguments) == 0
    assert capsys.readouterr().out == "Thanks & hello!\n(no text comes back)\n"


TEXT = ("text", "--from=+18165550123", "--body=JOIN")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("text", "--body=JOIN"), "FROM= is no phone number: write"),
        (("text", "--body=JOIN", "--from=8165550123"), "FROM=8165550123 is no phone number: write"),
        (("text", "--body=JOIN", "--from=+1816555012x"), "FROM=+1816555012x is no phone number: write"),
        (("text", "--from=+18165550123"), "say what the text says"),
        ((*TEXT, "--port=80000"), "PORT=80000 is no port"),
        ((*TEXT, "--sandbox-port=1"), "unrecognized arguments"),
        ((*TEXT, "--port=1"), "nobody answers at http://127.0.0.1:1 "),
        (("event", "--file=web_form_json", "--port=abc"), "PORT=abc is no port"),
        (("event", "--file=web_form_json", "--sandbox-port=0"), "SANDBOX_PORT=0 is no port"),
        (("event", "--file=web_form_json", "--port=1"), "nobody answers at http://127.0.0.1:1 "),
    ],
)
def test_every_mistake_is_one_clear_line(
    arguments: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert refused(capsys, *arguments).startswith(f"error: {said}")


@pytest.mark.parametrize(
    ("status", "twiml", "said"),
    [(404, "{}", "did not take the text: 404 Not Found"), (200, "hello", "what answers"), (200, "", "what answers")],
)
def test_what_is_not_the_relay_is_one_clear_line(
    status: int, twiml: str, said: str, server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    server.status, server.twiml = status, twiml
    assert said in refused(capsys, *TEXT, f"--port={server.port}")


def test_what_does_not_speak_http_is_one_clear_line(capsys: pytest.CaptureFixture[str]) -> None:
    with servers.server(servers.answers(b"220 ready\r\n")) as there:
        line = refused(capsys, *TEXT, f"--port={there.port}")
    assert "is not the relay" in line


@pytest.mark.parametrize(
    "body",
    [
        "JOIN",
        "He said \"hi\" & 'bye'",
        "costs $5, $HOME, $(shell echo x) and `id`",
        "two  spaces 😀 ünete",
        "-x",
        "$(",
        "a\\",
    ],
)
def test_make_hands_on_a_text_as_it_was_typed(body: str, server: Server) -> None:
    # Without the tools, which whoever runs this has: `-o` takes them for made.
    command = ["make", "-s", "-o", "dev-tools", "text", f"BODY={body}", "FROM=+18165550123", f"PORT={server.port}"]
    without = {name: value for name, value in os.environ.items() if name not in {"MAKEFLAGS", "MFLAGS", "MAKELEVEL"}}
    done = subprocess.run(command, cwd=ROOT, env=without, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (0, "Thanks & hello!\n"), done.stderr
    ((_, _, headers, content),) = server.seen
    fields = dict(parse_qsl(content.decode(), keep_blank_values=True))
    assert (fields["Body"], fields["From"]) == (body, "+18165550123")
    validator = RequestValidator(send.DEMO_TOKEN)
    assert validator.validate(f"{server.url}/sms", fields, headers["x-twilio-signature"])
