"""`make send` makes the request that an event was made of, and signs texts so that they are believed."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

from local import send
from local.payload import Arrival, event_of
from local.place import ROOT
from local.routes import Route

URL = "http://127.0.0.1:3000"
EVENTS = sorted((ROOT / "events").glob("*.json"))


class Server:
    """Answers every request alike and remembers what came."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, str, dict[str, str], bytes]] = []
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length", 0)))
                headers = {name.lower(): value for name, value in self.headers.items()}
                server.seen.append((self.command, self.path, headers, body))
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
        self.url = f"http://127.0.0.1:{self._http.server_port}"
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
    assert send.send(made, server.url).status == 303
    ((method, target, headers, body),) = server.seen
    assert (method, target, body) == (made.method, made.target, made.body)
    assert headers.items() >= dict(made.headers).items()


def test_the_answer_is_shown_with_the_headers_that_matter(
    server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "event.json").write_text(json.dumps(event()))
    assert send.main(["event", str(tmp_path / "event.json"), "--url", server.url]) == 0
    shown = capsys.readouterr().out
    assert "303 See Other" in shown
    assert "location: https://example.org/thanks" in shown.lower()
    assert "Taken" in shown
    assert "unimportant" not in shown.lower()


def test_an_event_can_be_called_by_its_name() -> None:
    assert send.file_of(EVENTS[0].stem) == send.file_of(EVENTS[0].name) == EVENTS[0]
    assert send.file_of(str(EVENTS[0])) == EVENTS[0]


@pytest.mark.parametrize(
    ("content", "said"),
    [(None, "there is no event"), ("no json", "holds no HTTP API event"), ("{}", "holds no HTTP API event")],
)
def test_what_is_no_event_is_one_clear_line(
    content: str | None, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "event.json"
    if content is not None:
        path.write_text(content)
    assert send.main(["event", str(path)]) == 1
    (line,) = capsys.readouterr().err.strip().splitlines()
    assert said in line


def test_nobody_at_home_is_one_clear_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert send.main(["text", "--url", "http://127.0.0.1:1"]) == 1
    assert "is `make run` up?" in capsys.readouterr().err
