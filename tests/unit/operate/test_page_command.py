"""`relay page`: served on this machine only, under a link that nobody guesses, until Ctrl-C."""

import re
import socket
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
import uvicorn

from operate import stack
from operate.command import page
from operate.command.__main__ import main
from operate.page.jobs import Job, Jobs
from tests.fakes.waiting import PATIENCE_SECONDS
from tests.unit.operate.sqs import Sqs
from tests.unit.operate.stacks import stack as stack_of
from tests.unit.page.browser import Browser


@dataclass
class Served:
    """What uvicorn was given; `meanwhile` is called as if it served, and ends with Ctrl-C."""

    configs: list[uvicorn.Config] = field(default_factory=list)
    sockets: list[socket.socket] = field(default_factory=list)
    addresses: list[Any] = field(default_factory=list)
    meanwhile: Any = lambda: None


@pytest.fixture(autouse=True)
def served(monkeypatch: pytest.MonkeyPatch) -> Served:
    served = Served()

    def run(server: uvicorn.Server, sockets: list[socket.socket]) -> None:
        served.configs.append(server.config)
        served.addresses += [each.getsockname() for each in sockets]
        served.meanwhile()
        raise KeyboardInterrupt

    monkeypatch.setattr(uvicorn.Server, "run", run)
    monkeypatch.setattr(stack, "chosen", lambda *_: stack_of(Sqs(dead=[])))
    return served


def test_it_prints_a_link_to_a_page_of_this_machine(served: Served, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["page"]) == 0
    shown = capsys.readouterr()
    link = re.fullmatch(r"http://127\.0\.0\.1:(\d+)(/\?token=[\w-]{32})\n", shown.out)
    assert link
    assert served.addresses == [("127.0.0.1", int(link[1]))]
    assert "stack relay-test in us-east-1" in shown.err
    assert "Ctrl-C ends it" in shown.err
    browser = Browser(served.configs[0].app)  # type: ignore[arg-type]
    assert browser.get("/find").status == 403
    browser.get(link[2], follow=False)
    assert browser.get("/find").status == 200


def test_no_line_is_logged_of_what_is_asked(served: Served) -> None:
    main(["page"])
    assert not served.configs[0].access_log


def test_each_time_it_is_another_link(capsys: pytest.CaptureFixture[str]) -> None:
    links = set()
    for _ in range(3):
        main(["page"])
        links.add(capsys.readouterr().out.partition("token=")[2])
    assert len(links) == 3


def test_a_port_that_is_taken_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert main(["page", "--port", str(taken.getsockname()[1])]) == 1
    assert "give another --port" in capsys.readouterr().err


def test_what_is_no_port_is_mistyped() -> None:
    assert main(["page", "--port", "70000"]) == 2


def test_what_is_under_way_is_ended_where_nothing_is_lost(
    served: Served, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    jobs, begun = Jobs(patience=0), threading.Event()

    def work(job: Job) -> Mapping[str, Any]:
        begun.set()
        assert job.stopping.wait(PATIENCE_SECONDS)
        job.go_on()
        return {}

    def meanwhile() -> None:
        jobs.begin("move", "Moving", work, back="/")
        assert begun.wait(PATIENCE_SECONDS)

    served.meanwhile = meanwhile
    monkeypatch.setattr(page, "Jobs", lambda: jobs)
    monkeypatch.setattr(page, "GRACEFUL_SECONDS", PATIENCE_SECONDS)
    assert main(["page"]) == 0
    assert jobs.running("move") is None
